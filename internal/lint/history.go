package lint

import (
	"slices"
	"time"

	"statuary/internal/civil"
	"statuary/internal/edit"
	"statuary/internal/history"
	"statuary/internal/incident"
	"statuary/internal/timefmt"
)

// checkHistory applies the rules about the course of an incident, as readers see it now.
func (r *checker) checkHistory(i *history.Incident) {
	if r.isOutage(i) && !r.checkGaps(i) {
		r.checkLength(i)
	}
	r.checkStart(i)
	if i.Open() && i.Type == incident.Unplanned {
		if quiet := r.History.Now.Sub(i.UpdatedAt); quiet > silence {
			r.report("stale", title, "add an update, or resolve it", "open, but without an update for %s", timefmt.Duration(quiet))
		}
	}
	r.checkWindow(i)
	if i.Type == incident.Unplanned && i.Impact != incident.None && len(i.Affected) == 0 && r.hadComponents(i.Ended) {
		r.report("no-components", title, "list the affected components under components:", "the impact is %s, but no component is affected, so it does not count in the uptime", i.Impact)
	}
	if i.Open() && !i.PostmortemAt().IsZero() {
		r.report("postmortem-open", title, "add an update that resolves the incident", "the postmortem is published, but the incident is open again: %s", lower(i.Status))
	}
	if !i.PostmortemAt().IsZero() && edit.Unfilled(i.Postmortem) {
		r.report("postmortem-form", func(s *source) place { return s.find(bodyOf(s), incident.FormMark) }, "answer the question or delete it", "the postmortem is published, but still has questions of its form")
	}
}

// checkStart reports timelines that begin with identified or monitoring: neither readers nor
// the uptime can tell when the incident began. A downtime that begins earlier sets the
// beginning.
func (r *checker) checkStart(i *history.Incident) {
	first := &i.Incident.Updates[0]
	if first.Status != incident.Identified && first.Status != incident.Monitoring || !r.isOutage(i) {
		return
	}
	if slices.ContainsFunc(i.Downtime, func(d incident.Downtime) bool { return d.From.Before(first.At) }) {
		return
	}
	r.report("starts-"+first.Status.String(), func(s *source) place { _, p := s.entry(first); return p },
		"if it began earlier, add an entry with status: investigating, or a downtime: with the start", "the timeline begins with %s", first.Status)
}

// isOutage reports whether an incident affected anything. The lengths and gaps of a mere
// announcement mean nothing.
func (r *checker) isOutage(i *history.Incident) bool {
	return i.Impact != incident.None || len(i.Affected) > 0 || len(r.Config.Components) == 0
}

// hadComponents reports whether the site had a component at a time.
func (r *checker) hadComponents(by time.Time) bool {
	return slices.ContainsFunc(r.Config.Components, func(c incident.Component) bool { return by.IsZero() || !c.Since.After(by) })
}

// dayOnly reports whether only the day of an incident is known, as for some that were
// imported: it began and ended at the same midnight.
func dayOnly(i *history.Incident) bool {
	utc := i.Started.UTC()
	return i.Started.Equal(i.Ended) && (utc.Equal(utc.Truncate(day)) || civil.Of(i.Started, i.Started.Location()).Start(i.Started.Location()).Equal(i.Started.Truncate(time.Minute)))
}

// title returns the place of the title.
func title(s *source) place { return s.key("title") }

// checkGaps reports long periods without an update while something was broken, and dates that
// differ only in their month or year. It reports whether it found any.
func (r *checker) checkGaps(i *history.Incident) (found bool) {
	for n := 1; n < len(i.Updates); n++ {
		last, u := i.Updates[n-1], i.Updates[n]
		if last.Status == incident.Scheduled || u.Status == incident.Postmortem || u.Auto || last.Auto {
			continue
		}
		gap := u.At.Sub(last.At)
		at := func(s *source) place { _, p := s.entry(u.Update); return p }
		switch part := dateSlip(last.At, u.At); {
		case part != "":
			found = true
			r.report("date-slip", at, "check the "+part+" of both entries", "%s after the previous entry, %s: only the %s differs", timefmt.Duration(gap), lower(last.Status), part)
		case gap > silence && !last.Status.Over():
			found = true
			r.report("silent-gap", at, "check both dates; if they are right, state the actual downtime with downtime:",
				"%s after the previous entry, %s the whole time", timefmt.Duration(gap), lower(last.Status))
		}
	}
	return found
}

// dateSlip returns "month" or "year" if only that differs between two times within some
// hours of the day, as after a typing error: 2024-01-09 13:45 and 2024-11-09 14:40.
func dateSlip(a, b time.Time) string {
	if b.Sub(a) < 27*day {
		return ""
	}
	near := func(t time.Time) bool { d := t.Sub(a); return d > -sameHour && d < sameHour }
	switch {
	case a.Year() != b.Year() && near(b.AddDate(a.Year()-b.Year(), 0, 0)):
		return "year"
	case a.Year() == b.Year() && near(time.Date(a.Year(), a.Month(), b.Day(), b.Hour(), b.Minute(), b.Second(), 0, b.Location())):
		return "month"
	}
	return ""
}

func (r *checker) checkLength(i *history.Incident) {
	if i.Ended.IsZero() || len(i.Updates) < 2 {
		return
	}
	switch took := i.Duration(); {
	case took > longest:
		r.report("long", title, "check the dates; if they are right, state the actual downtime with downtime:", "it lasted %s", timefmt.Duration(took))
	case took < shortest && !dayOnly(i) && !toTheSecond(i) && len(i.Downtime) == 0 && i.Type == incident.Unplanned && len(i.Affected) > 0:
		r.report("short", title, "if it was recorded afterwards, correct the times of the entries, or state the actual downtime with downtime:", "it began and ended within a minute")
	}
}

// toTheSecond reports whether beginning and end differ and have seconds: a monitor wrote
// them, and the incident was as short as that.
func toTheSecond(i *history.Incident) bool {
	return i.Started.Second() != 0 && i.Ended.Second() != 0 && !i.Started.Equal(i.Ended)
}

// checkWindow reports maintenance windows that passed without an update by a person.
func (r *checker) checkWindow(i *history.Incident) {
	if i.ScheduledUntil.IsZero() || r.History.Now.Before(i.ScheduledUntil) {
		return
	}
	if i.Upcoming() && !r.History.Now.Before(i.ScheduledUntil) && (r.Config.Maintenance.Auto || len(i.Updates) > 1) {
		r.report("window-unattended", func(s *source) place { return s.value("scheduled_until") },
			"set scheduled_for and scheduled_until to a new window, or add an entry that completes it", "the window has passed, but the maintenance is still upcoming")
		return
	}
	for _, u := range i.Incident.Updates {
		if u.Status != incident.Scheduled && u.Status != incident.Postmortem || u.At.After(i.ScheduledFor) && u.Status != incident.Postmortem {
			return
		}
	}
	what := "it was completed automatically"
	if !r.Config.Maintenance.Auto {
		what = "it is still upcoming"
	}
	r.report("window-unattended", func(s *source) place { return s.value("scheduled_until") }, "add an entry with the result", "the window has passed without an entry; %s", what)
}
