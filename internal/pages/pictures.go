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
	"statuary/internal/socialcard"
	"statuary/internal/timefmt"
)

// drawnPicture writes a view that is a card.
type drawnPicture struct{}

// Render implements Renderer.
func (drawnPicture) Render(w io.Writer, view any) error { return view.(socialcard.Card).PNG(w) }

const (
	pictureFile = "picture.png" // beside the page that it is of
	sharedPath  = "pictures/"   // of those that several pages have
)

// recentPictures is how many incidents have a picture of their own, beside those
// that go on or are to come. One takes 1.5 ms to draw and 22 KB, as much as all
// else of an incident together, and links that are passed on are to new ones.
const recentPictures = 25

// preview is the picture that a page has, and what it shows.
type preview struct {
	picture Picture
	alt     string
}

// previewOf makes the preview of a page whose picture is a card at a path. The
// address says which card it is: those who show previews remember pictures by
// their address.
func (b *base) previewOf(path string, c socialcard.Card) preview {
	h := fnv.New32a()
	fmt.Fprintf(h, "%v", c)
	words := []string{c.Title, c.State, c.Detail}
	if c.Title == "" {
		words[0] = c.Kicker
	}
	return preview{
		Picture{b.config.URL() + path + "?v=" + strconv.FormatUint(uint64(h.Sum32()), 16), socialcard.Width, socialcard.Height},
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

// ownPreview is of a picture that the site has in the place of one.
func (b *base) ownPreview(path, alt string) preview {
	return preview{Picture{URL: b.config.URL() + path}, alt}
}

// cardPage makes the file of a card.
func cardPage(path string, c socialcard.Card) Page {
	return Page{Path: path, Key: c, View: made(c), Renderer: drawnPicture{}, Replaceable: true}
}

// colour reads one of the theme's.
func (b *base) colour(name string) color.RGBA {
	c := color.RGBA{A: 0xff}
	_, _ = fmt.Sscanf(b.colours[name], "#%02x%02x%02x", &c.R, &c.G, &c.B)
	return c
}

// blank is a card without texts, in the colours of a state.
func (b *base) blank(tone string) socialcard.Card {
	if b.colours[tone] == "" {
		tone = "soft"
	}
	return socialcard.Card{
		Site:    b.site.Name,
		Colours: socialcard.Colours{Background: b.colour("background"), Ink: b.colour("ink"), Soft: b.colour("soft"), Tone: b.colour(tone)},
	}
}

// siteCard is the picture of pages that have none of their own.
func (b *base) siteCard() socialcard.Card {
	c := b.blank("link")
	c.Site, c.State, c.Detail = "", b.site.Name, b.config.Description
	return c
}

// homeCard shows the headline, and the day on which it was true: previews are
// kept for long.
func (p *plan) homeCard(h Headline, details []string) socialcard.Card {
	c := p.blank(h.Badge.Tone)
	c.Shape, c.State = h.Badge.Icon, h.Verdict
	c.Detail = p.words.Format(p.History.Now, timefmt.Date)
	if len(details) > 0 {
		c.Detail = details[0] + socialcard.Separator + c.Detail
	}
	return c
}

// incidentCard shows an incident as it stands.
func (b *base) incidentCard(i *history.Incident) socialcard.Card {
	badge := statusBadge(i)
	if !i.Ended.IsZero() {
		badge.Tone = "operational"
	}
	c := b.blank(badge.Tone)
	c.Kicker, c.Title = b.report(i.Type), i.Title
	c.Shape, c.State = badge.Icon, b.words.T(badge.Label)
	c.Detail = upper(strings.Join(b.facts(i), socialcard.Separator))
	return c
}

// upper gives a text a capital for its first letter.
func upper(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + s[size:]
}

// report is what the page of an incident is called.
func (b *base) report(t incident.Type) string {
	return b.words.F(t.ReportName()+" for %s", b.config.Title)
}

// sharedCard is of all old incidents with an impact, or of all maintenances.
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

// incidentPreview decides which picture the page of the nth incident has. Drawn
// is true where it is drawn for this one.
func (p *plan) incidentPreview(n int, i *history.Incident) (v preview, drawn bool) {
	path := func() string { return "incidents/" + i.ID + "/" + pictureFile }
	switch pictures := p.Config.Brand.Pictures; {
	case len(p.own) > 0 && p.own[path()]:
		return p.ownPreview(escapePath(path()), i.Title), false
	case pictures == "none":
		return preview{}, false
	case pictures == "all" || n < recentPictures || i.Ended.IsZero():
		return p.previewOf(escapePath(path()), p.incidentCard(i)), true
	}
	impact := i.Impact
	if i.Type == incident.Maintenance {
		impact = incident.Planned
	}
	s := &p.shared[impact]
	if s.path == "" {
		*s = shared{path: sharedPath + impact.String() + ".png", card: p.sharedCard(impact)}
		s.preview = p.previewOf(s.path, s.card)
	}
	return s.preview, false
}

// shared is a picture that several pages have.
type shared struct {
	path    string // empty while no page has asked for it
	card    socialcard.Card
	preview preview
}

// pictures makes the pictures that are not of one incident. It comes after the
// incidents, which say which are wanted.
func (p *plan) pictures(yield func(Page) bool) bool {
	if p.Config.Brand.Pictures == "none" {
		return true
	}
	for _, s := range p.shared {
		if s.path != "" && !yield(cardPage(s.path, s.card)) {
			return false
		}
	}
	return yield(cardPage(sharedPath+"site.png", p.siteCard())) &&
		yield(cardPage(pictureFile, p.homeCard(p.headline(), p.details(p.History.Active()))))
}
