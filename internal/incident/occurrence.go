package incident

import (
	"strings"
	"time"
)

// MostOccurrences is how many windows of a series that have begun are kept: the
// newest. A daily one has as many after five years, a weekly one after 38.
const MostOccurrences = 2000

// ahead is how many windows that have not begun are made. The first is the one
// that readers hear of; the second only tells when they will hear of it.
const ahead = 2

// Occurrences makes an incident of each window of a series that has begun by now,
// and of the next two, the oldest first. Its id is the series' with the day on
// which it begins. Each follows from the file alone; only how many there are does
// not.
//
// Known is what was made for an earlier moment, or nil: what comes out the same is
// the same pointer.
//
// A window is announced by the series' first entry, as soon as the window before
// is over. Of the other entries it has those from its beginning until the next
// begins; but one that says scheduled is of the window to come, with those behind
// it.
func (in *Incident) Occurrences(now time.Time, known []*Incident) []*Incident {
	if n := len(known) - ahead; n >= 0 && known[n].ScheduledFor.After(now) {
		return known
	}
	var all []window
	begun := 0
	for next := in.windows(); len(all) <= begun+ahead; { // one more, which bounds the one before
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
	for n := max(0, begun-MostOccurrences); n < min(begun+ahead, len(all)); n++ {
		one := made[in.idOn(all[n].date)]
		if one == nil {
			one = in.occurrence(in.between(all, n))
		}
		list = append(list, one)
	}
	return list
}

// slot is a window between those before and after it, if there are any.
type slot struct {
	window
	before, after *window
	announced     time.Time // the end of the window before, or when that was cancelled
}

func (in *Incident) between(all []window, n int) slot {
	s := slot{window: all[n]}
	if n > 0 {
		s.before = &all[n-1]
		s.announced = s.before.until
		if own := in.ownEntries(in.between(all[:n], n-1)); len(own) > 0 {
			if last := own[len(own)-1]; last.Status == Completed && last.At.Before(s.before.from) {
				s.announced = last.At
			}
		}
	}
	if n+1 < len(all) {
		s.after = &all[n+1]
	}
	return s
}

// has is true for what happens from the beginning of the window until the next
// begins, and of the first also for what was before.
func (s slot) has(t time.Time) bool {
	return (s.before == nil || !t.Before(s.from)) && (s.after == nil || t.Before(s.after.from))
}

func (in *Incident) idOn(date string) string { return in.ID + "-" + date }

// occurrence makes the incident of one window.
func (in *Incident) occurrence(s slot) *Incident {
	one := *in
	one.ID, one.Series, one.Repeat, one.Aliases = in.idOn(s.date), in, nil, nil
	one.ScheduledFor, one.ScheduledUntil = s.from, s.until
	one.Updates = in.entries(s)
	one.Downtime = nil
	for _, d := range in.Downtime {
		if s.has(d.From) {
			one.Downtime = append(one.Downtime, d)
		}
	}
	if !s.has(in.Updated) {
		one.Updated = time.Time{}
	}
	return &one
}

// ownEntries returns the updates in the file that belong to a window, oldest first.
func (in *Incident) ownEntries(s slot) []Update {
	var list []Update
	over := false // what follows is of the window to come
	for _, u := range in.Updates {
		switch {
		case s.has(u.At):
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
func (in *Incident) entries(s slot) []Update {
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
		// It has been announced by an entry of its own.
		if len(list[0].Components) == 0 {
			list[0].Components = announcement.Components
		}
		return list
	}
	return append([]Update{announcement}, list...)
}

// Holder is the id of the occurrence of a series that would have an entry, if the
// file had it; empty where it would be of none.
func (in *Incident) Holder(u Update) string {
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
			if own.At.Equal(u.At) && own.Status == u.Status && own.Label == u.Label && own.Message == u.Message {
				return in.idOn(all[n].date)
			}
		}
	}
	return ""
}

// Occurs is true if an id is that of one of a series' occurrences, at whatever
// time.
func (in *Incident) Occurs(id string) bool {
	date, ok := strings.CutPrefix(strings.ToLower(id), strings.ToLower(in.ID)+"-")
	if !ok || in.Repeat == nil {
		return false
	}
	day, err := time.Parse(time.DateOnly, date)
	return err == nil && !in.Repeat.skip[date] && !in.Repeat.on(day).IsZero()
}
