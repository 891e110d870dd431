package statusapi

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"statuary/internal/importer/exchange"
	"statuary/internal/importer/feeds"
	"statuary/internal/importer/fetch"
	"statuary/internal/incident"
)

// betterResource is an entry of "included" in the JSON:API document /index.json of Better Stack.
type betterResource struct {
	ID         word   `json:"id"`
	Type       string `json:"type"`
	Attributes struct {
		Name        word   `json:"name"`        // of a section
		PublicName  word   `json:"public_name"` // of a resource
		Explanation word   `json:"explanation"`
		SectionID   word   `json:"status_page_section_id"`
		Position    int    `json:"position"`
		Title       word   `json:"title"` // of a report
		ReportType  word   `json:"report_type"`
		StartsAt    moment `json:"starts_at"`
		EndsAt      moment `json:"ends_at"`
		State       word   `json:"aggregate_state"`
		Message     word   `json:"message"` // of an update
		PublishedAt moment `json:"published_at"`
		ReportID    word   `json:"status_report_id"`
		History     []any  `json:"status_history"`
		Affected    []struct {
			ID     word `json:"status_page_resource_id"`
			Status word `json:"status"`
		} `json:"affected_resources"`
	} `json:"attributes"`
	Relationships map[string]struct {
		Data json.RawMessage `json:"data"`
	} `json:"relationships"`

	place string
}

// betterStates are the statuses of affected resources.
var betterStates = map[string]incident.ComponentStatus{
	"resolved": incident.Operational, "operational": incident.Operational, "degraded": incident.DegradedPerformance, "downtime": incident.MajorOutage,
	"maintenance": incident.UnderMaintenance,
}

// FetchBetterStack reads a page of Better Stack over HTTP.
func FetchBetterStack(ctx context.Context, c *fetch.Client, address string, o exchange.Options, r *exchange.Report) (*exchange.History, error) {
	s, err := newSession(c, address, "index.json", "feed.rss")
	if err != nil {
		return nil, err
	}
	if _, err := s.getOr(ctx, "index.json", fetch.JSON, "feed.rss", "components and their statuses, and what the feed no longer lists", r); err != nil {
		return nil, err
	}
	return s.history(BetterStack, o, r)
}

// BetterStack reads documents /index.json of Better Stack, or its feed if there is no document.
func BetterStack(files []exchange.File, o exchange.Options, r *exchange.Report) (*exchange.History, error) {
	if onlyXML(files) {
		return feeds.Read(files, o, r)
	}
	u := newReader(o, r)
	var list []*betterResource
	history := 0
	err := u.each(files, func(f exchange.File, src []byte) (bool, error) {
		var d struct {
			Data struct {
				Type       string `json:"type"`
				Attributes struct {
					Name      word `json:"company_name"`
					Zone      word `json:"timezone"`
					Subdomain word `json:"subdomain"`
					Domain    word `json:"custom_domain"`
				} `json:"attributes"`
			} `json:"data"`
			Included []*betterResource `json:"included"`
		}
		if err := json.Unmarshal(src, &d); err != nil {
			return false, fmt.Errorf("%s: %w", exchange.ErrorPlace(f.Name, src, err), err)
		}
		if d.Data.Type != "status_page" {
			return false, nil
		}
		page := d.Data.Attributes
		u.h.Site.Title = string(page.Name)
		u.setZone(string(page.Zone))
		if page.Domain != "" {
			u.h.Site.URL = "https://" + string(page.Domain)
		} else if page.Subdomain != "" {
			u.h.Site.URL = "https://" + string(page.Subdomain) + ".betteruptime.com"
		}
		for i, res := range d.Included {
			if res == nil {
				continue
			}
			res.place = fmt.Sprintf("%s: included[%d]", f.Name, i)
			history += len(res.Attributes.History)
			list = append(list, res)
		}
		return true, nil
	})
	if err != nil {
		return nil, err
	}
	u.betterComponents(list)
	u.betterReports(list)
	if history > 0 {
		r.Add(exchange.Loss, "", "the measured uptime of days was left out, because it has no time of day", "%d days", history)
	}
	return u.history(), nil
}

func (u *reader) betterComponents(list []*betterResource) {
	sections := map[word]*betterResource{}
	for _, res := range list {
		if res.Type == "status_page_section" {
			sections[res.ID] = res
		}
	}
	var resources []*betterResource
	for _, res := range list {
		if res.Type == "status_page_resource" {
			resources = append(resources, res)
		}
	}
	position := func(res *betterResource) int {
		if s := sections[res.Attributes.SectionID]; s != nil {
			return s.Attributes.Position
		}
		return -1
	}
	slices.SortStableFunc(resources, func(a, b *betterResource) int {
		return cmp.Or(cmp.Compare(position(a), position(b)), cmp.Compare(a.Attributes.Position, b.Attributes.Position))
	})
	for _, res := range resources {
		c := incident.Component{Name: string(res.Attributes.PublicName), Description: u.html(res.Attributes.Explanation, res.place)}
		if s := sections[res.Attributes.SectionID]; s != nil {
			c.Group = string(s.Attributes.Name)
		}
		u.addComponent(string(res.ID), c)
	}
}

