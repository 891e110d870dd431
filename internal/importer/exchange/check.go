package exchange

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"statuary/internal/importer/htmltext"
	"statuary/internal/incident"
)

// checker validates and cleans one history.
type checker struct {
	*Report
	h         *History
	rename    map[string]string // component id in the source → id in the site
	known     map[string]bool   // component ids of the site
	ids       *ids              // of components
	aliases   map[string]bool   // former addresses that are taken, in lower case
	feedIDs   map[string]bool   // feed ids that are taken
	addresses map[string]bool   // addresses of incidents, in lower case
}

// Check changes the history, and the incidents in it, so that it can be written as
// files of a site, and reports each change. Incidents without a title, an id or a
// component list get one; incidents without any valid time are skipped.
func (h *History) Check(r *Report) {
	c := &checker{
		Report: r, h: h, rename: map[string]string{}, known: map[string]bool{}, aliases: map[string]bool{}, feedIDs: map[string]bool{}, addresses: map[string]bool{},
		ids: newIDs("component"),
	}
	c.site()
	c.components()
	names := newIDs("incident")
	var kept []*Incident
	for _, in := range h.Incidents {
		place := in.Source.String()
		raw := in.ID
		if in.ID = names.unique(raw, ""); in.ID != raw {
			c.Add(Guess, place, "an id that is not a valid file name, or that is already taken, was changed", "%q became %s", shorten(raw), in.ID)
		}
		if c.incident(in, place) {
			c.addresses["/incidents/"+strings.ToLower(in.ID)+"/"] = true
			kept = append(kept, in)
		}
	}
	h.Incidents = kept
	for _, in := range kept {
		c.links(in, in.Source.String())
		c.open(in, in.Source.String())
	}
	c.translations(kept)
	if languages := h.Languages(); len(languages) > 0 {
		for _, in := range kept {
			c.translatedLinks(in, languages, in.Source.String())
		}
	}
	h.attach(r)
	r.Updates = 0
	for _, in := range kept {
		r.Updates += len(in.Updates)
	}
	r.Components = len(h.Components)
	c.redirects()
}

func shorten(s string) string { return shortenTo(s, 60) }

// shortenTo returns a text with at most max characters.
func shortenTo(s string, max int) string {
	if r := []rune(s); len(r) > max {
		return string(r[:max]) + "…"
	}
	return s
}

func (c *checker) site() {
	s := &c.h.Site
	s.Title, s.URL, s.Language, s.TimeZone = htmltext.Line(s.Title), htmltext.Line(s.URL), htmltext.Line(s.Language), htmltext.Line(s.TimeZone)
	s.Description = htmltext.Line(s.Description)
	if _, err := time.LoadLocation(s.TimeZone); err != nil || s.TimeZone == "Local" {
		c.Add(Guess, "", "unknown time zone: the site uses UTC", "%q", shorten(s.TimeZone))
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
			c.Add(Guess, "", "the id of a component was changed", "%q became %s", shorten(raw), comp.ID)
		}
		if _, ok := c.rename[raw]; !ok {
			c.rename[raw] = comp.ID
		}
		c.known[comp.ID] = true
		comp.Name = cmp.Or(htmltext.Line(comp.Name), comp.ID)
		comp.Group, comp.Description = htmltext.Line(comp.Group), htmltext.Line(comp.Description)
	}
}

// component returns the id in the site of a component id in the source. A
// component that the source no longer lists is added as a retired one.
func (c *checker) component(raw, place string) string {
	if id, ok := c.rename[raw]; ok {
		return id
	}
	id := c.ids.unique(raw, "")
	c.rename[raw], c.known[id] = id, true
	c.h.Components = append(c.h.Components, incident.Component{ID: id, Name: cmp.Or(htmltext.Line(raw), id), Retired: true})
	c.Add(Guess, place, "a component that is no longer listed in the source was added as retired", "%s", shorten(raw))
	return id
}

