// Package export writes a site in formats that other programs read: the neutral JSON that an import
// accepts, a table of incidents (CSV), and the documents of Statuspage's API.
package export

import (
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"statuary/internal/api"
	"statuary/internal/config"
	"statuary/internal/csvtable"
	"statuary/internal/history"
	"statuary/internal/importer/exchange"
	"statuary/internal/incident"
)

// Neutral returns a site as neutral history, with drafts. A series is replaced by those of its
// occurrences that have been announced by now.
func Neutral(c *config.Config, all []*incident.Incident, now time.Time) *exchange.History {
	h := &exchange.History{
		Site: exchange.Site{
			Title: c.Title, Description: c.Description, URL: strings.TrimSuffix(c.URL(), "/"), TimeZone: c.Zone.String(), PageID: c.API.PageID, FeedTag: c.Feed.Tag,
		},
		Components: c.Components,
		Incidents:  make([]*exchange.Incident, 0, len(all)),
	}
	for _, in := range all {
		if in.Repeat == nil {
			h.Incidents = append(h.Incidents, exchange.FromSite(in))
			continue
		}
		for _, one := range in.Occurrences(now, nil) {
			if !one.Updates[0].At.After(now) {
				h.Incidents = append(h.Incidents, exchange.FromSite(one))
			}
		}
	}
	if c.Language != "en" {
		h.Site.Language = c.Language
	}
	slices.SortStableFunc(h.Incidents, func(a, b *exchange.Incident) int { return strings.Compare(a.ID, b.ID) })
	return h
}

// Filter selects the incidents of a table.
type Filter struct {
	From, To  time.Time // incidents that were active between them; a zero time sets no limit
	Component string    // id of an affected component; empty for all
}

// matches reports whether an incident was active between From and To and affected the component.
func (f Filter) matches(i *history.Incident, now time.Time) bool {
	end := i.Ended
	if end.IsZero() {
		end = now
	}
	if i.Cancelled {
		end = i.ScheduledUntil
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

// CSV writes a table with one row for each affected component of each incident, or one row for an
// incident that affects none, oldest first. Durations are in minutes; those of a component count
// only the time between the filter's From and To. Downtime counts a partial outage as 0.3 of a
// major one, as uptime does. Times are RFC 3339 in the site's time zone.
func CSV(w io.Writer, c *config.Config, h *history.History, f Filter) error {
	out := csvtable.NewWriter(w)
	if err := out.Write(columns); err != nil {
		return err
	}
	list := slices.DeleteFunc(slices.Clone(h.Incidents), func(i *history.Incident) bool { return !f.matches(i, h.Now) })
	slices.SortStableFunc(list, func(a, b *history.Incident) int { return a.Started.Compare(b.Started) })
	for _, i := range list {
		for _, row := range rows(c, h, f, i) {
			if err := out.Write(row); err != nil {
				return err
			}
		}
	}
	return out.Flush()
}

func rows(c *config.Config, h *history.History, f Filter, i *history.Incident) [][]string {
	at := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.In(c.Zone).Format(time.RFC3339)
	}
	started, lasted := i.Started, ""
	if i.Cancelled {
		started = time.Time{} // it never did
	}
	if !i.Ended.IsZero() {
		lasted = minutes(i.Duration())
	}
	head := []string{
		i.ID, i.Title, i.Type.String(), i.Impact.String(), i.Status.String(), at(started), at(i.Ended), lasted, at(i.ScheduledFor), at(i.ScheduledUntil),
		strconv.Itoa(len(i.Updates)),
	}
	url := c.URL() + "incidents/" + i.ID + "/"
	var all [][]string
	for _, comp := range i.Affected {
		if f.Component != "" && comp.ID != f.Component {
			continue
		}
		in := timeInStatus(h, f, i, comp.ID)
		counted := in[incident.MajorOutage] + in[incident.PartialOutage]*3/10
		all = append(all, slices.Concat(head, []string{
			comp.ID, comp.Name, minutes(in[incident.PartialOutage]), minutes(in[incident.MajorOutage]), minutes(counted), minutes(in[incident.DegradedPerformance]), url,
		}))
	}
	if all == nil {
		all = [][]string{slices.Concat(head, []string{"", "", "0", "0", "0", "0", url})}
	}
	return all
}

// timeInStatus returns how long the incident kept a component in each status, between the filter's
// From and To.
func timeInStatus(h *history.History, f Filter, i *history.Incident, component string) map[incident.ComponentStatus]time.Duration {
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

// minutes formats a duration in minutes, with at most one decimal.
func minutes(d time.Duration) string {
	return strconv.FormatFloat(float64(d.Round(6*time.Second))/float64(time.Minute), 'f', -1, 64)
}

// Statuspage writes all documents of Statuspage's API as one: the page, its components, and the
// full record of each incident and maintenance, newest first. Ids are those of the files. Texts are
// Markdown, which the key "text" of the document states.
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
		switch i.Type {
		case incident.Announcement: // Statuspage has none
		case incident.Maintenance:
			dump.Planned = append(dump.Planned, s.Record(i))
		default:
			dump.Incidents = append(dump.Incidents, s.Record(i))
		}
	}
	return api.Encode(w, dump)
}
