package statuspage

import (
	"fmt"
	"math"
	"slices"
	"time"

	"statuary/internal/civil"
	"statuary/internal/history"
	"statuary/internal/importer/exchange"
	"statuary/internal/incident"
)

// tolerance is the allowed difference in seconds between two downtimes of a day. A
// page computes them from times that are more exact than those it shows: 98 of 128
// real days agree to two seconds; the others were changed by hand.
const tolerance = 2

// Corrections compares the downtime of each day on the page with the downtime that
// follows from the timelines. Where they differ and it is clear which incident
// caused the downtime, it adds downtimes to the incident that make them equal, with
// comments that say so. It returns the comments by incident id and index of the
// downtime; nil if the documents contain no uptime. Other differences are reported.
// [exchange.History.Check] must have been called.
func (d *Documents) Corrections(h *exchange.History, now time.Time, r *exchange.Report) map[string]map[int]string {
	if len(d.c.uptime) == 0 {
		return nil
	}
	zone, err := time.LoadLocation(h.Site.TimeZone)
	if err != nil {
		zone = time.UTC
	}
	parsed := make([]*incident.Incident, len(h.Incidents))
	for i, in := range h.Incidents {
		parsed[i] = in.Parsed()
	}
	c := &corrector{
		Report: r, docs: d.c, past: history.New(parsed, history.Options{Now: now, Zone: zone, Components: h.Components, Auto: true}),
		byID: map[string]*exchange.Incident{}, comments: map[string]map[int]string{}, zone: zone,
	}
	for _, in := range h.Incidents {
		c.byID[in.ID] = in
	}
	for _, comp := range h.Components {
		if days := d.c.uptime[comp.ID]; days != nil {
			c.component(comp, days)
		}
	}
	return c.comments
}

type corrector struct {
	*exchange.Report
	docs     *collector
	past     *history.History
	byID     map[string]*exchange.Incident
	comments map[string]map[int]string
	zone     *time.Location
}

// derived returns the partial and major outage of a component on a day, in seconds,
// that follow from the timelines.
func (c *corrector) derived(component string, day civil.Day) (p, m float64) {
	on := c.past.Day(component, day)
	if on == nil {
		return 0, 0
	}
	return on.In[incident.PartialOutage].Seconds(), on.In[incident.MajorOutage].Seconds()
}

// near reports whether two downtimes in seconds differ by at most tolerance.
func near(a, b float64) bool { return math.Abs(a-b) <= tolerance }

// component corrects each incident with a day on which the downtime of the component
// differs.
func (c *corrector) component(comp incident.Component, days map[string]uptimeDay) {
	dates := c.docs.past(comp.ID, c.zone)
	done := map[string]bool{}
	for _, date := range dates {
		day, err := civil.Parse(date)
		if err != nil || !comp.Since.IsZero() && date < comp.Since.Format(time.DateOnly) || day > c.past.Today() {
			continue
		}
		p, m := c.derived(comp.ID, day)
		if want := days[date]; near(p, want.P) && near(m, want.M) {
			continue
		}
		owner := c.owner(comp.ID, day, days[date])
		if owner == nil {
			c.Add(exchange.Loss, "uptime/"+comp.ID+".json", "downtime of a day that belongs to no incident, or to several, was left out",
				"%s, %s: %.0f s partial and %.0f s major outage on the page, %.0f s and %.0f s in the incidents", comp.Name, date, days[date].P, days[date].M, p, m)
			continue
		}
		if !done[owner.ID] {
			done[owner.ID] = true
			c.correct(owner, comp, days, dates)
		}
	}
}

