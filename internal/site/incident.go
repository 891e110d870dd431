package site

import (
	"strconv"
	"time"

	"statuary/internal/history"
	"statuary/internal/incident"
	"statuary/internal/markdown"
)

func (p *plan) incidents(yield func(Page) bool) bool {
	for n, i := range p.History.Incidents {
		path := "incidents/" + i.ID + "/"
		if !yield(p.page(path, "incident.html", p.incidentView(n, i), i.UpdatedAt(), i.Source.File)) {
			return false
		}
	}
	return true
}

func (p *plan) incidentView(n int, i *history.Incident) IncidentView {
	path := "incidents/" + escape(i.ID) + "/"
	v := IncidentView{
		Frame:       p.frame("", i.Title, "", path),
		ID:          i.ID,
		Report:      i.Type.ReportName(),
		Maintenance: i.Type == incident.Maintenance,
		Badge:       statusBadge(i),
		Impact:      impactBadge(i.Impact),
		Started:     i.Started,
		Ended:       i.Ended,
		From:        i.ScheduledFor,
		Until:       i.ScheduledUntil,
		Upcoming:    i.Upcoming(),
		Chart:       p.chart(i),
		Updates:     p.updates(i),
		Affected:    p.listed(i.Affected),
	}
	v.Description = v.Report + " for " + p.Config.Title + ": " + i.Title
	if !i.Ended.IsZero() {
		v.Duration = i.Ended.Sub(i.Started)
		v.Badge.Tone = "operational" // in a list it has the colour of the impact, which stands beside it here
	}
	if at := i.PostmortemAt(); i.Postmortem != "" && (!at.IsZero() || p.Drafts) {
		v.Postmortem = &PostmortemView{Posted: at, Text: p.text(i, i.Postmortem, "", 3)}
	}
	for _, d := range i.Downtime {
		o := Outage{Name: p.names[d.Component], Status: d.Status.Label(), From: d.From, To: d.To}
		if !d.To.IsZero() {
			o.Duration = d.To.Sub(d.From)
		}
		v.Outages = append(v.Outages, o)
	}
	if earlier, later := p.History.Neighbours(n); earlier != nil || later != nil {
		v.Earlier, v.Later = p.neighbour(earlier), p.neighbour(later)
	}
	return v
}

func (p *plan) neighbour(i *history.Incident) *Link {
	if i == nil {
		return nil
	}
	return &Link{i.Title, p.incidentLink(i)}
}

// listed names components for the sentence "This incident affected: …", those
// of a group with its name before theirs, as Statuspage does.
func (p *plan) listed(list []incident.Component) []ListedLink {
	var out []ListedLink
	for n, c := range list {
		name := c.Name
		if c.Group != "" {
			name = c.Group + " - " + c.Name
		}
		out = append(out, ListedLink{separator(n, len(list)), name, p.componentLink(c.ID)})
	}
	return out
}

// updates lists the timeline, newest first. The publication of a postmortem is
// not in it: the postmortem stands above, with its date.
func (p *plan) updates(i *history.Incident) []UpdateView {
	list := make([]UpdateView, 0, len(i.Updates))
	states := map[string]incident.ComponentStatus{}
	for n, u := range i.Updates {
		if u.Status == incident.Postmortem && u.Message == "" && i.Postmortem != "" {
			continue
		}
		v := UpdateView{ID: "_update-" + strconv.Itoa(n+1), Badge: p.updateBadge(i, n), At: u.At, Auto: autoText(u)}
		if u.Message != "" {
			v.Text = p.text(i, u.Message, "update-"+strconv.Itoa(n+1)+"-", 4)
		}
		for _, c := range u.Components {
			if before, ok := states[c.ID]; before != c.Status && (ok || c.Status != incident.Operational) && !u.Status.Over() {
				v.Changes = append(v.Changes, Change{p.names[c.ID], componentBadge(c.Status)})
			}
			states[c.ID] = c.Status
		}
		list = append(list, v)
	}
	return reversed(list)
}

func (p *plan) updateBadge(i *history.Incident, n int) Badge {
	u := i.Updates[n]
	b := Badge{Icon: "none", Tone: impactTone(i.Impact), Label: updateLabel(i.Updates, n)}
	switch u.Status {
	case incident.Resolved, incident.Completed:
		b.Icon, b.Tone = "operational", "operational"
	case incident.Scheduled:
		b.Icon = "scheduled"
	case incident.InProgress, incident.Verifying:
		b.Icon = "maintenance"
	default:
		b.Icon = impactTone(i.Impact)
	}
	return b
}

func (p *plan) docs(yield func(Page) bool) bool {
	for _, d := range p.Content.Pages {
		v := DocView{Frame: p.frame("", d.Title, d.Description, escapePath(d.Path))}
		v.Text = markdown.Text{Source: d.Body, Dir: sourceDir(d.Source.File), Level: 2}
		if !yield(p.page(d.Path, "page.html", v, time.Time{}, d.Source.File)) {
			return false
		}
	}
	return true
}
