// Package export turns a site into what other programs read: the neutral JSON
// that an import takes, a table of incidents, and documents in the form of
// Statuspage's.
package export

import (
	"encoding/csv"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"statuary/internal/api"
	"statuary/internal/config"
	"statuary/internal/history"
	"statuary/internal/importer/exchange"
	"statuary/internal/incident"
)

// Neutral gives a site as a history on its way, drafts included. Of a series, it
// has the occurrences that readers know of now.
func Neutral(c *config.Config, all []*incident.Incident, now time.Time) *exchange.History {
	h := &exchange.History{
		Site: exchange.Site{
			Title: c.Title, Description: c.Description, URL: strings.TrimSuffix(c.URL(), "/"), TimeZone: c.Zone.String(), PageID: c.API.PageID, FeedTag: c.Feed.Tag,
		},
		Components: c.Components,
		Incidents:  make([]*incident.Incident, 0, len(all)),
	}
	for _, in := range all {
		if in.Repeat == nil {
			h.Incidents = append(h.Incidents, in)
			continue
		}
		for _, one := range in.Occurrences(now, nil) {
			if !one.Updates[0].At.After(now) {
				h.Incidents = append(h.Incidents, one)
			}
		}
	}
	if c.Language != "en" {
		h.Site.Language = c.Language
	}
	slices.SortStableFunc(h.Incidents, func(a, b *incident.Incident) int { return strings.Compare(a.ID, b.ID) })
	return h
}

// Filter is which incidents a table has.
type Filter struct {
	From, To  time.Time // those that were going on in between; zero is no limit
	Component string    // an id; empty is all
}

// has is true for an incident that lasted into the span and touched the component.
func (f Filter) has(i *history.Incident, now time.Time) bool {
	end := i.Ended
	if end.IsZero() {
		end = now
	}
	if !f.To.IsZero() && !i.Started.Before(f.To) || !f.From.IsZero() && end.Before(f.From) {
		return false
	}
	return f.Component == "" || slices.ContainsFunc(i.Affected, func(c incident.Component) bool { return c.ID == f.Component })
}

var columns = []string{
	"id", "title", "type", "impact", "status", "started", "ended", "minutes", "scheduled_for", "scheduled_until", "updates", "component", "component_name",
	"partial_outage_minutes", "major_outage_minutes", "counted_downtime_minutes", "degraded_minutes", "url",
}

// CSV writes a table: a row for each component of each incident, or one row for
// an incident without any, the oldest first. Durations are minutes; those of a
// component lie within the filter's span. Downtime counts a partial outage as
// 0.3 of a major one, as uptime does. Times are RFC 3339 in the site's zone.
func CSV(w io.Writer, c *config.Config, h *history.History, f Filter) error {
	out := csv.NewWriter(w)
	if err := out.Write(columns); err != nil {
		return err
	}
	list := slices.DeleteFunc(slices.Clone(h.Incidents), func(i *history.Incident) bool { return !f.has(i, h.Now) })
	slices.SortStableFunc(list, func(a, b *history.Incident) int { return a.Started.Compare(b.Started) })
	for _, i := range list {
		for _, row := range rows(c, h, f, i) {
			if err := out.Write(row); err != nil {
				return err
			}
		}
	}
	out.Flush()
	return out.Error()
}

func rows(c *config.Config, h *history.History, f Filter, i *history.Incident) [][]string {
	at := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.In(c.Zone).Format(time.RFC3339)
	}
	lasted := ""
	if !i.Ended.IsZero() {
		lasted = minutes(i.Duration())
	}
	head := []string{
		i.ID, text(i.Title), i.Type.String(), i.Impact.String(), i.Status.String(), at(i.Started), at(i.Ended), lasted, at(i.ScheduledFor), at(i.ScheduledUntil),
		strconv.Itoa(len(i.Updates)),
	}
	url := c.URL() + "incidents/" + i.ID + "/"
	var all [][]string
	for _, comp := range i.Affected {
		if f.Component != "" && comp.ID != f.Component {
			continue
		}
		in := during(h, f, i, comp.ID)
		counted := in[incident.MajorOutage] + in[incident.PartialOutage]*3/10
		all = append(all, slices.Concat(head, []string{
			comp.ID, text(comp.Name), minutes(in[incident.PartialOutage]), minutes(in[incident.MajorOutage]), minutes(counted), minutes(in[incident.DegradedPerformance]), url,
		}))
	}
	if all == nil {
		all = [][]string{slices.Concat(head, []string{"", "", "0", "0", "0", "0", url})}
	}
	return all
}

// during is how long a component was in each status, within the filter's span.
func during(h *history.History, f Filter, i *history.Incident, component string) map[incident.ComponentStatus]time.Duration {
	in := map[incident.ComponentStatus]time.Duration{}
	for _, s := range i.Spans {
		if s.Component != component {
			continue
		}
		from, to := s.From, s.To
		if from.Before(f.From) {
			from = f.From
		}
		if !f.To.IsZero() && to.After(f.To) {
			to = f.To
		}
		if to.After(from) {
			in[s.Status] += to.Sub(from)
		}
	}
	return in
}

// minutes writes a duration with one decimal at the most.
func minutes(d time.Duration) string {
	return strconv.FormatFloat(float64(d.Round(6*time.Second))/float64(time.Minute), 'f', -1, 64)
}

// text makes a cell that no spreadsheet takes for a formula.
func text(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

// Statuspage writes all documents of Statuspage's API in one: the page, its
// components, and the full record of each incident and maintenance, the newest
// first. Ids are those of the files. Texts are Markdown, which the document says
// of itself in "text".
func Statuspage(w io.Writer, c *config.Config, h *history.History) error {
	s := api.New(api.Options{
		Title: c.Title, URL: strings.TrimSuffix(c.URL(), "/"), PageID: c.API.PageID, Zone: c.Zone, Components: c.Components, Readable: true,
		Link: func(i *history.Incident) string { return c.URL() + "incidents/" + i.ID + "/" },
		HTML: func(_ *history.Incident, md string) string { return md },
	})
	dump := struct {
		Text string `json:"text"`
		api.Components
		Incidents []api.Record `json:"incidents"`
		Planned   []api.Record `json:"scheduled_maintenances"`
	}{Text: "markdown", Incidents: []api.Record{}, Planned: []api.Record{}}
	dump.Components, _ = s.Now(h)["components.json"].(api.Components)
	for _, i := range h.Announced {
		if i.Type == incident.Maintenance {
			dump.Planned = append(dump.Planned, s.Record(i))
		} else {
			dump.Incidents = append(dump.Incidents, s.Record(i))
		}
	}
	return api.Encode(w, dump)
}
