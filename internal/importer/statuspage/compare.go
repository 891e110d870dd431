package statuspage

import (
	"encoding/json"
	"fmt"
	"math"
	"path"
	"slices"
	"strings"
	"time"

	"statuary/internal/importer/exchange"
	"statuary/internal/importer/feeds"
	"statuary/internal/importer/htmltext"
)

// Compare compares the documents of the page with those of the built site, which are
// in built by their paths.
func (d *Documents) Compare(built map[string][]byte) *Comparison {
	c := &comparer{Comparison: &Comparison{Differences: []Difference{}}, built: built, d: d}
	for _, id := range d.c.order {
		c.incident(id, d.c.records[id])
	}
	c.components()
	c.uptime()
	c.feed()
	return c.Comparison
}

type comparer struct {
	*Comparison
	built map[string][]byte
	d     *Documents
}

// field compares two values and records a difference.
func (c *comparer) field(name, place, source, built string) {
	c.Fields++
	if source != built {
		c.Differences = append(c.Differences, Difference{name, place, truncate(source), truncate(built)})
	}
}

func truncate(s string) string {
	if r := []rune(s); len(r) > 120 {
		return string(r[:120]) + "…"
	}
	return s
}

// formatTime formats a time in UTC to the millisecond, or returns "" for no time.
func formatTime(m moment) string {
	if m.IsZero() {
		return ""
	}
	return m.UTC().Format("2006-01-02T15:04:05.000Z")
}

// visible returns the text of a body as readers see it, without spaces.
func visible(body word, markdown bool) string {
	if markdown {
		return htmltext.Visible(htmltext.Markdown(string(body)).Markdown)
	}
	return htmltext.Visible(htmltext.HTMLOrPlain(string(body)).Markdown)
}

func (c *comparer) incident(id string, rec *record) {
	place := "incidents/" + id + ".json"
	data, ok := c.built[place]
	if !ok {
		c.field("incident", place, "present", "missing")
		return
	}
	c.Incidents++
	var got record
	if err := json.Unmarshal(data, &got); err != nil {
		c.field("incident", place, "JSON", err.Error())
		return
	}
	c.field("name", place, htmltext.Line(string(rec.Name)), string(got.Name))
	c.field("status", place, string(rec.Status), string(got.Status))
	c.field("impact", place, string(rec.Impact), string(got.Impact))
	// Statuspage creates the record some milliseconds before its first update.
	if first := got.CreatedAt; rec.CreatedAt.Sub(first.Time).Abs() > time.Second {
		c.field("created_at", place, formatTime(rec.CreatedAt), formatTime(first))
	} else {
		c.Fields++
	}
	c.field("resolved_at", place, formatTime(rec.ResolvedAt), formatTime(got.ResolvedAt))
	c.field("scheduled_for", place, formatTime(rec.ScheduledFor), formatTime(got.ScheduledFor))
	c.field("scheduled_until", place, formatTime(rec.ScheduledUntil), formatTime(got.ScheduledUntil))
	c.updates(place, rec, &got)
}

// updates compares timelines, both sorted with the oldest update first.
func (c *comparer) updates(place string, rec, got *record) {
	order := func(list []update) []update {
		list = slices.Clone(list)
		slices.SortStableFunc(list, func(a, b update) int { return at(a, rec).Compare(at(b, rec)) })
		return list
	}
	source, built := order(rec.Updates), order(got.Updates)
	c.field("number of updates", place, fmt.Sprint(len(source)), fmt.Sprint(len(built)))
	for n := range min(len(source), len(built)) {
		s, b := source[n], built[n]
		where := fmt.Sprintf("%s: update %d", place, n+1)
		c.field("update: status", where, string(s.Status), string(b.Status))
		c.field("update: display_at", where, formatTime(moment{at(s, rec)}), formatTime(moment{at(b, rec)}))
		if s.Status != "postmortem" {
			c.field("update: body", where, visible(s.Body, c.d.c.markdown), visible(b.Body, true))
		}
		if list := affectedOf(s.Affected); len(list) > 0 {
			c.field("update: components", where, statesOf(list), statesOf(affectedOf(b.Affected)))
		}
	}
	if rec.Postmortem != "" && got.Postmortem != "" {
		c.field("postmortem", place, visible(rec.Postmortem, !htmltext.IsHTML(string(rec.Postmortem)) || c.d.c.markdown), visible(got.Postmortem, true))
	}
}

