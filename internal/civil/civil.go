// Package civil computes the days and months of the calendar, and when each begins in a time zone.
//
// The clocks of many zones skip or repeat midnight, and two zones have skipped a whole day. So a
// day has no fixed length and does not always begin at midnight. Code that needs a day uses this
// package, and not [time.Date], [time.Time.AddDate] or a length of 24 hours.
package civil

import (
	"iter"
	"time"
)

// Day is a day of the calendar, counted from 1970-01-01. Consecutive days have consecutive numbers,
// so Day(n)+1 is the day after.
type Day int

const (
	daySeconds = 24 * 60 * 60

	// maxOffset is more than any zone's offset from UTC has been: 15 h 13 min before 1900, and 14 h
	// since.
	maxOffset = 16 * 60 * 60
)

// Date returns the day of a date. Months and days out of range are normalised as by [time.Date]:
// day 0 is the last day of the month before.
func Date(year int, month time.Month, day int) Day {
	return dayOf(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix())
}

// Parse parses a date such as 2006-01-02.
func Parse(date string) (Day, error) {
	t, err := time.Parse(time.DateOnly, date)
	return Date(t.Date()), err
}

// dayOf returns the day of a wall clock time, in seconds since 1970-01-01 00:00.
func dayOf(wall int64) Day {
	day := wall / daySeconds
	if wall%daySeconds < 0 {
		day--
	}
	return Day(day)
}

// Of returns the day of a moment in a zone. It is the date that the clocks show, except when they
// are set back across midnight: the repeated minutes before midnight belong to the day after (St.
// John's until 2011).
func Of(t time.Time, zone *time.Location) Day {
	t = t.In(zone)
	_, offset := t.Zone()
	day := dayOf(t.Unix() + int64(offset))
	// Only clocks that were set back within the last day can have shown a later date before.
	from, _ := t.ZoneBounds()
	if from.IsZero() || t.Unix()-from.Unix() > daySeconds {
		return day
	}
	for !(day + 1).Start(zone).After(t) {
		day++
	}
	return day
}

// Start returns the moment at which the day begins in a zone: the first at which the clocks show
// its date. A day begins when the day before ends; one that the zone skipped begins and ends at the
// same moment.
func (d Day) Start(zone *time.Location) time.Time {
	midnight := int64(d) * daySeconds // of the wall clock
	t := time.Unix(midnight-maxOffset, 0).In(zone)
	for {
		_, offset := t.Zone()
		_, end := t.ZoneBounds()
		if !end.IsZero() && !end.After(t) {
			// For zones that follow their rule, Go returns as the end of the last day of a leap
			// year the day before. No zone changes its clocks on that day.
			end = t.Add(time.Hour)
		}
		if start := midnight - int64(offset); end.IsZero() || start < end.Unix() {
			return time.Unix(max(start, t.Unix()), 0).In(zone)
		}
		t = end.In(zone)
	}
}

// End returns the moment at which the day ends in a zone, which is the start of the next.
func (d Day) End(zone *time.Location) time.Time { return (d + 1).Start(zone) }

// Exists reports whether the zone has the day. Apia has no 2011-12-30.
func (d Day) Exists(zone *time.Location) bool {
	noon := time.Unix(int64(d)*daySeconds+daySeconds/2, 0).In(zone)
	_, offset := noon.Zone()
	at := noon.Add(-time.Duration(offset) * time.Second)
	if _, o := at.Zone(); o == offset {
		return true // the clocks show noon of that day
	}
	return d.End(zone).After(d.Start(zone))
}

// Back returns the day that is n days before d, counting only days that exist in the zone.
func (d Day) Back(n int, zone *time.Location) Day {
	for ; n > 0; n-- {
		for d--; !d.Exists(zone); d-- {
		}
	}
	return d
}

// Date returns the year, the month and the day of the month.
func (d Day) Date() (year int, month time.Month, day int) { return d.UTC().Date() }

// UTC returns midnight of the day in UTC, for formatting dates.
func (d Day) UTC() time.Time { return time.Unix(int64(d)*daySeconds, 0).UTC() }

// Weekday returns the day of the week.
func (d Day) Weekday() time.Weekday { return d.UTC().Weekday() }

// Month returns the month that the day is in.
func (d Day) Month() Month {
	year, month, _ := d.Date()
	return Month{year, month}
}

// String returns the date as 2006-01-02.
func (d Day) String() string { return d.UTC().Format(time.DateOnly) }

// Append appends the date as String returns it.
func (d Day) Append(b []byte) []byte { return d.UTC().AppendFormat(b, time.DateOnly) }

// Month is a month of a year.
type Month struct {
	Year  int
	Month time.Month
}

// Add returns the month n months later, or earlier if n is negative.
func (m Month) Add(n int) Month { return Date(m.Year, m.Month+time.Month(n), 1).Month() }

// Quarter returns the first month of the quarter that the month is in.
func (m Month) Quarter() Month { return Month{m.Year, m.Month - (m.Month-1)%3} }

// First returns the first day of the month.
func (m Month) First() Day { return Date(m.Year, m.Month, 1) }

// Last returns the last day of the month.
func (m Month) Last() Day { return m.Add(1).First() - 1 }

// Len returns the number of days of the month in the calendar, including days that a zone skipped.
func (m Month) Len() int { return int(m.Last()-m.First()) + 1 }

// Sub returns the number of months from other to m.
func (m Month) Sub(other Month) int {
	return 12*(m.Year-other.Year) + int(m.Month) - int(other.Month)
}

// Days returns the days of the month that exist in a zone.
func (m Month) Days(zone *time.Location) iter.Seq[Day] {
	return func(yield func(Day) bool) {
		for d := m.First(); d <= m.Last(); d++ {
			if d.Exists(zone) && !yield(d) {
				return
			}
		}
	}
}
