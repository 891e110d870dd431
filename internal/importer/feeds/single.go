package feeds

import (
	"strings"
	"time"

	"statuary/internal/importer/exchange"
	"statuary/internal/importer/htmltext"
	"statuary/internal/importer/prose"
	"statuary/internal/incident"
)

// addSingle adds an entry that is not in Statuspage's format as one update, at its publication date.
// Its status is the one that its title or its text begins with; without one it is resolved, because
// feeds with a history list mostly incidents that are over.
func (e *entry) addSingle(in *exchange.Incident, r *exchange.Report) {
	d := readLines(e.text(), e.zone())
	e.readCategories(in, &d)
	t := htmltext.HTML(keepLines(d.rest))
	for _, lost := range t.Lost {
		r.Add(exchange.Loss, e.place, "part of a text was left out", "%s", lost)
	}
	for _, line := range d.left {
		r.Add(exchange.Loss, e.place, "a line that has no place in an incident was left out", "%s", line)
	}
	if d.naive != "" {
		r.Add(exchange.Guess, e.place, "a time without a time zone was read with the offset of the entry's date", "%s", d.naive)
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
	if in.Type == incident.Maintenance || !d.from.IsZero() {
		d.from, d.to = d.window()
	}
	in.ScheduledFor, in.ScheduledUntil = d.from, d.to
	u.Components = e.affect(in, d.components)
	switch {
	case e.published.IsZero():
		return
	case e.addTimeline(in, t.Markdown, d, u, r):
	case in.Type == incident.Unplanned && d.from.IsZero() && !d.start.IsZero() && d.start.Before(e.published.Add(time.Minute)):
		if u.Status.Over() && d.end.After(d.start) {
			u.At = d.end
		}
		in.Updates = []incident.Update{{At: d.start, Status: incident.Investigating}, u}
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

// zone returns the time zone of times in the entry that have none.
func (e *entry) zone() *time.Location {
	if e.published.IsZero() {
		return time.UTC
	}
	return e.published.Location()
}

// maxCategories is the number of categories of an entry that are read.
const maxCategories = 20

// readCategories reads the status and the type of an entry from its categories. The others become tags.
func (e *entry) readCategories(in *exchange.Incident, d *details) {
	for _, c := range e.Categories[:min(len(e.Categories), maxCategories)] {
		c = htmltext.Line(c)
		_, _, isStatus := statusOf(c)
		switch low := strings.ToLower(c); {
		case isStatus && d.label == "":
			d.label = c
		case strings.Contains(low, "maintenance") && d.kind == "":
			d.kind = c
		case low == "incident", low == "incidents", low == "status", c == "":
		default:
			in.Tags = append(in.Tags, c)
		}
	}
}

// addTimeline adds the updates of an entry whose text is a timeline in prose: at least two updates with a
// date. The components have the status that the newest update, u, has. addTimeline reports whether the
// text is one.
func (e *entry) addTimeline(in *exchange.Incident, text string, d details, u incident.Update, r *exchange.Report) bool {
	doc := prose.Parse(text, 1)
	start, ok := doc.Earliest(e.zone())
	if dated, over := doc.Dated(); !ok || dated < 2 {
		return false
	} else if status, _, known := statusOf(d.label); known {
		ok = status.Over()
	} else {
		ok = over
	}
	f := prose.Facts{Name: e.place, Start: start, Over: ok, Own: e.zone()}
	if in.Type == incident.Maintenance && !d.from.IsZero() {
		f.Start, f.End, f.Planned = d.from, d.to, true
	}
	doc.Timeline(in, f, r)
	if n := len(in.Updates); n > 0 && len(u.Components) > 0 {
		in.Updates[n-1].Components = u.Components
	}
	e.known = true
	return true
}

// keepLines keeps the line breaks of a text without HTML.
func keepLines(src string) string {
	if htmltext.IsHTML(src) {
		return src
	}
	return strings.ReplaceAll(strings.ReplaceAll(strings.TrimSpace(src), "\n\n", "<p>"), "\n", "<br>")
}