// at returns the time at which an update is displayed.
func at(u update, rec *record) time.Time {
	switch {
	case !u.DisplayAt.IsZero():
		return u.DisplayAt.Time
	case u.Status == "postmortem" && !rec.PublishedAt.IsZero():
		return rec.PublishedAt.Time
	}
	return u.CreatedAt.Time
}

func statesOf(list []affected) string {
	var parts []string
	for _, a := range list {
		if a.Code != "" {
			parts = append(parts, string(a.Code)+"="+string(a.New))
		}
	}
	slices.Sort(parts)
	return strings.Join(parts, " ")
}

// components compares the list of components.
func (c *comparer) components() {
	var got struct {
		Components []component `json:"components"`
	}
	const place = "api/v2/components.json"
	if len(c.d.c.components) == 0 {
		return
	}
	if err := json.Unmarshal(c.built[place], &got); err != nil {
		c.field("components", place, "present", "missing")
		return
	}
	groups := func(list []component) map[word]word {
		m := map[word]word{}
		for _, comp := range list {
			if comp.Group {
				m[comp.ID] = comp.Name
			}
		}
		return m
	}
	was, is := groups(c.d.c.components), groups(got.Components)
	for _, comp := range c.d.c.components {
		if comp.Group {
			continue
		}
		n := slices.IndexFunc(got.Components, func(o component) bool { return o.ID == comp.ID })
		if n < 0 {
			c.field("component", place, string(comp.Name), "missing")
			continue
		}
		o := got.Components[n]
		where := place + ": " + string(comp.Name)
		c.field("component: name", where, htmltext.Line(string(comp.Name)), string(o.Name))
		c.field("component: description", where, htmltext.Line(string(comp.Description)), string(o.Description))
		c.field("component: group", where, htmltext.Line(string(was[comp.GroupID])), string(is[o.GroupID]))
		c.field("component: position", where, fmt.Sprint(comp.Position), fmt.Sprint(o.Position))
		c.field("component: start_date", where, firstTen(comp.StartDate), firstTen(o.StartDate))
	}
}

func firstTen(w word) string { return string(w[:min(len(w), 10)]) }

// uptime compares the downtime of each day to two seconds, and the uptime of each
// month to the last digit that pages show.
func (c *comparer) uptime() {
	for id, days := range c.d.c.uptime {
		data, ok := c.built["uptime/"+id+"/all.json"]
		if !ok {
			continue
		}
		got := newCollector(&exchange.Report{})
		if got.addValue("", "uptime/"+id+"/all.json", data) != nil {
			continue
		}
		zone, err := time.LoadLocation(railsZone(string(c.d.c.page.TimeZone)))
		if err != nil {
			zone = time.UTC
		}
		sums := map[string]*[3]float64{}
		for _, date := range c.d.c.past(id, zone) {
			o, ok := got.uptime[id][date]
			if !ok {
				continue
			}
			c.Days++
			month := date[:7]
			if sums[month] == nil {
				sums[month] = &[3]float64{}
			}
			sums[month][0] += days[date].M + 0.3*days[date].P
			sums[month][1] += o.M + 0.3*o.P
			sums[month][2]++
			if want := days[date]; !near(want.P, o.P) || !near(want.M, o.M) {
				c.field("uptime of a day", "uptime/"+id+".json: "+date, fmt.Sprintf("%.0f s partial, %.0f s major", want.P, want.M), fmt.Sprintf("%.0f s partial, %.0f s major", o.P, o.M))
			}
		}
		for month, s := range sums {
			c.Months++
			c.field("uptime of a month", "uptime/"+id+".json: "+month, share(s[0], s[2]), share(s[1], s[2]))
		}
	}
	slices.SortStableFunc(c.Differences, func(a, b Difference) int { return strings.Compare(a.Field+a.Place, b.Field+b.Place) })
}

// share formats an uptime as pages show it: in percent, truncated to two decimals.
// down is in seconds.
func share(down, days float64) string {
	return fmt.Sprintf("%.2f %%", math.Floor(10000*(1-down/(86400*days)))/100)
}

// feed compares the ids of the entries of the feed.
func (c *comparer) feed() {
	const place = "history.atom"
	data, ok := c.built[place]
	if len(c.d.c.feedIDs) == 0 || !ok {
		return
	}
	_, byLink, err := feeds.IDs(data)
	if err != nil {
		c.field("feed", place, "present", err.Error())
		return
	}
	ids := map[string]string{}
	for link, id := range byLink {
		ids[path.Base(strings.TrimRight(link, "/"))] = id
	}
	for code, id := range c.d.c.feedIDs {
		c.FeedIDs++
		c.field("feed id", place+": "+code, id, ids[code])
	}
}
