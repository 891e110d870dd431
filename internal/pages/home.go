package pages

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"statuary/internal/civil"
	"statuary/internal/history"
	"statuary/internal/incident"
	"statuary/internal/markdown"
	"statuary/internal/pages/route"
	"statuary/internal/pages/view"
	"statuary/internal/timefmt"
)

// recentDays is how many days the home page looks back: Statuspage's number,
// on 63 of 64 pages.
const recentDays = 15

// fewestFiltered is the number of components from which on visitors may filter them.
const fewestFiltered = 16

// mostOpenRows is the number of components up to which the home page shows all groups
// open. With more, operational groups are closed.
const mostOpenRows = 16

// mostDayRows is how many incidents of a day the home page lists. The page of the month
// has all of them, and a short home page is better on phones.
const mostDayRows = 6

func (p *plan) home(yield func(Page) bool) bool {
	h := p.history
	var named incidentIndex
	v := view.HomeView{
		Frame:     p.frame("status", "", p.config.Description, ""),
		Indicator: h.State.Indicator,
		Headline:  p.headline(),
		Groups:    p.groups(&named),
		Updated:   p.changed,
		Live:      p.linkIf(API, route.APIFolder+"status.json"),
		Looks: []view.KeyBadge{
			{Key: incident.InProgress.String(), Badge: progressOf(incident.InProgress, incident.InProgress.Label())},
			{Key: incident.Completed.String(), Badge: progressOf(incident.Completed, incident.Completed.Label())},
		},
		States: componentBadges(),
	}
	if v.Description == "" {
		v.Description = p.words.F("Current status and incident history of %s.", p.config.Title)
	}
	open := p.history.Active()
	v.Details = p.details(open)
	for _, i := range open {
		v.Open = append(v.Open, p.card(i))
	}
	for _, i := range h.Pinned() {
		v.Pinned = append(v.Pinned, p.card(i))
	}
	for _, i := range h.Upcoming() {
		v.Upcoming = append(v.Upcoming, p.card(i))
	}
	v.RichText = rich(v.Open) || rich(v.Upcoming) || rich(v.Pinned)
	if len(open) == 0 && v.State == "none" {
		v.Calm = p.calm()
	}
	for _, g := range v.Groups {
		v.Total += len(g.Components)
	}
	v.Named = named.links
	v.Filter = v.Total >= fewestFiltered
	v.Days = p.days()
	v.ThirdParty = p.thirdParty()
	v.Metrics = p.metricViews()
	v.Social = p.homeSocial(v)
	return yield(p.page("", "home.html", p.changed, nil, constView(v)))
}

// rich reports whether messages may contain blocks of code, tables and the like.
func rich(cards []view.IncidentCard) bool {
	return slices.ContainsFunc(cards, func(c view.IncidentCard) bool { return markdown.Rich(c.Message.Source) })
}

// calm returns the number of days since the last incident, or an empty figure if there was none or
// it ended today.
func (p *plan) calm() view.Figure {
	var last time.Time
	for _, i := range p.history.Incidents {
		if i.Type != incident.Maintenance {
			last = later(last, i.Ended)
		}
	}
	days := int(p.history.Today() - civil.Of(last, p.history.Zone))
	if last.IsZero() || days < 1 {
		return view.Figure{}
	}
	text, number := p.words.N(days, "%d day without an incident", "%d days without an incident"), strconv.Itoa(days)
	before, after, ok := strings.Cut(text, number)
	if !ok { // a language has a word for it
		return view.Figure{After: text}
	}
	return view.Figure{Before: strings.TrimSpace(before), Number: number, After: strings.TrimSpace(after)}
}

