package prose

import (
	"time"

	"statuary/internal/importer/exchange"
	"statuary/internal/incident"
)

// resolve sets the times of the entries, in the order of the sections: oldest first.
func (b *builder) resolve() map[*section]time.Time {
	at := map[*section]time.Time{}
	b.chooseOffset()
	var last time.Time
	for _, s := range b.sections {
		if s.stamp == nil {
			continue
		}
		if !s.stamp.readable {
			s.stamp.outcome = dropped
			b.Add(exchange.Loss, b.place(s.stamp.Line), "an update whose time could not be read: its text was kept", "%s", s.stamp.Text)
			continue
		}
		at[s] = b.resolved(s.stamp, last)
		last = at[s]
	}
	b.trustName(at)
	for _, s := range b.sections {
		if t, ok := at[s]; ok {
			if t, ok = b.plausible(s.stamp, t); ok {
				at[s], s.stamp.outcome = t, entered
			} else {
				delete(at, s)
			}
		}
	}
	return at
}

// chooseOffset uses the offset of the end for stamps without one, if more of them are then between the
// start and the end.
func (b *builder) chooseOffset() {
	if b.Zone != nil || b.Own == nil || b.Other == nil || b.End.IsZero() {
		return
	}
	own, other := 0, 0
	inside := func(t time.Time) int {
		if t.Before(b.Start.Add(-nearby)) || t.After(b.End.Add(nearby)) {
			return 0
		}
		return 1
	}
	for _, s := range b.sections {
		if s.stamp != nil && s.stamp.readable && s.stamp.moment.Zone == nil && s.stamp.moment.Dated() {
			own += inside(s.stamp.moment.In(b.Own))
			other += inside(s.stamp.moment.In(b.Other))
		}
	}
	if other > own {
		b.Own = b.Other
		b.Add(exchange.Guess, b.Name, "the dates of a post have two offsets: times without one have the offset of the end, because they fit then", "%s", b.End.Format("-07:00"))
	}
}

// resolved returns the time of a stamp. Its time zone, its year and its day may be missing. last is the
// time of the entry before, or zero.
func (b *builder) resolved(s *Stamp, last time.Time) time.Time {
	m := s.moment
	if m.LongHour {
		b.Add(exchange.Guess, b.place(s.Line), "an hour with three digits was accepted", "%s", s.Text)
	}
	if m.Dotted {
		b.Add(exchange.Guess, b.place(s.Line), "a number with a dot was read as a time of day, because a status follows it or another one of the list", "%s", s.Text)
	}
	zone := m.Zone
	switch {
	case m.City != "":
		b.Add(exchange.Guess, b.place(s.Line), "a time with the name of a city was read in the time zone of that name", "%s is in %s", s.Text, zone)
	case zone != nil:
	case b.Zone != nil:
		zone = b.Zone
	case b.Own != nil:
		zone = b.Own
		b.Add(exchange.Guess, b.place(s.Line), "a time without a time zone was read with the offset of the post's dates; set another with --time-zone", "%s", s.Text)
	default:
		zone = time.UTC
		b.Add(exchange.Guess, b.place(s.Line), "a time without a time zone was read as UTC; set another with --time-zone", "%s", s.Text)
	}
	near := b.Start.In(zone)
	switch {
	case m.Dated():
		return m.In(zone)
	case m.Month > 0: // and a day, but no year
		best := time.Time{}
		for m.Year = near.Year() - 1; m.Year <= near.Year()+1; m.Year++ {
			if t := m.In(zone); validDay(m.Year, m.Month, m.Day) && (best.IsZero() || t.Sub(near).Abs() < best.Sub(near).Abs()) {
				best = t
			}
		}
		b.Add(exchange.Guess, b.place(s.Line), "a time without a year got the year of the post's date", "%s is %s", s.Text, best.Format(time.RFC3339))
		return best
	}
	if !last.IsZero() {
		near = last.In(zone)
	}
	m.Year, m.Month, m.Day = near.Year(), int(near.Month()), near.Day()
	t := m.In(zone)
	if t.Before(near.Add(-nearby)) && (!last.IsZero() || near.Sub(t) > 12*time.Hour) {
		m.Day++
		t = m.In(zone)
	}
	b.Add(exchange.Guess, b.place(s.Line), "a time without a day got the day of the update before it, or of the post's date", "%s is %s", s.Text, t.Format(time.RFC3339))
	return t
}

// trustName moves the start to the first update if the file name agrees with the updates, and not with
// the date.
func (b *builder) trustName(at map[*section]time.Time) {
	var first time.Time
	for _, t := range at {
		if first.IsZero() || t.Before(first) {
			first = t
		}
	}
	switch {
	case first.IsZero():
	case b.DayOnly && !first.Before(b.Start) && first.Sub(b.Start) < 24*time.Hour:
		b.Start = first
		b.Add(exchange.Guess, b.Name, "only the day of the start is known: the incident starts at its first update", "%s", first.Format(time.RFC3339))
	case !b.trusted() && first.Sub(b.Day).Abs() < far && first.Sub(b.Start).Abs() > far && (b.End.IsZero() || b.End.After(first)):
		b.Add(exchange.Guess, b.Name, "the date contradicts the file name and the updates: the incident starts at its first update", "%s and %s",
			b.Start.Format(time.RFC3339), first.Format(time.RFC3339))
		b.Start = first
	}
}

// plausible returns the time that a stamp means. A stamp that contradicts the date is moved to the month
// of the date if it then agrees with the date and the end; otherwise it is dropped if it is before the
// date. A stamp after the end is kept: it does not make the incident longer.
func (b *builder) plausible(s *Stamp, t time.Time) (time.Time, bool) {
	early := b.Start.Add(-far)
	if b.in.Type == incident.Maintenance {
		early = b.Start.Add(-ahead)
	}
	late := !b.End.IsZero() && t.After(b.End.Add(far))
	if !t.Before(early) && !late {
		return t, true
	}
	if moved, ok := b.moved(t); ok {
		b.Add(exchange.Guess, b.place(s.Line), "a time in another month or year than the date was moved to that of the date", "%s became %s",
			s.Text, moved.Format(time.RFC3339))
		return moved, true
	}
	if late {
		return t, true
	}
	s.outcome = dropped
	b.Add(exchange.Loss, b.place(s.Line), "the time of an update long before the start was ignored", "%s", t.Format(time.RFC3339))
	return time.Time{}, false
}

// moved returns a time in the year, or in the month and the year, of the start, if it is between the
// start and the end, or within a day of the start if there is no end.
func (b *builder) moved(t time.Time) (time.Time, bool) {
	end := b.End
	if end.IsZero() {
		end = b.Start.Add(24 * time.Hour)
	}
	start := b.Start.In(t.Location())
	for _, month := range []time.Month{t.Month(), start.Month()} {
		moved := time.Date(start.Year(), month, t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), t.Location())
		if moved.Day() == t.Day() && !moved.Before(b.Start.Add(-nearby)) && !moved.After(end.Add(nearby)) {
			return moved, true
		}
	}
	return time.Time{}, false
}
