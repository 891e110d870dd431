package statusapi

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"statuary/internal/importer/exchange"
	"statuary/internal/importer/fetch"
	"statuary/internal/incident"
)

// number is a number in a document, or an object with it, as in Cachet 3. null is -1.
type number struct{ n int }

func (n *number) UnmarshalJSON(raw []byte) error {
	var i *int
	var s string
	var b bool
	var o struct{ Value number }
	switch {
	case json.Unmarshal(raw, &i) == nil && i != nil:
		n.n = *i
	case json.Unmarshal(raw, &b) == nil && string(raw) != "null":
		n.n = map[bool]int{true: 1}[b]
	case json.Unmarshal(raw, &s) == nil && string(raw) != "null":
		if _, err := fmt.Sscan(s, &n.n); err != nil {
			n.n = -1
		}
	case string(raw) != "null" && json.Unmarshal(raw, &o) == nil:
		n.n = o.Value.n
	default:
		n.n = -1
	}
	return nil
}

// cachetItem is a record of Cachet: a component, a group, an incident, a schedule or an update. Keys
// of versions 2 and 3 are side by side.
type cachetItem struct {
	ID          word    `json:"id"`
	GUID        word    `json:"guid"`
	Name        word    `json:"name"`
	Message     *word   `json:"message"`
	Description word    `json:"description"`
	Status      *number `json:"status"`
	Visible     *number `json:"visible"`
	Enabled     *bool   `json:"enabled"`
	Order       int     `json:"order"`
	GroupID     word    `json:"group_id"`
	ComponentID word    `json:"component_id"`
	OccurredAt  moment  `json:"occurred_at"`
	Occurred    moment  `json:"occurred"`
	CreatedAt   moment  `json:"created_at"`
	Created     moment  `json:"created"`
	UpdatedAt   moment  `json:"updated_at"`
	Updated     moment  `json:"updated"`
	ScheduledAt moment  `json:"scheduled_at"`
	Scheduled   moment  `json:"scheduled"`
	CompletedAt moment  `json:"completed_at"`
	Completed   moment  `json:"completed"`
	Collapsed   *number `json:"collapsed"`

	Updates    []cachetItem `json:"updates"`
	Components []struct {
		ID          word    `json:"id"`
		ComponentID word    `json:"component_id"`
		Status      *number `json:"component_status"`
	} `json:"components"`

	place string
	kind  string // "component", "group", "incident", "schedule" or "update"
	v3    bool
	links map[string][]string // of version 3: "updates" → ids
}

// cachetStatuses are the statuses of incidents by number.
var cachetStatuses = map[int]incident.Status{
	1: incident.Investigating, 2: incident.Identified, 3: incident.Monitoring, 4: incident.Resolved,
}

// cachetComponents are the statuses of components by number.
var cachetComponents = map[int]incident.ComponentStatus{
	1: incident.Operational, 2: incident.DegradedPerformance, 3: incident.PartialOutage, 4: incident.MajorOutage,
}

// FetchCachet reads a page of Cachet 2 or 3 over HTTP.
func FetchCachet(ctx context.Context, c *fetch.Client, address string, o exchange.Options, r *exchange.Report) (*exchange.History, error) {
	s, err := newSession(c, address, "v1", "api")
	if err != nil {
		return nil, err
	}
	lists := []string{"api/v1/components?per_page=100", "api/v1/components/groups?per_page=100", "api/v1/incidents?per_page=100", "api/v1/schedules?per_page=100"}
	if err = s.pages(ctx, lists[0], cachetMore); err != nil && ctx.Err() == nil && (fetch.IsClientError(err) || errors.As(err, new(*fetch.KindError))) {
		lists = []string{"api/components?per_page=100", "api/component-groups?per_page=100&include=components", "api/incidents?per_page=100&include=components,updates", "api/schedules?per_page=100&include=components,updates"}
		if v3 := s.pages(ctx, lists[0], cachetMore); v3 != nil {
			return nil, fmt.Errorf("neither Cachet 2 nor Cachet 3 answers: %w", errors.Join(err, v3))
		}
		err = nil
	}
	if err != nil {
		return nil, err
	}
	for _, list := range lists[1:] {
		err := s.pages(ctx, list, cachetMore)
		status := new(fetch.StatusError)
		if errors.As(err, &status) && status.Code == 404 && list != lists[2] {
			r.Add(exchange.Info, status.URL, "a list that this version of Cachet does not have", "")
			continue
		}
		if err != nil {
			return nil, err
		}
	}
	return s.history(Cachet, o, r)
}

// cachetMore reports whether another page follows.
func cachetMore(data []byte) (bool, error) {
	var d struct {
		Data *json.RawMessage `json:"data"`
		Meta struct {
			Pagination struct {
				Current int `json:"current_page"`
				Total   int `json:"total_pages"`
			} `json:"pagination"`
		} `json:"meta"`
		Links struct {
			Next *string `json:"next"`
		} `json:"links"`
	}
	if err := json.Unmarshal(data, &d); err != nil || d.Data == nil {
		return false, errors.New("the document is not a list of Cachet's API")
	}
	p := d.Meta.Pagination
	return p.Current < p.Total || d.Links.Next != nil, nil
}

// cachet collects the records of all documents.
type cachet struct {
	*reader
	items map[string]*cachetItem // kind and id → record
	order []string
}

