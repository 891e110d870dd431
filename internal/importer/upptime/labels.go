package upptime

import (
	"slices"
	"strings"

	"statuary/internal/importer/exchange"
)

// commonLabels are the labels of Upptime, and the labels of every new repository on GitHub. They name no site.
var commonLabels = map[string]bool{
	"status": true, "maintenance": true, "bug": true, "documentation": true, "duplicate": true, "enhancement": true, "good first issue": true,
	"help wanted": true, "invalid": true, "question": true, "wontfix": true,
}

// otherLabels reports the labels of an issue that name neither its kind nor one of its components.
func (u *reader) otherLabels(i *issue, components []string) {
	for _, l := range i.Labels {
		name := string(l)
		if name == "" || strings.EqualFold(name, "status") || strings.EqualFold(name, "maintenance") || slices.Contains(components, u.sites[name]) {
			continue
		}
		u.r.Add(exchange.Loss, i.place, "a label that names no site was left out", "%s", name)
	}
}

// rename sets the name of a component that a label has added to the one in an incident.
func (u *reader) rename(id, name string) {
	for n := range u.h.Components {
		if c := &u.h.Components[n]; c.ID == id && c.Name == id && !u.listed && name != "" {
			c.Name, u.sites[name] = name, id
		}
	}
}

// monitored keeps the address that Upptime monitored as the description of a component without one. Another address is
// reported, once.
func (u *reader) monitored(id, address string, i *issue) {
	if address == "" {
		return
	}
	for n := range u.h.Components {
		c := &u.h.Components[n]
		switch {
		case c.ID != id:
		case c.Description == "" && !u.listed:
			c.Description = address
		case c.Description != address && u.other[id] != address:
			u.other[id] = address
			u.r.Add(exchange.Loss, i.place, "a site has another address than its component, and it was left out", "%s: %s", id, address)
		}
	}
}
