// Package view has the values that templates are executed with. They are the contract
// with authors of themes, and described in docs/themes.md.
//
// A page shows nothing but its view, so that two equal views make the same page. Views
// hold no functions and no more than the page shows, and the present time only where
// the page shows it.
package view

import (
	"html/template"
	"time"

	"statuary/internal/markdown"
)

// Site is what is the same on every page.
type Site struct {
	Name        string // "cloud.gov Status"
	Title       string // "cloud.gov"
	Description string
	Language    string // for the lang attribute
	Direction   string // for the dir attribute: "rtl", or empty
	Home        string // address of the home page, from the host's root
	URL         string // the same in full
	Zone        string // name of the time zone: "America/New York"
	Nav         []NavLink
	Pages       []Link   // the site's own pages
	Atom, RSS   string   // addresses of the feeds
	JSON        string   // of the quiet feed
	Calendar    string   // of maintenances
	Subscribe   string   // of the page that lists them
	Logo        *Picture // in the place of the name; nil without one
	LogoDark    *Picture // in its place on dark grounds; nil if it is the same
	Favicon     *Icon    // nil: the theme's own
	Links       []Link   // for the header, beside the navigation
	Footer      markdown.Text
}

// Link is a name that leads somewhere.
type Link struct{ Name, URL string }

// NavLink is an entry of the navigation. It is current on pages of its section.
type NavLink struct {
	Name, URL string
	Section   string
}

// Frame is what every page has. It is part of all views, and of none of their
// parts: templates look up a field of a struct inside a struct slowly.
type Frame struct {
	Site        *Site
	Top         Top
	Title       string // empty on the home page
	Description string // for search engines
	Canonical   string // the page's full address
	Social      Social // for previews of links and search engines

	Translations []Translation // of the page, the site's own language first; none where the site has but one
}

// Translation is a page in a language.
type Translation struct {
	Language string // a tag of BCP 47
	Name     string // of the language, in itself: "français"
	URL      string // in full
	Current  bool   // it is the page's own
	Fallback bool   // it is not there in this language yet, and shown in the site's own
}

// Top is what header and footer are made of.
type Top struct {
	Site    *Site
	Section string // the current one: "status", "history", or empty
}

// Badge is a word with a shape and a colour.
type Badge struct {
	Icon  string // "operational", "maintenance", "degraded", "partial", "major", "scheduled" or "none"
	Tone  string // the class that colours it: one of the same words
	Label string
}

// Headline is what the site says first: the title of the worst active incident,
// or Statuspage's sentence for its components.
type Headline struct {
	Verdict  string // in the page's language, or that of Language
	Badge    Badge  // its shape and tone; the label is the same text
	State    string // "none" and "maintenance" may follow the clock; "incident" may not
	Language string // of an incident's title that is not translated; else empty
}

// HomeView is the home page.
type HomeView struct {
	Frame
	Headline
	Indicator string   // Statuspage's: none, minor, major, critical or maintenance
	Details   []string // what is in which state: "Major outage: API, Web"
	Open      []IncidentCard
	Upcoming  []IncidentCard
	Looks     []KeyBadge // of maintenances, by status, and of components: for what follows the clock
	States    []KeyBadge
	Live      string    // address of the document that the script compares with the page; empty without it
	Updated   time.Time // when anything of the history last changed; zero if it is empty
	Groups    []GroupView
	Days      []DayView // the last 15, today first
}

// IncidentCard is an incident that is going on, or a maintenance to come.
type IncidentCard struct {
	Name, URL string
	Badge     Badge
	Label     string // of the newest update
	Message   markdown.Text
	At        time.Time // of the newest update
	From, To  time.Time // start, or the window of a maintenance
	Planned   bool
	Upcoming  bool // it has not begun
	Affected  []string
	Event     string // address of the calendar file of a maintenance
	Language  string // of title and message, where it is another than the page's; else empty
	Clock     *Clock // of a maintenance that the clock begins and ends; else nil
}

// Clock is what a script needs to show which components are under maintenance
// until the next build.
type Clock struct {
	State      string // "scheduled" or "in_progress"
	Follows    bool   // the maintenance begins and ends by the clock, not by an entry
	Components string // ids of those that it affects, with spaces between them
}

// GroupView is a group of components; without a name, those in none.
type GroupView struct {
	Name       string
	Badge      Badge // the worst of its members
	Components []ComponentRow
	Closed     bool // it is shown closed: it is one of many components, and all of it is well
}

// ComponentRow is a component in a list.
type ComponentRow struct {
	Name, URL string
	ID        string
	About     string
	Status    string // as in files: "partial_outage"
	Badge     Badge
	Bars      Bars
	Uptime    [3]string // of the last 90, 60 and 30 days, in percent; may be empty
}

// DayView is one of the last days.
type DayView struct {
	Date   time.Time
	Today  bool
	Rows   []Row       // the incidents that ended on the day and, today, those that are open
	Others []Reference // those that touched the day, and are listed on a later one
	More   int         // incidents of the day that are not listed
	URL    string      // of the day in its month
}

// Row is an incident in a list.
type Row struct {
	ID   string // of the day, where it is the first of one; else empty
	Item Item
}

// Item is what a row says. It is the same wherever the incident is listed.
type Item struct {
	Name, URL  string
	Badge      Badge
	Lead       string // word before the summary: "Resolved", "Postmortem"
	Text       string // Markdown to be summed up
	Auto       bool   // Text is the site's own, of an update that the clock made
	From, To   time.Time
	Day        time.Time     // when it ended; of what is open, when it began
	Duration   time.Duration // 0 while it is open
	Impact     string
	Postmortem bool
	Affected   string // names, with commas between them
	Language   string // of name and text, where it is another than the page's; else empty
}

// DocView is a page of content/pages.
type DocView struct {
	Frame
	Text     markdown.Text
	Language string // of the page's texts, where it is another than the page's; else empty
	EditURL  string // where its file can be edited; else empty
}

// SubscribeView is /subscribe/. Addresses of the whole site's feeds are full
// ones, to be copied. Those of outputs that are turned off are empty.
type SubscribeView struct {
	Frame
	Atom, RSS, JSON string
	Calendar        string
	Webcal          template.URL // the calendar's with the scheme that opens a calendar
	Components      []ComponentFeeds
	Summary, Index  string // addresses of Statuspage's documents
	Metrics         string
	Badge           string
	Embed           string // address of the page for frames
	Bar             string // of the script that shows a bar on other sites
}

// ComponentFeeds are what there is to follow a component by.
type ComponentFeeds struct {
	Name, URL                    string
	Atom, RSS, Calendar, Picture string // Picture is the badge
}

// EmbedView is /embed/, for frames in other sites.
type EmbedView struct {
	Frame
	Headline
	Open []Link
}

// NotFoundView is 404.html.
type NotFoundView struct{ Frame }

// RedirectView is a page that sends on from a former address.
type RedirectView struct {
	Language  string
	Direction string // of the language: "rtl", or empty
	To        string // from the host's root
	URL       string // in full
	Title     string
}
