package pages

import (
	"slices"
	"strings"
	"time"

	"statuary/internal/history"
	"statuary/internal/i18n"
	"statuary/internal/incident"
	"statuary/internal/markdown"
	"statuary/internal/pages/route"
	"statuary/internal/pages/view"
	"statuary/internal/timefmt"
)

// incidentPages plans the pages of all incidents, and the other files of which there is
// one for each incident.
//
// Incidents are planned in batches of as many as a part of the archive holds: first
// their pages, and then the files that repeat their texts, while the converter has
// those cached.
func (p *plan) incidentPages(yield func(Page) bool) bool {
	var batches []batchFunc
	for _, o := range p.outputs {
		if o.batches != nil && p.on(o.Name) {
			batches = append(batches, o.batches(p))
		}
	}
	planned, renderer := 0, p.theme("incident.html")
	p.startLayout(renderer)
	for list := range slices.Chunk(p.history.Entries, p.config.Feed.Entries) {
		for n, i := range list {
			if !yield(p.incidentFiles(planned+n, i, renderer).page) {
				return false
			}
		}
		for _, i := range list {
			for _, page := range p.incidents[i].others {
				if !yield(page) {
					return false
				}
			}
		}
		planned += len(list)
		for _, batch := range batches {
			if !batch(planned, yield) {
				return false
			}
		}
	}
	for _, batch := range batches {
		if !batch(planned, yield) {
			return false
		}
	}
	return true
}

// incidentFiles returns the files of the nth incident.
func (p *plan) incidentFiles(n int, i *history.Incident, renderer Renderer) *incidentFiles {
	if f := p.same.of(n, len(p.history.Entries)); f != nil {
		return p.keepFiles(n, i, f)
	}
	earlier, later := p.history.Neighbours(n)
	dated, timed := p.titles.distinguish(i)
	k := incidentKey{p.base, i, neighbourOf(earlier), neighbourOf(later), p.incidentPreview(n, i), p.languages(i.Source.File), p.edits[sourceFile(i.Source.File, i.Language)], p.hasOwnFeed(i), dated, timed}
	f := p.last.incidents[i]
	if f == nil || f.key != k || f.renderer != renderer {
		f = &incidentFiles{key: k, renderer: renderer}
		f.page = Page{
			Path: route.IncidentFolder(i.ID) + "index.html", Key: k, View: func() any { return k.incidentView(k) }, Renderer: renderer, Source: i.Source.File,
			listed: true, changed: i.UpdatedAt,
		}
		if p.on(PerIncidentFeeds) && !k.feed {
			f.page.reserved = route.AtomFile
		}
		for _, o := range p.outputs {
			if o.incident != nil && p.on(o.Name) {
				f.others = append(f.others, o.incident(p, i)...)
			}
		}
	}
	return p.keepFiles(n, i, f)
}

// keepFiles remembers the files of the nth incident for the next plan.
func (p *plan) keepFiles(n int, i *history.Incident, f *incidentFiles) *incidentFiles {
	p.incidents[i] = f
	if p.layout.files != nil {
		p.layout.files[n] = f
	}
	return f
}

