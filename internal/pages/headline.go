package pages

import (
	"statuary/internal/history"
	"statuary/internal/incident"
	"statuary/internal/pages/view"
)

// headline returns the site's. It is never green while an incident is active,
// also if that has no impact or names no component. The status of the JSON
// documents follows Statuspage's rule instead, which counts components alone.
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

// badgeState returns what the site's badge says, which has no room for a title.
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
