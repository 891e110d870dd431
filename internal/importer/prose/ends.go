package prose

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"statuary/internal/importer/exchange"
	"statuary/internal/incident"
)

// end decides when the incident is over, and adapts the statuses of the entries. In this order, it
// trusts:
//
//  1. the end in the front matter;
//  2. the first update that says that the incident is over, if no later one names another status;
//  3. the newest update;
//  4. the start, so that no downtime is counted.
//
// Updates after the end do not make the incident longer, and an update before it does not end the
// incident.
func (b *builder) end(closing *entry) {
	b.inherit()
	end := b.End
	if !b.Over {
		last := b.entries[len(b.entries)-1]
		if !b.over(last.status) {
			b.reopen(time.Time{})
			return
		}
		b.Add(exchange.Guess, b.Name, "the text says that the incident is resolved, the front matter that it is not: treated as resolved", "")
		end = time.Time{}
	}
	if end.IsZero() {
		end = b.guessEnd()
	}
	b.reopen(end)
	done := exchange.EndStatus(b.in.Type)
	at := -1
	for i, e := range b.entries {
		if e.at.Sub(end).Abs() <= nearby && (at < 0 || !b.over(b.entries[at].status)) && (i > 0 || b.over(e.status) || e.at.After(b.Start)) {
			at = i
		}
	}
	for i, e := range b.entries {
		if i != at && (e.at.Sub(end) <= nearby && (at < 0 || i < at)) {
			continue
		}
		if e.label == "" && !e.says(b.in.Type) {
			e.label = "Update" // its text does not say that the incident is over
		}
		if e.at.Sub(end) > nearby {
			b.Add(exchange.Guess, b.place(e.line()), "an update after the end was kept: the incident does not become longer", "%s is after %s",
				e.at.Format(time.RFC3339), end.Format(time.RFC3339))
		}
		e.status = done
	}
	if at >= 0 {
		e := b.entries[at]
		if closing.label != "" && !b.over(closing.status) {
			closing.text, closing.label = withLabel(closing.label, closing.text), ""
		}
		e.text = paragraphs(withLabel(closing.label, closing.text), e.text)
		return
	}
	closing.at, closing.status = end, done
	b.entries = append(b.entries, closing)
	slices.SortStableFunc(b.entries, func(a, c *entry) int { return a.at.Compare(c.at) })
}

// says reports whether the text of the entry itself says that an incident of type t is over.
func (e *entry) says(t incident.Type) bool {
	if e.section == nil {
		return true
	}
	s := ofType(e.section.status, t)
	return s.Over() && s != incident.Postmortem || saysOver(e.section.text())
}

func (e *entry) line() int {
	if e.section == nil {
		return 0
	}
	return e.section.first
}

// inherit sets the status of entries whose text names none to that of the entry before. Updates of a maintenance
// before its window announce it.
func (b *builder) inherit() {
	status := incident.Investigating
	if b.in.Type == incident.Maintenance {
		status = incident.InProgress
	}
	for _, e := range b.entries {
		e.status = ofType(e.status, b.in.Type)
		if b.in.Type == incident.Maintenance && e.at.Before(b.Start.Add(-nearby)) && !b.over(e.status) {
			e.status = incident.Scheduled
			continue
		}
		if e.status == incident.NoStatus || e.status == incident.Scheduled {
			if e.status == incident.Scheduled && e.label == "" {
				e.label = e.status.Label()
			}
			e.status = status
		}
		status = e.status
		if b.over(status) {
			status = incident.NoStatus // decided by end
		}
	}
	for i, e := range b.entries {
		if e.status == incident.NoStatus {
			e.status = b.entries[i-1].status
		}
	}
}

