package builder

import (
	"io"
	"net/url"
	"path"
	"strings"

	"statuary/internal/content"
	"statuary/internal/markdown"
	"statuary/internal/pages"
	"statuary/internal/pages/route"
)

// pictures are the images of content/ by their addresses. Dark is an address below the site's root.
type pictures map[string]markdown.Picture

// sized is the size of an image as it was when the file was last read.
type sized struct {
	asset         content.Asset
	width, height int
}

// largestHeader is how much of an image is read to find its size.
const largestHeader = 1 << 18

// picturesOf returns the images of a site, with their sizes and the variants for dark backgrounds: chart.dark.png is that of
// chart.png. A builder that remembers reads a file again only if it has changed.
func (b *Builder) picturesOf(assets []content.Asset) pictures {
	all, sizes := pictures{}, map[string]sized{}
	for _, a := range assets {
		if !isImage(a.Path) {
			continue
		}
		s, ok := b.sizes[a.Source]
		if !ok || s.asset != a {
			s = sized{asset: a}
			s.width, s.height = b.imageSize(a.Source)
		}
		sizes[a.Source] = s
		all[a.Path] = markdown.Picture{Width: s.width, Height: s.height}
	}
	for at, p := range all {
		ext := path.Ext(at)
		dark := strings.TrimSuffix(at, ext) + ".dark" + ext
		if _, ok := all[dark]; ok {
			p.Dark = dark
			all[at] = p
		}
	}
	if b.Remember {
		b.sizes = sizes
	}
	return all
}

func isImage(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg":
		return true
	}
	return false
}

// imageSize returns the size of an image in pixels, or zeros if it is not known.
func (b *Builder) imageSize(name string) (width, height int) {
	f, err := b.Site.Open(name)
	if err != nil {
		return 0, 0 // it is reported by unreadable
	}
	defer f.Close()
	data, _ := io.ReadAll(io.LimitReader(f, largestHeader))
	return pages.PictureSize(data)
}

// below returns a function that returns the image at a URL path of a site with the given root.
func (p pictures) below(root string) func(string) markdown.Picture {
	return func(at string) markdown.Picture {
		at, ok := strings.CutPrefix(at, root)
		if !ok {
			return markdown.Picture{}
		}
		at, _, _ = strings.Cut(at, "#")
		if plain, err := url.PathUnescape(at); err == nil {
			at = plain
		}
		picture := p[at]
		if picture.Dark != "" {
			picture.Dark = root + route.EscapePath(picture.Dark)
		}
		return picture
	}
}
