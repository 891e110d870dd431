package view

import (
	"html/template"
	"time"
)

// Picture is a picture of the site's. Width and Height are 0 where they are not
// known.
type Picture struct {
	URL           string
	Width, Height int
}

// Icon is a favicon.
type Icon struct {
	URL  string
	Type string // "image/svg+xml"
}

// Social is what a page tells those who show a preview of a link to it, and
// search engines. The function metadata writes it.
type Social struct {
	Type        string // Open Graph's word: "website" or "article"
	Title       string
	Description string
	Picture     Picture // with its full address; without one where there is none
	Alt         string  // the same in words
	Published   time.Time
	Modified    time.Time   // both zero for pages that are no articles
	Data        template.JS // JSON-LD (schema.org); empty for most pages
}