func (u *reader) betterReports(list []*betterResource) {
	updates := map[string][]*betterResource{} // report → its updates
	byID := map[string]*betterResource{}
	for _, res := range list {
		if res.Type == "status_update" {
			byID[string(res.ID)] = res
			if id := string(res.Attributes.ReportID); id != "" {
				updates[id] = append(updates[id], res)
			}
		}
	}
	seen := map[word]bool{}
	for _, res := range list {
		if res.Type != "status_report" {
			continue
		}
		u.r.Incidents.Read++
		if seen[res.ID] {
			u.r.Incidents.Merged++
			continue
		}
		seen[res.ID] = true
		own := updates[string(res.ID)]
		for _, id := range linkIDs(res.Relationships["status_updates"].Data) {
			if up := byID[id]; up != nil && !slices.Contains(own, up) {
				own = append(own, up)
			}
		}
		u.betterReport(res, own)
	}
}

// betterReport adds a report. Better Stack has no status of the report itself: it is resolved by an
// update that resolves all resources, or by its end.
func (u *reader) betterReport(res *betterResource, updates []*betterResource) {
	a := res.Attributes
	in := &exchange.Incident{ID: string(res.ID), Title: string(a.Title)}
	in.Source.File = res.place
	from, to := u.at(a.StartsAt), u.at(a.EndsAt)
	state := strings.ToLower(string(a.State))
	ended := state == "resolved" || state == "operational"
	planned := a.ReportType == "maintenance"
	slices.SortStableFunc(updates, func(x, y *betterResource) int {
		return u.at(x.Attributes.PublishedAt).Compare(u.at(y.Attributes.PublishedAt))
	})
	last := from
	worst := map[string]incident.ComponentStatus{}
	for _, up := range updates {
		at := u.at(up.Attributes.PublishedAt)
		n := incident.Update{At: at, Status: incident.Investigating, Message: u.html(up.Attributes.Message, up.place)}
		allUp := len(up.Attributes.Affected) > 0
		for _, aff := range up.Attributes.Affected {
			s, ok := betterStates[strings.ToLower(string(aff.Status))]
			if !ok {
				u.r.Add(exchange.Loss, up.place, "a component status that could not be read was left out", "%s: %s", aff.ID, aff.Status)
				continue
			}
			allUp = allUp && s == incident.Operational
			id := u.component(string(aff.ID))
			worst[id] = s
			n.Components = append(n.Components, incident.ComponentState{ID: id, Status: s})
			if !slices.Contains(in.Components, id) {
				in.Components = append(in.Components, id)
			}
		}
		for _, s := range worst {
			allUp = allUp && s == incident.Operational
		}
		switch {
		case planned:
			n.Status = phase(at, from, to, true)
			if n.Status == incident.Scheduled { // the window has not begun
				n.Components = nil
			}
		case allUp:
			n.Status = incident.Resolved
		}
		in.Updates = append(in.Updates, n)
		if at.After(last) {
			last = at
		}
	}
	for _, aff := range a.Affected {
		if id := u.component(string(aff.ID)); !slices.Contains(in.Components, id) {
			in.Components = append(in.Components, id)
		}
	}
	if planned {
		u.betterWindow(in, from, to)
		u.add(in)
		return
	}
	if len(in.Updates) == 0 && !from.IsZero() {
		in.Updates = []incident.Update{{At: from, Status: incident.Investigating}}
	}
	if !from.IsZero() && len(in.Updates) > 0 && from.Before(in.Updates[0].At.Add(-time.Minute)) {
		in.Updates = append([]incident.Update{{At: from, Status: incident.Investigating, Components: in.Updates[0].Components}}, in.Updates...)
		u.r.Add(exchange.Guess, res.place, "an incident begins at its starts_at, with the component statuses of its first update", "%s", in.Title)
	}
	over := slices.ContainsFunc(in.Updates, func(up incident.Update) bool { return up.Status.Over() })
	switch {
	case over:
	case !to.IsZero():
		in.Updates = append(in.Updates, incident.Update{At: to, Status: incident.Resolved})
	case ended && len(in.Updates) > 0:
		in.Updates = append(in.Updates, incident.Update{At: last, Status: incident.Resolved})
		u.r.Add(exchange.Guess, res.place, "a resolved incident without an end ends with its last update", "%s", in.Title)
	}
	u.add(in)
}

// betterWindow adds the window of a maintenance. Statuary itself begins and ends one that nobody
// writes about any more.
func (u *reader) betterWindow(in *exchange.Incident, from, to time.Time) {
	in.Type, in.ScheduledFor, in.ScheduledUntil = incident.Maintenance, from, to
	if len(in.Updates) == 0 && !from.IsZero() {
		in.Updates = []incident.Update{{At: exchange.Announced(from, true), Status: incident.Scheduled}}
		u.r.Add(exchange.Guess, in.Source.File, exchange.UnknownAnnouncement, "%s", in.Title)
	}
	completed := slices.ContainsFunc(in.Updates, func(up incident.Update) bool { return up.Status == incident.Completed })
	begun := slices.ContainsFunc(in.Updates, func(up incident.Update) bool { return up.Status == incident.InProgress })
	if completed && !begun && !from.IsZero() {
		in.Updates = append(in.Updates, incident.Update{At: from, Status: incident.InProgress, Components: maintained(in.Components)})
	}
}
