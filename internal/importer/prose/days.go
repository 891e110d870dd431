package prose

import (
	"slices"
	"time"

	"statuary/internal/importer/exchange"
)

// DayOrder is the order of the day and the month in dates such as 02/05/2024.
type DayOrder int

// The orders. It is unknown if the day and the month can be swapped.
const (
	UnknownDays DayOrder = iota
	DayFirst
	MonthFirst
)

// findDays finds the order of the first two numbers of a date, which are in Day and Month.
func (m *Moment) findDays() {
	switch {
	case m.Day <= 12 && m.Month <= 12:
		m.Either = m.Day != m.Month
	case m.Day > 12:
		m.Days = DayFirst
	default:
		m.Days = MonthFirst
		m.Day, m.Month = m.Month, m.Day
	}
}

// InOrder returns a moment of which the day and the month could be swapped as one in the given order.
func (m Moment) InOrder(o DayOrder) Moment {
	if m.Either && o == MonthFirst {
		m.Day, m.Month = m.Month, m.Day
	}
	m.Either = false
	return m
}

// Nearest returns the order with which a moment, of which the day and the month could be swapped, is
// less than far from the time between from and to, if it is not with the other one.
func (m Moment) Nearest(from, to time.Time, far time.Duration) DayOrder {
	near := func(o DayOrder) bool {
		t := m.InOrder(o).In(time.UTC)
		return t.After(from.Add(-far)) && t.Before(to.Add(far))
	}
	switch day, month := near(DayFirst), near(MonthFirst); {
	case day == month:
		return UnknownDays
	case day:
		return DayFirst
	}
	return MonthFirst
}

// Days returns the order of the day and the month in most dates that show it.
func Days(moments []Moment) DayOrder {
	balance := 0
	for _, m := range moments {
		switch m.Days {
		case DayFirst:
			balance++
		case MonthFirst:
			balance--
		}
	}
	switch {
	case balance > 0:
		return DayFirst
	case balance < 0:
		return MonthFirst
	}
	return UnknownDays
}

// Moments returns the times in the source, in its order.
func (d *Document) Moments() []Moment {
	list := make([]Moment, len(d.Stamps))
	for i, s := range d.Stamps {
		list[i] = s.moment
	}
	return list
}

// settleDays finds the day and the month of each stamp that could have them swapped: in the order of the
// other stamps of the post, or else so that it is near the incident, or else in that of the site. Without
// any of them, the stamp cannot be read.
func (b *builder) settleDays() {
	if !slices.ContainsFunc(b.d.Stamps, func(s *Stamp) bool { return s.moment.Either }) {
		return
	}
	post := Days(b.d.Moments())
	for _, s := range b.d.Stamps {
		if !s.moment.Either {
			continue
		}
		end := b.End
		if end.IsZero() {
			end = b.Start
		}
		order := post
		if order == UnknownDays {
			order = s.moment.Nearest(b.Start, end, 2*far)
		}
		if order == UnknownDays {
			order = b.Days
		}
		if order == UnknownDays {
			s.readable = false
			continue
		}
		s.moment = s.moment.InOrder(order)
		if s.outcome != kept {
			b.Add(exchange.Guess, b.place(s.Line), "a date whose day and month could be swapped was read like the other dates, or so that it fits the date of the post",
				"%s is %s", s.Text, s.moment.In(time.UTC).Format(time.DateOnly))
		}
	}
}
