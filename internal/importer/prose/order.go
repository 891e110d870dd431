package prose

import (
	"time"

	"statuary/internal/incident"
)

// Order is the order of the entries in a body.
type Order int

// The orders. A body with one entry, or with nothing to compare, has none.
const (
	Unknown Order = iota
	OldestFirst
	NewestFirst
)

// Order returns the order of the entries: by their times, or else by the statuses that their headings
// name.
func (d *Document) Order() Order {
	balance := 0
	var last time.Time
	for _, s := range d.sections {
		if s.stamp == nil || !s.stamp.readable || !s.stamp.moment.Dated() {
			continue
		}
		t := s.stamp.moment.In(time.UTC)
		if !last.IsZero() {
			balance += t.Compare(last)
		}
		last = t
	}
	if balance == 0 {
		balance = d.clockBalance()
	}
	if balance == 0 {
		balance = d.statusBalance()
	}
	switch {
	case balance > 0:
		return OldestFirst
	case balance < 0:
		return NewestFirst
	}
	return Unknown
}

// clockBalance compares neighbouring times without a date. Steps of more than half a day are over
// midnight.
func (d *Document) clockBalance() int {
	balance, last := 0, -1
	for _, s := range d.sections {
		if s.stamp == nil || !s.stamp.readable {
			continue
		}
		at := s.stamp.moment.Hour*60 + s.stamp.moment.Minute
		if last >= 0 {
			switch step := (at - last + 24*60) % (24 * 60); {
			case step == 0:
			case step < 12*60:
				balance++
			default:
				balance--
			}
		}
		last = at
	}
	return balance
}

// statusBalance compares the first heading that opens an incident with the first that closes it.
func (d *Document) statusBalance() int {
	opening, closing := -1, -1
	for i, s := range d.sections {
		switch status := s.status; {
		case status == incident.Investigating || status == incident.Scheduled:
			if opening < 0 {
				opening = i
			}
		case status.Over() && status != incident.Postmortem && closing < 0:
			closing = i
		}
	}
	switch {
	case opening >= 0 && closing >= 0:
		return closing - opening
	case closing == 0 && len(d.sections) > 1, opening > 0 && d.sections[0].mark != nil:
		return -1
	case closing > 0:
		return 1
	}
	return 0
}

// Majority returns the order of most documents of a site, for documents whose order is [Unknown].
func Majority(documents []*Document) Order {
	balance := 0
	for _, d := range documents {
		switch d.Order() {
		case OldestFirst:
			balance++
		case NewestFirst:
			balance--
		}
	}
	switch {
	case balance > 0:
		return OldestFirst
	case balance < 0:
		return NewestFirst
	}
	return Unknown
}

// Earliest returns the earliest time of an entry. Times without a time zone are in zone.
func (d *Document) Earliest(zone *time.Location) (first time.Time, ok bool) {
	for _, s := range d.sections {
		if s.stamp == nil || !s.stamp.readable || !s.stamp.moment.Dated() {
			continue
		}
		if t := s.stamp.moment.In(zone); !ok || t.Before(first) {
			first, ok = t, true
		}
	}
	return first, ok
}

// Offset returns the one offset that the stamps have which have one, or nil.
func (d *Document) Offset() *time.Location {
	var zone *time.Location
	for _, s := range d.Stamps {
		switch z := s.moment.Zone; {
		case z == nil || !s.readable || !s.moment.Dated():
		case zone == nil:
			zone = z
		case offsetOf(s.moment, z) != offsetOf(s.moment, zone):
			return nil
		}
	}
	return zone
}

// Dated returns the number of entries with a date, and reports whether the newest of them says that the
// incident is over.
func (d *Document) Dated() (n int, over bool) {
	var newest time.Time
	for _, s := range d.sections {
		if s.stamp == nil || !s.stamp.readable || !s.stamp.moment.Dated() {
			continue
		}
		n++
		if t := s.stamp.moment.In(time.UTC); n == 1 || !t.Before(newest) {
			newest, over = t, s.status.Over() || saysOver(s.text())
		}
	}
	return n, over
}

// Announces reports whether an entry that is called scheduled, or the like, is older than start. Times
// without a time zone are in zone.
func (d *Document) Announces(start time.Time, zone *time.Location) bool {
	for _, s := range d.sections {
		if s.status == incident.Scheduled && s.stamp != nil && s.stamp.readable && s.stamp.moment.Dated() {
			if early := start.Sub(s.stamp.moment.In(zone)); early > nearby && early < ahead {
				return true
			}
		}
	}
	return false
}

// offsetOf returns the offset of a time zone at the time of a moment, in seconds.
func offsetOf(m Moment, zone *time.Location) int {
	m.Zone = zone
	_, offset := m.In(zone).Zone()
	return offset
}