// days returns the last days. Incidents that are open are not among past ones: a day on which only
// they happened is left out, so it is not called quiet either.
func (p *plan) days() []view.DayView {
	var list []view.DayView
	var quiet civil.Day // the newest of the quiet days that the last of the list stands for
	others := p.history.Others(recentDays)
	ended := func(all []*history.Incident) (past []*history.Incident) {
		for _, i := range all {
			if !i.Ended.IsZero() {
				past = append(past, i)
			}
		}
		return past
	}
	for n := range recentDays {
		day := p.history.LastDay(n)
		filed, touched := p.history.Filed(day), others[day]
		past, elsewhere := ended(filed), ended(touched)
		start := day.Start(p.history.Zone)
		switch {
		case len(past)+len(elsewhere) > 0:
			list = append(list, p.day(day, past, elsewhere))
			quiet = 0
		case len(filed)+len(touched) > 0:
			quiet = 0
		case quiet == 0:
			list = append(list, view.DayView{Date: start, Name: p.words.Format(start, timefmt.Day)})
			quiet = day
		default:
			last := &list[len(list)-1]
			last.First, last.Name = start, p.words.DayRange(start, last.Date)
		}
	}
	return list
}

// day returns one of the last days: first the incidents that are filed under it, then
// the others that touched it.
func (p *plan) day(day civil.Day, filed, others []*history.Incident) view.DayView {
	d := view.DayView{Date: day.Start(p.history.Zone)}
	d.Name = p.words.Format(d.Date, timefmt.Day)
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
		From:     i.OpenSince(),
		Planned:  i.Type == incident.Maintenance,
		Upcoming: i.Upcoming(),
		Next:     nextUpdate(i),
		Affected: names(i.Affected),
		Language: b.foreign(i.Language),
	}
	if c.Planned && !i.ScheduledFor.IsZero() {
		c.From, c.To = i.ScheduledFor, i.ScheduledUntil
	}
	if c.Upcoming && !c.From.IsZero() {
		c.Month = b.words.Month(c.From.Month())
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
func (p *plan) groups(named *incidentIndex) []view.GroupView {
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
		list[n].Components = append(list[n].Components, p.componentRow(c, named))
		worst[c.Group] = max(worst[c.Group], p.history.ComponentNow(c.ID))
	}
	shown := 0
	for n := range list {
		list[n].Badge = componentBadge(worst[list[n].Name])
		shown += len(list[n].Components)
		var members []string
		for _, c := range list[n].Components {
			members = append(members, c.ID)
		}
		for k, days := range uptimeDays {
			list[n].Uptime[k] = p.uptimeText(days, members...)
		}
	}
	for n := range list {
		list[n].Closed = list[n].Name != "" && shown > mostOpenRows && worst[list[n].Name] == incident.Operational
	}
	return list
}

// uptimeDays are the numbers of days that bars show, by the width of the window.
var uptimeDays = [3]int{barDays, 60, 30}

// uptimeText returns the mean uptime of components over the last days, in percent with two decimals,
// rounded down. It is "100" only if none of them was down or degraded.
func (p *plan) uptimeText(days int, components ...string) string {
	sum, known, quiet := 0.0, 0, true
	for _, id := range components {
		u := p.history.Recent(id, days)
		if !u.Known {
			continue
		}
		known++
		sum += u.Share
		for _, d := range p.history.Days(id, days) {
			quiet = quiet && (d.NoData || d.Worst() < incident.DegradedPerformance)
		}
	}
	switch {
	case known == 0:
		return ""
	case quiet:
		return "100"
	}
	return strconv.FormatFloat(math.Floor(sum/float64(known)*10000+1e-9)/100, 'f', 2, 64)
}

func (p *plan) componentRow(c incident.Component, named *incidentIndex) view.ComponentRow {
	s := p.history.ComponentNow(c.ID)
	return view.ComponentRow{
		Name:   c.Name,
		URL:    p.componentLink(c.ID),
		ID:     c.ID,
		About:  c.Description,
		Status: s.String(),
		Badge:  componentBadge(s),
		Bars:   p.bars(c.Name, p.history.Days(c.ID, barDays), named),
		Uptime: [3]string{p.uptimeText(uptimeDays[0], c.ID), p.uptimeText(uptimeDays[1], c.ID), p.uptimeText(uptimeDays[2], c.ID)},
	}
}

// componentBadges returns the badges of all statuses of components, for the script.
func componentBadges() []view.KeyBadge {
	var list []view.KeyBadge
	for s := incident.Operational; s <= incident.MajorOutage; s++ {
		list = append(list, view.KeyBadge{Key: s.String(), Badge: componentBadge(s)})
	}
	return list
}
