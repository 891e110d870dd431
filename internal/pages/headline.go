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
	var worst *history.Incident // the worst active one
	for _, i := range p.history.Active() {
		if i.Type != incident.Maintenance {
			worst = i
			break
		}
	}
	state := p.history.State
	in := p.componentsBy()
	for s := incident.MajorOutage; s > incident.UnderMaintenance; s-- {
		if len(in[s]) == 0 {
			continue
		}
		h := view.Headline{Verdict: p.words.T(s.Label()) + p.words.T(": ") + p.shortList(in[s], mostInHeadline), Badge: componentBadge(s), State: state.Indicator}
		if worst != nil {
			h.State = "incident"
			if worst.Impact.Implies() > s { // as loud as the worst incident
				h.Badge = impactBadge(worst.Impact)
			}
		}
		h.Badge.Label = h.Verdict
		return h
	}
	if worst != nil {
		badge := impactBadge(worst.Impact)
		badge.Label = worst.Title
		return view.Headline{Lead: progress(worst).Label, Verdict: worst.Title, Badge: badge, State: "incident", Language: p.foreign(worst.Language)}
	}
	if state.Indicator == "none" && len(p.history.Active()) > 0 {
		state = history.StatusOf([]incident.ComponentStatus{incident.UnderMaintenance})
	}
	tone := map[string]string{
		"none": "operational", "minor": "degraded", "major": "partial", "critical": "major", "maintenance": "maintenance",
	}[state.Indicator]
	text := p.words.T(state.Description)
	return view.Headline{Verdict: text, Badge: view.Badge{Icon: tone, Tone: tone, Label: text}, State: state.Indicator}
}

// mostInHeadline is the number of components that the headline names.
const mostInHeadline = 2

// componentsBy returns the names of the components that are not retired, by status.
func (p *plan) componentsBy() (in [incident.MajorOutage + 1][]string) {
	for _, c := range p.config.Components {
		if s := p.history.ComponentNow(c.ID); !c.Retired {
			in[s] = append(in[s], c.Name)
		}
	}
	return in
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

// details returns the phrases below the headline: how many incidents are active, and which
// components have which status, worst first, without those that the headline names.
func (p *plan) details(open []*history.Incident) []string {
	var list []string
	incidents := slices.IndexFunc(append(open[:len(open):len(open)], nil), func(i *history.Incident) bool {
		return i == nil || i.Type == incident.Maintenance
	})
	if incidents > 0 {
		list = append(list, p.words.N(incidents, "%d active incident", "%d active incidents"))
	}
	in := p.componentsBy()
	named := false
	for s := incident.MajorOutage; s > incident.Operational; s-- {
		if len(in[s]) == 0 {
			continue
		}
		if named || s == incident.UnderMaintenance {
			list = append(list, p.words.T(s.Label())+p.words.T(": ")+p.shortList(in[s], 4))
		}
		named = true
	}
	return list
}
