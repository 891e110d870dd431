package pages

import (
	"slices"
	"strconv"
	"strings"

	"statuary/internal/civil"
	"statuary/internal/history"
	"statuary/internal/incident"
	"statuary/internal/markdown"
	"statuary/internal/pages/route"
	"statuary/internal/pages/view"
)

// recentDays is how many days the home page looks back: Statuspage's number,
// on 63 of 64 pages.
const recentDays = 15

// mostOpenRows is the number of components up to which the home page shows all groups
// open. With more, operational groups are closed.
const mostOpenRows = 16

// mostDayRows is how many incidents of a day the home page lists. The page of the month
// has all of them, and a short home page is better on phones.
const mostDayRows = 6

func (p *plan) home(yield func(Page) bool) bool {
	h := p.history
	v := view.HomeView{
		Frame:     p.frame("status", "", p.config.Description, ""),
		Indicator: h.State.Indicator,
		Headline:  p.headline(),
		Groups:    p.groups(),
		Updated:   p.changed,
		Live:      p.linkIf(API, route.APIFolder+"status.json"),
		Looks: []view.KeyBadge{
			{Key: incident.InProgress.String(), Badge: view.Badge{Icon: "maintenance", Tone: "maintenance", Label: incident.InProgress.Label()}},
			{Key: incident.Completed.String(), Badge: view.Badge{Icon: "operational", Tone: "maintenance", Label: incident.Completed.Label()}},
		},
		States: []view.KeyBadge{
			{Key: incident.UnderMaintenance.String(), Badge: componentBadge(incident.UnderMaintenance)},
			{Key: incident.Operational.String(), Badge: componentBadge(incident.Operational)},
		},
	}
	if v.Description == "" {
		v.Description = p.words.F("Current status and incident history of %s.", p.config.Title)
	}
	open := p.history.Active()
	v.Details = p.details(open)
	for _, i := range open {
		v.Open = append(v.Open, p.card(i))
	}
	for _, i := range h.Upcoming() {
		v.Upcoming = append(v.Upcoming, p.card(i))
	}
	others := h.Others(recentDays)
	for n := range recentDays {
		day := h.LastDay(n)
		v.Days = append(v.Days, p.day(day, h.Filed(day), others[day]))
	}
	v.Social = p.homeSocial(v)
	return yield(p.page("", "home.html", p.changed, nil, constView(v)))
}

// day returns one of the last days: first the incidents that are filed under it, then
// the others that touched it.
func (p *plan) day(day civil.Day, filed, others []*history.Incident) view.DayView {
	d := view.DayView{Date: day.Start(p.history.Zone), Today: day == p.history.Today()}
	for _, i := range filed[:min(len(filed), mostDayRows)] {
		d.Rows = append(d.Rows, p.row(i))
	}
	for _, i := range others[:min(len(others), mostDayRows-len(d.Rows))] {
		d.Others = append(d.Others, p.reference(i))
	}
	d.More = len(filed) + len(others) - len(d.Rows) - len(d.Others)
	d.URL = p.link(route.HistoryFolder + day.UTC().Format("2006/01/"))
	if len(filed) > 0 {
		d.URL += "#_" + strconv.Itoa(day.UTC().Day())
	}
	return d
}

// details returns the lines below the headline: how many incidents are active, if there
// are several, and which components have which status, worst first.
func (p *plan) details(open []*history.Incident) []string {
	var in [incident.MajorOutage + 1][]string
	for _, c := range p.config.Components {
		if s := p.history.ComponentNow(c.ID); !c.Retired {
			in[s] = append(in[s], c.Name)
		}
	}
	var list []string
	if incidents := slices.IndexFunc(append(open[:len(open):len(open)], nil), func(i *history.Incident) bool {
		return i == nil || i.Type == incident.Maintenance
	}); incidents > 1 {
		list = append(list, p.words.N(incidents, "%d active incident", "%d active incidents"))
	}
	for s := incident.MajorOutage; s > incident.Operational; s-- {
		if len(in[s]) > 0 {
			list = append(list, p.words.T(s.Label())+p.words.T(": ")+p.shortList(in[s], 4))
		}
	}
	return list
}

