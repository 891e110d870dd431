package prose

import (
	"strings"
	"time"

	"statuary/internal/incident"
)

// HeadingStatus returns the status that a heading names, in any language of the shipped themes, and
// reports whether it names one.
func HeadingStatus(label string) (incident.Status, bool) {
	s, h := means(label)
	return s, h == statusful
}

// Leading returns the date, the time, or both at the beginning of a text, or "" if there is neither.
func Leading(text string) string {
	text = strings.TrimLeft(text, "*_` \t\"'")
	_, end, ok := scanMoment(text)
	if !ok {
		return ""
	}
	return text[:end]
}

// IsTime reports whether a text is a date, a time, or both.
func IsTime(text string) bool {
	_, ok := ParseMoment(text)
	return ok
}

// Cells returns the cells of a row of a table.
func Cells(row string) []string { return cells(row) }

// IsDelimiter reports whether a line separates the header of a table from its rows.
func IsDelimiter(line string) bool {
	return strings.Contains(line, "-") && delimiterRow.MatchString(line)
}

// ZoneIn returns the time zone that the header of a column names, as in "Time (UTC)", or nil.
func ZoneIn(header string) *time.Location { return zoneIn(header).Zone }
