package timefmt

import (
	"fmt"
	"strings"
	"time"
)

// Rules returns the name of a zone and its changes of clocks until 2100 as text. What was computed
// with a zone is out of date if an update of the time zone database changes its rules.
func Rules(zone *time.Location) string {
	var b strings.Builder
	b.WriteString(zone.String())
	for at := time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC).In(zone); at.Year() <= 2100; {
		name, offset := at.Zone()
		start, end := at.ZoneBounds()
		fmt.Fprintf(&b, " %d%s%+d", start.Unix(), name, offset)
		switch {
		case end.IsZero():
			return b.String()
		case end.After(at):
			at = end
		default: // on the last day of a leap year in the far future, package time returns that day as the end
			at = at.AddDate(0, 0, 1)
		}
	}
	return b.String()
}
