package statusapi

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"time"

	"statuary/internal/importer/exchange"
	"statuary/internal/importer/fetch"
	"statuary/internal/incident"
)

// kumaIncident is an incident of Uptime Kuma: a note on the page. Versions before 2.1 have only the
// pinned one.
type kumaIncident struct {
	ID      word   `json:"id"`
	Style   word   `json:"style"`
	Title   word   `json:"title"`
	Content word   `json:"content"`
	Active  *bool  `json:"active"`
	Created moment `json:"createdDate"`
	Updated moment `json:"lastUpdatedDate"`
}

type kumaMaintenance struct {
	ID          word     `json:"id"`
	Title       word     `json:"title"`
	Description word     `json:"description"`
	Strategy    word     `json:"strategy"`
	Status      word     `json:"status"`
	Zone        word     `json:"timezone"`
	Dates       []moment `json:"dateRange"`
	Slots       []struct {
		Start moment `json:"startDate"`
		End   moment `json:"endDate"`
	} `json:"timeslotList"`
}

// kumaPage is the document /api/status-page/SLUG.
type kumaPage struct {
	Config *struct {
		Slug        word `json:"slug"`
		Title       word `json:"title"`
		Description word `json:"description"`
	} `json:"config"`
	Incident  *kumaIncident  `json:"incident"`
	Incidents []kumaIncident `json:"incidents"`
	Groups    []struct {
		Name     word `json:"name"`
		Monitors []struct {
			ID, Name word
		} `json:"monitorList"`
	} `json:"publicGroupList"`
	Maintenances []kumaMaintenance `json:"maintenanceList"`
}

// kumaImpacts are the impacts of incidents by the colour that people gave them.
var kumaImpacts = map[word]incident.Impact{"danger": incident.Major, "warning": incident.Minor}

// FetchKuma reads a status page of Uptime Kuma over HTTP.
func FetchKuma(ctx context.Context, c *fetch.Client, address string, o exchange.Options, r *exchange.Report) (*exchange.History, error) {
	s, err := newSession(c, address)
	if err != nil {
		return nil, err
	}
	// The address that people see is /status/SLUG.
	slug := "default"
	for _, mark := range []string{"/api/status-page/", "/status/"} {
		if before, after, ok := strings.Cut(s.base, mark); ok {
			s.base, slug = before, strings.TrimPrefix(after, "heartbeat/")
		}
	}
	s.base = strings.TrimSuffix(s.base, "/status")
	if name, err := url.PathUnescape(slug); err == nil {
		slug = name
	}
	if _, err := s.get(ctx, "api/status-page/"+url.PathEscape(strings.ToLower(slug)), fetch.JSON); err != nil {
		return nil, err
	}
	return s.history(Kuma, o, r)
}

// Kuma reads documents /api/status-page/SLUG of Uptime Kuma.
func Kuma(files []exchange.File, o exchange.Options, r *exchange.Report) (*exchange.History, error) {
	u := newReader(o, r)
	u.noZone = -1 << 30 // times without a zone are UTC, or have one beside them
	err := u.each(files, func(f exchange.File, src []byte) (bool, error) {
		var d kumaPage
		if err := json.Unmarshal(src, &d); err != nil {
			return false, fmt.Errorf("%s: %w", exchange.ErrorPlace(f.Name, src, err), err)
		}
		if d.Config == nil || d.Groups == nil {
			return false, nil
		}
		u.kuma(f.Name, &d)
		return true, nil
	})
	if err != nil {
		return nil, err
	}
	r.Add(exchange.Loss, "", "Uptime Kuma publishes no past incidents but those listed, and no component of an incident; measured heartbeats and uptime were left out", "")
	return u.history(), nil
}

func (u *reader) kuma(file string, d *kumaPage) {
	u.h.Site.Title, u.h.Site.Description = string(d.Config.Title), string(d.Config.Description)
	for _, g := range d.Groups {
		for _, m := range g.Monitors {
			c := incident.Component{Name: string(m.Name), Group: string(g.Name)}
			if len(d.Groups) == 1 {
				c.Group = ""
			}
			u.addComponent(string(m.ID), c)
		}
	}
	list := d.Incidents
	if d.Incident != nil {
		list = append([]kumaIncident{*d.Incident}, list...)
	}
	seen := map[word]bool{}
	for i, k := range list {
		u.r.Incidents.Read++
		if seen[k.ID] {
			u.r.Incidents.Merged++
			continue
		}
		seen[k.ID] = true
		u.kumaIncident(k, fmt.Sprintf("%s: incident %d", file, i+1))
	}
	for i, m := range d.Maintenances {
		u.r.Incidents.Read++
		u.kumaMaintenance(m, fmt.Sprintf("%s: maintenanceList[%d]", file, i))
	}
}

// kumaIncident adds a note. Its times are UTC.
func (u *reader) kumaIncident(k kumaIncident, place string) {
	in := &exchange.Incident{ID: "incident-" + string(k.ID), Title: string(k.Title)}
	in.Source.File = place
	at, changed := u.at(k.Created), u.at(k.Updated)
	if at.IsZero() {
		at = changed
	}
	if !at.IsZero() {
		in.Updates = []incident.Update{{At: at, Status: incident.Investigating, Message: u.markdown(k.Content, place)}}
		if k.Active != nil && !*k.Active {
			if changed.Before(at) {
				changed = at
			}
			in.Updates = append(in.Updates, incident.Update{At: changed, Status: incident.Resolved})
		} else if changed.After(at) {
			in.Updated = changed
		}
	}
	u.add(in)
	if impact, ok := kumaImpacts[k.Style]; ok {
		in.Impact = impact
		u.r.Add(exchange.Guess, place, "the impact of an incident was inferred from its colour", "%s is %s", k.Style, impact)
	}
}

// kumaMaintenance adds a maintenance with one window. Its times are in its own time zone.
func (u *reader) kumaMaintenance(m kumaMaintenance, place string) {
	zone := u.zone
	if z, err := time.LoadLocation(string(m.Zone)); err == nil && m.Zone != "" && m.Zone != "Local" {
		u.zone = z
	}
	defer func() { u.zone = zone }()
	in := &exchange.Incident{ID: "maintenance-" + string(m.ID), Title: string(m.Title), Type: incident.Maintenance}
	in.Source.File = place
	var from, to time.Time
	switch {
	case len(m.Slots) > 0:
		from, to = u.at(m.Slots[0].Start), u.at(m.Slots[0].End)
	case m.Strategy == "single" && len(m.Dates) > 0:
		from = u.at(m.Dates[0])
		if len(m.Dates) > 1 {
			to = u.at(m.Dates[1])
		}
	}
	if from.IsZero() {
		u.r.Add(exchange.Skip, place, "a maintenance that repeats, or without a window: add it with repeat", "%s: %s", m.Title, m.Strategy)
		return
	}
	in.Updates = []incident.Update{{At: exchange.Announced(from, m.Status == "scheduled"), Status: incident.Scheduled, Message: u.markdown(m.Description, place)}}
	u.r.Add(exchange.Guess, place, exchange.UnknownAnnouncement, "%s", m.Title)
	u.window(in, from, to, m.Status == "ended" || m.Status == "inactive", m.Status == "under-maintenance", nil)
	u.add(in)
}
