package view

import (
	"html/template"
	"statuary/internal/markdown"
	"time"
)

// IncidentView is the page of an incident.
type IncidentView struct {
	Frame
	ID          string
	Report      string // "Incident Report for %s", "Scheduled Maintenance Report for %s" or "Announcement from %s"
	Maintenance bool
	Announced   bool  // an announcement: it has one update, and neither an impact nor a status
	Badge       Badge // the status
	Impact      Badge
	Started     time.Time
	Ended       time.Time // zero while it is open
	From, Until time.Time // the window that was announced; may be zero
	Cancelled   bool      // a maintenance that was cancelled, or completed before its window began: it never took place
	Upcoming    bool
	Duration    time.Duration // 0 while it is open
	Next        *NextUpdate   // nil if none is announced
	Outages     []Outage      // corrections of the downtime that the timeline implies, for the facts
	Chart       *Chart        // nil if there is nothing to draw
	Postmortem  *PostmortemView
	Updates     []UpdateView // newest first
	Affected    []ListedLink
	Tags        []ListedLink
	Earlier     *Link
	Later       *Link
	ImpactName  string       // as in documents: "minor"
	Live        string       // address of the document that the script compares with the page, while the incident is open; else empty
	Feed        string       // address of the incident's own feed; empty when it has none any more
	Event       string       // address of the calendar file of a maintenance; else empty
	Open        bool         // it is open or upcoming
	Edits       []EditView   // when text that had been published was changed, the newest first
	EditURL     string       // where its file can be edited; else empty
	Original    *Translation // the page in the language that it has not been translated from, where something is missing; else nil
	Language    string       // of the title, where it is another than the page's; else empty
}

// EditView is a change of published text.
type EditView struct {
	At  time.Time
	URL string // of the change; empty where it has none
}

// Outage is a downtime of a component that the file states exactly.
type Outage struct {
	Name     string
	Status   string
	From, To time.Time // To is zero while it lasts
	Duration time.Duration
}

// PostmortemView is the postmortem. Posted is zero for a draft.
type PostmortemView struct {
	Posted   time.Time
	Text     markdown.Text
	Contents []Link // its headings; nil if there are few
	Language string // of the text, where it is another than the page's; else empty
}

// UpdateView is an entry of the timeline.
type UpdateView struct {
	ID       string // for links to it
	Badge    Badge  // its label is the status, or "Update" where that has not changed
	At       time.Time
	Text     markdown.Text
	Auto     string // the text of an update that was added by the clock; else empty
	Language string // of the text, where it is another than the page's; else empty
	Changes  []Change
}

// Change is a component that an update puts into another status.
type Change struct {
	Name  string
	Badge Badge
}

// ListedLink is a link in a sentence, with the text before it: "", ", ", " and " or
// ", and ".
type ListedLink struct {
	Before    string
	Name, URL string
}

// Chart shows the status of components during an incident.
type Chart struct {
	Marks []ChartMark // of updates, in order
	Rows  []ChartRow
	Ticks []ChartTick // round times, in order
	Open  bool        // it ends at the present

	Caption, Updates, Table, Now string // words
}

// ChartMark is an update of a chart. X is in thousandths of the chart's width.
type ChartMark struct {
	X     int
	URL   string // of the update
	Badge Badge  // the status
	Title string // "Resolved, Nov 12, 11:26 CET"
	Dot   bool   // a later mark is so close that only a dot has room
}

// ChartTick is a time below a chart. X is in thousandths of the chart's width.
type ChartTick struct {
	At     time.Time
	X      int
	Label  string
	Anchor string // of the label: "start", "middle" or "end"; "hidden" where it has no room
	Narrow string // the same in a narrow chart
}

// ChartRow is a component of a chart.
type ChartRow struct {
	Name  string
	Parts []ChartPart
	Words template.HTML // the same for those who can't see it
}

// ChartPart is a bar; X and W are in thousandths of the chart's width.
type ChartPart struct {
	X, W  int
	Tone  string
	Label string // the length of a major outage, where it has room; else empty
}
