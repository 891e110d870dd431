// Package theme reads a theme: templates that render the views of package
// site, and assets that go along.
//
// A theme is a folder with templates/*.html, assets/** and static/**. A site's own,
// themes/NAME/, is laid over the built-in one file by file: what it does not
// have is taken from there. Templates are those of html/template, and no Go
// toolchain is needed to change them. docs/themes.md lists the templates, what
// each is given, and the functions.
package theme

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"slices"
	"strings"

	"statuary/internal/diag"
	"statuary/internal/fswalk"
	"statuary/internal/i18n"
	"statuary/themes"
)

// Options of a theme.
type Options struct {
	Name     string           // of the folder under themes/; empty is "default"
	Root     string           // path of the home page: "/status/"
	Language string           // a tag of BCP 47; empty is English
	Accent   Accent           // a site's own colour of links
	Funcs    template.FuncMap // more functions for templates; they must be pure
}

// Loader loads a theme, and gives the same one again while its files are the
// same.
type Loader struct {
	options Options
	digest  [sha256.Size]byte
	theme   *Theme
}

// Theme is a set of templates and assets. It may be used by several goroutines.
type Theme struct {
	pages  map[string]*template.Template
	assets []Asset
	urls   map[string]string // asset → address from the host's root
	light  Colours
	faint  []Faint
	words  *i18n.Language
	cache  cache
}

// Asset is a file that is published with the pages. In assets/, the names of
// style sheets and scripts hold a digest, so that they can be cached for ever.
// What other sites refer to is in static/, and is published by the name it has.
type Asset struct {
	Path   string // "assets/style.0a1b2c3d4e.css", "embed/script.js"
	Source string // the file of the theme: "themes/default/static/embed/script.js"
	Data   []byte
}

// Assets lists the theme's assets by path.
func (t *Theme) Assets() []Asset { return t.assets }

// Colours gives those of the light scheme. What the theme does not set is as in
// the built-in one.
func (t *Theme) Colours() Colours { return t.light }

// Faint lists where the accent can't be read.
func (t *Theme) Faint() []Faint { return t.faint }

// file is a file of a theme.
type file struct {
	name   string // below the theme's folder
	origin string // what a person knows it by
	data   []byte
}

// Load loads the theme of a site. The list names what is wrong with it; then
// there is no theme.
func (l *Loader) Load(site fs.FS, o Options) (*Theme, diag.List, error) {
	files, problems, err := read(site, o.Name)
	if err != nil || problems.HasErrors() {
		return nil, problems, err
	}
	h := sha256.New()
	for _, f := range files {
		fmt.Fprintf(h, "%s\x00%s\x00%d\x00", f.name, f.origin, len(f.data))
		h.Write(f.data)
	}
	digest := [sha256.Size]byte(h.Sum(nil))
	if l.theme != nil && l.digest == digest && l.options.Name == o.Name && l.options.Root == o.Root && l.options.Language == o.Language && l.options.Accent == o.Accent && sameFuncs(l.options.Funcs, o.Funcs) {
		return l.theme, nil, nil
	}
	t, problems := build(files, o)
	if problems.HasErrors() {
		return nil, problems, nil
	}
	l.options, l.digest, l.theme = o, digest, t
	return t, problems, nil
}

// sameFuncs compares the maps themselves: functions can't be compared.
func sameFuncs(a, b template.FuncMap) bool {
	return fmt.Sprintf("%p", a) == fmt.Sprintf("%p", b)
}

