package site

import (
	"strconv"
	"time"

	"statuary/internal/history"
	"statuary/internal/incident"
)

// mostComponentRows is how many incidents the page of a component lists; older
// ones are counted by year.
const mostComponentRows = 50

func (p *plan) components(yield func(Page) bool) bool {
	for _, c := range p.Config.Components {
		k := p.componentKey(c)
		track := k.track
		page := p.page("components/"+c.ID+"/", "component.html", newestOf(track.Incidents), k, func() any { return p.componentView(c, track.Incidents) })
		if !yield(page) || !p.componentFeeds(c, yield) {
			return false
		}
	}
	return true
}

// componentKey is what the pages of a component depend on: what it went through,
// and the time that is shown of it.
type componentKey struct {
	*base
	id, what     string
	track        *history.Track
	first, today time.Time
}

func (p *plan) componentKey(c incident.Component) componentKey {
	return componentKey{
		base: p.base, id: c.ID, what: "page", track: p.History.Track(c.ID),
		first: p.History.Months[len(p.History.Months)-1].Days[0].Date, today: p.History.Today(),
	}
}

func (p *plan) componentView(c incident.Component, list []*history.Incident) ComponentView {
	v := ComponentView{
		Frame:        p.frame("", c.Name, "Status, uptime and incidents of "+c.Name+".", "components/"+escape(c.ID)+"/"),
		ComponentRow: p.componentRow(c),
		Group:        c.Group,
		Retired:      c.Retired,
		Since:        c.Since,
		Years:        p.uptimeByYear(c),
		Days:         p.troubledDays(c),
		Total:        len(list),
		Atom:         p.componentLink(c.ID) + "history.atom",
		RSS:          p.componentLink(c.ID) + "history.rss",
	}
	if c.Description != "" {
		v.Frame.Description = c.Description
	}
	for n, i := range list {
		if n < mostComponentRows {
			v.Incidents = append(v.Incidents, p.row(i))
			continue
		}
		year := i.Filed.Year()
		if last := len(v.Older) - 1; last < 0 || v.Older[last].Name != strconv.Itoa(year) {
			l := p.yearLink(year)
			v.Older = append(v.Older, CountLink{Name: l.Name, URL: l.URL})
		}
		v.Older[len(v.Older)-1].Count++
	}
	return v
}

// uptimeByYear measures each month that the history knows, the newest year
// first, from the component's start on.
func (p *plan) uptimeByYear(c incident.Component) []YearUptime {
	var years []YearUptime
	for _, months := range byYear(p.History.Months) {
		y := YearUptime{Year: months[0].Year}
		known := false
		for m := time.January; m <= time.December; m++ {
			u := p.History.MonthUptime(c.ID, y.Year, m)
			if y.Year == p.History.Months[len(p.History.Months)-1].Year && m < months[len(months)-1].Month && c.Since.IsZero() {
				u = history.Uptime{} // before anything is known
			}
			month := MonthUptime{Name: m.String()[:3], Percent: u.Percent()}
			switch {
			case !u.Known:
				month.Tone = "nodata"
			case u.Share >= 1:
				month.Tone = "operational"
			case u.Share >= 0.999:
				month.Tone = "degraded"
			case u.Share >= 0.99:
				month.Tone = "partial"
			default:
				month.Tone = "major"
			}
			known = known || u.Known
			y.Months = append(y.Months, month)
		}
		if known {
			years = append(years, y)
		}
	}
	return years
}

func (p *plan) troubledDays(c incident.Component) []TroubledDay {
	var list []TroubledDay
	for _, d := range p.History.Days(c.ID, barDays) {
		words := dayWords(d)
		if words == "" || d.NoData {
			continue
		}
		day := TroubledDay{Date: d.Date, Tone: tones[d.Worst()], Words: words}
		for _, i := range d.Incidents {
			day.Incidents = append(day.Incidents, Link{i.Title, p.incidentLink(i)})
		}
		list = append(list, day)
	}
	return reversed(list)
}
