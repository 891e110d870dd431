package pages

import (
	"bytes"
	"fmt"
	"mime"
	"path"
	"slices"
	"strings"

	"statuary/internal/config"
	"statuary/internal/content"
	"statuary/internal/diag"
	"statuary/internal/markdown"
	"statuary/internal/pages/route"
	"statuary/internal/pages/view"
	"statuary/internal/socialcard"
)

// NewBrand finds the files that [brand] names. file returns a copied file of content/ or
// of the theme, by its path below the site's root.
func NewBrand(c *config.Config, all *content.Content, file func(path string) ([]byte, bool)) (Brand, diag.List) {
	var b Brand
	var problems diag.List
	find := func(v config.Value) (data []byte, url string) {
		if v.Text == "" {
			return nil, ""
		}
		at, hint := placeOf(v.Text, all.Assets)
		if data, ok := file(at); ok {
			return data, c.Root + route.EscapePath(at)
		}
		what := "content/" + v.Text
		if strings.HasPrefix(v.Text, "/") {
			what = "of the site at " + v.Text
		}
		problems = append(problems, v.Problem(false, "there is no file "+what, hint))
		return nil, ""
	}
	logo := func(v config.Value) *view.Picture {
		data, url := find(v)
		if url == "" {
			return nil
		}
		p := &view.Picture{URL: url}
		p.Width, p.Height, _ = socialcard.Size(data)
		return p
	}
	b.Logo, b.LogoDark = logo(c.Brand.Logo), logo(c.Brand.LogoDark)
	if b.Logo == nil && b.LogoDark != nil {
		b.Logo, b.LogoDark = b.LogoDark, nil
	}
	if _, url := find(c.Brand.Favicon); url != "" {
		b.Favicon = &view.Icon{URL: url, Type: iconType(url)}
	}
	for _, v := range []config.Value{c.Brand.Font, c.Brand.FontBold} {
		data, url := find(v)
		if url == "" {
			continue
		}
		if p, ok := fontProblem(v, data); ok {
			problems = append(problems, p)
		}
		if !slices.Contains(b.Fonts, url) {
			b.Fonts = append(b.Fonts, url)
		}
	}
	if v := c.Brand.FontBold; v.Text != "" && c.Brand.Font.Text == "" {
		problems = append(problems, v.Problem(false, "font_bold is set, but font is not", "add font, the same font in regular weight"))
	}
	return b, problems
}

// largestFont is the size of a font, in bytes, from which on a warning says that pages load slowly.
const largestFont = 60_000

// fontProblem returns what is wrong with the file of a font.
func fontProblem(v config.Value, data []byte) (diag.Diagnostic, bool) {
	switch {
	case !bytes.HasPrefix(data, []byte("wOF2")):
		return v.Problem(false, fmt.Sprintf("%s is not a WOFF2 file", v.Text), "convert the font, such as with pyftsubset FONT --flavor=woff2"), true
	case len(data) > largestFont:
		return v.Problem(true, fmt.Sprintf("the font %s has %d KB, which each visitor loads", v.Text, (len(data)+500)/1000),
			"keep only the characters that you need: see “A font of your own” in docs/themes.md"), true
	}
	return diag.Diagnostic{}, false
}

// FontURL returns the address of a font, or an empty text.
func FontURL(c *config.Config, all *content.Content, v config.Value) string {
	if v.Text == "" {
		return ""
	}
	at, _ := placeOf(v.Text, all.Assets)
	return c.Root + route.EscapePath(at)
}

// placeOf returns the path at which a file is published, which is named by its path in
// content/ or by its address. The hint names a similar file.
func placeOf(name string, assets []content.Asset) (at, hint string) {
	if address, ok := strings.CutPrefix(name, "/"); ok {
		return address, "a file content/" + address + " would be there"
	}
	var known []string
	for _, a := range assets {
		if a.Source == content.Folder+"/"+name {
			return a.Path, ""
		}
		if p := strings.TrimPrefix(a.Source, content.Folder+"/"); path.Ext(p) == path.Ext(name) {
			known = append(known, p)
		}
	}
	if near, ok := diag.Nearest(name, known); ok {
		return name, fmt.Sprintf("did you mean %q?", near)
	}
	return name, "put it there, or delete the line"
}

// iconType returns the media type of an icon by its extension.
func iconType(url string) string {
	if path.Ext(url) == ".ico" {
		return "image/x-icon"
	}
	return mime.TypeByExtension(path.Ext(url))
}

// setBrand adds the logo, the links, the colours and the preview of the site to what all
// pages share.
func (b *base) setBrand(in Input) {
	s, c := b.site, in.Config.Brand
	s.Logo, s.LogoDark, s.Favicon, s.Fonts = in.Brand.Logo, in.Brand.LogoDark, in.Brand.Favicon, in.Brand.Fonts
	for _, l := range c.Links {
		if at, ok := strings.CutPrefix(l.URL, "/"); ok {
			l.URL = b.link(at)
		}
		s.Links = append(s.Links, view.Link(l))
	}
	s.Footer = markdown.Text{Source: c.Footer, Level: 3}
	b.colours = in.Colours
	const path = route.PicturesFolder + "site.png"
	switch {
	case slices.ContainsFunc(in.Content.Assets, func(a content.Asset) bool { return a.Path == path }):
		b.preview = b.ownPreview(path, s.Name)
	case b.on(Pictures):
		b.preview = b.previewOf(path, b.siteCard())
	}
}

// PictureSize returns the width and the height of an image, of which the beginning is enough. They are
// zero if they are not known.
func PictureSize(data []byte) (width, height int) {
	width, height, ok := socialcard.Size(data)
	if !ok {
		return 0, 0
	}
	return width, height
}
