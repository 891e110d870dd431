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

// course applies the rules about the course of an incident, as readers see it now.
func (r *reviewer) course(i *history.Incident) {
	if r.counts(i) && !r.gaps(i) {
		r.length(i)
	}
	r.start(i)
	if i.Open() && i.Type == incident.Unplanned {
		if quiet := r.History.Now.Sub(i.UpdatedAt); quiet > silence {
			r.report("stale", title, "write where it stands, or that it is resolved", "open, and without an update for %s", timefmt.Duration(quiet))
		}
	}
	r.window(i)
	if i.Type == incident.Unplanned && i.Impact != incident.None && len(i.Affected) == 0 && r.hadComponents(i.Ended) {
		r.report("no-components", title, "add components: with the ids of those that it is on", "the impact is %s, but on no component: it counts for no uptime", i.Impact)
	}
	if i.Open() && !i.PostmortemAt().IsZero() {
		r.report("postmortem-open", title, "write that the incident is resolved", "the postmortem is published, and the incident is open again: %s", lower(i.Status))
	}
	if !i.PostmortemAt().IsZero() && edit.Unfilled(i.Postmortem) {
		r.report("postmortem-form", func(s *source) place { return s.find(bodyOf(s), incident.FormMark) }, "answer the question or delete it", "the postmortem is published, but still has questions of its form")
	}
}

// start reports timelines that begin with identified or monitoring: neither readers nor
// the uptime can tell when the incident began. A downtime that begins earlier sets the
// beginning.
func (r *reviewer) start(i *history.Incident) {
	first := &i.Incident.Updates[0]
	if first.Status != incident.Identified && first.Status != incident.Monitoring || !r.counts(i) {
		return
	}
	if slices.ContainsFunc(i.Downtime, func(d incident.Downtime) bool { return d.From.Before(first.At) }) {
		return
	}
	r.report("starts-"+first.Status.String(), func(s *source) place { _, p := s.entry(first); return p },
		"if it began earlier, add an entry with status: investigating, or downtime: with the beginning", "the timeline begins with %s", first.Status)
}

// counts reports whether an incident affected anything. The lengths and gaps of a mere
// announcement mean nothing.
func (r *reviewer) counts(i *history.Incident) bool {
	return i.Impact != incident.None || len(i.Affected) > 0 || len(r.Config.Components) == 0
}

// hadComponents reports whether the site had a component at a time.
func (r *reviewer) hadComponents(by time.Time) bool {
	return slices.ContainsFunc(r.Config.Components, func(c incident.Component) bool { return by.IsZero() || !c.Since.After(by) })
}

// dayOnly reports whether only the day of an incident is known, as for some that were
// imported: it began and ended at the same midnight.
func dayOnly(i *history.Incident) bool {
	utc := i.Started.UTC()
	return i.Started.Equal(i.Ended) && (utc.Equal(utc.Truncate(day)) || civil.Of(i.Started, i.Started.Location()).Start(i.Started.Location()).Equal(i.Started.Truncate(time.Minute)))
}

func title(s *source) place { return s.key("title") }

// gaps reports long periods without an update while something was broken, and dates that
// differ only in their month or year. It reports whether it found any.
func (r *reviewer) gaps(i *history.Incident) (found bool) {
	for n := 1; n < len(i.Updates); n++ {
		last, u := i.Updates[n-1], i.Updates[n]
		if last.Status == incident.Scheduled || u.Status == incident.Postmortem || u.Auto || last.Auto {
			continue
		}
		gap := u.At.Sub(last.At)
		at := func(s *source) place { _, p := s.entry(u.Update); return p }
		switch part := slip(last.At, u.At); {
		case part != "":
			found = true
			r.report("date-slip", at, "is the "+part+" of one of the two wrong?", "%s after the entry before, %s: only the %s differs", timefmt.Duration(gap), lower(last.Status), part)
		case gap > silence && !last.Status.Over():
			found = true
			r.report("silent-gap", at, "is one of the two dates wrong? If not, downtime: says when things were really broken",
				"%s after the entry before, %s all the while", timefmt.Duration(gap), lower(last.Status))
		}
	}
	return found
}

// slip returns "month" or "year" if only that differs between two times within some
// hours of the day, as after a typing error: 2024-01-09 13:45 and 2024-11-09 14:40.
func slip(a, b time.Time) string {
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

func (r *reviewer) length(i *history.Incident) {
	if i.Ended.IsZero() || len(i.Updates) < 2 {
		return
	}
	switch took := i.Duration(); {
	case took > longest:
		r.report("long", title, "is a date wrong? If not, downtime: says when things were really broken", "it lasted %s", timefmt.Duration(took))
	case took < shortest && !dayOnly(i) && !measured(i) && len(i.Downtime) == 0 && i.Type == incident.Unplanned && len(i.Affected) > 0:
		r.report("short", title, "if it was written down afterwards, date the entries back, or say with downtime: how long things were broken", "it began and ended within a minute")
	}
}

// measured reports whether beginning and end differ and have seconds: a monitor wrote
// them, and the incident was as short as that.
func measured(i *history.Incident) bool {
	return i.Started.Second() != 0 && i.Ended.Second() != 0 && !i.Started.Equal(i.Ended)
}

// window reports maintenance windows that passed without an update by a person.
func (r *reviewer) window(i *history.Incident) {
	if i.ScheduledUntil.IsZero() || r.History.Now.Before(i.ScheduledUntil) {
		return
	}
	if i.Upcoming() && !r.History.Now.Before(i.ScheduledUntil) && (r.Config.Maintenance.Auto || len(i.Updates) > 1) {
		r.report("window-unattended", func(s *source) place { return s.value("scheduled_until") },
			"write the new window into scheduled_for and scheduled_until, or an entry that completes it", "the window has passed, and the maintenance is still announced")
		return
	}
	for _, u := range i.Incident.Updates {
		if u.Status != incident.Scheduled && u.Status != incident.Postmortem || u.At.After(i.ScheduledFor) && u.Status != incident.Postmortem {
			return
		}
	}
	what := "the clock has completed it"
	if !r.Config.Maintenance.Auto {
		what = "it is still announced"
	}
	r.report("window-unattended", func(s *source) place { return s.value("scheduled_until") }, "add an entry that says how it went", "the window has passed without a word; %s", what)
}
