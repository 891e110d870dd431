package incident

import (
	"strings"
	"time"
)

// MostOccurrences is how many of the windows that have begun are kept: the newest. A daily series
// reaches this after five years, a weekly one after 38.
const MostOccurrences = 2000

// notBegun is how many windows that have not begun are returned. The first is the one that is
// announced; the second only shows when that one's successor will be announced.
const notBegun = 2

// Occurrences returns an incident for each window of a series that has begun by now, and for the
// next two, oldest first. The id of each is the id of the series, a dash and the day on which the
// window begins. Each occurrence depends on the file alone; only their number depends on now.
//
// Known is the result for an earlier moment, or nil: occurrences that are still the same are
// returned as the same pointers.
//
// The first entry of the series announces each window, as soon as the window before it is over or cancelled. A
// window also has the entries dated from its beginning until the next one begins. But an entry with
// the status scheduled, and those after it, belong to the following window.
func (in *Incident) Occurrences(now time.Time, known []*Incident) []*Incident {
	if n := len(known) - notBegun; n >= 0 && known[n].ScheduledFor.After(now) {
		return known
	}
	var all []window
	begun := 0
	for next := in.windows(); len(all) <= begun+notBegun; { // one more, since the next window bounds the one before it
		w, ok := next()
		if !ok {
			break
		}
		all = append(all, w)
		if !w.from.After(now) {
			begun++
		}
	}
	made := make(map[string]*Incident, len(known))
	for _, one := range known {
		made[one.ID] = one
	}
	var list []*Incident
	for n := max(0, begun-MostOccurrences); n < min(begun+notBegun, len(all)); n++ {
		one := made[in.idOn(all[n].date)]
		if one == nil {
			one = in.occurrence(in.between(all, n))
		}
		list = append(list, one)
	}
	return list
}

// span is a window with the windows before and after it, or nil if there are none.
type span struct {
	window
	before, after *window
	announced     time.Time // the end of the window before, or when that was cancelled
}

// neighbours returns a window with its neighbours, without the time of the announcement.
func neighbours(all []window, n int) span {
	s := span{window: all[n]}
	if n > 0 {
		s.before = &all[n-1]
	}
	if n+1 < len(all) {
		s.after = &all[n+1]
	}
	return s
}

func (in *Incident) between(all []window, n int) span {
	s := neighbours(all, n)
	if n > 0 {
		s.announced = s.before.until
		if own := in.ownEntries(neighbours(all[:n], n-1)); len(own) > 0 {
			if last := own[len(own)-1]; (last.Status == Completed || last.Status == Cancelled) && last.At.Before(s.before.from) {
				s.announced = last.At
			}
		}
	}
	return s
}

// contains reports whether t is in the span: from the beginning of the window until the next one begins.
// The first span also has everything before it.
func (s span) contains(t time.Time) bool {
	return (s.before == nil || !t.Before(s.from)) && (s.after == nil || t.Before(s.after.from))
}

func (in *Incident) idOn(date string) string { return in.ID + "-" + date }

// occurrence returns the incident for one window.
func (in *Incident) occurrence(s span) *Incident {
	one := *in
	one.ID, one.Series, one.Repeat, one.Aliases = in.idOn(s.date), in, nil, nil
	one.ScheduledFor, one.ScheduledUntil = s.from, s.until
	one.Updates = in.entries(s)
	one.Downtime = nil
	for _, d := range in.Downtime {
		if s.contains(d.From) {
			one.Downtime = append(one.Downtime, d)
		}
	}
	if !s.contains(in.Updated) {
		one.Updated = time.Time{}
	}
	return &one
}

// ownEntries returns the updates in the file that belong to a window, oldest first.
func (in *Incident) ownEntries(s span) []Update {
	var list []Update
	over := false // the entries that follow belong to the next window
	for _, u := range in.Updates {
		switch {
		case s.contains(u.At):
			if over = over || u.Status == Scheduled && s.after != nil && !u.At.Before(s.from); !over {
				list = append(list, u)
			}
		case s.before != nil && !u.At.Before(s.before.from) && u.At.Before(s.from):
			if len(list) > 0 || u.Status == Scheduled {
				list = append(list, u)
			}
		}
	}
	return list
}

// entries returns the updates of a window, oldest first, with its announcement.
func (in *Incident) entries(s span) []Update {
	list := in.ownEntries(s)
	if s.before == nil {
		return list
	}
	announcement := in.Updates[0]
	announcement.At = s.announced
	if !announcement.At.Before(s.from) {
		announcement.At = s.before.from
	}
	if len(list) > 0 && !list[0].At.After(announcement.At) {
		// The file has an entry of its own that announces this window.
		if len(list[0].Components) == 0 {
			list[0].Components = announcement.Components
		}
		return list
	}
	return append([]Update{announcement}, list...)
}

// OccurrenceFor returns the id of the occurrence that the entry u would belong to if it were added to the
// series' file, or an empty string if it would belong to none.
func (in *Incident) OccurrenceFor(u Update) string {
	var all []window
	for next := in.windows(); len(all) < 2 || !all[len(all)-2].from.After(u.At); {
		w, ok := next()
		if !ok {
			break
		}
		all = append(all, w)
	}
	with := *in
	with.Updates = append(append([]Update(nil), in.Updates...), u)
	for n := len(with.Updates) - 1; n > 0 && with.Updates[n].At.Before(with.Updates[n-1].At); n-- {
		with.Updates[n], with.Updates[n-1] = with.Updates[n-1], with.Updates[n]
	}
	for n := max(0, len(all)-3); n < len(all); n++ {
		for _, own := range with.entries(with.between(all, n)) {
			if own.At.Equal(u.At) && own.Status == u.Status && own.Label == u.Label && own.NextUpdate.Equal(u.NextUpdate) && own.Message == u.Message {
				return in.idOn(all[n].date)
			}
		}
	}
	return ""
}

// HasOccurrence reports whether id is the id of an occurrence of the series, at any time.
func (in *Incident) HasOccurrence(id string) bool {
	date, ok := strings.CutPrefix(strings.ToLower(id), strings.ToLower(in.ID)+"-")
	if !ok || in.Repeat == nil {
		return false
	}
	day, err := time.Parse(time.DateOnly, date)
	return err == nil && !in.Repeat.skip[date] && !in.Repeat.on(day).IsZero()
}
