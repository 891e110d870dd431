package neutral

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"statuary/internal/importer/prose"
	"statuary/internal/incident"
)

// checker makes a history one that our files can hold.
type checker struct {
	*Report
	h       *History
	rename  map[string]string // id of a component in the source → here
	known   map[string]bool   // ids of components here
	ids     *ids              // of components
	aliases map[string]bool   // that another incident has
	atom    map[string]bool
	own     map[string]bool // addresses of incidents
}

// Check makes the history one that our files can hold, and reports what that
// took. Incidents of which too little is left are skipped. The history, and the
// incidents in it, are changed.
func (h *History) Check(r *Report) {
	c := &checker{
		Report: r, h: h, rename: map[string]string{}, known: map[string]bool{}, aliases: map[string]bool{}, atom: map[string]bool{}, own: map[string]bool{},
		ids: &ids{map[string]bool{}, "component"},
	}
	c.site()
	c.components()
	names := &ids{map[string]bool{}, "incident"}
	var kept []*incident.Incident
	for _, in := range h.Incidents {
		place := in.Source.String()
		raw := in.ID
		if in.ID = names.unique(raw, ""); in.ID != raw {
			c.Add(Guess, place, "an id that can't be the name of a file, or that another incident has, was changed", "%q is %s", shorten(raw), in.ID)
		}
		if c.incident(in, place) {
			c.own["/incidents/"+strings.ToLower(in.ID)+"/"] = true
			kept = append(kept, in)
		}
	}
	h.Incidents = kept
	for _, in := range kept {
		c.links(in, in.Source.String())
	}
	h.attach(r)
	r.Updates = 0
	for _, in := range kept {
		r.Updates += len(in.Updates)
	}
	r.Components = len(h.Components)
	c.redirects()
}

func shorten(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

func (c *checker) site() {
	s := &c.h.Site
	s.Title, s.URL, s.Language, s.TimeZone = prose.Line(s.Title), prose.Line(s.URL), prose.Line(s.Language), prose.Line(s.TimeZone)
	s.Description = prose.Line(s.Description)
	if _, err := time.LoadLocation(s.TimeZone); err != nil || s.TimeZone == "Local" {
		c.Add(Guess, "", "the time zone is not known; the site's is UTC", "%q", shorten(s.TimeZone))
		s.TimeZone = ""
	}
	if id := SafeID(s.PageID); id != s.PageID {
		s.PageID = ""
	}
}

func (c *checker) components() {
	for i := range c.h.Components {
		comp := &c.h.Components[i]
		raw := comp.ID
		comp.ID = c.ids.unique(cmp.Or(raw, Slug(comp.Name)), "")
		if raw != "" && comp.ID != raw {
			c.Add(Guess, "", "the id of a component was changed", "%q is %s", shorten(raw), comp.ID)
		}
		if _, ok := c.rename[raw]; !ok {
			c.rename[raw] = comp.ID
		}
		c.known[comp.ID] = true
		comp.Name = cmp.Or(prose.Line(comp.Name), comp.ID)
		comp.Group, comp.Description = prose.Line(comp.Group), prose.Line(comp.Description)
	}
}

// component gives the id here of a component in the source. One that is not
// listed there any more is kept as a retired one.
func (c *checker) component(raw, place string) string {
	if id, ok := c.rename[raw]; ok {
		return id
	}
	id := c.ids.unique(raw, "")
	c.rename[raw], c.known[id] = id, true
	c.h.Components = append(c.h.Components, incident.Component{ID: id, Name: cmp.Or(prose.Line(raw), id), Retired: true})
	c.Add(Guess, place, "a component that the source does not list any more is kept as a retired one", "%s", shorten(raw))
	return id
}

// incident puts one in order. It is false if too little is left of it.
func (c *checker) incident(in *incident.Incident, place string) bool {
	if in.Title = prose.Line(in.Title); in.Title == "" {
		in.Title = in.ID
		c.Add(Guess, place, "an incident without a title is called by its id", "%s", in.ID)
	}
	if len(in.Title) > 1000 {
		in.Title = shorten(in.Title)
		c.Add(Loss, place, "a title of more than 1,000 bytes was cut", "")
	}
	c.updates(in, place)
	if len(in.Updates) == 0 {
		c.Add(Skip, place, "no part of the incident has a time that is known", "%s", in.Title)
		return false
	}
	c.types(in, place)
	c.window(in, place)
	in.Components = c.list(in.Components, place)
	c.downtime(in, place)
	if in.Type == incident.Maintenance {
		in.Impact = incident.Planned
	}
	var lost bool
	if in.Postmortem, lost = prose.Clean(in.Postmortem); lost {
		c.Add(Loss, place, "control characters in a text were left out", "")
	}
	if in.Postmortem, lost = prose.Cut(in.Postmortem); lost {
		c.Add(Loss, place, "a text of more than 1 MB was cut", "the postmortem")
	}
	for i := range in.Tags {
		in.Tags[i] = prose.Line(in.Tags[i])
	}
	in.Tags = slices.DeleteFunc(in.Tags, func(t string) bool { return t == "" })
	c.ignored(in)
	if !valid(in.Updated) {
		in.Updated = time.Time{}
	}
	return true
}

// ignored keeps of silenced rules those that have a name and a reason.
func (c *checker) ignored(in *incident.Incident) {
	clean := map[string]string{}
	for rule, reason := range in.Ignore {
		if rule, reason = SafeID(rule), prose.Line(reason); rule != "" && reason != "" {
			clean[rule] = reason
		}
	}
	if in.Ignore = clean; len(clean) == 0 {
		in.Ignore = nil
	}
}

// valid is true for times that files can hold.
func valid(t time.Time) bool { return t.Year() >= 1970 && t.Year() <= 9999 }

func (c *checker) updates(in *incident.Incident, place string) {
	list := in.Updates[:0]
	for _, u := range in.Updates {
		var lost, cut bool
		u.Message, lost = prose.Clean(u.Message)
		u.Message, cut = prose.Cut(u.Message)
		if lost {
			c.Add(Loss, place, "control characters in a text were left out", "")
		}
		if cut {
			c.Add(Loss, place, "a text of more than 1 MB was cut", "the update of %s", u.At.Format(time.RFC3339))
		}
		if !valid(u.At) {
			c.Add(Loss, place, "an update whose time is not known was left out", "%s", shorten(prose.Line(u.Message)))
			continue
		}
		if u.Label = prose.Line(u.Label); strings.EqualFold(u.Label, u.Status.Label()) {
			u.Label = ""
		}
		u.At = u.At.Round(0)
		u.Components = c.states(u.Components, place)
		list = append(list, u)
	}
	slices.SortStableFunc(list, func(a, b incident.Update) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Status, b.Status)) })
	in.Updates = list
}