// read collects the files of the built-in theme and those laid over them.
func read(site fs.FS, name string) ([]file, diag.List, error) {
	byName := map[string]file{}
	collect := func(fsys fs.FS, dir, origin string) (problems diag.List, err error) {
		links, walkErr := fswalk.Walk(fsys, dir, fswalk.Options{Ignored: ignored}, func(name string, _ fs.FileInfo) {
			data, readErr := fs.ReadFile(fsys, name)
			if readErr != nil {
				problems = append(problems, diag.Diagnostic{Pos: diag.Pos{File: name}, Text: "the file can't be read: " + diag.Reason(readErr)})
				return
			}
			if dir != "." {
				name = strings.TrimPrefix(name, dir+"/")
			}
			byName[name] = file{name, path.Join(origin, name), data}
		})
		return append(problems, links...), walkErr
	}
	if _, err := collect(themes.Default(), ".", "built-in theme"); err != nil {
		return nil, nil, err
	}
	dir := path.Join("themes", name)
	if name == "" {
		dir = "themes/default"
	}
	problems, err := collect(site, dir, dir)
	switch {
	case errors.Is(err, fs.ErrNotExist) && name != "":
		return nil, diag.List{{
			Pos:  diag.Pos{File: "config.toml"},
			Text: fmt.Sprintf("there is no theme %q", name),
			Hint: "make a folder " + dir + ", or delete the line theme",
		}}, nil
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return nil, nil, err
	}
	files := make([]file, 0, len(byName))
	for _, f := range byName {
		files = append(files, f)
	}
	slices.SortFunc(files, func(a, b file) int { return strings.Compare(a.name, b.name) })
	return files, problems, nil
}

// ignored reports whether a file is no part of a theme by its name: hidden
// files and folders, and the copies that editors keep.
func ignored(name string) bool {
	return strings.HasPrefix(path.Base(name), ".") || strings.HasSuffix(name, "~")
}

// build parses the templates and names the assets.
func build(files []file, o Options) (*Theme, diag.List) {
	t := &Theme{pages: map[string]*template.Template{}, urls: map[string]string{}}
	t.paint(files, o.Accent)
	for _, f := range files {
		if rest, ok := strings.CutPrefix(f.name, "static/"); ok {
			t.assets = append(t.assets, Asset{Path: rest, Source: f.origin, Data: f.data})
		}
		if rest, ok := strings.CutPrefix(f.name, "assets/"); ok {
			a := Asset{Path: "assets/" + fingerprinted(rest, f.data), Source: f.origin, Data: f.data}
			t.assets = append(t.assets, a)
			t.urls[rest] = o.Root + a.Path
		}
	}
	language, wrong := languageOf(files, o.Language)
	if wrong != nil {
		return nil, wrong
	}
	t.words = language
	master := template.New("").Funcs(t.funcs(o)).Option("missingkey=error")
	var problems diag.List
	var pages []file
	for _, f := range files {
		name, ok := strings.CutPrefix(f.name, "templates/")
		if !ok || !strings.HasSuffix(name, ".html") {
			continue
		}
		if !strings.Contains(name, "/") {
			pages = append(pages, f)
			continue
		}
		if err := parse(master, name, f); err != nil {
			problems = append(problems, problem(err, files))
		}
	}
	for _, f := range pages {
		name := strings.TrimPrefix(f.name, "templates/")
		page, err := master.Clone()
		if err == nil {
			err = parse(page, name, f)
		}
		if err != nil {
			problems = append(problems, problem(err, files))
			continue
		}
		t.pages[name] = page
	}
	t.cache.files = files
	if len(problems) > 0 {
		return nil, problems
	}
	partials, err := master.Clone()
	if err != nil {
		return nil, diag.List{problem(err, files)}
	}
	t.cache.partials = partials
	return t, nil
}

// parse adds a file to a set. It is parsed under the name that a person knows
// it by, which errors then say, and stands under the short one, which other
// templates call it by.
func parse(set *template.Template, name string, f file) error {
	t, err := set.New(f.origin).Parse(string(f.data))
	if err != nil {
		return err
	}
	_, err = set.AddParseTree(name, t.Tree)
	return err
}

// fingerprinted puts a digest into the names of style sheets and scripts.
// Other assets keep theirs, since style sheets refer to them by it.
func fingerprinted(name string, data []byte) string {
	ext := path.Ext(name)
	if ext != ".css" && ext != ".js" {
		return name
	}
	sum := sha256.Sum256(bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n")))
	return strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:5]) + ext
}
