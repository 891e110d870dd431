package feeds

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/PuerkitoBio/goquery"

	"statuary/internal/importer/exchange"
	"statuary/internal/importer/feedtime"
	"statuary/internal/importer/htmltext"
	"statuary/internal/incident"
	"statuary/internal/lazyregexp"
)

// note is an update in the HTML of an entry: "<small>Aug 21, 00:37 UTC</small><br>
// <strong>Resolved</strong> - text".
type note struct {
	wall  feedtime.Wall
	timed bool // whether wall is set
	label string
	html  string
	at    time.Time
}

// begin matches the start of an update. The parts of the time may be in <var>; there
// are spaces between the tags since 2026.
var begin = lazyregexp.New(`(?is)<p>\s*<small>(.*?)</small>\s*<br\s*/?>\s*<strong>(.*?)</strong>\s*-?\s*`)

// announced matches the line above a maintenance that has not started.
var announced = lazyregexp.New(`(?is)<strong>\s*THIS IS A SCHEDULED EVENT\s+(.*?)</strong>`)

// readUpdates reads the updates of an entry in Statuspage's format.
func (e *entry) readUpdates(in *exchange.Incident, r *exchange.Report) {
	src := e.text()
	at := begin.FindAllStringSubmatchIndex(src, -1)
	var notes []note
	for i, m := range at {
		end := len(src)
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		n := note{label: htmltext.Line(text(src[m[4]:m[5]])), html: closing.ReplaceAllString(strings.TrimSpace(src[m[1]:end]), "")}
		n.wall, n.timed = feedtime.Parse(text(src[m[2]:m[3]]))
		notes = append(notes, n)
	}
	e.readHead(in, src[:at[0][0]], r)
	zones := e.setTimes(notes)
	if m := announced.FindStringSubmatch(src); m != nil {
		e.setWindow(in, text(m[1]), zones, r)
	}
	e.addNotes(in, notes, r)
}

// readHead reads the lines above the updates of an entry: its type and the affected components.
func (e *entry) readHead(in *exchange.Incident, src string, r *exchange.Report) {
	d := readLines(announced.ReplaceAllString(src, ""), e.zone())
	if strings.Contains(strings.ToLower(d.kind), "maintenance") {
		in.Type = incident.Maintenance
	}
	if len(e.affect(in, d.components)) > 0 {
		r.Add(exchange.Loss, e.place, "the status of a component without a time was left out", "")
	}
	if rest := htmltext.Line(text(d.rest)); rest != "" {
		r.Add(exchange.Loss, e.place, "a text above the updates was left out", "%.60s", rest)
	}
	in.ScheduledFor, in.ScheduledUntil = d.from, d.to
}

// affect adds affected components to the incident, and returns those that have a status.
func (e *entry) affect(in *exchange.Incident, parts []part) (states []incident.ComponentState) {
	if e.listed == nil {
		e.listed = map[string]bool{}
	}
	for _, p := range parts {
		id := cmp.Or(exchange.Slug(p.name), p.name)
		if !e.listed[id] {
			e.listed[id] = true
			in.Components = append(in.Components, id)
		}
		e.names[id] = cmp.Or(e.names[id], p.name)
		if p.known {
			states = append(states, incident.ComponentState{ID: id, Status: p.status})
		}
	}
	return states
}

// closing matches the end of the paragraph of an update.
var closing = lazyregexp.New(`(?is)\s*</p>\s*$`)

// text returns the text of a piece of HTML.
func text(src string) string {
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(src))
	if err != nil {
		return src
	}
	return doc.Text()
}

// setTimes sets the times of the notes, which are sorted newest first. The newest was
// written when the entry was published (37,866 of 37,867 real entries of Statuspage) or, in feeds of
// Instatus, when it was updated: so it has the year, the offset and the seconds of that time. Each
// other note is older than the one before it. setTimes returns the offsets that it has learned.
func (e *entry) setTimes(notes []note) feedtime.Zones {
	zones := feedtime.Zones{}
	if e.published.IsZero() {
		return zones
	}
	near := e.published
	switch {
	case matches(notes[0], e.published):
		zones.Learn(notes[0].wall, e.published)
		notes[0].at = e.published
	case matches(notes[0], e.updated):
		zones.Learn(notes[0].wall, e.updated)
		near, notes[0].at = e.updated, e.updated
	case matches(notes[len(notes)-1], e.published) && e.updated.After(e.published):
		zones.Learn(notes[len(notes)-1].wall, e.published)
		near = e.updated
	}
	for i := range notes {
		n := &notes[i]
		if !n.timed || !n.at.IsZero() {
			continue
		}
		offset, known := zones.Offset(n.wall.Zone)
		if !known {
			continue
		}
		t := n.wall.Near(near, offset)
		// Updates are listed newest first. One that seems to be half a year later is
		// from the year before; a smaller difference is a correction.
		if i > 0 && t.After(near.AddDate(0, 6, 0)) {
			t = n.wall.Near(near.AddDate(-1, 0, 0), offset)
		}
		n.at = t
		near = t
	}
	return zones
}

