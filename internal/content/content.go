// Package content reads the folder content/ of a site: incidents, pages, and
// whatever else lies beside them.
//
//	content/incidents/**/*.md   one incident each
//	content/pages/**/*.md       pages: about.md is /about/
//	content/**                  any other file is copied
//
// A file keeps its path below content/incidents, content/pages or content as
// its address. Where a folder holds an index.md, the folder is the page, and
// what lies in it goes where the page goes.
package content

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"statuary/internal/chars"
	"statuary/internal/diag"
	"statuary/internal/fswalk"
	"statuary/internal/incident"
)

// The folders of a site that are read.
const (
	Root      = "content"
	Incidents = "content/incidents"
	Pages     = "content/pages"
)

// Content is all that was read.
type Content struct {
	Incidents []*incident.Incident // in the order of their files' names
	Pages     []*Page
	Assets    []Asset
	Broken    int // files left out because of errors

	// Translations, as their own files have them: the texts count, the facts do not.
	TranslatedIncidents []*incident.Incident
	TranslatedPages     []*Page

	translated map[string]map[any]any // language → original → translation
	languages  map[string][]string    // file → languages
	others     map[string]string      // file of a translation → that of its original
}

// Page is a page that is not about an incident. It never changes once read.
type Page struct {
	Path        string // address below the site's root: "about/"
	Title       string
	Description string
	Body        string // Markdown
	Language    string // that it was translated into; empty: it is as its own file has it
	Weight      int    // pages are listed by weight, then by title
	Draft       bool
	Aliases     []string          // former addresses, each with a leading slash
	Ignore      map[string]string // rules of check that are silenced in this file, each with the reason
	Source      diag.Pos
}

// Asset is a file that is copied.
type Asset struct {
	Path    string // address below the site's root: "incidents/x/chart.png"
	Source  string // path in the site's folder
	Size    int64
	ModTime time.Time
}

// file is a file that was found, with what decides whether to read it again.
type file struct {
	path string
	info fs.FileInfo
}

// walk visits the files below content/, in the order of their names, and passes
// over what editors leave behind. A missing folder is an empty one.
func walk(site fs.FS, visit func(file)) (diag.List, error) {
	problems, err := fswalk.Walk(site, Root, fswalk.Options{Ignored: Hidden, BadName: badName}, func(name string, info fs.FileInfo) { visit(file{name, info}) })
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return problems, err
}

// IncidentFiles lists the files of incidents, in the order of their names and
// without their translations, and reads none. What is wrong with the folder is
// for Load to say.
func IncidentFiles(site fs.FS, languages []string) (names []string, err error) {
	_, err = walk(site, func(f file) {
		if _, _, translated := Translates(f.path, languages); f.kind() == Incidents && !translated {
			names = append(names, f.path)
		}
	})
	return names, err
}

// badName returns the first character of a file's name that no address can have, or
// an empty string.
func badName(name string) string {
	for i, r := range name {
		if r == utf8.RuneError && !strings.HasPrefix(name[i:], "\ufffd") || chars.Forbidden(r) || r == '\n' || r == '\r' || r == '\t' {
			return chars.Name(r)
		}
	}
	return ""
}

// Ignored reports whether files of a name are not content: hidden ones, and the
// backup, lock, trial and swap files of editors.
func Ignored(name string) bool {
	return strings.HasPrefix(name, ".") || strings.HasPrefix(name, "#") || strings.HasSuffix(name, "~") ||
		strings.HasSuffix(name, ".swp") || strings.HasSuffix(name, ".tmp") ||
		strings.HasSuffix(name, "___jb_tmp___") || strings.HasSuffix(name, "___jb_old___") || name == "4913" || // JetBrains, vim
		name == "Thumbs.db" || name == "desktop.ini"
}

// kind says what a file is: an incident, a page or an asset.
func (f file) kind() string {
	switch {
	case path.Ext(f.path) != ".md":
		return ""
	case strings.HasPrefix(f.path, Incidents+"/"):
		return Incidents
	case strings.HasPrefix(f.path, Pages+"/"):
		return Pages
	}
	return ""
}

