package pages

import (
	"io"

	"statuary/internal/badge"
	"statuary/internal/pages/route"
	"statuary/internal/pages/view"
)

// toneColours are the backgrounds of badges: those of the theme's light scheme, on which
// white text has a contrast of 5 or more.
var toneColours = map[string]string{
	"none": "#59636e", "operational": "#2c7a4b", "maintenance": "#2f5fa7", "degraded": "#8f6000", "partial": "#ab4d17", "major": "#b3261e",
}

// drawnBadge writes a view that is a badge.
type drawnBadge struct{ endpoint bool }

// Render implements Renderer.
func (d drawnBadge) Render(w io.Writer, view any) error {
	if d.endpoint {
		return badge.Endpoint(w, view.(badge.Badge))
	}
	return badge.SVG(w, view.(badge.Badge))
}

// badges plans the badges of the page and of the components, as pictures and as
// endpoints for shields.io.
func (p *plan) badges(yield func(Page) bool) bool {
	var list []Page
	add := func(path, label string, state view.Badge) {
		view := constView(badge.Badge{Label: label, Message: state.Label, Colour: toneColours[state.Tone]})
		list = append(list,
			Page{Path: path + route.BadgeFile, View: view, Renderer: drawnBadge{}, Replaceable: true},
			Page{Path: path + "badge.json", View: view, Renderer: drawnBadge{endpoint: true}, Replaceable: true},
		)
	}
	add("", p.site.Name, p.badgeState())
	for _, c := range p.config.Components {
		state := componentBadge(p.history.ComponentNow(c.ID))
		if c.Retired {
			state = view.Badge{Tone: "none", Label: p.words.T("Retired")}
		}
		add(route.ComponentFolder(c.ID), c.Name, state)
	}
	return yieldAll(list, yield)
}
