package history

import (
	"maps"
	"slices"
	"sort"
	"time"

	"statuary/internal/civil"
	"statuary/internal/incident"
)

// tally has the sum of outages up to each day, so that any period can be measured by its
// two ends.
type tally []sums

type sums struct {
	day            civil.Day
	partial, major time.Duration // up to the end of the day
}

func tallyOf(days map[civil.Day]*Day) tally {
	var t tally
	var sum sums
	for _, n := range slices.Sorted(maps.Keys(days)) {
		d := days[n]
		if d.In[incident.PartialOutage] == 0 && d.In[incident.MajorOutage] == 0 {
			continue
		}
		sum.day = n
		sum.partial += d.In[incident.PartialOutage]
		sum.major += d.In[incident.MajorOutage]
		t = append(t, sum)
	}
	return t
}

// between returns the outages of the days from from to to, both included.
func (t tally) between(from, to civil.Day) (partial, major time.Duration) {
	before, until := t.before(from), t.before(to+1)
	return until.partial - before.partial, until.major - before.major
}

// before returns the sum of all days before a day.
func (t tally) before(day civil.Day) sums {
	n := sort.Search(len(t), func(i int) bool { return t[i].day >= day })
	if n == 0 {
		return sums{}
	}
	return t[n-1]
}

// tallyBuilder builds a tally from spans that are added in order. Times are in microseconds.
type tallyBuilder struct {
	tally
	next int64 // when the last day ends
}

func (t *tallyBuilder) add(h *History, from, to int64, major bool) {
	for from < to {
		n := len(t.tally)
		if n == 0 || from >= t.next {
			day := civil.Of(time.UnixMicro(from), h.Zone)
			t.next = day.End(h.Zone).UnixMicro()
			sum := sums{day: day}
			if n > 0 {
				sum.partial, sum.major = t.tally[n-1].partial, t.tally[n-1].major
			}
			t.tally = append(t.tally, sum)
			n++
		}
		end := min(to, t.next)
		length := time.Duration(end-from) * time.Microsecond
		if major {
			t.tally[n-1].major += length
		} else {
			t.tally[n-1].partial += length
		}
		from = end
	}
}
