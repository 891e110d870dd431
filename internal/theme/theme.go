// Package theme loads a theme: the templates that render the views of package pages, and assets
// such as style sheets and scripts.
//
// A theme is a folder with templates/*.html, assets/** and static/**. The files of a site's own
// theme, themes/NAME/, replace those of the built-in theme; files that it does not have come from
// the built-in theme. Templates are html/template, so nobody needs a Go toolchain to change them.
// docs/themes.md lists the templates, their data and the functions.
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
	"text/template/parse"

	"statuary/internal/diag"
	"statuary/internal/fswalk"
	"statuary/internal/i18n"
	"statuary/themes"
)

// Options are the options of a theme.
type Options struct {
	Name     string           // folder below themes/; empty for "default"
	Root     string           // path of the home page, such as "/status/"
	Language string           // BCP 47 tag; empty for English
	Look     string           // "stone", "plain" or "signal"; empty for "stone"
	Accent   Accent           // the site's own colour of links
	Font     Font             // the site's own font of titles and postmortems
	Funcs    template.FuncMap // more functions for templates; they must be pure
}

// Loader loads a theme, and returns the same one again until its files or options change.
type Loader struct {
	options Options
	digest  [sha256.Size]byte
	theme   *Theme
}

// Theme is a set of templates and assets. It is safe for use by several goroutines.
type Theme struct {
	files       []file
	funcs       template.FuncMap
	empty       *template.Template     // a set with the functions, which is faster to copy than to make
	trees       map[string]*parse.Tree // of the partials
	pages       map[string]*source
	partials    map[string]*source
	assets      []Asset
	urls        map[string]string // by name in assets/: the URL path
	light       Colours
	lowContrast []LowContrast
	language    *i18n.Language
	cache       cache
	digest      [sha256.Size]byte
}

// Asset is a file that is published with the pages. Style sheets and scripts of assets/ get a
// digest in their names, so that browsers can cache them for ever. Files of static/, which other
// sites refer to, keep their names.
type Asset struct {
	Path   string // output path: "assets/style.0a1b2c3d4e.css", "embed/script.js"
	Source string // path in the site's folder: "themes/default/static/embed/script.js"
	Data   []byte
}

// Assets returns the theme's assets, sorted by path.
func (t *Theme) Assets() []Asset { return t.assets }

// Colours returns the colours of the light scheme. Those that the theme does not set are the
// built-in ones.
func (t *Theme) Colours() Colours { return t.light }

// Digest returns a digest of the theme's files, those of the built-in one included.
func (t *Theme) Digest() [sha256.Size]byte { return t.digest }

// LowContrast returns the backgrounds on which the accent is hard to read.
func (t *Theme) LowContrast() []LowContrast { return t.lowContrast }

// file is a file of a theme.
type file struct {
	name   string // below the theme's folder
	origin string // as messages show it: the path in the site's folder, or "built-in theme/…"
	data   []byte
}

// Load loads the theme of a site. If the diagnostics contain errors, it returns no theme.
func (l *Loader) Load(site fs.FS, o Options) (*Theme, diag.List, error) {
	files, problems, err := read(site, o.Name)
	if err != nil || problems.HasErrors() {
		return nil, problems, err
	}
	digest := digestOf(files)
	if l.theme != nil && l.digest == digest && l.options.Name == o.Name && l.options.Root == o.Root && l.options.Language == o.Language && l.options.Look == o.Look && l.options.Accent == o.Accent && l.options.Font == o.Font && sameFuncs(l.options.Funcs, o.Funcs) {
		return l.theme, nil, nil
	}
	t, problems := build(files, o)
	if problems.HasErrors() {
		return nil, problems, nil
	}
	t.digest = digest
	l.options, l.digest, l.theme = o, digest, t
	return t, problems, nil
}

// Digest returns the digest that a theme would have if it were loaded now, or zero if it can't be
// read.
func Digest(site fs.FS, name string) [sha256.Size]byte {
	files, problems, err := read(site, name)
	if err != nil || problems.HasErrors() {
		return [sha256.Size]byte{}
	}
	return digestOf(files)
}

func digestOf(files []file) [sha256.Size]byte {
	h := sha256.New()
	for _, f := range files {
		fmt.Fprintf(h, "%s\x00%s\x00%d\x00", f.name, f.origin, len(f.data))
		h.Write(f.data)
	}
	return [sha256.Size]byte(h.Sum(nil))
}

// sameFuncs compares the maps by identity, because functions cannot be compared.
func sameFuncs(a, b template.FuncMap) bool {
	return fmt.Sprintf("%p", a) == fmt.Sprintf("%p", b)
}

