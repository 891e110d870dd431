package feeds

import (
	"strings"

	"statuary/internal/importer/exchange"
	"statuary/internal/importer/htmltext"
	"statuary/internal/incident"
)

// addSingle adds an entry that is not in Statuspage's format as one update, at its publication date.
// Its status is the one that its title or its text begins with; without one it is resolved, because
// feeds with a history list mostly incidents that are over.
func (e *entry) addSingle(in *exchange.Incident, r *exchange.Report) {
	d := readLines(e.text())
	t := htmltext.HTML(keepLines(d.rest))
	for _, lost := range t.Lost {
		r.Add(exchange.Loss, e.place, "part of a text was left out", "%s", lost)
	}
	if d.left != "" {
		r.Add(exchange.Loss, e.place, "a line that has no place in an incident was left out", "%s", d.left)
	}
	u := incident.Update{At: e.published, Message: t.Markdown}
	label := d.label
	if _, _, ok := statusOf(e.label); ok && label == "" {
		label = e.label
	}
	s, kind, known := statusOf(label)
	if kind == incident.Maintenance || strings.Contains(strings.ToLower(e.label+d.kind), "maintenance") {
		in.Type = incident.Maintenance
	}
	if strings.HasPrefix(strings.ToLower(label), "cancel") {
		u.Label = "Cancelled"
	}
	u.Status = exchange.EndStatus(in.Type)
	if known {
		u.Status, _ = exchange.LabelStatus(s.String(), in.Type)
	}
	if s == incident.Postmortem {
		u.Status = s
	}
	in.ScheduledFor, in.ScheduledUntil = d.from, d.to
	u.Components = e.affect(in, d.components)
	switch {
	case e.published.IsZero():
		return
	case in.Type == incident.Maintenance && u.Status.Over() && u.Label == "" && d.to.After(d.from) && !d.from.IsZero():
		u.Status = incident.InProgress
		u.At = d.from
		in.Updates = []incident.Update{u, {At: d.to, Status: incident.Completed}}
		r.Add(exchange.Guess, e.place, "a completed maintenance begins and ends with its window", "%s", in.Title)
	case in.Type == incident.Maintenance && u.Status == incident.Scheduled && !d.from.IsZero() && !u.At.Before(d.from):
		u.At = exchange.Announced(d.from, true)
		in.Updates = []incident.Update{u}
		r.Add(exchange.Guess, e.place, exchange.UnknownAnnouncement, "%s", in.Title)
	case known:
		in.Updates = []incident.Update{u}
		e.known = true
	default:
		in.Updates = []incident.Update{u}
		r.Add(exchange.Guess, e.place, "an entry that is not in Statuspage's format was imported as a resolved incident with one update", "%s", in.Title)
	}
}

// keepLines keeps the line breaks of a text without HTML.
func keepLines(src string) string {
	if htmltext.IsHTML(src) {
		return src
	}
	return strings.ReplaceAll(strings.ReplaceAll(strings.TrimSpace(src), "\n\n", "<p>"), "\n", "<br>")
}