func (b *base) incidentView(k incidentKey) view.IncidentView {
	i := k.incident
	path := route.EscapePath(route.IncidentFolder(i.ID))
	v := view.IncidentView{
		Frame:       b.frame("", i.Title, "", path),
		ID:          i.ID,
		Report:      i.Type.ReportName() + " for %s",
		Maintenance: i.Type == incident.Maintenance,
		Badge:       progress(i),
		Impact:      impactBadge(i.Impact),
		Started:     i.Started,
		Ended:       i.Ended,
		From:        i.ScheduledFor,
		Until:       i.ScheduledUntil,
		Upcoming:    i.Upcoming(),
		Cancelled:   i.Cancelled,
		Next:        nextUpdate(i),
		Chart:       b.chart(i),
		Updates:     b.updates(i),
		Affected:    b.listed(i.Affected),
		Tags:        b.tagLinks(i),
		ImpactName:  i.Impact.String(),
		Open:        i.Ended.IsZero(),
	}
	if i.Cancelled && i.Newest().Status == incident.Cancelled {
		v.Affected = nil // it never took place
	}
	if i.Type == incident.Announcement {
		v.Report, v.Announced = i18n.Mark("Announcement from %s"), true
	}
	if k.dated {
		form := timefmt.Date
		if k.timed {
			form = timefmt.DateTime
		}
		v.PageTitle = i.Title + " (" + b.words.Format(beginning(i), form) + ")"
	}
	if k.feed {
		v.Feed = b.link(path + route.AtomFile)
	}
	if v.Maintenance {
		v.Event = b.linkIf(Calendar, path+route.CalendarFile)
	}
	v.Edits, v.EditURL = b.editViews(i, k.edits), b.editURL(i.Source.File, i.Language)
	if v.Open {
		v.Live = b.linkIf(API, route.APIFolder+"status.json")
	}
	v.Description = b.words.F(v.Report, b.config.Title) + b.words.T(": ") + i.Title
	if !i.Ended.IsZero() {
		v.Duration = i.Duration()
	}
	if at := i.PostmortemAt(); i.Postmortem != "" && (!at.IsZero() || b.drafts) {
		v.Postmortem = &view.PostmortemView{Posted: at, Text: b.text(i, i.Postmortem, postmortemPrefix, 3)}
		v.Postmortem.Text.SumUp = summaryLength
		v.Postmortem.Contents = b.contents(v.Postmortem.Text)
		if v.Postmortem.Language = b.foreign(i.Language); i.OriginalPostmortem {
			v.Postmortem.Language = b.config.Original
		}
	}
	for _, d := range i.Downtime {
		o := view.Outage{Name: b.names[d.Component], Status: d.Status.Label(), From: d.From, To: d.To}
		if !d.To.IsZero() {
			o.Duration = d.To.Sub(d.From)
		}
		v.Outages = append(v.Outages, o)
	}
	v.Earlier, v.Later = b.neighbourLink(k.earlier), b.neighbourLink(k.later)
	v.Social = b.incidentSocial(i, k.picture)
	v.Translations = b.translations(path, strings.Fields(k.languages))
	v.Language = b.foreign(i.Language)
	if v.Language != "" {
		b.inOriginal(&v.Frame, path)
	}
	if b.untranslated(i) {
		t := b.translation(b.config.Original, b.config.Origin+b.config.Main+path)
		v.Original = &t
	}
	return v
}

func neighbourOf(i *history.Incident) neighbour {
	if i == nil {
		return neighbour{}
	}
	return neighbour{i.ID, i.Title}
}

func (b *base) neighbourLink(n neighbour) *view.Link {
	if n == (neighbour{}) {
		return nil
	}
	return &view.Link{Name: n.title, URL: b.linkOfID(n.id)}
}

// listed returns the components for the sentence "This incident affected: …". Those of a
// group have its name before theirs, as on Statuspage.
func (b *base) listed(list []incident.Component) []view.ListedLink {
	var out []view.ListedLink
	for n, c := range list {
		name := c.Name
		if c.Group != "" {
			name = c.Group + " - " + c.Name
		}
		out = append(out, view.ListedLink{Before: b.words.T(separator(n, len(list))), Name: name, URL: b.componentLink(c.ID)})
	}
	return out
}

// fewestHeadings is the number of headings from which on a postmortem has a table of
// contents.
const fewestHeadings = 3

func (b *base) contents(t markdown.Text) []view.Link {
	headings := b.markdown.Headings(t, fewestHeadings)
	if len(headings) == 0 {
		return nil
	}
	list := make([]view.Link, len(headings))
	for n, h := range headings {
		list[n] = view.Link{Name: h.Text, URL: "#" + h.ID}
	}
	return list
}

func (p *plan) docs(yield func(Page) bool) bool {
	for _, d := range p.content.Pages {
		v := view.DocView{Frame: p.frame("", d.Title, d.Description, route.EscapePath(d.Path)), Language: p.foreign(d.Language), EditURL: p.editURL(d.Source.File, d.Language)}
		v.Translations = p.translations(route.EscapePath(d.Path), p.content.Languages(d.Source.File))
		if v.Language != "" {
			p.inOriginal(&v.Frame, route.EscapePath(d.Path))
		}
		v.Text = markdown.Text{Source: d.Body, Dir: route.SourceDir(d.Source.File), Level: 2}
		page := p.page(d.Path, "page.html", time.Time{}, nil, constView(v))
		page.Source = d.Source.File
		if !yield(page) {
			return false
		}
	}
	return true
}
