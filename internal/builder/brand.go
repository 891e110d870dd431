package builder

import (
	"fmt"
	"io/fs"

	"statuary/internal/config"
	"statuary/internal/content"
	"statuary/internal/diag"
	"statuary/internal/pages"
	"statuary/internal/theme"
)

// brandOf finds the files of the site's brand, and reports backgrounds on which its
// accent can't be read.
func (b *Builder) brandOf(c *config.Config, all *content.Content, t *theme.Theme) (pages.Brand, diag.List) {
	if t == nil {
		return pages.Brand{}, nil // the theme's problems are reported already
	}
	brand, problems := pages.NewBrand(c, all, func(path string) ([]byte, bool) {
		for _, a := range all.Assets {
			if a.Path == path {
				data, _ := fs.ReadFile(b.Site, a.Source) // one that can't be read is reported already
				return data, true
			}
		}
		for _, a := range t.Assets() {
			if a.Path == path {
				return a.Data, true
			}
		}
		return nil, false
	})
	for _, f := range t.LowContrast() {
		v := c.Brand.Accent
		if f.Scheme == "dark" && c.Brand.AccentDark.Text != "" {
			v = c.Brand.AccentDark
		}
		hint := ""
		if f.Better != "" {
			hint = fmt.Sprintf("%q is the nearest that can be read there", f.Better)
		}
		problems = append(problems, v.Problem(true, fmt.Sprintf(
			"the accent %s on the %s %s of the %s scheme has a contrast of %.1f; links need 4.5", f.Colour, f.Token, f.Background, f.Scheme, f.Contrast,
		), hint))
	}
	return brand, problems
}
