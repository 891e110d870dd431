package sitenews

import (
	"strings"

	"statuary/internal/announce"
	"statuary/internal/announce/channels"
	"statuary/internal/api"
	"statuary/internal/history"
	"statuary/internal/incident"
	"statuary/internal/markdown"
	"statuary/internal/pages/route"
)

// Documents of Statuspage's webhooks. Keys and their order are those of its public documentation.
type (
	webhookMeta struct {
		Unsubscribe   string `json:"unsubscribe"`
		Documentation string `json:"documentation"`
	}
	webhookPage struct {
		ID          string `json:"id"`
		Indicator   string `json:"status_indicator"`
		Description string `json:"status_description"`
	}
	incidentWebhook struct {
		Meta     webhookMeta `json:"meta"`
		Page     webhookPage `json:"page"`
		Incident any         `json:"incident"`
	}
	componentWebhook struct {
		Meta   webhookMeta     `json:"meta"`
		Page   webhookPage     `json:"page"`
		Update componentUpdate `json:"component_update"`
		Now    component       `json:"component"`
	}
	componentUpdate struct {
		CreatedAt   string `json:"created_at"`
		NewStatus   string `json:"new_status"`
		OldStatus   string `json:"old_status"`
		ID          string `json:"id"`
		ComponentID string `json:"component_id"`
	}
	component struct {
		CreatedAt string `json:"created_at"`
		ID        string `json:"id"`
		Name      string `json:"name"`
		Status    string `json:"status"`
	}
	// incidentRecord is the incident of a webhook: the record that Statuspage serves, with the key
	// that only webhooks have.
	incidentRecord struct {
		Backfilled bool `json:"backfilled"`
		api.Record
	}
)

// payload returns the documents about a message: the incident, and each component whose status the
// entry changes.
func (n *news) payload(m *announce.Message) channels.Payload {
	s := n.documents()
	meta := webhookMeta{Unsubscribe: n.config.URL() + "subscribe/", Documentation: "https://support.atlassian.com/statuspage/docs/enable-webhook-notifications/"}
	page := webhookPage{s.Page(n.history.Now).ID, n.history.State.Indicator, n.history.State.Description}
	record := s.Record(m.Incident)
	p := channels.Payload{Documents: []any{incidentWebhook{meta, page, incidentRecord{Record: record}}}}
	if m.Soon() {
		return p
	}
	at := ""
	for _, u := range record.IncidentUpdates {
		if strings.HasSuffix(m.Key, "/"+u.ID) {
			at = u.CreatedAt
		}
	}
	for _, e := range m.Incident.Effects()[m.Entry] {
		if e.Old == e.New {
			continue
		}
		id := s.ComponentID(e.Component.ID)
		p.Documents = append(p.Documents, componentWebhook{meta, page,
			componentUpdate{at, e.New.String(), e.Old.String(), api.Code("component update", m.Key+" "+e.Component.ID), id},
			component{n.created(s, *e.Component), id, e.Component.Name, e.New.String()},
		})
	}
	return p
}

// created returns when a component was created, as the documents of the site have it.
func (n *news) created(s *api.Site, c incident.Component) string {
	if all, ok := s.Now(n.history)["components.json"].(api.Components); ok {
		for _, one := range all.Components {
			if one.ID == s.ComponentID(c.ID) {
				return one.CreatedAt
			}
		}
	}
	return ""
}

// documents returns the documents of the site, as package pages makes them.
func (n *news) documents() *api.Site {
	c := n.config
	t := n.texts[""]
	if t == nil {
		for _, any := range n.texts {
			t = any
		}
	}
	o := api.Options{
		Title: c.Title, URL: strings.TrimSuffix(c.URL(), "/"), PageID: c.API.PageID, Zone: c.Zone, Components: c.Components, Readable: c.API.Readable,
		Link: func(i *history.Incident) string { return c.URL() + route.EscapePath(route.IncidentFolder(i.ID)) },
		HTML: func(i *history.Incident, md string) string {
			return string(t.html.HTML(markdown.Text{Source: md, Dir: route.SourceDir(i.Source.File), Level: 3, Absolute: true}))
		},
	}
	if o.PageID == "" {
		o.PageID = api.Code("page", c.Feed.Tag)
	}
	return api.New(o)
}

// feeds returns the addresses of the feeds that a hub is told about.
func (n *news) feeds() (list []string) {
	for _, file := range []string{route.AtomFile, route.RSSFile} {
		list = append(list, n.config.URL()+file)
	}
	return list
}