// Cachet reads the lists of Cachet's API: components, groups, incidents and schedules.
func Cachet(files []exchange.File, o exchange.Options, r *exchange.Report) (*exchange.History, error) {
	c := &cachet{reader: newReader(o, r), items: map[string]*cachetItem{}}
	if err := c.each(files, c.document); err != nil {
		return nil, err
	}
	c.components()
	for _, key := range c.order {
		switch item := c.items[key]; item.kind {
		case "incident":
			c.incident(item)
		case "schedule":
			c.schedule(item)
		}
	}
	if len(c.h.Incidents) > 0 {
		r.Add(exchange.Loss, "", "Cachet's API does not have the status of components during an incident, so no downtime is counted: add it to the files", "")
	}
	return c.history(), nil
}

// document adds the records of a document: a list, or one record.
func (c *cachet) document(f exchange.File, src []byte) (bool, error) {
	var d struct {
		Data     json.RawMessage   `json:"data"`
		Included []json.RawMessage `json:"included"`
	}
	if err := json.Unmarshal(src, &d); err != nil || d.Data == nil {
		return false, nil
	}
	var list []json.RawMessage
	if json.Unmarshal(d.Data, &list) != nil {
		list = []json.RawMessage{d.Data}
	}
	known := len(list) == 0
	for i, raw := range list {
		known = c.item(raw, fmt.Sprintf("%s: data[%d]", f.Name, i)) || known
	}
	for i, raw := range d.Included {
		c.item(raw, fmt.Sprintf("%s: included[%d]", f.Name, i))
	}
	return known, nil
}

// item adds a record. It reports whether it is one of Cachet.
func (c *cachet) item(raw json.RawMessage, place string) bool {
	var resource struct {
		ID            word            `json:"id"`
		Type          string          `json:"type"`
		Attributes    json.RawMessage `json:"attributes"`
		Relationships map[string]struct {
			Data json.RawMessage `json:"data"`
		} `json:"relationships"`
	}
	item := &cachetItem{place: place}
	if err := json.Unmarshal(raw, &resource); err != nil {
		return false
	}
	if resource.Attributes != nil {
		item.v3 = true
		if err := json.Unmarshal(resource.Attributes, item); err != nil {
			return false
		}
		item.ID = cmp.Or(resource.ID, item.ID)
		item.links = map[string][]string{}
		for name, rel := range resource.Relationships {
			item.links[name] = linkIDs(rel.Data)
		}
		item.kind = map[string]string{
			"components": "component", "componentGroups": "group", "component-groups": "group", "component_groups": "group", "incidents": "incident",
			"schedules": "schedule", "updates": "update", "incidentUpdates": "update",
		}[resource.Type]
	} else {
		var keys map[string]json.RawMessage
		if json.Unmarshal(raw, item) != nil || json.Unmarshal(raw, &keys) != nil {
			return false
		}
		switch _, completes := keys["completed_at"]; {
		case completes:
			item.kind = "schedule"
		case item.Message != nil:
			item.kind = "incident"
		case item.Collapsed != nil:
			item.kind = "group"
		case item.Status != nil:
			item.kind = "component"
		}
	}
	if item.kind == "" || item.ID == "" {
		return false
	}
	if item.kind == "incident" || item.kind == "schedule" {
		c.r.Incidents.Read++
	}
	key := item.kind + " " + string(item.ID)
	old, ok := c.items[key]
	if !ok {
		c.order = append(c.order, key)
	} else if item.kind == "incident" || item.kind == "schedule" {
		c.r.Incidents.Merged++
		if c.at(item.UpdatedAt.or(item.Updated)).Before(c.at(old.UpdatedAt.or(old.Updated))) {
			return true
		}
	}
	c.items[key] = item
	return true
}

// components adds the components, in the order of the page.
func (c *cachet) components() {
	group := map[string]*cachetItem{} // component → its group
	var list []*cachetItem
	for _, key := range c.order {
		item := c.items[key]
		switch item.kind {
		case "group":
			for _, id := range item.links["components"] {
				group[id] = item
			}
		case "component":
			list = append(list, item)
		}
	}
	for _, item := range list {
		for _, id := range append(item.links["group"], string(item.GroupID)) {
			if g := c.items["group "+id]; g != nil {
				group[string(item.ID)] = g
			}
		}
	}
	position := func(i *cachetItem) (int, int) {
		if g := group[string(i.ID)]; g != nil {
			return g.Order, i.Order
		}
		return 1 << 30, i.Order // Cachet lists components without a group last
	}
	slices.SortStableFunc(list, func(a, b *cachetItem) int {
		ga, oa := position(a)
		gb, ob := position(b)
		return cmp.Or(cmp.Compare(ga, gb), cmp.Compare(oa, ob))
	})
	for _, item := range list {
		comp := incident.Component{Name: string(item.Name), Description: string(item.Description), Retired: item.Enabled != nil && !*item.Enabled}
		if g := group[string(item.ID)]; g != nil {
			comp.Group = string(g.Name)
		}
		c.addComponent(string(item.ID), comp)
	}
}

// hidden reports whether a record is only for people who are logged in, and reports it as skipped.
func (c *cachet) hidden(item *cachetItem) bool {
	if item.Visible == nil || item.Visible.n == 1 || item.Visible.n == -1 {
		return false
	}
	c.r.Add(exchange.Skip, item.place, "a record that visitors of the page do not see", "%s", item.Name)
	return true
}
