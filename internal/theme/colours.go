package theme

import (
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"math"
	"slices"
	"strings"
	"sync"

	input "github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/css"

	"statuary/themes"
)

// Accent is the colour that a site gives to links: "#1f4f8f". Both may be empty.
type Accent struct {
	Light string
	Dark  string // empty: Light, made lighter until it can be read
}

// Colours are what style sheets set for the whole page, by name and without the
// two dashes, such as "background": "#f7f5f1". What is no colour of six digits is
// not among them.
type Colours map[string]string

// colours reads those of both schemes from style sheets that are linked one after
// the other: what they set for :root, for a scheme that is chosen, or for one
// that the system asks for.
func colours(sheets ...[]byte) (light, dark Colours) {
	light, dark = Colours{}, Colours{}
	both := Colours{} // a rule for one scheme counts for more
	defer func() {
		for _, c := range []Colours{light, dark} {
			for name, value := range both {
				if c[name] == "" {
					c[name] = value
				}
			}
		}
	}()
	for _, sheet := range sheets {
		p := css.NewParser(input.NewInputBytes(sheet), false)
		var media []string
		var to []Colours // which the rule is for
		for {
			kind, _, data := p.Next()
			if kind == css.ErrorGrammar && !p.HasParseError() {
				break
			}
			switch kind {
			case css.BeginAtRuleGrammar:
				media = append(media, text(p.Values()))
			case css.EndAtRuleGrammar:
				media = media[:len(media)-1]
			case css.BeginRulesetGrammar:
				for selector := range strings.SplitSeq(text(p.Values()), ",") {
					switch scheme(strings.Join(media, " "), strings.TrimSpace(selector)) {
					case "both":
						to = append(to, both)
					case "light":
						to = append(to, light)
					case "dark":
						to = append(to, dark)
					}
				}
			case css.EndRulesetGrammar:
				to = nil
			case css.CustomPropertyGrammar:
				rgb, ok := parseColour(strings.ToLower(strings.TrimSpace(text(p.Values()))))
				if !ok {
					continue
				}
				for _, c := range to {
					c[strings.TrimPrefix(string(data), "--")] = fmt.Sprintf("#%02x%02x%02x", rgb[0], rgb[1], rgb[2])
				}
			}
		}
	}
	return light, dark
}

func text(tokens []css.Token) string {
	var b strings.Builder
	for _, t := range tokens {
		b.Write(t.Data)
	}
	return b.String()
}

// scheme says which one a rule is for: "light", "dark" or "both", or empty where
// it is for something else.
func scheme(media, selector string) string {
	if !strings.HasPrefix(selector, ":root") || strings.Contains(media, "print") || strings.Contains(media, "forced-colors") {
		return ""
	}
	switch rest := strings.NewReplacer("'", "", `"`, "").Replace(strings.TrimPrefix(selector, ":root")); {
	case strings.ContainsAny(rest, " >+~"):
		return "" // of something within the page
	case strings.Contains(rest, "[data-scheme=dark]") || strings.Contains(rest, ":not([data-scheme=light])") || strings.Contains(media, "dark"):
		return "dark"
	case strings.Contains(rest, "[data-scheme=light]") || strings.Contains(media, "light"):
		return "light"
	case rest == "" || rest == "[data-scheme]":
		return "both"
	}
	return ""
}

// least is the contrast that text has to have to its ground (WCAG 2, 1.4.3).
const least = 4.5

// Faint is a colour that can't be read on a ground.
type Faint struct {
	Scheme         string // "light" or "dark"
	Colour, Ground string
	On             string // name of the ground: "background" or "card"
	Contrast       float64
	Better         string // the nearest colour that can be read on both grounds; empty if there is none
}

// grounds are what links stand on.
var grounds = []string{"background", "card"}