// incident cleans one incident. It reports whether the incident has an update left
// and can be kept.
func (c *checker) incident(in *Incident, place string) bool {
	if in.Title = htmltext.Line(in.Title); in.Title == "" {
		in.Title = in.ID
		c.Add(Guess, place, "an incident without a title got its id as its title", "%s", in.ID)
	}
	if len(in.Title) > 1000 {
		in.Title = shorten(in.Title)
		c.Add(Loss, place, "a title longer than 1,000 bytes was cut", "")
	}
	c.updates(in, place)
	if len(in.Updates) == 0 {
		c.Add(Skip, place, "an incident without a known time", "%s", in.Title)
		return false
	}
	if in.Type == incident.Announcement {
		c.announcement(in, place)
	}
	c.matchType(in, place)
	c.window(in, place)
	in.Components = c.componentIDs(in.Components, place)
	c.downtime(in, place)
	if in.Type == incident.Maintenance {
		in.Impact = incident.Planned
	}
	var lost bool
	if in.Postmortem, lost = htmltext.Clean(in.Postmortem); lost {
		c.Add(Loss, place, "control characters were removed from a text", "")
	}
	if in.Postmortem, lost = htmltext.Cut(in.Postmortem); lost {
		c.Add(Loss, place, "a text larger than 1 MB was cut", "the postmortem")
	}
	c.blankPostmortem(in, place)
	for i := range in.Tags {
		in.Tags[i] = htmltext.Line(in.Tags[i])
	}
	in.Tags = slices.DeleteFunc(in.Tags, func(t string) bool { return t == "" })
	c.ignored(in)
	if in.Key = htmltext.Line(in.Key); len(in.Key) > maxKey {
		c.Add(Loss, place, "a key longer than 200 bytes was left out", "%s", shorten(in.Key))
		in.Key = ""
	}
	if !valid(in.Updated) {
		in.Updated = time.Time{}
	}
	return true
}

// blankPostmortem drops a postmortem without text: one that has only headings is a form to be filled in.
func (c *checker) blankPostmortem(in *Incident, place string) {
	if in.Postmortem == "" || !incident.BlankText(in.Postmortem) {
		return
	}
	c.Add(Loss, place, "a postmortem that has only headings was left out", "%s", shortenTo(htmltext.Line(in.Postmortem), 200))
	in.Postmortem = ""
	left := slices.DeleteFunc(slices.Clone(in.Updates), func(u incident.Update) bool { return u.Status == incident.Postmortem && u.Message == "" })
	if len(left) > 0 {
		in.Updates = left
	}
}

// announcement drops what an announcement cannot have: more than one text, a window, components.
func (c *checker) announcement(in *Incident, place string) {
	u := in.Updates[0]
	if len(in.Updates) > 1 || len(in.Components)+len(in.Downtime)+len(u.Components) > 0 || in.Postmortem != "" || !in.ScheduledFor.IsZero() {
		c.Add(Loss, place, "an announcement has one text and nothing else; the rest was left out", "%s", in.Title)
	}
	if !valid(in.Until) || !in.Until.After(u.At) {
		in.Until = time.Time{}
	}
	in.Updates = []incident.Update{{At: u.At, Status: incident.Announced, Message: u.Message}}
	in.Components, in.Downtime, in.Postmortem, in.Impact = nil, nil, "", incident.None
	in.ScheduledFor, in.ScheduledUntil, in.Until = time.Time{}, time.Time{}, in.Until.Round(0)
}

// ignored drops ignored check rules that have no name or no reason.
func (c *checker) ignored(in *Incident) {
	clean := map[string]string{}
	for rule, reason := range in.Ignore {
		if rule, reason = SafeID(rule), htmltext.Line(reason); rule != "" && reason != "" {
			clean[rule] = reason
		}
	}
	if in.Ignore = clean; len(clean) == 0 {
		in.Ignore = nil
	}
}

// maxKey is the longest key in bytes, as of the commands that have --key.
const maxKey = 200

// valid reports whether t is in a year that the incident format accepts.
func valid(t time.Time) bool { return t.Year() >= 1970 && t.Year() <= 9999 }