func (b *base) card(i *history.Incident) view.IncidentCard {
	n := len(i.Updates) - 1
	newest := i.Updates[n]
	c := view.IncidentCard{
		Name:     i.Title,
		URL:      b.incidentLink(i),
		Badge:    statusBadge(i),
		Label:    updateLabel(i.Updates, n),
		At:       newest.At,
		From:     i.Started,
		Planned:  i.Type == incident.Maintenance,
		Upcoming: i.Upcoming(),
		Affected: names(i.Affected),
		Language: b.foreign(i.Language),
	}
	if c.Planned && !i.ScheduledFor.IsZero() {
		c.From, c.To = i.ScheduledFor, i.ScheduledUntil
	}
	if c.Planned {
		c.Event = b.linkIf(Calendar, route.EscapePath(route.IncidentFolder(i.ID))+route.CalendarFile)
		follows := (b.config.Maintenance.Auto || i.Series != nil) && (i.Upcoming() || newest.Auto) && !i.ScheduledFor.IsZero()
		if follows || !i.Upcoming() {
			c.Clock = &view.Clock{State: i.Status.String(), Follows: follows, Components: strings.Join(ids(i.Affected), " ")}
		}
	}
	// An update that the clock made has no text of its own: show the announcement.
	for ; n >= 0; n-- {
		if m := i.Updates[n].Message; m != "" {
			// Ids of incidents have no colon, so no two cards have the same ids in their
			// texts.
			c.Message = b.text(i, m, "_"+route.Escape(i.ID)+":", 4)
			c.Message.Page = b.incidentLink(i)
			break
		}
	}
	return c
}

// text returns a text of an incident's file.
func (b *base) text(i *history.Incident, source, prefix string, level int) markdown.Text {
	return markdown.Text{Source: source, Dir: route.SourceDir(i.Source.File), Prefix: prefix, Level: level}
}

// row returns the row of an incident in a list.
func (b *base) row(i *history.Incident) view.Row {
	return view.Row{Item: b.item(i)}
}

func (b *base) item(i *history.Incident) view.Item {
	r := view.Item{
		Name:       i.Title,
		URL:        b.incidentLink(i),
		Badge:      statusBadge(i),
		From:       i.OpenSince(),
		To:         i.Ended,
		Day:        i.OpenSince(),
		Impact:     i.Impact.Label(),
		Postmortem: !i.PostmortemAt().IsZero() && i.Postmortem != "",
		Affected:   b.words.List(names(i.Affected)),
		Language:   b.foreign(i.Language),
	}
	if i.Upcoming() {
		r.To = i.ScheduledUntil
	}
	if !i.Ended.IsZero() {
		r.From, r.Day, r.Duration = i.Started, i.Ended, i.Duration()
	}
	if i.Cancelled {
		r.From, r.To = i.ScheduledFor, i.ScheduledUntil
	}
	if r.Postmortem {
		r.Lead, r.Text = incident.Postmortem.Label(), i.Postmortem
		return r
	}
	for n := len(i.Updates) - 1; n >= 0; n-- {
		if m := i.Updates[n].Message; m != "" {
			r.Lead, r.Text = updateLabel(i.Updates, n), m
			break
		}
		if u := i.Updates[n]; u.Status == incident.Completed && u.Auto {
			r.Lead, r.Text, r.Auto = u.Status.Label(), b.words.T(autoText(u)), true
			break
		}
	}
	return r
}

// groups returns the components that are shown, in the order of config.toml. A group is
// in the place of its first member.
func (p *plan) groups() []view.GroupView {
	var list []view.GroupView
	at := map[string]int{}
	worst := map[string]incident.ComponentStatus{}
	for _, c := range p.config.Components {
		if c.Retired {
			continue
		}
		n, ok := at[c.Group]
		if !ok {
			n = len(list)
			at[c.Group] = n
			list = append(list, view.GroupView{Name: c.Group})
		}
		list[n].Components = append(list[n].Components, p.componentRow(c))
		worst[c.Group] = max(worst[c.Group], p.history.ComponentNow(c.ID))
	}
	shown := 0
	for n := range list {
		list[n].Badge = componentBadge(worst[list[n].Name])
		shown += len(list[n].Components)
	}
	for n := range list {
		list[n].Closed = list[n].Name != "" && shown > mostOpenRows && worst[list[n].Name] == incident.Operational
	}
	return list
}

func (p *plan) componentRow(c incident.Component) view.ComponentRow {
	s := p.history.ComponentNow(c.ID)
	return view.ComponentRow{
		Name:   c.Name,
		URL:    p.componentLink(c.ID),
		ID:     c.ID,
		About:  c.Description,
		Status: s.String(),
		Badge:  componentBadge(s),
		Bars:   p.bars(p.history.Days(c.ID, barDays)),
		Uptime: [3]string{
			p.history.Recent(c.ID, 90).Percent(),
			p.history.Recent(c.ID, 60).Percent(),
			p.history.Recent(c.ID, 30).Percent(),
		},
	}
}

// dayWords returns the statuses of a component on a day and how long each lasted, in
// words.
func (b *base) dayWords(d history.Day) string {
	var words []string
	for s := incident.MajorOutage; s > incident.Operational; s-- {
		if d.In[s] > 0 {
			words = append(words, b.words.T(lower(s.Label()))+" "+b.words.Duration(d.In[s]))
		}
	}
	return strings.Join(words, b.words.T(", "))
}
