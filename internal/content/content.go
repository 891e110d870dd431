// Package content reads the folder content/ of a site: incidents, pages, and the other files in it.
//
//	content/incidents/**/*.md   one incident each
//	content/pages/**/*.md       pages: about.md is /about/
//	content/**                  any other file is copied
//
// The path of a file below content/incidents, content/pages or content is its address. If a folder
// contains an index.md, the folder is the page, and the other files in it are published below that
// page.
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
	"statuary/internal/fingerprint"
	"statuary/internal/fswalk"
	"statuary/internal/incident"
)

// The folders of a site that are read.
const (
	Folder    = "content"
	Incidents = "content/incidents"
	Pages     = "content/pages"
)

// Content is the content of a site.
type Content struct {
	Incidents []*incident.Incident // in the order of their file names
	Pages     []*Page
	Assets    []Asset
	Broken    int // number of files skipped because of errors

	// Sums has digests of the files of incidents. Those that are read without a cache have none.
	Sums map[*incident.Incident]fingerprint.Sum

	// State is a digest of all files, or zero if there is no cache.
	State fingerprint.Sum

	// TranslatedIncidents and TranslatedPages are the translation files as parsed: only their texts
	// are used, not their facts.
	TranslatedIncidents []*incident.Incident
	TranslatedPages     []*Page

	translated map[string]map[any]any // language → original → translation
	languages  map[string][]string    // file → languages
	others     map[string]string      // translation file → file of its original
}

// Page is a page that is not about an incident. It is immutable once parsed.
type Page struct {
	Path        string // address below the site's base URL: "about/"
	Title       string
	Description string
	Body        string // Markdown
	Language    string // language of the translation; empty: the texts are those of its own file
	Weight      int    // pages are listed by weight, then by title
	Draft       bool
	Aliases     []string          // former addresses, each with a leading slash
	Ignore      map[string]string // rules of check that this file silences, each with the reason
	Source      diag.Pos
}

// Asset is a file that is copied.
type Asset struct {
	Path    string // address below the site's base URL: "incidents/x/chart.png"
	Source  string // path in the site's folder
	Size    int64
	ModTime time.Time
}

// file is a file that was found, with the information that decides whether it must be read again.
type file struct {
	path string
	info fs.FileInfo
}

// walk calls visit for each file below content/, in the order of their names, and skips temporary
// files of editors. A missing folder counts as empty.
func walk(site fs.FS, visit func(file)) (diag.List, error) {
	problems, err := fswalk.Walk(site, Folder, fswalk.Options{Ignored: Hidden, BadName: badName}, func(name string, info fs.FileInfo) { visit(file{name, info}) })
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return problems, err
}

// IncidentFiles returns the files of incidents, in the order of their names and without
// translations. It reads no file. Problems with the folder are left to Load.
func IncidentFiles(site fs.FS, languages []string) (names []string, err error) {
	_, err = walk(site, func(f file) {
		if _, _, translated := Translates(f.path, languages); f.kind() == Incidents && !translated {
			names = append(names, f.path)
		}
	})
	return names, err
}

// badName returns the first character of a file's name that can't be in an address, or an empty
// string.
func badName(name string) string {
	for i, r := range name {
		if r == utf8.RuneError && !strings.HasPrefix(name[i:], "\ufffd") || chars.Forbidden(r) || r == '\n' || r == '\r' || r == '\t' {
			return chars.Name(r)
		}
	}
	return ""
}

// Ignored reports whether files with this name are not content: hidden files, and the backup, lock,
// trial and swap files of editors.
func Ignored(name string) bool {
	return strings.HasPrefix(name, ".") || strings.HasPrefix(name, "#") || strings.HasSuffix(name, "~") ||
		strings.HasSuffix(name, ".swp") || strings.HasSuffix(name, ".tmp") ||
		strings.HasSuffix(name, "___jb_tmp___") || strings.HasSuffix(name, "___jb_old___") || name == "4913" || // JetBrains, vim
		name == "Thumbs.db" || name == "desktop.ini"
}

// kind returns Incidents, Pages, or an empty string for a file that is copied.
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

// Address returns the address of a file of content/ that is not a page of its own, below the site's
// base URL. It is in Unicode's form NFC, as links and ids are.
func Address(name string) string {
	name = chars.Compose(name)
	if rest, ok := strings.CutPrefix(name, Pages+"/"); ok {
		return rest
	}
	return strings.TrimPrefix(name, Folder+"/")
}

// pagePath returns the address of a page from its file's name.
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

// assets returns the files that are copied, with their addresses.
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
		for dir := path.Dir(f.path); dir != Folder && dir != "."; dir = path.Dir(dir) {
			if page, ok := bundles[dir]; ok {
				a.Path = page + chars.Compose(strings.TrimPrefix(f.path, dir))
				break
			}
		}
		list = append(list, a)
	}
	return list
}

// unique drops incidents whose id another incident has, and reports them. Ids that differ only in
// case or in Unicode normalization are the same: on some file systems they are one file. The
// incident that began earlier keeps the id, since others may link to it already; if both began at
// the same time, the first by name does.
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

// sameID returns the error for an incident that has the id of an older one.
func sameID(in, older *incident.Incident) diag.Diagnostic {
	d := diag.Diagnostic{
		Pos:  in.Source,
		Text: "the id " + in.ID + " is already used by " + older.Source.File + ", which began earlier",
		Hint: "rename this file, or add a line id: with another id",
	}
	if in.Updates[0].At.Equal(older.Updates[0].At) {
		d.Text = "the id " + in.ID + " is already used by " + older.Source.File
	}
	switch {
	case in.ID == older.ID && in.Source.File != older.Source.File && chars.Compose(in.Source.File) == chars.Compose(older.Source.File):
		d.Text += "; the names of the files look the same, but the accents of one are separate characters (Unicode normalization)"
	case in.ID != older.ID:
		d.Text = "the id " + in.ID + " differs from " + older.ID + " of " + older.Source.File + " only in upper and lower case, which some file systems do not distinguish"
	}
	return d
}

// apart drops incidents whose id is that of an occurrence of a series, and reports them.
func (c *Content) apart() (problems diag.List) {
	var series []*incident.Incident
	for _, in := range c.Incidents {
		if in.Repeat != nil {
			series = append(series, in)
		}
	}
	for _, s := range series {
		c.Incidents = slices.DeleteFunc(c.Incidents, func(in *incident.Incident) bool {
			if !s.HasOccurrence(in.ID) {
				return false
			}
			problems = append(problems, diag.Diagnostic{
				Pos:  in.Source,
				Text: "the id " + in.ID + " is already used by a window of " + s.Source.File,
				Hint: "add the day to except: there if this file describes that window; else add a line id: with another id",
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
