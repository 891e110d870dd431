package history

import "time"

// The points between which Statuspage's colour scale is linear, in weighted downtime of
// a day.
const (
	yellowAt = 20 * time.Minute
	orangeAt = 33 * time.Minute
	redAt    = 60 * time.Minute
)

// Severity returns the place of a day's downtime on Statuspage's colour scale: 0 is
// green, 1 yellow, 2 orange and 3 red, with mixtures between them. The first second of
// downtime is already half way to yellow.
func Severity(down time.Duration) float64 {
	switch {
	case down <= 0:
		return 0
	case down <= yellowAt:
		return 0.5 + 0.5*float64(down)/float64(yellowAt)
	case down <= orangeAt:
		return 1 + float64(down-yellowAt)/float64(orangeAt-yellowAt)
	case down <= redAt:
		return 2 + float64(down-orangeAt)/float64(redAt-orangeAt)
	}
	return 3
}
