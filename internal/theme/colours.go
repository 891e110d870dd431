package theme

import (
	"fmt"
	"io/fs"
	"math"
	"slices"
	"strconv"
	"strings"

	input "github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/css"

	"statuary/themes"
)

// Accent is the site's own colour of links, such as "#1f4f8f". Both fields may be empty.
type Accent struct {
	Light string
	Dark  string // if empty, Light is used, made lighter until it is readable
}

// Font is the site's own font: addresses of WOFF2 files. Both may be empty. If they are the same, the
// font is variable.
type Font struct{ Regular, Bold string }

// rules returns the CSS rules that use the font. Text is readable before it has been loaded.
func (f Font) rules() string {
	if f.Regular == "" {
		return ""
	}
	face := func(weight, url string) string {
		return `@font-face { font-family: "Site font"; font-weight: ` + weight + `; font-display: swap; src: url("` + url + `") format("woff2"); }` + "\n"
	}
	faces := face("400", f.Regular)
	switch f.Bold {
	case "":
	case f.Regular:
		faces = face("400 700", f.Regular)
	default:
		faces += face("700", f.Bold)
	}
	return faces + `:root { --title-font: "Site font", var(--title-stack); --prose-font: var(--title-font); --x-height: none; }` + "\n"
}

// Colours are the custom properties that style sheets set for the whole page, by name without the
// two dashes, such as "background": "#f7f5f1". Only colours of six digits are included.
type Colours map[string]string

// colours returns the colours of both schemes from style sheets that are linked in this order. It
// reads rules for :root, for a scheme that the reader chose, and for one that the system prefers.
func colours(sheets ...[]byte) (light, dark Colours) {
	light, dark = Colours{}, Colours{}
	bothLight, bothDark := Colours{}, Colours{} // rules for one scheme take precedence
	defer func() {
		fill(light, bothLight)
		fill(dark, bothDark)
	}()
	for _, sheet := range sheets {
		p := css.NewParser(input.NewInputBytes(sheet), false)
		var media []string
		var to []target // schemes that the current rule is for
		for {
			kind, _, data := p.Next()
			if kind == css.ErrorGrammar && !p.HasParseError() {
				break
			}
			switch kind {
			case css.BeginAtRuleGrammar:
				condition := ""
				if string(data) == "@media" {
					condition = text(p.Values())
				}
				media = append(media, condition)
			case css.EndAtRuleGrammar:
				media = media[:len(media)-1]
			case css.BeginRulesetGrammar:
				for selector := range strings.SplitSeq(text(p.Values()), ",") {
					switch scheme(strings.Join(media, " "), strings.TrimSpace(selector)) {
					case "both":
						to = append(to, target{bothLight, bothDark})
					case "light":
						to = append(to, target{light, Colours{}})
					case "dark":
						to = append(to, target{Colours{}, dark})
					}
				}
			case css.EndRulesetGrammar:
				to = nil
			case css.CustomPropertyGrammar:
				inLight, inDark, ok := parsePair(text(p.Values()))
				if !ok {
					continue
				}
				name := strings.TrimPrefix(string(data), "--")
				for _, t := range to {
					t.light[name], t.dark[name] = inLight, inDark
				}
			}
		}
	}
	return light, dark
}

// target has the colours that a rule sets, by scheme.
type target struct{ light, dark Colours }

// fill adds the colours of from that c does not have.
func fill(c, from Colours) {
	for name, value := range from {
		if c[name] == "" {
			c[name] = value
		}
	}
}

// parsePair parses a colour for both schemes, or light-dark() with one for each.
func parsePair(value string) (light, dark string, ok bool) {
	value = strings.ToLower(strings.TrimSpace(value))
	light, dark = value, value
	if list, found := strings.CutPrefix(value, "light-dark("); found {
		light, dark, _ = strings.Cut(strings.TrimSuffix(list, ")"), ",")
	}
	light, ok1 := sixDigits(light)
	dark, ok2 := sixDigits(dark)
	return light, dark, ok1 && ok2
}

// sixDigits returns a colour with six digits.
func sixDigits(s string) (string, bool) {
	rgb, ok := parseColour(strings.TrimSpace(s))
	return fmt.Sprintf("#%02x%02x%02x", rgb[0], rgb[1], rgb[2]), ok
}

func text(tokens []css.Token) string {
	var b strings.Builder
	for _, t := range tokens {
		b.Write(t.Data)
	}
	return b.String()
}

// scheme returns the scheme that a rule is for: "light", "dark" or "both", or "" if the rule is
// about something else.
func scheme(media, selector string) string {
	if !strings.HasPrefix(selector, ":root") || strings.Contains(media, "print") || strings.Contains(media, "forced-colors") {
		return ""
	}
	switch rest := strings.NewReplacer("'", "", `"`, "").Replace(strings.TrimPrefix(selector, ":root")); {
	case strings.ContainsAny(rest, " >+~"):
		return "" // for an element within the page
	case strings.Contains(rest, "[data-scheme=dark]") || strings.Contains(rest, ":not([data-scheme=light])") || strings.Contains(media, "dark"):
		return "dark"
	case strings.Contains(rest, "[data-scheme=light]") || strings.Contains(media, "light"):
		return "light"
	case rest == "" || rest == "[data-scheme]":
		return "both"
	}
	return ""
}

// minContrast is the contrast that text must have to its background (WCAG 2, 1.4.3).
const minContrast = 4.5