// guessEnd returns the end of an incident whose front matter has none.
func (b *builder) guessEnd() time.Time {
	found := -1
	for i, e := range b.entries {
		switch {
		case e.section == nil || !b.over(e.status):
			if e.section != nil && e.section.status != incident.NoStatus {
				found = -1 // it was reopened
			}
		case found < 0:
			found = i
		}
	}
	last := b.entries[len(b.entries)-1]
	switch {
	case found >= 0:
		b.Add(exchange.Guess, b.place(b.entries[found].line()), "a resolved incident without an end time ends with the update that says so", "%s",
			b.entries[found].at.Format(time.RFC3339))
		return b.entries[found].at
	case b.Notice && last.at.Sub(b.Start) > nearby:
		return last.at
	case b.Notice:
		return b.Start
	case last.at.Sub(b.Start) > nearby:
		b.Add(exchange.Guess, b.Name, "a resolved incident without an end time ends with its newest update", "%s", last.at.Format(time.RFC3339))
		return last.at
	}
	b.Add(exchange.Guess, b.Name, "a resolved incident without an end time ends when it started, so that no downtime is counted", "")
	return b.Start
}

// reopen makes sure that no entry before the end ends the incident. A zero end is in the future.
func (b *builder) reopen(end time.Time) {
	for _, e := range b.entries {
		if !b.over(e.status) || !end.IsZero() && end.Sub(e.at) <= nearby {
			continue
		}
		b.Add(exchange.Guess, b.place(e.line()), "an update that says resolved, before the end of the incident, does not end it", "%s", e.at.Format(time.RFC3339))
		e.label = cmp.Or(e.label, e.status.Label())
		e.status = ofType(incident.Monitoring, b.in.Type)
	}
}

// write sets the updates of the incident. Its components have their status from the start in the front
// matter on.
func (b *builder) write() {
	in := b.in
	affects := b.Known && len(in.Components) > 0
	for _, e := range b.entries {
		in.Updates = append(in.Updates, incident.Update{At: e.at, Status: e.status, Label: e.label, Message: e.text})
	}
	if affects {
		n := slices.IndexFunc(in.Updates, func(u incident.Update) bool { return !u.At.Before(b.Start.Add(-nearby)) })
		switch announced := in.Type == incident.Maintenance && !b.Over; {
		case n < 0 && announced:
			n = len(in.Updates) - 1 // the window begins by itself
		case n < 0 || in.Updates[n].At.Sub(b.Start) > nearby || b.over(in.Updates[n].Status) && in.Updates[n].At.After(b.Start):
			u := incident.Update{At: b.Start, Status: incident.Investigating}
			if in.Type == incident.Maintenance {
				u.Status = incident.InProgress
			} else if n > 0 {
				u.Status = in.Updates[n-1].Status
				b.Add(exchange.Guess, b.Name, "updates before the date: the components are affected from the date on", "%s", b.Start.Format(time.RFC3339))
			}
			if n < 0 {
				n = len(in.Updates)
			}
			in.Updates = slices.Insert(in.Updates, n, u)
		}
		for _, id := range in.Components {
			in.Updates[n].Components = append(in.Updates[n].Components, incident.ComponentState{ID: id, Status: b.Status})
		}
	}
	b.publish()
}

// publish adds the entry of the postmortem: at its time, if it has one, but not before the newest update.
func (b *builder) publish() {
	at := b.in.Updates[len(b.in.Updates)-1].At
	guessed := true
	for _, s := range b.published {
		switch t := (time.Time{}); {
		case !s.readable:
			s.outcome = dropped
			b.Add(exchange.Loss, b.place(s.Line), "an update whose time could not be read: its text was kept", "%s", s.Text)
		default:
			if t = b.resolved(s, at); t.Before(at) {
				s.outcome = dropped
				b.Add(exchange.Loss, b.place(s.Line), "the time of a postmortem before the newest update was ignored", "%s", t.Format(time.RFC3339))
				continue
			}
			at, guessed, s.outcome = t, false, entered
		}
	}
	if strings.TrimSpace(b.in.Postmortem) == "" && guessed {
		return
	}
	b.in.Updates = append(b.in.Updates, incident.Update{At: at, Status: incident.Postmortem})
	if guessed {
		b.Add(exchange.Guess, b.Name, "a postmortem without a publication date got the time of the newest update", "")
	}
}
