package statuspage

import (
	"cmp"
	"encoding/json"
	"slices"
	"time"

	"statuary/internal/importer/exchange"
	"statuary/internal/incident"
)

// componentList adds the listed components in the order of the page, by position,
// with the members of a group at the position of the group. It returns their ids.
func (c *collector) componentList(h *exchange.History) map[string]bool {
	groups := map[word]component{}
	for _, comp := range c.components {
		if comp.Group {
			groups[comp.ID] = comp
			if comp.Description != "" {
				c.r.Add(exchange.Loss, "", "the description of a component group was left out", "%s: %s", comp.Name, comp.Description)
			}
		}
	}
	top := func(comp component) int {
		if g, ok := groups[comp.GroupID]; ok {
			return g.Position
		}
		return comp.Position
	}
	list := slices.Clone(c.components)
	slices.SortStableFunc(list, func(a, b component) int {
		return cmp.Or(cmp.Compare(top(a), top(b)), cmp.Compare(a.GroupID, b.GroupID), cmp.Compare(a.Position, b.Position))
	})
	known := map[string]bool{}
	for _, comp := range list {
		if comp.Group || comp.ID == "" || known[string(comp.ID)] {
			continue
		}
		known[string(comp.ID)] = true
		n := incident.Component{ID: string(comp.ID), Name: string(comp.Name), Group: string(groups[comp.GroupID].Name), Description: string(comp.Description)}
		if len(comp.StartDate) >= 10 {
			if t, err := time.Parse(time.DateOnly, string(comp.StartDate)[:10]); err == nil {
				n.Since = t
			}
		}
		if comp.OnlyIfDegraded {
			c.r.Add(exchange.Loss, "", "a component that was hidden while operational is now always shown", "%s", comp.Name)
		}
		if comp.Showcase != nil && !*comp.Showcase {
			c.r.Add(exchange.Loss, "", "a component whose uptime was hidden now shows it", "%s", comp.Name)
		}
		h.Components = append(h.Components, n)
	}
	return known
}

// unlisted adds the components that a record names and the page no longer lists, as
// retired and under their old names. listed reports whether there is a component
// list; without one, all components come from the records and are not retired.
func (c *collector) unlisted(h *exchange.History, known map[string]bool, listed bool, rec *record) {
	add := func(code, name string) {
		if code == "" || known[code] {
			return
		}
		known[code] = true
		h.Components = append(h.Components, incident.Component{ID: code, Name: name, Retired: listed})
		if !listed {
			return
		}
		c.r.Add(exchange.Info, rec.place, "a component that is no longer listed on the page was added as retired", "%s", cmp.Or(name, code))
	}
	for _, comp := range componentsOf(rec.Components) {
		if !comp.Group {
			add(string(comp.ID), string(comp.Name))
		}
	}
	for _, u := range rec.Updates {
		for _, a := range affectedOf(u.Affected) {
			add(string(a.Code), string(a.Name))
		}
	}
}

// componentsOf returns the components of a record, or nil if the value is something
// else, as in old records.
func componentsOf(raw json.RawMessage) []component {
	var list []component
	if json.Unmarshal(raw, &list) != nil {
		return nil
	}
	return list
}

// affectedOf returns the affected components of an update, or nil if the value is
// something else.
func affectedOf(raw json.RawMessage) []affected {
	var list []affected
	if json.Unmarshal(raw, &list) != nil {
		return nil
	}
	return list
}