// matches reports whether the time of a note is t, to the minute, at the offset that it names or
// else at that of t.
func matches(n note, t time.Time) bool {
	if !n.timed || t.IsZero() {
		return false
	}
	_, offset := t.Zone()
	if o, ok := (feedtime.Zones{}).Offset(n.wall.Zone); ok && strings.ContainsAny(n.wall.Zone, "+-") {
		offset = o
	}
	return n.wall.Near(t, offset).Truncate(time.Minute).Equal(t.Truncate(time.Minute))
}

// setWindow sets the maintenance window of an announced maintenance.
func (e *entry) setWindow(in *exchange.Incident, text string, zones feedtime.Zones, r *exchange.Report) {
	in.Type = incident.Maintenance
	text = htmltext.Line(strings.ReplaceAll(text, "\u00a0", " "))
	from, until, _ := strings.Cut(text, " - ")
	w, ok := feedtime.Parse(from)
	if !ok {
		r.Add(exchange.Loss, e.place, "a maintenance window that could not be read was left out", "%s", text)
		return
	}
	abbreviation := regexp.MustCompile(`[A-Z]{2,5}\s*$`).FindString(text)
	_, own := e.published.Zone()
	offset, known := zones.Offset(strings.TrimSpace(abbreviation))
	if !known {
		offset = own
	}
	// Such an entry has the start of its window as publication date.
	in.ScheduledFor = w.Near(e.published, offset)
	last, ok := feedtime.Parse(until)
	if !ok { // on the same day, only the time is written
		last, ok = feedtime.Parse(w.Month.String()[:3] + " " + w.DayString() + ", " + until)
	}
	if ok {
		in.ScheduledUntil = last.Near(in.ScheduledFor, offset)
		if !in.ScheduledUntil.After(in.ScheduledFor) {
			in.ScheduledUntil = in.ScheduledUntil.AddDate(0, 0, 1)
		}
	}
}

// addNotes adds the notes to the updates of the incident, oldest first.
func (e *entry) addNotes(in *exchange.Incident, notes []note, r *exchange.Report) {
	for _, n := range notes {
		if s, ok := incident.StatusNamed(n.label); ok && !s.Of(incident.Unplanned) {
			in.Type = incident.Maintenance
		}
	}
	slices.Reverse(notes) // oldest first
	status := incident.Investigating
	if in.Type == incident.Maintenance {
		status = incident.Scheduled
	}
	var undated strings.Builder
	var ended time.Time // when the incident ended, if no update has opened it again
	for _, n := range notes {
		d := details{rest: n.html}
		if strings.Contains(strings.ToLower(n.html), "affected") {
			d = readLines(n.html, e.zone())
		}
		t := htmltext.HTML(d.rest)
		for _, lost := range t.Lost {
			r.Add(exchange.Loss, e.place, "part of a text was left out", "%s", lost)
		}
		u := incident.Update{At: n.at, Message: t.Markdown}
		s, known := exchange.LabelStatus(n.label, in.Type)
		if exact, ok := incident.StatusNamed(n.label); ok && exact.Of(in.Type) {
			s, known = exact, true
		}
		// A text that was added in the minute of the end does not reopen the incident, whatever its label.
		late := known && !s.Over() && !ended.IsZero() && n.at.Truncate(time.Minute).Equal(ended.Truncate(time.Minute))
		if late {
			u.Label = "Update"
			r.Add(exchange.Guess, e.place, "a text that was added in the minute of the end was imported as a later update", "%s", n.label)
		}
		switch {
		case late:
		case known && s != incident.Postmortem:
			status = s
			ended = time.Time{}
			if s.Over() {
				ended = n.at
			}
		case !strings.EqualFold(n.label, "Update") && !known:
			u.Label = n.label
		case !known && len(in.Updates) == 0:
			u.Label = n.label // "Update" has no meaning for the first one
		}
		u.Status = status
		if known && s == incident.Postmortem {
			u.Status = s
		}
		u.Components = e.affect(in, d.components)
		if u.At.IsZero() {
			r.Add(exchange.Loss, e.place, "the time of an update could not be determined: its text was added to the next one", "%s %s", n.label, n.wall.Zone)
			undated.WriteString("**" + n.label + "** – " + u.Message + "\n\n")
			continue
		}
		u.Message = undated.String() + u.Message
		undated.Reset()
		in.Updates = append(in.Updates, u)
	}
	rest := strings.TrimSpace(undated.String())
	switch n := len(in.Updates); {
	case rest == "":
	case n > 0:
		in.Updates[n-1].Message += "\n\n" + rest
	case !e.published.IsZero():
		in.Updates = []incident.Update{{At: e.published, Status: status, Message: rest}}
	}
}
