package config

import (
	"io/fs"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"statuary/internal/diag"
	"statuary/internal/frontmatter"
)

// Brand is the table [brand].
type Brand struct {
	Logo     Value // a file below content/, or an address of the site with a slash in front; empty: none
	LogoDark Value // in its place on dark grounds; empty: the same
	Favicon  Value // the same kind of value; empty: the theme's

	Accent     Value // colour of links: "#1f4f8f"; empty: the theme's
	AccentDark Value // in the dark scheme; empty: made from Accent

	Links    []Link // for the header
	Footer   string // Markdown
	Pictures string // which incidents have a picture of their own: "all", "recent" or "none"
}

// Value is a text of the file that is checked again once the rest of the site has been
// read.
type Value struct {
	Text string
	Pos  diag.Pos
	Line string // of the file, for messages
}

// Problem returns a diagnostic about the value.
func (v Value) Problem(warning bool, text, hint string) diag.Diagnostic {
	return diag.Diagnostic{Pos: v.Pos, Text: text, Hint: hint, Source: v.Line, Warning: warning}
}

// Link is a name with a full address, or with an address of the site that begins with a
// slash.
type Link struct{ Name, URL string }

var (
	brandKeys     = []string{"logo", "logo_dark", "favicon", "accent", "accent_dark", "links", "footer", "pictures"}
	linkKeys      = []string{"name", "url"}
	picturesWords = []string{"all", "recent", "none"}

	// LogoTypes and IconTypes are the formats that browsers show, by file extension.
	LogoTypes = []string{".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif"}
	IconTypes = []string{".svg", ".png", ".ico"}
)

func (d *decoder) brand(f frontmatter.Field) {
	b := &d.config.Brand
	switch f.Key {
	case "logo":
		b.Logo = d.picture(f, LogoTypes)
	case "logo_dark":
		b.LogoDark = d.picture(f, LogoTypes)
	case "favicon":
		b.Favicon = d.picture(f, IconTypes)
	case "accent":
		b.Accent = d.colour(f)
	case "accent_dark":
		b.AccentDark = d.colour(f)
	case "links":
		d.links(f)
	case "footer":
		b.Footer = strings.TrimSpace(d.String(f))
	case "pictures":
		s := d.String(f)
		if !slices.Contains(picturesWords, s) {
			d.Errorf(f.Value.Line, f.Value.Col, frontmatter.MeantHint(s, picturesWords), "pictures can't be %q", s)
			return
		}
		b.Pictures = s
	}
}

func (d *decoder) value(f frontmatter.Field, text string) Value {
	return Value{text, diag.Pos{File: d.File, Line: f.Value.Line, Col: f.Value.Col}, diag.Line(d.Src, f.Value.Line)}
}

// picture reads the name of a picture. Whether the file exists is checked later.
func (d *decoder) picture(f frontmatter.Field, types []string) Value {
	s := strings.TrimSpace(d.String(f))
	if s == "" {
		return Value{}
	}
	problem := func(hint, format string, args ...any) Value {
		d.Errorf(f.Value.Line, f.Value.Col, hint, format, args...)
		return Value{}
	}
	name := strings.TrimPrefix(strings.TrimPrefix(s, "/"), "content/")
	switch {
	case strings.Contains(s, ":") || strings.HasPrefix(s, "//"):
		return problem("put the picture into content/ and name it by its path there", "%s %q is at another site; pages load nothing from elsewhere", f.Key, s)
	case !fs.ValidPath(name) || strings.Contains(name, `\`):
		return problem("name a file by its path below content/", "%s %q is not the name of a file", f.Key, s)
	case !slices.Contains(types, strings.ToLower(path.Ext(name))):
		return problem("known are "+strings.Join(types, ", "), "%s %q is not a picture that all browsers show there", f.Key, s)
	}
	if strings.HasPrefix(s, "/") {
		return d.value(f, s)
	}
	return d.value(f, name)
}

var hexColour = regexp.MustCompile(`^(?:#(?:[0-9A-Fa-f]{3}|[0-9A-Fa-f]{6}))?$`)

// colour reads a colour in the format of style sheets, and returns it with six digits.
func (d *decoder) colour(f frontmatter.Field) Value {
	s := strings.ToLower(strings.TrimSpace(d.String(f)))
	if s == "" {
		return Value{}
	}
	if !hexColour.MatchString(s) {
		d.Errorf(f.Value.Line, f.Value.Col, `write it as "#1f4f8f"`, "%q is not a colour", s)
		return Value{}
	}
	if len(s) == 4 {
		s = "#" + s[1:2] + s[1:2] + s[2:3] + s[2:3] + s[3:] + s[3:]
	}
	return d.value(f, s)
}

func (d *decoder) links(f frontmatter.Field) {
	if f.Value.Kind != frontmatter.List {
		d.Errorf(f.Line, f.Col, `write links = [{name = "Support", url = "https://example.org/support"}]`, "links must be a list of tables, not a %s", f.Value.Kind)
		return
	}
	for _, v := range f.Value.List {
		var l Link
		given := false
		for _, k := range d.Fields(v, "a link") {
			switch k.Key {
			case "name":
				l.Name = strings.TrimSpace(d.String(k))
			case "url":
				given = true
				l.URL = strings.TrimSpace(d.String(k))
				if problem := badLink(l.URL); problem != "" {
					d.Errorf(k.Value.Line, k.Value.Col, `write "https://example.org/support", or "/about/" for a page of the site`, "the link's address %q %s", l.URL, problem)
				}
			default:
				d.UnknownKey(k, "a link of [brand]", linkKeys)
			}
		}
		if v.Kind == frontmatter.Map && (l.Name == "" || !given) {
			d.Errorf(v.Line, v.Col, `write {name = "Support", url = "https://example.org/support"}`, "a link needs a name and an address")
		}
		d.config.Brand.Links = append(d.config.Brand.Links, l)
	}
}

// badLink returns what is wrong with the address of a link in the header, or an empty
// string.
func badLink(s string) string {
	u, err := url.Parse(s)
	switch {
	case err != nil:
		return "is not an address"
	case u.Scheme == "mailto" || u.Scheme == "tel":
		return ""
	case u.Scheme == "http" || u.Scheme == "https":
		if u.Host == "" {
			return "names no host"
		}
	case u.Scheme != "":
		return "does not begin with https://, http://, mailto: or tel:"
	case u.Host != "" || !strings.HasPrefix(s, "/"):
		return "does not begin with https:// or with a slash"
	}
	return ""
}