// LowContrast is a colour that is hard to read on a background.
type LowContrast struct {
	Scheme             string // "light" or "dark"
	Colour, Background string
	Token              string // name of the background: "background" or "card"
	Contrast           float64
	Better             string // nearest colour that is readable on both backgrounds; empty if there is none
}

// backgrounds are the names of the colours behind links.
var backgrounds = []string{"background", "card"}

// rules returns the CSS rules that set an accent. If the dark accent is missing, it is derived from
// the light one. faint lists the backgrounds on which the accent is hard to read; those that the
// theme does not set are skipped.
func (a Accent) rules(light, dark Colours) (rules string, faint []LowContrast) {
	if a.Dark == "" && a.Light != "" {
		a.Dark = readable(a.Light, dark)
	}
	var b strings.Builder
	set := func(selector, colour string) {
		fmt.Fprintf(&b, "%s { --accent: %s; --link: %[2]s; }\n", selector, colour)
	}
	if a.Light != "" {
		set(":root", a.Light)
		faint = append(faint, lowContrastOn("light", a.Light, light)...)
	}
	if a.Dark != "" {
		// Browsers without light-dark() have no dark scheme.
		b.WriteString("@supports (color: light-dark(red, red)) {\n")
		set(`:root[data-scheme="dark"]`, a.Dark)
		b.WriteString("@media (prefers-color-scheme: dark) {\n")
		set(`:root:not([data-scheme="light"])`, a.Dark)
		b.WriteString("}\n}\n")
		faint = append(faint, lowContrastOn("dark", a.Dark, dark)...)
	}
	return b.String(), faint
}

// lowContrastOn returns the backgrounds in on that have too little contrast to a colour.
func lowContrastOn(scheme, colour string, on Colours) []LowContrast {
	var list []LowContrast
	for _, name := range backgrounds {
		if on[name] == "" {
			continue
		}
		if c := contrast(colour, on[name]); c < minContrast {
			list = append(list, LowContrast{Scheme: scheme, Colour: colour, Background: on[name], Token: name, Contrast: c, Better: readable(colour, on)})
		}
	}
	return list
}

// readable returns the colour nearest to colour, towards black or white, that is readable on all
// backgrounds. It returns "" if there is none.
func readable(colour string, on Colours) string {
	from, _ := parseColour(colour)
	const steps = 64
	for n := 0; n <= steps; n++ {
		for _, end := range []int{0, 255} {
			var to [3]uint8
			for i, v := range from {
				to[i] = uint8((int(v)*(steps-n) + end*n) / steps)
			}
			candidate := fmt.Sprintf("#%02x%02x%02x", to[0], to[1], to[2])
			ok := true
			for _, name := range backgrounds {
				ok = ok && (on[name] == "" || contrast(candidate, on[name]) >= minContrast)
			}
			if ok {
				return candidate
			}
		}
	}
	return ""
}

// contrast returns the contrast of WCAG 2 between two colours, from 1 to 21.
func contrast(a, b string) float64 {
	x, y := luminanceOf(a), luminanceOf(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// luminanceOf returns the relative luminance of WCAG 2.
func luminanceOf(colour string) float64 {
	rgb, _ := parseColour(colour)
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		v := float64(rgb[i]) / 255
		if v <= 0.04045 {
			v /= 12.92
		} else {
			v = math.Pow((v+0.055)/1.055, 2.4)
		}
		sum += weight * v
	}
	return sum
}

// parseColour parses a colour of three or six hexadecimal digits, such as "#fff".
func parseColour(s string) (rgb [3]uint8, ok bool) {
	digits, ok := strings.CutPrefix(s, "#")
	n, err := strconv.ParseUint(digits, 16, 32)
	switch {
	case !ok || err != nil:
	case len(digits) == 6:
		return [3]uint8{uint8(n >> 16), uint8(n >> 8), uint8(n)}, true
	case len(digits) == 3:
		return [3]uint8{uint8(n>>8) * 17, uint8(n>>4&15) * 17, uint8(n&15) * 17}, true
	}
	return rgb, false
}

// The style sheets from which the colours of a theme are read, in the order in which pages link them.
const (
	mainSheet   = "assets/style.css"
	customSheet = "assets/custom.css"
)

// builtinColours returns the colours of the light scheme of the built-in theme with a look.
func builtinColours(look string) Colours {
	var sheets [][]byte
	for _, name := range []string{baseLook, look} {
		if data, err := fs.ReadFile(themes.Default(), looksFolder+name+".css"); err == nil {
			sheets = append(sheets, data)
		}
	}
	light, _ := colours(sheets...)
	return light
}

// applyBrand reads the colours of a theme and appends the accent and the font to its style sheet. A
// style sheet for them alone would cost each visitor one more request.
func (t *Theme) applyBrand(files []file, o Options) {
	var sheets [][]byte
	var main *file
	for _, name := range []string{mainSheet, customSheet} {
		if i := slices.IndexFunc(files, func(f file) bool { return f.name == name }); i >= 0 {
			sheets = append(sheets, files[i].data)
			if name == mainSheet {
				main = &files[i]
			}
		}
	}
	light, dark := colours(sheets...)
	if main != nil && o.Accent != (Accent{}) {
		var rules string
		rules, t.lowContrast = o.Accent.rules(light, dark)
		main.data = slices.Concat(main.data, []byte(rules))
	}
	if main != nil {
		main.data = slices.Concat(main.data, []byte(o.Font.rules()))
	}
	t.light = light
	fill(t.light, builtinColours(o.Look))
}
