package pages

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"statuary/internal/api"
	"statuary/internal/history"
	"statuary/internal/incident"
	"statuary/internal/markdown"
	"statuary/internal/pages/route"
)

// encoded writes a view that is a document of package api.
type encoded struct{}

// Render implements Renderer.
func (encoded) Render(w io.Writer, view any) error { return api.Encode(w, view) }

// encodedYear writes a view that is a list of incidents.
type encodedYear struct{ *api.Site }

// Render implements Renderer.
func (e encodedYear) Render(w io.Writer, view any) error {
	return e.EncodeYear(w, view.([]*history.Incident))
}

// newAPI returns the documents of the site.
func (b *base) newAPI() *api.Site {
	c := b.config
	o := api.Options{
		Title: c.Title, URL: strings.TrimSuffix(c.URL(), "/"), PageID: c.API.PageID, Zone: c.Zone, Components: c.Components,
		Readable: c.API.Readable,
		Link:     func(i *history.Incident) string { return c.Origin + b.incidentLink(i) },
		HTML: func(i *history.Incident, md string) string {
			return string(b.markdown.HTML(markdown.Text{Source: md, Dir: route.SourceDir(i.Source.File), Level: 3, Absolute: true}))
		},
	}
	if o.PageID == "" {
		o.PageID = api.Code("page", c.Feed.Tag)
	}
	return api.New(o)
}

// incidentDocKey is all that the documents of an incident depend on.
type incidentDocKey struct {
	*base
	incident *history.Incident
	record   bool
}

// incidentDocuments returns the two documents of an incident.
func (b *base) incidentDocuments(i *history.Incident) []Page {
	id := b.api.IncidentID(i)
	return []Page{{
		Path: route.APIFolder + "incidents/" + id + ".json", Key: incidentDocKey{b, i, false}, Renderer: encoded{}, Source: i.Source.File,
		View: func() any { return b.api.Incident(i) },
	}, {
		Path: strings.TrimSuffix(route.IncidentFolder(id), "/") + ".json", Key: incidentDocKey{b, i, true}, Renderer: encoded{}, Source: i.Source.File,
		View: func() any {
			b.api.Message(i) // for the history, which has it when the converter has forgotten it
			return b.api.Record(i)
		},
	}}
}

// documents plans the documents about several incidents.
func (p *plan) documents(yield func(Page) bool) bool {
	h := p.history
	now := p.api.Now(h, p.thirdPartyDocuments()...)
	names := make([]string, 0, len(now))
	for name := range now {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if !yield(Page{Path: route.APIFolder + name, View: constView(now[name]), Renderer: encoded{}}) {
			return false
		}
	}
	years := p.announcedByYear()
	for _, y := range years {
		page := Page{Path: route.APIFolder + "incidents/all/" + strconv.Itoa(y.number) + ".json", Key: setKey{p.base, y}, Renderer: encodedYear{p.api}}
		page.View = func() any { return y.incidents }
		if !yield(page) {
			return false
		}
	}
	return yield(Page{Path: route.APIFolder + "index.json", View: constView(p.index(years)), Renderer: encoded{}}) &&
		p.uptimeDocuments(yield)
}

// announcedByYear splits the history by the year of the announcement.
func (p *plan) announcedByYear() []*incidentSet {
	var list []*incidentSet
	rest := p.history.Announced
	if len(p.history.Entries) != len(p.history.Incidents) {
		rest = slices.DeleteFunc(slices.Clone(rest), func(i *history.Incident) bool { return i.Type == incident.Announcement })
	}
	for len(rest) > 0 {
		year := rest[0].Updates[0].At.In(p.config.Zone).Year()
		n := slices.IndexFunc(rest, func(i *history.Incident) bool { return i.Updates[0].At.In(p.config.Zone).Year() != year })
		if n < 0 {
			n = len(rest)
		}
		list = append(list, p.incidentSet("year", year, rest[:n]))
		rest = rest[n:]
	}
	return list
}

// index returns the list of documents.
func (p *plan) index(years []*incidentSet) api.Index {
	url := p.config.URL()
	d := api.Index{Page: p.api.Page(p.changed), Documents: []api.Document{}}
	add := func(path, about string) {
		d.Documents = append(d.Documents, api.Document{URL: url + path, About: about})
	}
	add(route.APIFolder+"summary.json", "page, components, what is open and what is planned")
	add(route.APIFolder+"status.json", "the state of the whole")
	add(route.APIFolder+"components.json", "all components and groups")
	add(route.APIFolder+"incidents.json", "the newest 50 incidents")
	add(route.APIFolder+"incidents/unresolved.json", "the incidents that are open")
	add(route.APIFolder+"scheduled-maintenances.json", "the newest 50 maintenances")
	add(route.APIFolder+"scheduled-maintenances/upcoming.json", "the maintenances that have not begun")
	add(route.APIFolder+"scheduled-maintenances/active.json", "the maintenances that are going on")
	for _, y := range years {
		add(route.APIFolder+"incidents/all/"+strconv.Itoa(y.number)+".json", fmt.Sprintf("everything that was announced in %d", y.number))
	}
	return d
}

// historyKey is all that a page of the history depends on.
type historyKey struct {
	*base
	months [api.PerPage]*history.Month
}

// quietPages is how many pages of the history without incidents follow one with
// incidents. Programs that walk back through it stop after three.
const quietPages = 4

// historyDocuments plans /history.json, which has the present statuses of the
// components, and /history/page/N.json with older months. Each is planned as soon as its
// incidents have been.
func (p *plan) historyDocuments() batchFunc {
	months := p.history.Months
	n, due, quiet := 0, 0, 0
	return func(planned int, yield func(Page) bool) bool {
		for ; n*api.PerPage < len(months); n++ {
			part := months[n*api.PerPage : min(len(months), (n+1)*api.PerPage)]
			listed := 0
			for _, m := range part {
				listed += len(m.Incidents)
			}
			if due+listed > planned {
				return true
			}
			due += listed
			if quiet = quiet + 1; listed > 0 {
				quiet = 0
			}
			if quiet <= quietPages && !yield(p.historyDocument(n, part)) {
				return false
			}
		}
		return true
	}
}

func (p *plan) historyDocument(n int, part []*history.Month) Page {
	if n == 0 {
		return Page{Path: "history.json", View: func() any { return p.api.FirstHistory(p.history) }, Renderer: encoded{}}
	}
	k := historyKey{base: p.base}
	copy(k.months[:], part)
	return Page{
		Path: fmt.Sprintf(route.HistoryFolder+"page/%d.json", n+1), Key: k, Renderer: encoded{},
		View: func() any { return p.api.History(part) },
	}
}

// uptimeDocuments plans /uptime/ID.json with the newest months and /uptime/ID/all.json
// with all.
func (p *plan) uptimeDocuments(yield func(Page) bool) bool {
	months := p.history.Months
	for _, c := range p.config.Components {
		id := p.api.ComponentID(c.ID)
		k := p.componentKey(c)
		k.what = "uptime"
		newest := Page{Path: route.UptimeFolder + id + ".json", Key: k, Renderer: encoded{}}
		newest.View = func() any { return p.api.Uptime(p.history, c.ID, months[:min(api.PerPage, len(months))]) }
		k.what = "uptime/all"
		all := Page{Path: route.UptimeFolder + id + "/all.json", Key: k, Renderer: encoded{}}
		all.View = func() any { return p.api.Uptime(p.history, c.ID, months) }
		if !yield(newest) || !yield(all) {
			return false
		}
	}
	return true
}
