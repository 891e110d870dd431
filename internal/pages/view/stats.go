package view

import "time"

// ComponentView is the page of a component.
type ComponentView struct {
	Frame
	ComponentRow
	Group     string
	Retired   bool
	Since     time.Time // zero: always
	Facts     []Fact
	Heat      Heat // of the last 365 days
	Years     []YearUptime
	Named     []Link              // the incidents that bars refer to
	States    []KeyBadge          // badges of components by status, for the script
	CSV       string              // address of its days in numbers
	Incidents []ComponentIncident // the newest 50
	Older     []CountLink         // years with more of them
	Total     int
	Atom, RSS string // addresses of its feeds
}

// YearUptime is the uptime of a year.
type YearUptime struct {
	Year     int
	Percent  string
	Quarters []QuarterUptime
}

// QuarterUptime is the uptime of a quarter and of its months.
type QuarterUptime struct {
	MonthUptime
	Months []MonthUptime
}

// MonthUptime is the uptime of a month or another period, in percent; empty if it is
// not known.
type MonthUptime struct {
	Name    string // "Jan"; or of a component
	Percent string
	Tone    string
}

// ComponentIncident is an incident on the page of a component.
type ComponentIncident struct {
	Link
	When     string // "Nov 23–27"
	Year     string // where it is not the present one
	Badge    Badge  // the worst status of the component, or the impact
	Length   string // of that status; may be empty
	Language string // of the name, where it is another than the page's; else empty
}

// Heat is a map of days, with a column for each week, for the function heat.
type Heat struct {
	Words         string // the same for those who can't see it
	Weeks         int
	Rows, Columns []HeatLabel // some days of the week, and months
	Cells         []HeatCell
}

// HeatLabel is a label of a row or a column.
type HeatLabel struct {
	At   int
	Text string
}

// HeatCell is a day.
type HeatCell struct {
	Week, Row int
	Class     string // "0" to "4", or a tone
	Title     string // may be empty
}

// UptimeView is /uptime/: the uptime of all components.
type UptimeView struct {
	Frame
	Known    time.Time  // the first day for which uptime is known
	Total    []TotalRow // of all components together: the last 90 days, the last 12 months, and all
	Named    []Link     // the incidents that bars refer to
	States   []KeyBadge // badges of components by status, for the script
	Bars     Bars       // of the last days of all components together: the worst of them counts
	Quarters UptimeTable
	Months   UptimeTable
	Former   []Link // components that were retired
	CSV      string // addresses of the same numbers for programs: by component and month
	TotalCSV string // and of all components together, by month
}

// TotalRow is the uptime and downtime of all components together in a period.
type TotalRow struct {
	Name                    string
	Mean                    MonthUptime   // of the components that are not retired
	Major, Outage           time.Duration // the time with at least one component in a major outage, and in any outage
	MajorShare, OutageShare string        // the same in percent
}

// UptimeTable is the uptime of components, with a column for each period, the newest
// first.
type UptimeTable struct {
	Columns []Period
	Groups  []UptimeGroup
	Total   []TotalRow // of each column
}

// Period is a month or a quarter.
type Period struct {
	Name string // "Nov", "Q4"
	Year int
	URL  string // of a month's incidents; else empty
}

// UptimeGroup is a component group; the one without a name has the components outside
// groups. Mean is the mean uptime of its members.
type UptimeGroup struct {
	Name string
	Mean []MonthUptime
	Rows []UptimeRow
}

// UptimeRow is a component.
type UptimeRow struct {
	Name, URL string
	Cells     []MonthUptime
}

// InsightsView is /insights/: statistics of the incidents.
type InsightsView struct {
	Frame
	Facts     []Fact
	Impacts   []Badge    // the columns of the counts, the worst first; the last is maintenance
	Heat      Heat       // incidents by day
	Counts    Plot       // incidents by month and impact
	Months    []CountRow // the same in numbers, the newest first
	Years     []CountRow
	CountNote string // the same in a sentence
	Resolving []ResolveRow
	Unknown   int  // incidents whose duration is not known
	Uptime    Plot // by quarter: the mean of the components, the lowest and the highest
	Quarters  []QuarterRow
	Busiest   []BusyRow
	Since     time.Time // the first day that Busiest counts
}

// Fact is a number with its name.
type Fact struct {
	Name, Value string
	Note        string // may be empty
}

// CountRow has the number of incidents in a period, by impact.
type CountRow struct {
	Name, URL string
	Counts    []int // in the order of Impacts
	Total     int   // without maintenances
}

// ResolveRow is the time to resolve the incidents of a year.
type ResolveRow struct {
	Name, URL string
	Count     int
	Median    time.Duration
	Ninety    time.Duration // the 90th percentile; 0 if there are too few incidents
	Parts     []ChartPart   // a bar up to the median and on to Ninety
}

// QuarterRow is the uptime of a quarter.
type QuarterRow struct {
	Name   string
	Mean   MonthUptime
	Lowest MonthUptime // with the component's name; the name is empty if there are fewer than two
	Total  TotalRow
}

// BusyRow is a component with many incidents.
type BusyRow struct {
	Name, URL      string
	Count          int
	Partial, Major time.Duration // spent in outages
	Parts          []ChartPart   // a bar for Count
}

// Plot is a picture with columns, for the function plot. X and W are in thousandths of
// its width, Y and H in pixels; Y counts from the top.
type Plot struct {
	ID      string // of the picture in its page
	Words   string // the same for those who can't see it
	Height  int
	Lines   []PlotLine
	Columns []PlotColumn
	Ticks   []PlotTick
	Legend  []Badge // what the tones of its parts mean
}

// PlotLine is a line of the scale.
type PlotLine struct {
	Y     int
	Label string
}

// PlotColumn is a column with its parts.
type PlotColumn struct {
	X, W  int
	Title string
	Parts []PlotPart
}

// PlotPart is a piece of a column: a bar, a range or a dot.
type PlotPart struct {
	Shape string // "bar", "range" or "dot"
	Y, H  int
	Tone  string
}

// PlotTick is a label below a column.
type PlotTick struct {
	X     int
	Label string
	Note  string // below it; may be empty
	Minor bool   // the label may be hidden if there is little room
}

// Bars draws the last days of a component, oldest first, on a field of 450 by 40: a day is 5 wide,
// and bars stand on a line at 36. The worse the day, the taller its bar.
//
// Days in a row of one tone are one line, which the style sheet dashes into bars and makes as
// thick as they are tall, so that 30 components of 90 days are not 2,700 elements.
type Bars struct {
	Name  string    // of the component
	Last  time.Time // the last day
	Lines []BarLine
	Days  []BarDay
	Words string // the same for those who can't see it
}

// BarLine draws all days of one tone.
type BarLine struct {
	Tone string // "operational", "nodata", "degraded", "maintenance", or "down-2" (a second) to "down-12" (over an hour)
	Path string // of an SVG path element
}

// BarDay is a day on which something happened.
type BarDay struct {
	Day       int // its number; the oldest is 0
	In        []BarStatus
	Incidents []int // indexes in the field Named of the page
}

// BarStatus is a status of a component, and how long it lasted on a day.
type BarStatus struct {
	Status   string // as in files: "partial_outage"
	Duration string // "42 min"
}
