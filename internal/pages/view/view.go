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

// Site has the values that are the same on every page.
type Site struct {
	Name        string // "Alderquay Status"
	Title       string // "Alderquay"
	Description string
	Language    string // for the lang attribute
	Direction   string // for the dir attribute: "rtl", or empty
	Home        string // address of the home page, from the host's root
	URL         string // full address of the home page
	Zone        string // name of the time zone: "New York time"
	Nav         []NavLink
	Pages       []Link   // the site's own pages
	Atom, RSS   string   // addresses of the feeds
	JSON        string   // address of the JSON Feed, in which each incident appears once
	Calendar    string   // of maintenances
	Subscribe   string   // of the page that lists them
	Logo        *Picture // shown instead of the name; nil if there is none
	LogoDark    *Picture // the logo for dark backgrounds; nil if it is the same
	Favicon     *Icon    // nil for the theme's icon
	Fonts       []string // addresses of the site's own fonts, which the style sheet uses
	Links       []Link   // for the header, beside the navigation
	Footer      markdown.Text
}

// Link is a link with its text.
type Link struct{ Name, URL string }

// NavLink is an entry of the navigation. It is current on pages of its section.
type NavLink struct {
	Name, URL string
	Section   string
}

// Frame has the values that every page needs. It is embedded in all views, but not in
// their parts, because templates look up fields of nested structs slowly.
type Frame struct {
	Site        *Site
	Top         Top
	Title       string // empty on the home page
	PageTitle   string // for the title of the browser's window, where it is longer than Title; else empty
	Description string // for search engines
	Canonical   string // the page's full address
	Social      Social // for previews of links and search engines

	Translations []Translation // of the page, the site's own language first; nil if the site has only one language
}

// Translation is a page in a language.
type Translation struct {
	Language string // a tag of BCP 47
	Name     string // of the language, in itself: "français"
	URL      string // in full
	Current  bool   // this is the language of the page
	Fallback bool   // the page is not translated into this language yet and shown in the site's own
}

// Top has the values for the header and the footer.
type Top struct {
	Site    *Site
	Section string // the current one: "status", "history", or empty
}

// Badge is a word with a shape and a colour.
type Badge struct {
	Icon  string // of states and impacts: "operational", "maintenance", "degraded", "partial", "major" or "none"; of statuses: "none", "half", "most", "operational" or "scheduled"
	Tone  string // the class that colours it: "operational", "maintenance", "degraded", "partial", "major" or "none"
	Label string
}

// Headline is the text at the top of the home page: the worst status with its components, the
// status and title of an active incident that has put no component into another status, or
// Statuspage's sentence for the status of the components.
type Headline struct {
	Lead     string // status before an incident's title: "Investigating"; else empty
	Verdict  string // in the page's language, or that of Language
	Badge    Badge  // its shape and tone; the label is the same text
	State    string // Statuspage's indicator or "incident"; the script may change "none" and "maintenance" by the clock, but not "incident"
	Language string // of an incident's title that is not translated; else empty
}

// HomeView is the home page.
type HomeView struct {
	Frame
	Headline
	Indicator string   // Statuspage's: none, minor, major, critical or maintenance
	Details   []string // components by status: "Major outage: API, Web"
	Open      []IncidentCard
	Upcoming  []IncidentCard
	Pinned    []IncidentCard // announcements
	Looks     []KeyBadge     // badges of maintenances by status, for the script that updates them by the clock
	States    []KeyBadge     // the same of components
	Live      string         // address of the document that the script compares with the page; empty without it
	Updated   time.Time      // when anything of the history last changed; zero if it is empty
	Calm      Figure         // days since the last incident, if all is well; else empty
	Total     int            // components that are shown
	Named     []Link         // the incidents that bars refer to
	Filter    bool           // there are so many components that visitors may filter them
	Groups    []GroupView
	Days      []DayView // the last 15, today first; quiet days in a row are one
	Metrics   []MetricView
	RichText  bool // messages of Open, Upcoming or Pinned may contain blocks of code, tables and the like

	ThirdParty []ThirdParty // components of other services
}

// ThirdParty is a component of another service.
type ThirdParty struct {
	Name, About string
	URL, Host   string // its status page, and the name of its host
	Badge       Badge  // its status there
}

// Figure is a number within a sentence.
type Figure struct{ Before, Number, After string }

