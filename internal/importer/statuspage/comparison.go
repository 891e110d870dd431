package statuspage

import (
	"fmt"
	"io"
	"strings"
)

// Difference is a field of a document that a built site has otherwise.
type Difference struct {
	Field  string `json:"field"`
	Place  string `json:"place"`
	Source string `json:"source"`
	Built  string `json:"built"`
}

// Comparison is what comparing a page's documents with a site's has found.
type Comparison struct {
	Incidents   int          `json:"incidents"`
	Fields      int          `json:"fields"`
	Days        int          `json:"days"` // of the uptime of components
	Months      int          `json:"months"`
	FeedIDs     int          `json:"feed_ids"`
	Differences []Difference `json:"differences"`
}

// Text prints the comparison: each field once, with how often it differs.
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
			fmt.Fprintf(&b, "                %s: %s is now %s\n", d.Place, or(d.Source), or(d.Built))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func or(s string) string {
	if s == "" {
		return "nothing"
	}
	return s
}
