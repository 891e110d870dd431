package view

import (
	"html/template"
	"time"
)

// HistoryView is /history/: the newest months.
type HistoryView struct {
	Frame
	Months  []MonthBlock
	Years   []Link
	Total   int               // incidents and maintenances that have begun
	Planned int               // the maintenances among them
	Search  *Search           // nil if it is turned off
	Props   template.HTMLAttr // /history.json once more, where programs look that read Statuspage's page; empty without it
}

// Search is what the form that searches is made of.
type Search struct {
	Zone       string     // of the site, by its name in the IANA database
	Kinds      []KeyBadge // impacts, and maintenance
	Statuses   []KeyWord
	Components []string
}

// KeyBadge is a badge by the word that documents have for it.
type KeyBadge struct {
	Key string
	Badge
}

// KeyWord is a word for readers by the one that documents have for it.
type KeyWord struct{ Key, Word string }

// YearView is a year.
type YearView struct {
	Frame
	Year         int
	Months       []MonthBlock // the newest first
	Rows         bool         // the rows are listed; else only counted
	Newer, Older *Link
	Total        int // incidents that ended in the year, without maintenances
	Planned      int // maintenances that did
	Others       int // that touched the year, and count in another
}

// MonthView is a month.
type MonthView struct {
	Frame
	MonthBlock
	Year         Link
	Newer, Older *Link
}

// MonthBlock is a month in a list.
type MonthBlock struct {
	Name     string // "January 2018"
	URL      string
	Weekdays []Weekday // from the day on that weeks begin with
	Weeks    [][]CalendarCell
	Rows     []Row       // the incidents that ended in the month
	Others   []Reference // those that touched it, and ended in another or are open
	Count    int         // of Rows, without maintenances
	Planned  int         // the maintenances among them
}

// Reference names an incident on a day or in a month that it touched, and in
// which it is not listed, because it ended later or is open.
type Reference struct {
	ID        string // of the first one; else empty
	Name, URL string
	Badge     Badge
	Ended     time.Time // zero while it is open
	Language  string    // of the name, where it is another than the page's; else empty
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
