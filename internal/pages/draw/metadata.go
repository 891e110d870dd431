package draw

import (
	"html/template"
	"strconv"
	"time"

	"statuary/internal/pages/view"
)

// drawMetadata writes what a page is for programs: Open Graph's properties
// (ogp.me), the card of X, and JSON-LD. A template would take a microsecond for
// each of the values, on every page of a site.
func drawMetadata(f view.Frame) template.HTML {
	b := begin()
	meta := func(key, name, value string) {
		if value != "" {
			b.write("<meta ", key, `="`, name, `" content="`, EscapeHTML(value), "\">\n")
		}
	}
	og := func(name, value string) { meta("property", name, value) }
	s := f.Social
	og("og:site_name", f.Site.Name)
	og("og:type", s.Type)
	og("og:title", s.Title)
	og("og:description", s.Description)
	og("og:url", f.Canonical)
	card := "summary"
	if s.Picture.URL != "" {
		card = "summary_large_image"
		og("og:image", s.Picture.URL)
		if s.Picture.Width > 0 {
			og("og:image:width", strconv.Itoa(s.Picture.Width))
			og("og:image:height", strconv.Itoa(s.Picture.Height))
		}
		og("og:image:alt", s.Alt)
	}
	if s.Type == "article" {
		og("article:published_time", RFC3339(s.Published))
		og("article:modified_time", RFC3339(s.Modified))
	}
	meta("name", "twitter:card", card)
	if s.Data != "" {
		// A block of data, which no browser runs: no policy has to let it in.
		b.write(`<script type="application/ld+json">`, string(s.Data), "</script>\n")
	}
	return b.end()
}

func RFC3339(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}
