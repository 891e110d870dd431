package view

import (
	"html/template"
	"time"
)

// HistoryView is /history/: the newest months.
type HistoryView struct {
	Frame
	Months  []MonthBlock
	Older   *Link // the newest month with a page that is not among Months; nil if there is none
	Years   []Tab
	Tabs    []Tab             // the months of the newest year
	Since   string            // the first year; empty without a history
	Count   int               // incidents that have begun, without maintenances
	Total   int               // incidents and maintenances that have begun
	Planned int               // the maintenances among them
	Tags    []CountLink       // those of most incidents, sorted by name
	AllTags string            // address of the list of all tags; empty if there is none
	Search  *Search           // nil if it is turned off
	Props   template.HTMLAttr // /history.json as an attribute, for programs that read Statuspage's page; empty if the API is turned off
}

// Search has the values for the search form.
type Search struct {
	Zone       string     // of the site, by its name in the IANA database
	Kinds      []KeyBadge // impacts, and maintenance
	Statuses   []KeyWord
	Components []string
	Tags       []KeyWord // the slug and the name of each tag
}

// TagsView is /tags/: all tags.
type TagsView struct {
	Frame
	Tags []CountLink // sorted by name
}

// TagView is a tag.
type TagView struct {
	Frame
	Name      string
	Incidents []Row       // the newest 50
	Older     []CountLink // the others, by year
	Total     int         // of all its incidents
	All       string      // address of the list of all tags; empty if there is none
	Atom, RSS string      // addresses of its feeds; RSS is empty if it is turned off
}

// KeyBadge is a badge with the word that the JSON documents use for it.
type KeyBadge struct {
	Key string
	Badge
}

// KeyWord is a label with the word that the JSON documents use for it.
type KeyWord struct{ Key, Word string }

// YearView is a year.
type YearView struct {
	Frame
	Year         int
	Years        []Tab
	Calendars    []MonthBlock // twelve, from January, each with six weeks or, in the future, with none
	Worst        []Row        // the incidents with the highest impact; nil in a year with few
	Months       []MonthBlock // those with a page, the newest first
	Rows         bool         // the rows are listed; else only counted
	Newer, Older *Link
	Total        int // incidents that ended in the year, without maintenances
	Planned      int // maintenances that ended in the year
	Others       int // incidents that touched the year but count in another
}

// MonthView is a month.
type MonthView struct {
	Frame
	MonthBlock
	Year         Link
	Years        []Tab
	Tabs         []Tab // the months of the year
	Newer, Older *Link
}

// MonthBlock is a month in a list.
type MonthBlock struct {
	Name     string // "January 2018"
	URL      string
	Weekdays []Weekday // from the day on that weeks begin with
	Weeks    [][]CalendarCell
	Rows     []Row       // the incidents that ended in the month
	Others   []Reference // the incidents that touched the month but ended in another, or are open
	Count    int         // of Rows, without maintenances
	Planned  int         // the maintenances among them
	All      int         // how many rows there are, where only the first are listed; else 0
	Short    string      // "Jan", on the page of a year
}

// Tab is a link in a strip of years or months.
type Tab struct {
	Name, URL string
	Title     string // of a month: "January 2018"; else empty
	Current   bool
	Counted   bool // it has a count
	Count     int  // of incidents
	Stack     []StackPart
}

// StackPart is a part of a stack of 34 pixels: incidents by impact.
type StackPart struct {
	Y, H int
	Tone string // "degraded", "partial" or "major"
}

// Reference is a link to an incident on a day or in a month that it touched but that does
// not list it, because it ended later or is open.
type Reference struct {
	ID        string // of the first one; else empty
	Name, URL string
	Badge     Badge
	Ended     time.Time // zero while it is open
	Language  string    // of the name if it differs from the page's; else empty
}

// Weekday is the head of a calendar's column.
type Weekday struct{ Name, Letter string }

// CalendarCell is a day of a calendar. Day is 0 outside the month.
type CalendarCell struct {
	Day   int
	Tone  string // "" where nothing happened, "future" for days to come
	Title string // "major outage"
	Link  string // to the day's incidents, where there are any
}

// CountLink is a link with a number.
type CountLink struct {
	Name, URL string
	Count     int
}
