package export

import (
	"fmt"
	"time"

	"statuary/internal/civil"
	"statuary/internal/config"
	"statuary/internal/diag"
)

// ParseFilter parses the values of --from, --to and --component; empty ones do not
// filter. A time is a day in the zone of the site, of which the last is included, or
// an RFC 3339 timestamp. The error is a *diag.Error.
func ParseFilter(c *config.Config, from, to, component string) (Filter, error) {
	filter := Filter{Component: component}
	for _, t := range []struct {
		flag, text string
		to         *time.Time
		days       civil.Day
	}{{"--from", from, &filter.From, 0}, {"--to", to, &filter.To, 1}} {
		if t.text == "" {
			continue
		}
		day, err := civil.Parse(t.text)
		if err == nil {
			*t.to = (day + t.days).Start(c.Zone)
			continue
		}
		if *t.to, err = time.Parse(time.RFC3339, t.text); err != nil {
			return filter, &diag.Error{Text: fmt.Sprintf("%s %q is not a time", t.flag, t.text), Hint: "write a day such as 2026-01-31, or a timestamp such as 2026-01-31T15:04:05Z"}
		}
	}
	if !filter.To.IsZero() && !filter.From.Before(filter.To) {
		return filter, &diag.Error{Text: "--to is before --from", Hint: "swap the two"}
	}
	if component == "" {
		return filter, nil
	}
	if err := c.FindComponent(component); err != nil {
		return filter, err
	}
	return filter, nil
}