// owner returns the incident that caused the downtime of a day: the only one with an
// outage of the component on that day, or else the only one that the page relates to
// the day. It returns nil if that is not clear.
func (c *corrector) owner(component string, day civil.Day, want uptimeDay) *exchange.Incident {
	var related, broke []*exchange.Incident
	for _, e := range want.Events {
		if in := c.docs.codes[e.Code]; in != nil && c.byID[in.ID] == in && !slices.Contains(related, in) {
			related = append(related, in)
		}
	}
	for _, i := range c.past.Incidents {
		for _, s := range i.Spans {
			if s.Component == component && outage(s.Status) && s.From.Before(day.End(c.zone)) && s.To.After(day.Start(c.zone)) {
				if in := c.byID[i.ID]; !slices.Contains(broke, in) {
					broke = append(broke, in)
				}
			}
		}
	}
	switch {
	case len(broke) == 1:
		return broke[0]
	case len(broke) == 0 && len(related) == 1:
		return related[0]
	}
	return nil
}

// outage reports whether s counts as downtime.
func outage(s incident.ComponentStatus) bool {
	return s == incident.PartialOutage || s == incident.MajorOutage
}

// correct adds all downtimes of a component to an incident, day by day, because a
// downtime replaces everything that the timeline states about the component.
func (c *corrector) correct(in *exchange.Incident, comp incident.Component, days map[string]uptimeDay, dates []string) {
	var past *history.Incident
	for _, i := range c.past.Incidents {
		if i.ID == in.ID {
			past = i
		}
	}
	if past == nil || past.Ended.IsZero() {
		return // the incident is active
	}
	comments := c.comments[in.ID]
	if comments == nil {
		comments = map[int]string{}
		c.comments[in.ID] = comments
	}
	add := func(s incident.ComponentStatus, from, to time.Time, comment string) {
		if comment != "" {
			comments[len(in.Downtime)] = comment
		}
		in.Downtime = append(in.Downtime, incident.Downtime{Component: comp.ID, Status: s, From: from, To: to})
	}
	before := len(in.Downtime)
	for _, date := range dates {
		day, err := civil.Parse(date)
		if err != nil {
			continue
		}
		start, end := day.Start(c.zone), day.End(c.zone)
		spans := c.spans(past, comp.ID, start, end)
		want := days[date]
		related := slices.ContainsFunc(want.Events, func(e struct {
			Code string `json:"code"`
		}) bool {
			return c.docs.codes[e.Code] == in
		})
		if len(spans) == 0 && !related || c.owner(comp.ID, day, want) != in {
			continue
		}
		if p, m := c.derived(comp.ID, day); near(p, want.P) && near(m, want.M) {
			for _, s := range spans {
				add(s.Status, s.From, s.To, "")
			}
			continue
		}
		from := start
		if past.Started.After(from) && past.Started.Before(end) {
			from = past.Started
		}
		if len(spans) > 0 {
			from = spans[0].From
		}
		major, partial := seconds(want.M), seconds(want.P)
		if from.Add(major + partial).After(end) {
			from = end.Add(-major - partial)
		}
		comment := fmt.Sprintf("From the page's own uptime of %s; the time of day is not known.", date)
		if major > 0 {
			add(incident.MajorOutage, from, from.Add(major), comment)
		}
		if partial > 0 {
			add(incident.PartialOutage, from.Add(major), from.Add(major+partial), comment)
		}
	}
	if len(in.Downtime) == before { // the page counts no downtime at all
		to := past.Ended
		if !to.After(past.Started) {
			to = past.Started.Add(time.Second)
		}
		add(incident.Operational, past.Started, to, "The page's own uptime counts no downtime.")
	}
	c.Add(exchange.Guess, in.Source.String(), "downtime that the timeline does not explain was taken from the page's own uptime", "%s: %s", in.ID, comp.Name)
}

// seconds converts seconds to a duration between zero and a day.
func seconds(s float64) time.Duration {
	return min(time.Duration(max(0, s)*float64(time.Second)), 24*time.Hour).Round(time.Millisecond)
}

// spans returns the outages of a component in an incident, clipped to a day.
func (c *corrector) spans(i *history.Incident, component string, day, end time.Time) []history.Span {
	var list []history.Span
	for _, s := range i.Spans {
		if s.Component != component || !outage(s.Status) {
			continue
		}
		if s.From.Before(day) {
			s.From = day
		}
		if s.To.After(end) {
			s.To = end
		}
		if s.To.After(s.From) {
			list = append(list, s)
		}
	}
	return list
}
