package history

import (
	"slices"
	"time"

	"statuary/internal/incident"
)

// Impacts counts incidents by impact. Maintenances count as Planned, whatever their
// impact; those that have not begun do not count.
func Impacts(list []*Incident) (count [incident.Planned + 1]int) {
	for _, i := range list {
		switch {
		case i.Upcoming():
		case i.Type == incident.Maintenance:
			count[incident.Planned]++
		default:
			count[i.Impact]++
		}
	}
	return count
}

// ToResolve is how long it took to resolve incidents.
type ToResolve struct {
	Count   int           // incidents that are measured
	Unknown int           // that were written down only once they were over, without a beginning
	Median  time.Duration // 0 where there are none
	Ninety  time.Duration // within which nine of ten were over; 0 where they are too few
}

// minForPercentile is the smallest number of incidents with a 90th percentile: of fewer it would
// be the longest one.
const minForPercentile = 10

// Resolving returns the time to resolve of the incidents that have ended, without
// maintenances. The median of an even number is the mean of the middle two; the 90th
// percentile is by nearest rank.
func Resolving(list []*Incident) ToResolve {
	var r ToResolve
	var lengths []time.Duration
	for _, i := range list {
		switch length := i.Duration(); {
		case i.Type == incident.Maintenance || i.Ended.IsZero():
		case length <= 0:
			r.Unknown++
		default:
			lengths = append(lengths, length)
		}
	}
	r.Count = len(lengths)
	r.Median, r.Ninety = Quantiles(lengths)
	return r
}

// Quantiles sorts lengths of time, and returns their median and their 90th percentile. Both are zero
// if there are none, and the percentile if there are too few.
func Quantiles(lengths []time.Duration) (median, ninety time.Duration) {
	slices.Sort(lengths)
	n := len(lengths)
	if n == 0 {
		return 0, 0
	}
	if n >= minForPercentile {
		ninety = lengths[(9*n+9)/10-1]
	}
	return (lengths[(n-1)/2] + lengths[n/2]) / 2, ninety
}