// Address returns where a file of content/ that is not a page of its own is
// published, below the site's root. It is composed, as links and ids are.
func Address(name string) string {
	name = chars.Compose(name)
	if rest, ok := strings.CutPrefix(name, Pages+"/"); ok {
		return rest
	}
	return strings.TrimPrefix(name, Root+"/")
}

// pagePath is the address of a page by its file's name.
func pagePath(name string) string {
	p := strings.TrimSuffix(Address(name), ".md")
	if path.Base(p) == "index" {
		p = path.Dir(p)
	}
	if p == "." {
		return ""
	}
	return p + "/"
}

// assets gives the files that are copied their addresses.
func assets(files []file, incidents []*incident.Incident) []Asset {
	bundles := map[string]string{} // folder of an index.md → address of its page
	for _, in := range incidents {
		if path.Base(in.Source.File) == "index.md" {
			bundles[path.Dir(in.Source.File)] = "incidents/" + in.ID
		}
	}
	var list []Asset
	for _, f := range files {
		a := Asset{Path: Address(f.path), Source: f.path, Size: f.info.Size(), ModTime: f.info.ModTime()}
		for dir := path.Dir(f.path); dir != Root && dir != "."; dir = path.Dir(dir) {
			if page, ok := bundles[dir]; ok {
				a.Path = page + chars.Compose(strings.TrimPrefix(f.path, dir))
				break
			}
		}
		list = append(list, a)
	}
	return list
}

// unique drops incidents whose id another incident has and reports them. Ids that
// differ only in case or in Unicode normalization are the same: on some file systems
// they are one file. Of two incidents, the one that began earlier keeps the id, since
// others may link to it already; of two that began together, the first by name.
func (c *Content) unique() (problems diag.List) {
	first := make(map[string]*incident.Incident, len(c.Incidents))
	for _, in := range c.Incidents {
		key := chars.Fold(in.ID)
		if other := first[key]; other == nil || in.Updates[0].At.Before(other.Updates[0].At) {
			first[key] = in
		}
	}
	c.Incidents = slices.DeleteFunc(c.Incidents, func(in *incident.Incident) bool {
		older := first[chars.Fold(in.ID)]
		if older == in {
			return false
		}
		problems = append(problems, sameID(in, older))
		c.Broken++
		return true
	})
	return append(problems, c.apart()...)
}

// sameID reports an incident that has the id of an older one.
func sameID(in, older *incident.Incident) diag.Diagnostic {
	d := diag.Diagnostic{
		Pos:  in.Source,
		Text: "the id " + in.ID + " is already that of " + older.Source.File + ", which began earlier",
		Hint: "rename this file, or add a line id: with an id of its own",
	}
	if in.Updates[0].At.Equal(older.Updates[0].At) {
		d.Text = "the id " + in.ID + " is already that of " + older.Source.File
	}
	switch {
	case in.ID == older.ID && in.Source.File != older.Source.File && chars.Compose(in.Source.File) == chars.Compose(older.Source.File):
		d.Text += "; the names of the files look the same, but the accents of one are separate characters (Unicode normalization)"
	case in.ID != older.ID:
		d.Text = "the id " + in.ID + " differs from " + older.ID + " of " + older.Source.File + " only in upper and lower case, which some file systems do not distinguish"
	}
	return d
}

// apart leaves out incidents whose id is that of an occurrence of a series, and
// reports them.
func (c *Content) apart() (problems diag.List) {
	var series []*incident.Incident
	for _, in := range c.Incidents {
		if in.Repeat != nil {
			series = append(series, in)
		}
	}
	for _, s := range series {
		c.Incidents = slices.DeleteFunc(c.Incidents, func(in *incident.Incident) bool {
			if !s.Occurs(in.ID) {
				return false
			}
			problems = append(problems, diag.Diagnostic{
				Pos:  in.Source,
				Text: "the id " + in.ID + " is that of a window of " + s.Source.File + " already",
				Hint: "add the day to except: there, if this file is to tell of it; else give this one a line id: of its own",
			})
			c.Broken++
			return true
		})
	}
	return problems
}

func sortPages(pages []*Page) {
	slices.SortStableFunc(pages, func(a, b *Page) int {
		if a.Weight != b.Weight {
			return a.Weight - b.Weight
		}
		return strings.Compare(a.Title, b.Title)
	})
}
