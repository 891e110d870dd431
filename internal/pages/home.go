package pages

import (
	"strconv"
	"strings"

	"statuary/internal/civil"
	"statuary/internal/history"
	"statuary/internal/incident"
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

func (b *base) card(i *history.Incident) view.IncidentCard {
	n := len(i.Updates) - 1
	newest := i.Updates[n]
	c := view.IncidentCard{
		Name:     i.Title,
		URL:      b.incidentLink(i),
		Badge:    impactBadge(i.Impact),
		Progress: progress(i),
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
