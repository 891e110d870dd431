package pages

import (
	"encoding/json"
	"html/template"
	"strings"

	"statuary/internal/history"
	"statuary/internal/incident"
	"statuary/internal/pages/draw"
	"statuary/internal/pages/view"
	"statuary/internal/timefmt"
)

// social returns the social metadata of most pages.
func (b *base) social(title, description string) view.Social {
	if title == "" {
		title = b.site.Name
	}
	return view.Social{Type: "website", Title: title, Description: description, Picture: b.preview.picture, Alt: b.preview.alt}
}

// The types of schema.org that pages use.
type (
	webSite struct {
		Type        string        `json:"@type"`
		ID          string        `json:"@id"`
		Name        string        `json:"name"`
		URL         string        `json:"url"`
		Description string        `json:"description,omitempty"`
		Language    string        `json:"inLanguage,omitempty"`
		Publisher   *organization `json:"publisher,omitempty"`
	}
	organization struct {
		Type string `json:"@type"`
		ID   string `json:"@id,omitempty"`
		Name string `json:"name,omitempty"`
		Logo string `json:"logo,omitempty"`
	}
	graph struct {
		Context string `json:"@context"`
		Graph   []any  `json:"@graph"`
	}
	// described is what a report and an event have in common.
	described struct {
		Context     string `json:"@context"`
		Type        string `json:"@type"`
		URL         string `json:"url"`
		Description string `json:"description"`
		Image       string `json:"image,omitempty"`
		Language    string `json:"inLanguage"`
	}
	report struct {
		described
		Headline  string        `json:"headline"`
		Published string        `json:"datePublished"`
		Modified  string        `json:"dateModified"`
		Author    *organization `json:"author"`
		Publisher *organization `json:"publisher"`
		PartOf    *webSite      `json:"isPartOf"`
	}
	event struct {
		described
		Name       string        `json:"name"`
		Start      string        `json:"startDate"`
		End        string        `json:"endDate,omitempty"`
		Status     string        `json:"eventStatus"`
		Attendance string        `json:"eventAttendanceMode"`
		Location   *place        `json:"location"`
		Organizer  *organization `json:"organizer"`
	}
	place struct {
		Type string `json:"@type"`
		URL  string `json:"url"`
	}
)

const schemaOrg = "https://schema.org"

// data returns JSON-LD. The encoder escapes what could end a script element.
func data(v any) template.JS {
	out, err := json.Marshal(v)
	if err != nil {
		panic("pages: " + err.Error()) // it holds nothing that can't be encoded
	}
	return template.JS(out)
}

// organization returns the organization that runs the service. Its own address is
// unknown.
func (b *base) organization() *organization {
	o := &organization{Type: "Organization", Name: b.config.Title}
	if b.site.Logo != nil {
		o.Logo = b.config.Origin + b.site.Logo.URL
	}
	return o
}

// webSite returns the site.
func (b *base) webSite() *webSite {
	home := b.config.URL()
	return &webSite{Type: "WebSite", ID: home + "#website", Name: b.site.Name, URL: home}
}

// homeData returns the JSON-LD of the home page.
func (b *base) homeData(description string) template.JS {
	o, site := b.organization(), b.webSite()
	o.ID = site.URL + "#organization"
	site.Description, site.Language, site.Publisher = description, b.config.Language, &organization{Type: o.Type, ID: o.ID}
	return data(graph{schemaOrg, []any{site, o}})
}

// incidentSocial returns the social metadata of the page of an incident: a published
// report, or an event with a beginning and an end.
func (b *base) incidentSocial(i *history.Incident, preview preview) view.Social {
	description := strings.Join(append([]string{b.words.T(progress(i).Label)}, b.facts(i)...), " · ")
	s := view.Social{
		Type: "article", Title: i.Title, Description: description, Picture: preview.picture, Alt: preview.alt,
		Published: i.Updates[0].At, Modified: i.UpdatedAt,
	}
	d := described{
		Context: schemaOrg, URL: b.config.Origin + b.incidentLink(i), Description: description, Image: preview.picture.URL,
		Language: b.config.Language,
	}
	if i.Type != incident.Maintenance {
		d.Type = "Report"
		s.Data = data(report{d, i.Title, draw.RFC3339(s.Published), draw.RFC3339(s.Modified), b.organization(), b.organization(), b.webSite()})
		return s
	}
	start, end := i.ScheduledFor, i.Ended
	if start.IsZero() {
		start = i.Started
	}
	if end.IsZero() {
		end = i.ScheduledUntil
	}
	d.Type = "Event"
	status := schemaOrg + "/EventScheduled"
	if i.Cancelled || i.CutShort {
		status = schemaOrg + "/EventCancelled"
	}
	if i.Cancelled {
		end = i.ScheduledUntil
	}
	s.Data = data(event{
		d, i.Title, draw.RFC3339(start), draw.RFC3339(end), status, schemaOrg + "/OnlineEventAttendanceMode",
		&place{"VirtualLocation", b.config.URL()}, b.organization(),
	})
	return s
}

// facts returns when an incident was, how long it lasted, and what it affected.
func (b *base) facts(i *history.Incident) []string {
	if i.Type == incident.Announcement {
		return []string{b.words.Zoned(i.Started, timefmt.DateTime)}
	}
	var list []string
	from, to := i.Started, i.Ended
	if (i.Upcoming() || i.Cancelled) && !i.ScheduledFor.IsZero() {
		from, to = i.ScheduledFor, i.ScheduledUntil
	}
	switch {
	case to.IsZero() && i.Cancelled:
		list = append(list, b.words.Zoned(from, timefmt.DateTime))
	case to.IsZero():
		list = append(list, b.words.F("Ongoing since %s", b.words.Zoned(i.OpenSince(), timefmt.DateTime)))
	default:
		first, last := b.words.Range(from, to)
		length := to.Sub(from)
		if !i.Ended.IsZero() {
			length = i.Duration()
		}
		list = append(list, first+" – "+last)
		if !i.Cancelled {
			list = append(list, b.words.Duration(length))
		}
	}
	if len(i.Affected) > 0 {
		list = append(list, b.shortList(names(i.Affected), 3))
	}
	return list
}