// rules makes those that set an accent, completed for the dark scheme, and says
// where it can't be read. The grounds are the theme's; where it has none of those
// names, they are not known, and nothing is said.
func (a Accent) rules(light, dark Colours) (rules string, faint []Faint) {
	if a.Dark == "" && a.Light != "" {
		a.Dark = readable(a.Light, dark)
	}
	var b strings.Builder
	set := func(selector, colour string) {
		fmt.Fprintf(&b, "%s { --accent: %s; --link: %[2]s; }\n", selector, colour)
	}
	b.WriteString("\n/* The site's accent, from config.toml */\n")
	if a.Light != "" {
		set(":root", a.Light)
		faint = append(faint, faintOn("light", a.Light, light)...)
	}
	if a.Dark != "" {
		set(`:root[data-scheme="dark"]`, a.Dark)
		b.WriteString("@media (prefers-color-scheme: dark) {\n")
		set(`:root:not([data-scheme="light"])`, a.Dark)
		b.WriteString("}\n")
		faint = append(faint, faintOn("dark", a.Dark, dark)...)
	}
	return b.String(), faint
}

func faintOn(scheme, colour string, on Colours) []Faint {
	var list []Faint
	for _, name := range grounds {
		if on[name] == "" {
			continue
		}
		if c := contrast(colour, on[name]); c < least {
			list = append(list, Faint{Scheme: scheme, Colour: colour, Ground: on[name], On: name, Contrast: c, Better: readable(colour, on)})
		}
	}
	return list
}

// readable gives the colour nearest to one, on its way to black or to white, that
// can be read on all grounds. It is empty where neither can.
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
			for _, name := range grounds {
				ok = ok && (on[name] == "" || contrast(candidate, on[name]) >= least)
			}
			if ok {
				return candidate
			}
		}
	}
	return ""
}

// contrast is that of WCAG 2 between two colours, from 1 to 21.
func contrast(a, b string) float64 {
	x, y := luminanceOf(a), luminanceOf(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// luminanceOf is the relative luminance of WCAG 2.
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

// parseColour reads a colour of three or six digits.
func parseColour(s string) (rgb [3]uint8, ok bool) {
	switch len(s) {
	case 7:
		n, err := fmt.Sscanf(s, "#%02x%02x%02x", &rgb[0], &rgb[1], &rgb[2])
		return rgb, err == nil && n == 3
	case 4:
		n, err := fmt.Sscanf(s, "#%1x%1x%1x", &rgb[0], &rgb[1], &rgb[2])
		for i := range rgb {
			rgb[i] *= 17
		}
		return rgb, err == nil && n == 3
	}
	return rgb, false
}

// The style sheets that a theme's colours are read from, in the order in which
// pages link them.
const (
	mainSheet = "assets/style.css"
	ownSheet  = "assets/custom.css"
)

// builtin is the built-in style sheet and its colours.
var builtin = sync.OnceValue(func() (b struct {
	sheet       []byte
	light, dark Colours
}) {
	var err error
	if b.sheet, err = fs.ReadFile(themes.Default(), mainSheet); err != nil {
		panic(err) // it is embedded
	}
	b.light, b.dark = colours(b.sheet)
	return b
})

// paint reads the colours of a theme, and adds the accent to its style sheet: one
// of its own would be one request more for each visitor.
func (t *Theme) paint(files []file, a Accent) {
	var sheets [][]byte
	var main *file
	for _, name := range []string{mainSheet, ownSheet} {
		if i := slices.IndexFunc(files, func(f file) bool { return f.name == name }); i >= 0 {
			sheets = append(sheets, files[i].data)
			if name == mainSheet {
				main = &files[i]
			}
		}
	}
	light, dark := builtin().light, builtin().dark
	if len(sheets) != 1 || !bytes.Equal(sheets[0], builtin().sheet) {
		light, dark = colours(sheets...)
	}
	if main != nil && a != (Accent{}) {
		var rules string
		rules, t.faint = a.rules(light, dark)
		main.data = slices.Concat(main.data, []byte(rules))
	}
	t.light = maps.Clone(builtin().light)
	maps.Copy(t.light, light)
}