// read returns the files of the built-in theme, overridden by those of the site's theme.
func read(site fs.FS, name string) ([]file, diag.List, error) {
	byName := map[string]file{}
	collect := func(fsys fs.FS, dir, origin string) (problems diag.List, err error) {
		links, walkErr := fswalk.Walk(fsys, dir, fswalk.Options{Ignored: ignored}, func(name string, _ fs.FileInfo) {
			data, readErr := fs.ReadFile(fsys, name)
			if readErr != nil {
				problems = append(problems, diag.Diagnostic{Pos: diag.Pos{File: name}, Text: "the file can't be read: " + diag.Reason(readErr), Hint: "change its permissions, or move it out of the theme"})
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
			Text: fmt.Sprintf("unknown theme %q", name),
			Hint: "create the folder " + dir + ", or delete the line theme",
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

// ignored reports whether the name of a file excludes it from the theme: hidden files and folders,
// and backups of editors.
func ignored(name string) bool {
	return strings.HasPrefix(path.Base(name), ".") || strings.HasSuffix(name, "~")
}

// build parses the templates and names the assets.
func build(files []file, o Options) (*Theme, diag.List) {
	t := &Theme{pages: map[string]*source{}, partials: map[string]*source{}, urls: map[string]string{}}
	files = joinSheets(files, o.Look)
	t.applyBrand(files, o)
	for _, f := range files {
		if rest, ok := strings.CutPrefix(f.name, "static/"); ok {
			t.assets = append(t.assets, Asset{Path: rest, Source: f.origin, Data: f.data})
		}
		if rest, ok := strings.CutPrefix(f.name, "assets/"); ok {
			if script, ok := themes.Minified(f.name, f.data); ok {
				f.data = script
			}
			a := Asset{Path: "assets/" + fingerprinted(rest, f.data), Source: f.origin, Data: f.data}
			t.assets = append(t.assets, a)
			t.urls[rest] = o.Root + a.Path
		}
	}
	language, wrong := loadLanguage(files, o.Language)
	if wrong != nil {
		return nil, wrong
	}
	t.language = language
	t.files, t.funcs = files, t.functions(o)
	t.empty = template.New("").Funcs(t.funcs).Option("missingkey=error")
	problems := t.parse()
	if len(problems) > 0 {
		return nil, problems
	}
	return t, nil
}

// parse parses the templates: the partials first, because errors in them are reported first.
func (t *Theme) parse() (problems diag.List) {
	partials := t.newSet()
	var pages []file
	for _, f := range t.files {
		name, ok := strings.CutPrefix(f.name, "templates/")
		if !ok || !strings.HasSuffix(name, ".html") {
			continue
		}
		if !strings.Contains(name, "/") {
			pages = append(pages, f)
		} else if err := parseFile(partials, name, f); err != nil {
			problems = append(problems, templateProblem(err, t.files))
		}
	}
	t.trees = treesOf(partials)
	for name, tree := range t.trees {
		t.fold(tree)
		t.partials[name] = &source{name: name}
	}
	for _, f := range pages {
		name := strings.TrimPrefix(f.name, "templates/")
		page := t.newSet() // pages define templates of the same names
		if err := parseFile(page, name, f); err != nil {
			problems = append(problems, templateProblem(err, t.files))
		}
		t.pages[name] = &source{name: name, own: treesOf(page)}
	}
	return problems
}

// newSet returns an empty set of templates.
func (t *Theme) newSet() *template.Template {
	return template.Must(t.empty.Clone()) // it is never executed
}

// treesOf returns the templates of a set.
func treesOf(set *template.Template) map[string]*parse.Tree {
	trees := map[string]*parse.Tree{}
	for _, one := range set.Templates() {
		if one.Tree != nil { // the set itself is not a template
			trees[one.Name()] = one.Tree
		}
	}
	return trees
}

// parseFile adds a file to a template set. It is parsed under its origin, so that errors show that, and
// added under the short name, by which other templates call it.
func parseFile(set *template.Template, name string, f file) error {
	t, err := set.New(f.origin).Parse(string(f.data))
	if err != nil {
		return err
	}
	_, err = set.AddParseTree(name, t.Tree)
	return err
}

// fingerprinted adds a digest to the names of style sheets and scripts. Other assets keep their
// names, because style sheets refer to them.
func fingerprinted(name string, data []byte) string {
	ext := path.Ext(name)
	if ext != ".css" && ext != ".js" {
		return name
	}
	sum := sha256.Sum256(bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n")))
	return strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:5]) + ext
}
