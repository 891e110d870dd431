package pages

import (
	"fmt"
	"hash/fnv"
	"image/color"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"statuary/internal/history"
	"statuary/internal/incident"
	"statuary/internal/pages/route"
	"statuary/internal/pages/view"
	"statuary/internal/socialcard"
	"statuary/internal/timefmt"
)

// drawnPicture writes a view that is a card.
type drawnPicture struct{}

// Render implements Renderer.
func (drawnPicture) Render(w io.Writer, view any) error { return view.(socialcard.Card).PNG(w) }

// recentPictures is how many incidents have a picture of their own, besides open and
// upcoming ones. A picture takes 1.5 ms to draw and 22 KB, as much as all other files of
// an incident together, and people share links to new incidents.
const recentPictures = 25

// previewOf returns the preview of a page whose picture is a card at a path. The address
// depends on the card, because services that show previews cache pictures by address.
func (b *base) previewOf(path string, c socialcard.Card) preview {
	h := fnv.New32a()
	fmt.Fprintf(h, "%v", c)
	words := []string{c.Title, c.State, c.Detail}
	if c.Title == "" {
		words[0] = c.Kicker
	}
	return preview{
		view.Picture{URL: b.config.URL() + path + "?v=" + strconv.FormatUint(uint64(h.Sum32()), 16), Width: socialcard.Width, Height: socialcard.Height},
		strings.Join(withoutEmpty(words), ". "),
	}
}

