package statuspage

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"statuary/internal/importer/exchange"
	"statuary/internal/importer/htmltext"
	"statuary/internal/incident"
)

// history returns the collected contents as a history.
func (c *collector) history(o exchange.Options) *exchange.History {
	h := &exchange.History{Site: exchange.Site{
		Title: string(c.page.Name), URL: string(c.page.URL), TimeZone: railsZone(string(c.page.TimeZone)), PageID: string(c.page.ID),
		Description: firstParagraph(htmltext.HTMLOrPlain(string(c.page.Description)).Markdown), FeedTag: c.feedTag,
	}}
	if o.Zone != nil {
		h.Site.TimeZone = o.Zone.String()
	}
	if h.Site.URL == "" && c.page.Subdomain != "" {
		h.Site.URL = "https://" + string(c.page.Subdomain) + ".statuspage.io"
	}
	listed := len(c.components) > 0
	known := c.componentList(h)
	for _, id := range c.order {
		c.unlisted(h, known, listed, c.records[id])
		h.Incidents = append(h.Incidents, c.incident(id, c.records[id]))
	}
	for _, code := range c.rowOrder {
		if _, ok := c.records[code]; !ok {
			if in := c.fromRow(code, c.rows[code], h.Site.TimeZone); in != nil {
				h.Incidents = append(h.Incidents, in)
			}
		}
	}
	if len(c.order) > 0 {
		c.r.Add(exchange.Info, "", "ids of updates, tweets and notification settings were left out", "")
	}
	return h
}

func firstParagraph(s string) string {
	s, _, _ = strings.Cut(s, "\n\n")
	return strings.ReplaceAll(s, "\\\n", " ")
}

// text converts a body to Markdown and reports what was lost.
func (c *collector) text(body word, place string) string {
	t := htmltext.HTMLOrPlain(string(body))
	if c.markdown {
		t = htmltext.Markdown(string(body))
	}
	for _, lost := range t.Lost {
		c.r.Add(exchange.Loss, place, "part of a text was left out", "%s", lost)
	}
	return t.Markdown
}

// incident converts a record.
func (c *collector) incident(id string, rec *record) *exchange.Incident {
	in := &exchange.Incident{ID: id, Title: string(rec.Name), ScheduledFor: rec.ScheduledFor.Time, ScheduledUntil: rec.ScheduledUntil.Time}
	// A site built by Statuary has readable addresses; the ids in its documents are
	// derived from them.
	if _, own, ok := strings.Cut(string(rec.Shortlink), "/incidents/"); ok && strings.Trim(own, "/") != "" && c.markdown {
		in.ID = strings.Trim(own, "/")
	}
	c.codes[id] = in
	in.AtomID = c.feedIDs[in.ID]
	in.Source.File = rec.place
	if rec.planned || !rec.ScheduledFor.IsZero() || plannedStatus(rec) {
		in.Type = incident.Maintenance
	}
	for _, comp := range componentsOf(rec.Components) {
		if !comp.Group && comp.ID != "" {
			in.Components = append(in.Components, string(comp.ID))
		}
	}
	c.updates(in, rec)
	c.end(in, rec)
	in.Impact = incident.ComputedImpact(in.Type, in.Updates)
	if i, ok := incident.ImpactNamed(string(rec.Impact)); ok {
		in.Impact = i
	} else if rec.Impact != "" {
		c.r.Add(exchange.Loss, rec.place, "an unknown impact was left out", "%s", rec.Impact)
	}
	if len(in.Components) > 0 && in.Impact != incident.None && in.Type == incident.Unplanned &&
		!slices.ContainsFunc(in.Updates, func(u incident.Update) bool { return len(u.Components) > 0 }) {
		c.r.Add(exchange.Guess, rec.place, "no update has a component status: it is inferred from the impact", "%s", id)
	}
	if rec.Shortlink != "" && !strings.Contains(string(rec.Shortlink), "/incidents/") {
		in.Aliases = []string{string(rec.Shortlink)}
	}
	newest := newest(in)
	if rec.UpdatedAt.After(newest.Add(time.Second)) {
		in.Updated = rec.UpdatedAt.Time
	}
	if first := exchange.Oldest(in); in.Type == incident.Unplanned && !first.IsZero() && !rec.StartedAt.IsZero() && first.Sub(rec.StartedAt.Time).Abs() > time.Minute {
		c.r.Add(exchange.Loss, rec.place, "an incident starts at its first update, not at its started_at", "%s: %s instead of %s",
			id, first.UTC().Format(time.RFC3339), rec.StartedAt.UTC().Format(time.RFC3339))
	}
	return in
}

// newest returns the time of the newest update, or zero if there are none.
func newest(in *exchange.Incident) (t time.Time) {
	for _, u := range in.Updates {
		if u.At.After(t) {
			t = u.At
		}
	}
	return t
}

