package statuspage

import (
	"fmt"
	"io"
	"strings"
)

// Difference is a field that differs between a document of the source and the same
// document of the built site.
type Difference struct {
	Field  string `json:"field"`
	Place  string `json:"place"`
	Source string `json:"source"`
	Built  string `json:"built"`
}

// Comparison is the result of [Documents.Compare]: how much was compared, and what
// differs.
type Comparison struct {
	Incidents   int          `json:"incidents"`
	Fields      int          `json:"fields"`
	Days        int          `json:"days"`   // days of component uptime
	Months      int          `json:"months"` // months of component uptime
	FeedIDs     int          `json:"feed_ids"`
	Differences []Difference `json:"differences"`
}

// Text prints the comparison for a terminal: each differing field with the number of
// differences and the first few of them.
func (c *Comparison) Text(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "compared: %d incidents, %d fields, %d days and %d months of uptime, %d feed ids; %d differ\n", c.Incidents, c.Fields, c.Days, c.Months, c.FeedIDs, len(c.Differences))
	byField := map[string][]Difference{}
	var names []string
	for _, d := range c.Differences {
		if byField[d.Field] == nil {
			names = append(names, d.Field)
		}
		byField[d.Field] = append(byField[d.Field], d)
	}
	for _, name := range names {
		list := byField[name]
		fmt.Fprintf(&b, "differs  %4d × %s\n", len(list), name)
		for i, d := range list {
			if i == 3 && len(list) > 4 {
				fmt.Fprintf(&b, "                … and %d more\n", len(list)-3)
				break
			}
			fmt.Fprintf(&b, "                %s: %s is now %s\n", d.Place, orNothing(d.Source), orNothing(d.Built))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func orNothing(s string) string {
	if s == "" {
		return "nothing"
	}
	return s
}
