// Package badge draws small images that show a status, such as "API: Operational", for a README or
// another site.
package badge

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/width"
)

// Badge is a label and a message, such as "API" and "Operational".
type Badge struct {
	Label   string
	Message string
	Colour  string // background of the message, such as "#2c7a4b"; white text must be readable on it
}

// labelColour is the background of the label. White text has a contrast of 7.5 on it, so the image
// is readable on light and dark pages.
const labelColour = "#555555"

const (
	height  = 20
	padding = 6
)

// SVG writes the badge as an SVG image. The text is stretched to its space, so the image looks the
// same with any font.
func SVG(w io.Writer, b Badge) error {
	label, message := textWidth(b.Label), textWidth(b.Message)
	left, right := label+2*padding, message+2*padding
	name := escape(b.Label + ": " + b.Message)
	_, err := fmt.Fprintf(w, `<svg xmlns="http://www.w3.org/2000/svg" width="%[1]d" height="%[2]d" viewBox="0 0 %[1]d %[2]d" role="img" aria-label="%[3]s">
<title>%[3]s</title>
<clipPath id="r"><rect width="%[1]d" height="%[2]d" rx="3"/></clipPath>
<g clip-path="url(#r)"><rect width="%[4]d" height="%[2]d" fill="%[5]s"/><rect x="%[4]d" width="%[6]d" height="%[2]d" fill="%[7]s"/></g>
<g fill="#ffffff" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11">
<text x="%[8]d" y="14" textLength="%[9]d" lengthAdjust="spacingAndGlyphs">%[10]s</text>
<text x="%[11]d" y="14" textLength="%[12]d" lengthAdjust="spacingAndGlyphs">%[13]s</text>
</g>
</svg>
`, left+right, height, name, left, labelColour, right, b.Colour, padding, label, escape(b.Label), left+padding, message, escape(b.Message))
	return err
}

// Endpoint writes the badge as JSON for the endpoint badge of shields.io, which draws badges in
// other styles.
func Endpoint(w io.Writer, b Badge) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(struct {
		SchemaVersion int    `json:"schemaVersion"`
		Label         string `json:"label"`
		Message       string `json:"message"`
		Color         string `json:"color"`
	}{1, b.Label, b.Message, b.Colour})
}

// textWidth returns the approximate width of a text in 11 px Verdana, in pixels. It need not be
// exact: the SVG sets it as the length of the text.
func textWidth(s string) int {
	tenths := 0
	for _, r := range s {
		switch {
		case strings.ContainsRune("ijlI|.,:;'![]() ", r):
			tenths += 45
		case strings.ContainsRune("mwMWQO@%", r):
			tenths += 95
		case r >= 'A' && r <= 'Z':
			tenths += 77
		case r < 0x300:
			tenths += 67
		default:
			if k := width.LookupRune(r).Kind(); k == width.EastAsianWide || k == width.EastAsianFullwidth {
				tenths += 110
			} else {
				tenths += 72
			}
		}
	}
	return max(1, (tenths+5)/10)
}

// escape escapes a text for XML elements and attributes, and removes characters that XML does not
// allow.
func escape(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' || r == 0xfffe || r == 0xffff {
			return -1
		}
		return r
	}, escaper.Replace(strings.ToValidUTF8(s, "\ufffd")))
}

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")
