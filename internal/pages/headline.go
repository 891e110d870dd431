package pages

import (
	"slices"

	"statuary/internal/history"
	"statuary/internal/incident"
	"statuary/internal/pages/view"
)

// headline returns the headline of the site. It is never green while an incident is
// active, even one without impact or components. The status in JSON documents follows
// Statuspage's rule instead, which counts only components.
func (p *plan) headline() view.Headline {
	for _, i := range p.history.Active() {
		if i.Type != incident.Maintenance {
			badge := impactBadge(i.Impact)
			badge.Label = i.Title
			return view.Headline{Verdict: i.Title, Badge: badge, State: "incident", Language: p.foreign(i.Language)}
		}
	}
	state := p.history.State
	if state.Indicator == "none" && len(p.history.Active()) > 0 {
		state = history.StatusOf([]incident.ComponentStatus{incident.UnderMaintenance})
	}
	tone := map[string]string{
		"none": "operational", "minor": "degraded", "major": "partial", "critical": "major", "maintenance": "maintenance",
	}[state.Indicator]
	text := p.words.T(state.Description)
	return view.Headline{Verdict: text, Badge: view.Badge{Icon: tone, Tone: tone, Label: text}, State: state.Indicator}
}

// badgeState returns the text of the site's badge, which has no room for a title.
func (p *plan) badgeState() view.Badge {
	h := p.headline()
	incidents := 0
	for _, i := range p.history.Active() {
		if i.Type != incident.Maintenance {
			incidents++
		}
	}
	badge := h.Badge
	switch {
	case incidents == 0:
		badge.Label = h.Verdict
	case p.history.State.Indicator == "none" || p.history.State.Indicator == "maintenance":
		badge.Label = p.words.N(incidents, "%d active incident", "%d active incidents")
	default:
		badge.Label = p.words.T(p.history.State.Description)
	}
	return badge
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
