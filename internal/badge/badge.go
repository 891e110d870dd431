// Package badge draws a small picture that says the state of a thing in two
// words, for a README or another site.
package badge

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/width"
)

// Badge is a label and what it is about it: "API", "Operational".
type Badge struct {
	Label   string
	Message string
	Colour  string // of the ground behind the message: "#2c7a4b"; white text must be readable on it
}

// labelGround is behind the label. White has a contrast of 7.5 on it, so that
// the picture is readable on any page, light or dark.
const labelGround = "#555555"

const (
	height  = 20
	padding = 6
)

// SVG writes the picture. The text is fitted into its place, whatever font the
// reader's machine has.
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
`, left+right, height, name, left, labelGround, right, b.Colour, padding, label, escape(b.Label), left+padding, message, escape(b.Message))
	return err
}

// Endpoint writes the same in the form that shields.io reads from an address
// (its "endpoint badge"): whoever wants another look gives it this.
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

// textWidth is about how many pixels a text takes in 11 px Verdana. It need not
// be exact: the picture names it as the text's length, and the text is set so.
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

// escape makes a text fit for XML, as text and in attributes: what XML can't
// hold at all is left out.
func escape(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' || r == 0xfffe || r == 0xffff {
			return -1
		}
		return r
	}, escaper.Replace(strings.ToValidUTF8(s, "\ufffd")))
}

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")
