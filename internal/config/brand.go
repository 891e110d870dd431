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
	LogoDark Value // on dark backgrounds; empty: the same
	Favicon  Value // the same kind of value; empty: the theme's

	Font     Value // a WOFF2 file, named like Logo; empty: the fonts of the look
	FontBold Value // of bold text; the same file if the font is variable; empty: made by browsers

	Accent     Value // colour of links: "#1f4f8f"; empty: the theme's
	AccentDark Value // in the dark scheme; empty: derived from Accent

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
	picturesWords = []string{"all", "recent", "none"}

	// logoTypes and iconTypes are the formats that browsers show, by file extension.
	logoTypes = []string{".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif"}
	iconTypes = []string{".svg", ".png", ".ico"}
	fontTypes = []string{".woff2"}
)

func (d *decoder) pictures(f frontmatter.Field) {
	if s, ok := d.oneOf(f, picturesWords); ok {
		d.config.Brand.Pictures = s
	}
}

func (d *decoder) value(f frontmatter.Field, text string) Value {
	return Value{text, diag.Pos{File: d.File, Line: f.Value.Line, Col: f.Value.Col}, diag.Line(d.Src, f.Value.Line)}
}

// brandFile reads the name of a file. Whether the file exists is checked later.
func (d *decoder) brandFile(f frontmatter.Field, types []string) Value {
	s := strings.TrimSpace(d.Short(f))
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
		return problem("put the file into content/ and write its path there", "%s %q is on another site; pages load no files from other sites", f.Key, s)
	case !fs.ValidPath(name) || strings.Contains(name, `\`):
		return problem("write the path of a file below content/", "%s %q is not the path of a file", f.Key, s)
	case !slices.Contains(types, strings.ToLower(path.Ext(name))):
		return problem("use a file with the ending "+strings.Join(types, ", "), "%s %q does not have a format that all browsers show", f.Key, s)
	}
	if strings.HasPrefix(s, "/") {
		return d.value(f, s)
	}
	return d.value(f, name)
}

var hexColour = regexp.MustCompile(`^(?:#(?:[0-9A-Fa-f]{3}|[0-9A-Fa-f]{6}))?$`)

// colour reads a colour in the format of style sheets, and returns it with six digits.
func (d *decoder) colour(f frontmatter.Field) Value {
	s := strings.ToLower(strings.TrimSpace(d.Short(f)))
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
	settings := keysOf(d.settings, "brand", "links")
	for _, v := range f.Value.List {
		var l Link
		d.link = &l
		given := false
		for _, k := range d.Fields(v, "a link") {
			given = given || k.Key == "url"
			if !d.read(k, settings) {
				d.UnknownKey(k, "a link of [brand]", names(settings))
			}
		}
		if v.Kind == frontmatter.Map && (l.Name == "" || !given) {
			d.Errorf(v.Line, v.Col, `write {name = "Support", url = "https://example.org/support"}`, "a link needs a name and an address")
		}
		d.config.Brand.Links = append(d.config.Brand.Links, l)
	}
}

func (d *decoder) linkURL(f frontmatter.Field) {
	d.link.URL = strings.TrimSpace(d.Short(f))
	if problem := badLink(d.link.URL); problem != "" {
		d.Errorf(f.Value.Line, f.Value.Col, `write "https://example.org/support", or "/about/" for a page of the site`, "the link's address %q %s", d.link.URL, problem)
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
			return "has no host"
		}
	case u.Scheme != "":
		return "does not begin with https://, http://, mailto: or tel:"
	case u.Host != "" || !strings.HasPrefix(s, "/"):
		return "does not begin with https:// or with a slash"
	}
	return ""
}
