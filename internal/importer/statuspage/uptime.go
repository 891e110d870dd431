package statuspage

import (
	"path"
	"slices"
	"strings"
	"time"
)

// componentOf returns the component id in the name of an uptime document:
// uptime/ID.json or uptime/ID/all.json.
func componentOf(name string) string {
	base := strings.TrimSuffix(path.Base(name), ".json")
	if base == "all" {
		base = path.Base(path.Dir(name))
	}
	base, _, _ = strings.Cut(base, "?")
	return base
}

// past returns the days of a component that were over when the page was last
// updated, in order. It is needed because documents list a month to its end.
func (c *collector) past(component string, zone *time.Location) []string {
	var dates []string
	for date := range c.uptime[component] {
		if c.asOf.IsZero() || date < c.asOf.In(zone).Format(time.DateOnly) {
			dates = append(dates, date)
		}
	}
	slices.Sort(dates)
	if c.asOf.IsZero() && len(dates) > 0 {
		dates = dates[:len(dates)-1]
	}
	return dates
}

func (c *collector) addUptime(component string, m uptimeMonth) {
	if c.uptime[component] == nil {
		c.uptime[component] = map[string]uptimeDay{}
	}
	for _, d := range m.Days {
		if len(d.Date) >= 10 {
			c.uptime[component][d.Date[:10]] = d
		}
	}
}
