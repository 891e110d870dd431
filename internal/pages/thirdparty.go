package pages

import (
	"statuary/internal/api"
	"statuary/internal/i18n"
	"statuary/internal/pages/view"
)

// thirdParty returns the components of other services for the home page.
func (p *plan) thirdParty() []view.ThirdParty {
	var list []view.ThirdParty
	for _, c := range p.others {
		v := view.ThirdParty{Name: c.Name, About: c.About, URL: c.Page, Host: c.Host, Badge: view.Badge{Icon: "none", Tone: "none", Label: i18n.Mark("Status not known")}}
		if c.Known {
			v.Badge = componentBadge(c.Status)
		}
		list = append(list, v)
	}
	return list
}

// thirdPartyDocuments returns the components of other services whose status is known.
func (p *plan) thirdPartyDocuments() []api.ThirdParty {
	var list []api.ThirdParty
	for _, c := range p.others {
		if c.Known {
			list = append(list, api.ThirdParty{ID: c.ID, Name: c.Name, Description: c.About, Status: c.Status.String(), Changed: c.Changed})
		}
	}
	return list
}