// IncidentCard is an active incident or an upcoming maintenance.
type IncidentCard struct {
	Name, URL string
	Badge     Badge  // the impact
	Progress  Badge  // the status
	Label     string // of the newest update
	Message   markdown.Text
	At        time.Time // of the newest update
	From, To  time.Time // the start of an incident, or the window of a maintenance
	Planned   bool
	Upcoming  bool        // it has not begun
	Next      *NextUpdate // nil if none is announced
	Month     string      // of From, as on a calendar's leaf: "Dec"
	Affected  []string
	Event     string // address of the calendar file of a maintenance
	Language  string // of title and message, where it is another than the page's; else empty
	Clock     *Clock // of a maintenance that the clock begins and ends; else nil
}

// NextUpdate is the announced time of the next update.
type NextUpdate struct {
	By      time.Time
	Overdue bool // it has passed
	SameDay bool // it is on the day of the newest update
}

// Clock is what a script needs to show which components are under maintenance
// until the next build.
type Clock struct {
	State      string // "scheduled" or "in_progress"
	Follows    bool   // the maintenance begins and ends by the clock, not by an entry
	Components string // ids of the affected components, separated by spaces
}

// GroupView is a component group. The one without a name has the components outside groups.
type GroupView struct {
	Name       string
	Badge      Badge     // the worst of its members
	Uptime     [3]string // mean of its members over the last 90, 60 and 30 days, as in ComponentRow
	Components []ComponentRow
	Closed     bool // shown collapsed: the page has many components, and all of this group are operational
}

// ComponentRow is a component in a list.
type ComponentRow struct {
	Name, URL string
	ID        string
	About     string
	Status    string // as in files: "partial_outage"
	Badge     Badge
	Bars      Bars
	Uptime    [3]string // of the last 90, 60 and 30 days, with two decimals, or "100" if nothing happened; may be empty
}

// DayView is one of the last days, or several quiet ones in a row.
type DayView struct {
	Date   time.Time
	Name   string      // "Nov 12", or "Nov 18–19"
	First  time.Time   // the first of several quiet days; else zero
	Rows   []Row       // the incidents that ended on the day
	Others []Reference // the incidents that touched the day but are listed on a later one
	More   int         // incidents of the day that are not listed
	URL    string      // of the day in its month
}

// Row is an incident in a list.
type Row struct {
	ID   string // the anchor of the day if this is its first row; else empty
	Item Item
}

// Item is the content of a row. It is the same wherever the incident is listed.
type Item struct {
	Name, URL  string
	Badge      Badge  // the impact
	Progress   Badge  // the status
	Outcome    string // what became of it: "Resolved in 34 min.", or its status
	Lead       string // word before the summary: "Resolved", "Postmortem"
	Text       string // Markdown to be summed up
	TextLead   string // "Postmortem" if Text is one; else empty
	Auto       bool   // Text is generated, for an update that was added by the clock
	From, To   time.Time
	Day        time.Time     // the end or, of an open incident, the start
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

// SubscribeView is /subscribe/. The addresses of the whole site's feeds are full, for
// readers to copy. Addresses of outputs that are turned off are empty.
type SubscribeView struct {
	Frame
	Atom, RSS, JSON string
	Calendar        string
	Webcal          template.URL // address of the calendar with the scheme webcal, which opens a calendar program
	Google          string       // address that adds the calendar to Google Calendar
	Components      []ComponentFeeds
	Status          string // full address of Statuspage's document with the status
	Summary, Index  string // addresses of Statuspage's documents
	Metrics         string
	Badge           string
	Embed           string // address of the page for frames
	Bar             string // of the script that shows a bar on other sites
	Channels        []Link // public channels that news is announced in
	Email, Webhooks bool   // news is announced by email, or by webhooks
}

// ComponentFeeds has the addresses of a component's feeds, calendar and badge.
type ComponentFeeds struct {
	Name, URL                    string
	Atom, RSS, Calendar, Picture string // Picture is the badge
}

// EmbedView is /embed/, a page for iframes in other sites.
type EmbedView struct {
	Frame
	Headline
	Open []Link
}

// NotFoundView is 404.html.
type NotFoundView struct {
	Frame
	Latest []Row // the latest incidents, newest first
}

// RedirectView is a page that redirects from a former address.
type RedirectView struct {
	Language  string
	Direction string // of the language: "rtl", or empty
	To        string // from the host's root
	URL       string // in full
	Title     string
}