func (c *checker) states(states []incident.ComponentState, place string) []incident.ComponentState {
	var list []incident.ComponentState
	for _, s := range states {
		s.ID = c.component(s.ID, place)
		if n := slices.IndexFunc(list, func(o incident.ComponentState) bool { return o.ID == s.ID }); n >= 0 {
			list[n].Status = s.Status
			continue
		}
		list = append(list, s)
	}
	return list
}

func (c *checker) list(components []string, place string) []string {
	var list []string
	for _, raw := range components {
		if id := c.component(raw, place); !slices.Contains(list, id) {
			list = append(list, id)
		}
	}
	return list
}

// counterpart is the status of the other type that means the same.
var counterpart = map[incident.Status]incident.Status{
	incident.Investigating: incident.Scheduled, incident.Identified: incident.InProgress, incident.Monitoring: incident.Verifying, incident.Resolved: incident.Completed,
	incident.Scheduled: incident.Investigating, incident.InProgress: incident.Identified, incident.Verifying: incident.Monitoring, incident.Completed: incident.Resolved,
}

// types makes the statuses those of the incident's type.
func (c *checker) types(in *incident.Incident, place string) {
	if !in.ScheduledFor.IsZero() {
		in.Type = incident.Maintenance
	}
	other := 0
	for i := range in.Updates {
		u := &in.Updates[i]
		if u.Status == incident.NoStatus {
			u.Status = incident.Investigating
			if in.Type == incident.Maintenance {
				u.Status = incident.Scheduled
			}
		}
		if u.Status.Of(in.Type) {
			continue
		}
		other++
		u.Label = cmp.Or(u.Label, u.Status.Label())
		u.Status = counterpart[u.Status]
	}
	if other > 0 {
		c.Add(Guess, place, "a status that its kind of incident does not have is kept as a label", "%d update(s) of a %s", other, in.Type)
	}
}

func (c *checker) window(in *incident.Incident, place string) {
	if !valid(in.ScheduledFor) {
		in.ScheduledFor = time.Time{}
	}
	if !valid(in.ScheduledUntil) {
		in.ScheduledUntil = time.Time{}
	}
	until := in.ScheduledUntil
	if until.IsZero() || !in.ScheduledFor.IsZero() && until.After(in.ScheduledFor) {
		return
	}
	in.ScheduledUntil = time.Time{}
	c.Add(Loss, place, "a window that ends before it begins has lost its end", "%s", until.Format(time.RFC3339))
}

func (c *checker) downtime(in *incident.Incident, place string) {
	list := in.Downtime[:0]
	for _, d := range in.Downtime {
		if !valid(d.From) || !d.To.IsZero() && (!valid(d.To) || !d.To.After(d.From)) {
			c.Add(Loss, place, "a downtime that ends before it begins was left out", "%s", d.From.Format(time.RFC3339))
			continue
		}
		d.Component = c.component(d.Component, place)
		list = append(list, d)
	}
	in.Downtime = list
}

// links keeps of former addresses and feed ids what no other incident has.
func (c *checker) links(in *incident.Incident, place string) {
	list := in.Aliases[:0]
	for _, a := range in.Aliases {
		clean, problem := OldPath(a)
		key := strings.ToLower(clean)
		switch {
		case problem != "":
			c.Add(Loss, place, "a former address that no page can be at", "%s %s", shorten(a), problem)
		case c.own[key] && key == "/incidents/"+strings.ToLower(in.ID)+"/": // its address still
		case c.own[key], c.aliases[key]:
			c.Add(Loss, place, "a former address that is that of another incident", "%s", shorten(a))
		case slices.Contains(list, clean):
		default:
			list = append(list, clean)
		}
		c.aliases[key] = c.aliases[key] || slices.Contains(list, clean)
	}
	in.Aliases = list
	if in.AtomID = prose.Line(in.AtomID); in.AtomID != "" && c.atom[in.AtomID] {
		c.Add(Loss, place, "a feed id that another incident has", "%s", shorten(in.AtomID))
		in.AtomID = ""
	}
	c.atom[in.AtomID] = true
}

func (c *checker) redirects() {
	list := c.h.Redirects[:0]
	for _, r := range c.h.Redirects {
		from, problem := OldPath(r.From)
		if problem == "" && !strings.ContainsAny(from+r.To, " \t\n") && strings.HasPrefix(r.To, "/") {
			list = append(list, Redirect{from, r.To})
		}
	}
	c.h.Redirects = list
}

// Place is a place in a source.
func Place(file string, line int) string {
	if line == 0 {
		return file
	}
	return fmt.Sprintf("%s:%d", file, line)
}