func withoutEmpty(list []string) []string {
	var out []string
	for _, s := range list {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}

// ownPreview returns the preview of a page for which the site has a picture of its own.
func (b *base) ownPreview(path, alt string) preview {
	return preview{view.Picture{URL: b.config.URL() + path}, alt}
}

// cardPage returns the file of a card.
func cardPage(path string, c socialcard.Card) Page {
	return Page{Path: path, Key: c, View: constView(c), Renderer: drawnPicture{}, Replaceable: true}
}

// colour returns a colour of the theme.
func (b *base) colour(name string) color.RGBA {
	c := color.RGBA{A: 0xff}
	_, _ = fmt.Sscanf(b.colours[name], "#%02x%02x%02x", &c.R, &c.G, &c.B)
	return c
}

// blank returns a card without texts, in the colours of a tone.
func (b *base) blank(tone string) socialcard.Card {
	if b.colours[tone] == "" {
		tone = "soft"
	}
	return socialcard.Card{
		Site:    b.site.Name,
		Colours: socialcard.Colours{Background: b.colour("background"), Ink: b.colour("ink"), Soft: b.colour("soft"), Tone: b.colour(tone)},
	}
}

// siteCard returns the card of pages that have none of their own.
func (b *base) siteCard() socialcard.Card {
	c := b.blank("link")
	c.Site, c.State, c.Detail = "", b.site.Name, b.config.Description
	return c
}

// homeCard returns the card of the home page: the headline with its date, because
// previews are cached for a long time.
func (p *plan) homeCard(h view.Headline, details []string) socialcard.Card {
	c := p.blank(h.Badge.Tone)
	c.Shape, c.State = h.Badge.Icon, h.Verdict
	c.Detail = p.words.Format(p.history.Now, timefmt.Date)
	if len(details) > 0 {
		c.Detail = details[0] + socialcard.Separator + c.Detail
	}
	return c
}

// incidentCard returns the card of an incident with its present status.
func (b *base) incidentCard(i *history.Incident) socialcard.Card {
	badge := impactBadge(i.Impact)
	switch {
	case i.Type == incident.Announcement, i.Cancelled, i.CutShort:
		badge.Icon, badge.Tone = "none", "none"
	case i.Upcoming():
		badge.Icon = "scheduled"
	case !i.Ended.IsZero():
		badge.Icon, badge.Tone = "operational", "operational"
	}
	badge.Label = progress(i).Label
	c := b.blank(badge.Tone)
	c.Kicker, c.Title = b.report(i.Type), i.Title
	c.Shape, c.State = badge.Icon, b.words.T(badge.Label)
	c.Detail = upper(strings.Join(b.facts(i), socialcard.Separator))
	return c
}

// upper returns a text with an upper-case first letter.
func upper(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + s[size:]
}

// report returns the name of the page of an incident.
func (b *base) report(t incident.Type) string {
	if t == incident.Announcement {
		return b.words.F("Announcement from %s", b.config.Title)
	}
	return b.words.F(t.ReportName()+" for %s", b.config.Title)
}

// sharedCard returns the card of all old incidents with an impact, or of all
// maintenances.
func (b *base) sharedCard(i incident.Impact) socialcard.Card {
	badge := impactBadge(i)
	c := b.blank(badge.Tone)
	c.Shape = badge.Icon
	if i == incident.Planned {
		c.State = b.report(incident.Maintenance)
		return c
	}
	c.State, c.Detail = b.report(incident.Unplanned), b.words.T(badge.Label)
	return c
}

// ownPicture reports whether a picture is drawn for the nth incident alone.
func (p *plan) ownPicture(n int, i *history.Incident) bool {
	if p.config.Brand.Pictures != "all" && n >= recentPictures && !i.Ended.IsZero() {
		return false
	}
	return p.on(Pictures) && !p.siteFiles[route.IncidentFolder(i.ID)+route.PictureFile]
}

// incidentPreview returns the picture of the page of the nth incident: the site's own
// file, one that is drawn for this incident, or one that all incidents of its impact
// share.
func (p *plan) incidentPreview(n int, i *history.Incident) preview {
	switch {
	case len(p.siteFiles) > 0 && p.siteFiles[route.IncidentFolder(i.ID)+route.PictureFile]:
		return p.ownPreview(route.EscapePath(route.IncidentFolder(i.ID)+route.PictureFile), i.Title)
	case !p.on(Pictures):
		return preview{}
	case p.ownPicture(n, i):
		return p.previewOf(route.EscapePath(route.IncidentFolder(i.ID)+route.PictureFile), p.incidentCard(i))
	}
	return p.cards[sharedImpact(i)].preview
}

// sharedImpact returns the impact whose picture an old incident shares.
func sharedImpact(i *history.Incident) incident.Impact {
	if i.Type == incident.Maintenance {
		return incident.Planned
	}
	return i.Impact
}

// sharedPictures returns the pictures of the incidents that have none of their own.
func (p *plan) sharedPictures() (cards [incident.Planned + 1]sharedPicture) {
	if !p.on(Pictures) {
		return cards
	}
	for n, i := range p.history.Entries {
		impact := sharedImpact(i)
		if cards[impact].path != "" || p.ownPicture(n, i) || p.siteFiles[route.IncidentFolder(i.ID)+route.PictureFile] {
			continue
		}
		s := sharedPicture{path: route.PicturesFolder + impact.String() + ".png", card: p.sharedCard(impact)}
		s.preview = p.previewOf(s.path, s.card)
		cards[impact] = s
	}
	return cards
}

// pictures plans all pictures.
func (p *plan) pictures(yield func(Page) bool) bool {
	for n, i := range p.history.Entries {
		if p.ownPicture(n, i) && !yield(cardPage(route.IncidentFolder(i.ID)+route.PictureFile, p.incidentCard(i))) {
			return false
		}
	}
	for _, s := range p.cards {
		if s.path != "" && !yield(cardPage(s.path, s.card)) {
			return false
		}
	}
	return yield(cardPage(route.PicturesFolder+"site.png", p.siteCard())) &&
		yield(cardPage(route.PictureFile, p.homeCard(p.headline(), p.details(p.history.Active()))))
}

// homeSocial returns the social metadata of the home page.
func (p *plan) homeSocial(v view.HomeView) view.Social {
	s := p.social("", v.Verdict+". "+v.Description)
	s.Data = p.homeData(v.Description)
	switch {
	case p.siteFiles[route.PictureFile]:
		own := p.ownPreview(route.PictureFile, p.site.Name)
		s.Picture, s.Alt = own.picture, own.alt
	case p.on(Pictures):
		preview := p.previewOf(route.PictureFile, p.homeCard(v.Headline, v.Details))
		s.Picture, s.Alt = preview.picture, preview.alt
	}
	return s
}
