package view

import (
	"html/template"
	"time"
)

// Picture is a picture of the site. Width and Height are in pixels, and 0 if they are
// not known.
type Picture struct {
	URL           string
	Width, Height int
}

// Icon is a favicon.
type Icon struct {
	URL  string
	Type string // "image/svg+xml"
}

// Social is the metadata of a page for previews of links and for search engines. The
// function metadata writes it.
type Social struct {
	Type        string // Open Graph's word: "website" or "article"
	Title       string
	Description string
	Picture     Picture // with its full address, which is empty if there is no picture
	Alt         string  // the picture in words
	Published   time.Time
	Modified    time.Time   // both zero for pages that are not articles
	Data        template.JS // JSON-LD (schema.org); empty for most pages
}
