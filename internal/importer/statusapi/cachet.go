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
	h, err := Cachet(s.files, o, r)
	if err == nil {
		h.Site.URL = s.base
	}
	return h, err
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

// incident adds an incident. Its own text is the first update; its status is the newest one.
func (c *cachet) incident(item *cachetItem) {
	if c.hidden(item) {
		return
	}
	start := c.at(item.OccurredAt.or(item.Occurred).or(item.CreatedAt).or(item.Created))
	if t := c.at(item.CreatedAt.or(item.Created)); start.IsZero() {
		start = t
	}
	if when := c.at(item.ScheduledAt); !when.IsZero() && item.Status != nil && item.Status.n == 0 { // Cachet 2.3 and older
		c.schedule(item)
		return
	}
	in := &exchange.Incident{ID: cmp.Or(string(item.GUID), string(item.ID)), Title: string(item.Name)}
	in.Source.File = item.place
	for _, id := range c.affected(item) {
		in.Components = append(in.Components, c.component(id))
	}
	updates := c.updates(item)
	first := incident.Update{At: start, Status: incident.Investigating, Message: c.message(item)}
	last, known := incident.NoStatus, false
	if item.Status != nil {
		last, known = cachetStatuses[item.Status.n]
	}
	if len(updates) == 0 && known {
		first.Status = last
		if last == incident.Resolved {
			c.r.Add(exchange.Guess, item.place, "a fixed incident without updates ends when it began: its end is not known", "%s", item.Name)
		}
	}
	in.Updates = append([]incident.Update{first}, updates...)
	if n := len(updates); n > 0 && known && last.Over() && !updates[n-1].Status.Over() {
		at := c.at(item.UpdatedAt.or(item.Updated))
		if at.Before(updates[n-1].At) {
			at = updates[n-1].At
		}
		in.Updates = append(in.Updates, incident.Update{At: at, Status: last})
		c.r.Add(exchange.Guess, item.place, "a fixed incident without a final update ends when it was last changed", "%s", item.Name)
	}
	c.currentStates(in, item)
	if t := c.at(item.UpdatedAt.or(item.Updated)); t.After(in.Updates[len(in.Updates)-1].At) {
		in.Updated = t
	}
	if start.IsZero() {
		in.Updates = in.Updates[1:]
	}
	c.add(in)
}

// currentStates sets the components of the newest update of an open incident to their present status.
func (c *cachet) currentStates(in *exchange.Incident, item *cachetItem) {
	last := &in.Updates[len(in.Updates)-1]
	if last.Status.Over() {
		return
	}
	for _, id := range c.affected(item) {
		comp := c.items["component "+id]
		if comp == nil || comp.Status == nil {
			continue
		}
		if s, ok := cachetComponents[comp.Status.n]; ok && s != incident.Operational {
			last.Components = append(last.Components, incident.ComponentState{ID: c.component(id), Status: s})
			c.r.Add(exchange.Guess, item.place, "a component of an open incident has its present status since the newest update", "%s", comp.Name)
		}
	}
}

func (c *cachet) message(item *cachetItem) string {
	if item.Message == nil {
		return ""
	}
	return c.markdown(*item.Message, item.place)
}

// affected returns the ids of the components of an incident or a schedule.
func (c *cachet) affected(item *cachetItem) (ids []string) {
	ids = append(ids, item.links["components"]...)
	for _, comp := range item.Components {
		ids = append(ids, string(cmp.Or(comp.ComponentID, comp.ID)))
	}
	if item.ComponentID != "" && item.ComponentID != "0" {
		ids = append(ids, string(item.ComponentID))
	}
	slices.Sort(ids)
	return slices.DeleteFunc(slices.Compact(ids), func(id string) bool { return id == "" })
}

// updates returns the updates of an incident or a schedule, oldest first.
func (c *cachet) updates(item *cachetItem) (list []incident.Update) {
	all := slices.Clone(item.Updates)
	for _, id := range item.links["updates"] {
		if u := c.items["update "+id]; u != nil {
			all = append(all, *u)
		}
	}
	for i := range all {
		u := incident.Update{At: c.at(all[i].CreatedAt.or(all[i].Created)), Status: incident.NoStatus, Message: c.message(&all[i])}
		if all[i].Status != nil {
			u.Status = cachetStatuses[all[i].Status.n]
		}
		list = append(list, u)
	}
	slices.SortStableFunc(list, func(a, b incident.Update) int { return a.At.Compare(b.At) })
	status := incident.Investigating
	for i := range list {
		if list[i].Status == incident.NoStatus {
			list[i].Status = status
		}
		status = list[i].Status
	}
	return list
}

// schedule adds a maintenance.
func (c *cachet) schedule(item *cachetItem) {
	if c.hidden(item) {
		return
	}
	in := &exchange.Incident{ID: "schedule-" + string(item.ID), Title: string(item.Name), Type: incident.Maintenance, Aliases: []string{"/schedules/" + string(item.ID) + "/"}}
	in.Source.File = item.place
	if item.kind == "incident" {
		in.ID, in.Aliases = cmp.Or(string(item.GUID), string(item.ID)), nil
	}
	for _, id := range c.affected(item) {
		in.Components = append(in.Components, c.component(id))
	}
	from := c.at(item.ScheduledAt.or(item.Scheduled))
	announced := incident.Update{At: c.at(item.CreatedAt.or(item.Created)), Status: incident.Scheduled, Message: c.message(item)}
	if announced.At.IsZero() {
		announced.At = from
	}
	status := 0
	if item.Status != nil {
		status = item.Status.n
	}
	end := c.at(item.CompletedAt.or(item.Completed))
	in.Updates = []incident.Update{announced}
	if !from.IsZero() && announced.At.After(from) {
		in.Updates[0].At = from
		c.r.Add(exchange.Guess, item.place, "a maintenance that was announced after its beginning was announced when it began", "%s", item.Name)
	}
	c.window(in, from, end, status == 2 || item.kind == "schedule" && !end.IsZero() && status != 0, status == 1, nil)
	for _, u := range c.updates(item) {
		u.Status = incident.Scheduled
		switch {
		case !end.IsZero() && !u.At.Before(end) && status == 2:
			u.Status = incident.Completed
		case !from.IsZero() && !u.At.Before(from):
			u.Status = incident.InProgress
		}
		in.Updates = append(in.Updates, u)
	}
	slices.SortStableFunc(in.Updates, func(a, b incident.Update) int { return a.At.Compare(b.At) })
	c.add(in)
}