// plannedStatus reports whether an update has a status of maintenances.
func plannedStatus(rec *record) bool {
	for _, u := range rec.Updates {
		if s, ok := incident.StatusNamed(string(u.Status)); ok && !s.Of(incident.Unplanned) {
			return true
		}
	}
	return false
}

// updates converts the updates of a record, oldest first, and its postmortem.
func (c *collector) updates(in *exchange.Incident, rec *record) {
	list := slices.Clone(rec.Updates)
	at := func(u update) time.Time {
		if !u.DisplayAt.IsZero() {
			return u.DisplayAt.Time
		}
		if u.Status == "postmortem" && !rec.PublishedAt.IsZero() {
			return rec.PublishedAt.Time
		}
		return u.CreatedAt.Time
	}
	slices.SortStableFunc(list, func(a, b update) int { return at(a).Compare(at(b)) })
	published := false
	before := incident.NoStatus
	for _, u := range list {
		s, known := incident.StatusNamed(string(u.Status))
		n := incident.Update{At: at(u), Status: s}
		switch {
		case known && s == incident.Postmortem:
			published = true
			if rec.Postmortem == "" {
				rec.Postmortem = u.Body
			}
		case !known:
			n.Status, n.Label = before, string(u.Status)
			fallthrough
		default:
			n.Message = c.text(u.Body, rec.place)
			before = n.Status
		}
		n.Components = c.states(u, rec)
		in.Updates = append(in.Updates, n)
	}
	c.postmortem(in, rec, published)
}

// postmortem sets the postmortem of the incident. On Statuspage it is Markdown; on
// older pages, and in dumps by other programs, it is HTML.
func (c *collector) postmortem(in *exchange.Incident, rec *record, published bool) {
	if rec.Postmortem == "" {
		return
	}
	t := htmltext.Markdown(string(rec.Postmortem))
	if !c.markdown && htmltext.IsHTML(string(rec.Postmortem)) {
		t = htmltext.HTML(string(rec.Postmortem))
	}
	for _, lost := range t.Lost {
		c.r.Add(exchange.Loss, rec.place, "part of a text was left out", "%s", lost)
	}
	in.Postmortem = t.Markdown
	switch {
	case published:
	case !rec.PublishedAt.IsZero():
		in.Updates = append(in.Updates, incident.Update{At: rec.PublishedAt.Time, Status: incident.Postmortem})
	default:
		c.r.Add(exchange.Info, rec.place, "an unpublished postmortem was imported and stays unpublished", "%s", in.ID)
	}
}

func (c *collector) states(u update, rec *record) []incident.ComponentState {
	var list []incident.ComponentState
	for _, a := range affectedOf(u.Affected) {
		switch s, ok := componentStatus(string(a.New)); {
		case a.Code == "" && a.New == "": // a sentence, as in records of 2016
		case a.Code == "" || !ok:
			c.r.Add(exchange.Loss, rec.place, "a component status that could not be read was left out", "%s: %s", cmp.Or(a.Code, a.Name), a.New)
		default:
			list = append(list, incident.ComponentState{ID: string(a.Code), Status: s})
		}
	}
	return list
}

// componentStatus returns the status of a component, in the words of Statuspage or of incident.io.
func componentStatus(word string) (incident.ComponentStatus, bool) {
	if word == "full_outage" {
		return incident.MajorOutage, true
	}
	return incident.ComponentStatusNamed(word)
}

// end adds an update to an incident that has none, and a final update to one that is
// over according to its record but not its updates. Some real records are like that;
// the time is resolved_at, or else updated_at.
func (c *collector) end(in *exchange.Incident, rec *record) {
	status, _ := incident.StatusNamed(string(rec.Status))
	over := status.Over()
	if len(in.Updates) == 0 && !rec.CreatedAt.IsZero() {
		u := incident.Update{At: rec.CreatedAt.Time, Status: status}
		if over || status == incident.NoStatus {
			u.Status = incident.Investigating
			if in.Type == incident.Maintenance {
				u.Status = incident.Scheduled
			}
		}
		in.Updates = append(in.Updates, u)
		c.r.Add(exchange.Guess, rec.place, "a record without updates starts when it was created", "%s", in.ID)
	}
	if !over || len(in.Updates) == 0 || slices.ContainsFunc(in.Updates, func(u incident.Update) bool { return u.Status.Over() }) {
		return
	}
	u := incident.Update{At: rec.ResolvedAt.Time, Status: incident.Resolved}
	if in.Type == incident.Maintenance {
		u.Status = incident.Completed
	}
	if u.At.IsZero() {
		u.At = cmp.Or(rec.UpdatedAt.Time, newest(in))
		c.r.Add(exchange.Guess, rec.place, "a resolved incident without an end time ends at its last change", "%s", in.ID)
	} else {
		c.r.Add(exchange.Guess, rec.place, "a resolved incident without a final update ends at its resolved_at", "%s", in.ID)
	}
	in.Updates = append(in.Updates, u)
}
