package pages

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"statuary/internal/chars"
	"statuary/internal/config"
	"statuary/internal/content"
	"statuary/internal/diag"
	"statuary/internal/history"
	"statuary/internal/incident"
	"statuary/internal/pages/route"
)

// Addresses finds output files that cannot exist together: two with one path, or a
// file whose path is a folder of another. Paths that differ only in case or in
// Unicode normalization are the same, as on many file systems.
//
// First add the addresses that files of the site claim, with [Addresses.Content] and
// [Addresses.Copy]. They are few, and each has its file. Then compare every planned page
// with them, with [Addresses.Planned]. The plan is the only list of generated files.
type Addresses struct {
	files    map[string]*claim // by folded path
	folders  map[string]*claim // the first claim of a file in the folder
	heads    map[string]bool   // the first folders of all claims, folded: see head
	reported map[reportKey]bool
	problems diag.List
	rivals   []string // of each problem: the file of content/ that has the address, or ""

	incidents []*incident.Incident // of the content that was added last

	// Tags reserves /tags/ for pages of tags.
	Tags bool

	// Line returns the place of an alias in its file. It may be nil.
	Line func(file, alias string) diag.Pos
}

// claim is an address that a file of the site claims.
type claim struct {
	kind  claimKind
	pos   diag.Pos // of the file; the line of an alias is looked up when it is reported
	alias string   // of an alias, as written in the file
	path  string
}

type claimKind uint8

const (
	ownPage claimKind = iota // an incident or a page
	copied                   // a file of content/ that is copied
	alias
	themeFile
)

// reportKey keeps a conflict from being reported once for each language.
type reportKey struct {
	file, alias string
}

// fold returns a path in a form in which paths that are the same on some file systems
// are equal.
func fold(p string) string {
	return chars.Fold(p)
}

// Content adds the addresses of incidents and pages and their aliases, below prefix:
// "", or "fr/" for the site in another language. Pages come before aliases, and of two
// files with one alias, the one whose incident has the older last update is reported, so
// that the newer one can be published without it.
func (a *Addresses) Content(prefix string, c *content.Content, h *history.History) {
	a.incidents = c.Incidents
	announced := make(map[string]bool, len(h.Entries))
	for _, i := range h.Entries {
		announced[i.Source.File] = true
	}
	for _, i := range c.Incidents {
		if strings.HasSuffix(strings.ToLower(i.ID), ".json") {
			a.report(&claim{kind: ownPage, pos: i.Source}, nil, "has the id "+i.ID+", which ends in .json like the documents of incidents", "rename the file, or add a line id: with another one")
		}
		// The plan has the others. One that is dated in the future is not in it yet.
		if !announced[i.Source.File] && i.Repeat == nil {
			a.claim(&claim{kind: ownPage, pos: i.Source, path: prefix + route.IncidentFolder(i.ID) + "index.html"})
		}
	}
	for _, d := range c.Pages {
		a.claim(&claim{kind: ownPage, pos: d.Source, path: prefix + d.Path + "index.html"})
	}
	var aliased []*incident.Incident
	for _, i := range c.Incidents {
		if len(i.Aliases) > 0 {
			aliased = append(aliased, i)
		}
	}
	slices.SortStableFunc(aliased, func(x, y *incident.Incident) int {
		return cmp.Or(y.Updates[len(y.Updates)-1].At.Compare(x.Updates[len(x.Updates)-1].At), strings.Compare(x.Source.File, y.Source.File))
	})
	for _, i := range aliased {
		for _, at := range i.Aliases {
			a.claim(&claim{kind: alias, pos: i.Source, alias: at, path: prefix + route.AliasFile(at)})
		}
	}
	for _, d := range c.Pages {
		for _, at := range d.Aliases {
			a.claim(&claim{kind: alias, pos: d.Source, alias: at, path: prefix + route.AliasFile(at)})
		}
	}
}

// Copy adds a file that is copied. Do not add a file of the theme that a file of
// content/ with the same path replaces.
func (a *Addresses) Copy(at, source string, ofTheme bool) {
	kind := copied
	if ofTheme {
		kind = themeFile
	}
	a.claim(&claim{kind: kind, pos: diag.Pos{File: source}, path: at})
}

// claim adds an address, or reports that another file has it.
func (a *Addresses) claim(c *claim) {
	if a.files == nil {
		a.files, a.folders, a.heads = map[string]*claim{}, map[string]*claim{}, map[string]bool{}
	}
	key := fold(c.path)
	if longPart(c.path) {
		a.report(c, nil, "has a name of more than 255 bytes, which no file system can hold", "shorten it")
		return
	}
	if c.kind != alias && a.Tags && strings.HasPrefix(key, route.TagsFolder) {
		a.report(c, nil, "would be at /"+displayPath(c.path)+", which is reserved for the pages of tags", "rename the file, or turn off the pages of tags with tags = false in [outputs] of config.toml")
		return
	}
	if c.kind != alias && reservedForHistory(key) {
		a.report(c, nil, "would be at /"+displayPath(c.path)+", where Statuary puts a part of the history sooner or later", "rename the file")
		return
	}
	if c.kind != alias && strings.HasPrefix(key+"/", previewFolder) { // of an alias, package incident reports it
		a.report(c, nil, "would be at /"+displayPath(c.path)+", where the preview has its own files", "rename the file or its folder")
		return
	}
	other := a.files[key]
	if other == nil {
		other = a.folders[key]
	}
	for dir := parent(key); dir != "" && other == nil; dir = parent(dir) {
		other = a.files[dir]
	}
	if other != nil {
		a.collide(c, other)
		return
	}
	a.files[key] = c
	a.heads[head(key)] = true
	for dir := parent(key); dir != "" && a.folders[dir] == nil; dir = parent(dir) {
		a.folders[dir] = c
	}
}

// collide reports the claim that came second or, if that is a file of the theme, the
// one of content/: a file can be skipped, and the theme can't.
func (a *Addresses) collide(c, other *claim) {
	if c.kind == themeFile && other.kind != themeFile {
		c, other = other, c
	}
	pos := other.pos
	if other.kind == alias {
		pos = a.line(other)
	}
	var what string
	switch same := other.pos.File == c.pos.File; {
	case same && other.kind == alias:
		a.report(c, nil, "is in the list twice", "delete one of the two")
		return
	case same:
		a.report(c, nil, "is the address of this file itself", "delete the alias")
		return
	case other.kind == alias:
		what = fmt.Sprintf("is also an alias of %s", pos)
	case c.kind == alias:
		what = fmt.Sprintf("is the address of %s", pos)
	default:
		what = fmt.Sprintf("would be at /%s, and so would %s", displayPath(c.path), pos)
	}
	if fold(c.path) != fold(other.path) {
		what += fmt.Sprintf(", but /%s cannot be a file and a folder at once", displayPath(shorter(c.path, other.path)))
	} else if c.path != other.path {
		what += fmt.Sprintf(" (/%s; on many file systems, the two are the same)", displayPath(other.path))
	}
	hint := "rename one of the two"
	if c.kind == alias {
		hint = "delete the alias from one of the two files"
		if other.kind != alias {
			hint = "delete the alias"
		}
	}
	a.report(c, other, what, hint)
}

// Planned compares a planned page with the claims of files, and reports whether a copied
// file replaces it, so that the page must be dropped. An address that is reserved for
// later is compared as well: the build must not fail when the file is needed.
func (a *Addresses) Planned(prefix string, p Page) (replaced bool) {
	if p.reserved != "" {
		a.Planned(prefix, Page{Path: path.Dir(p.Path) + "/" + p.reserved, Source: p.Source})
	}
	if len(p.Path) > 255 && !p.Alias && longPart(p.Path) {
		pos := diag.Pos{File: cmp.Or(p.Source, config.File)}
		a.report(&claim{kind: ownPage, pos: pos}, nil, "would be at /"+displayPath(prefix+p.Path)+", which has a name of more than 255 bytes; no file system can hold it", "give it a shorter id")
	}
	if len(a.files) == 0 || p.Alias {
		return false // aliases are claims
	}
	if first := fold(head(prefix + p.Path)); first != "" && !a.heads[first] && a.files[first] == nil && a.files[parent(first)] == nil {
		return false // most pages are in a folder that no file of the site is in
	}
	key := fold(prefix + p.Path)
	c := a.files[key]
	for dir := parent(key); dir != "" && c == nil; dir = parent(dir) {
		c = a.files[dir]
	}
	if c == nil {
		c = a.folders[key]
	}
	switch {
	case c == nil || c.kind == ownPage && c.pos.File == p.Source:
		return false
	case p.Source != "" && a.reported[reportKey{p.Source, ""}]:
		return false // its address was taken when it was claimed
	case p.Replaceable && (c.kind == copied || c.kind == themeFile) && c.path == prefix+p.Path:
		return true
	}
	what := "which Statuary generates"
	if p.Source != "" {
		what = "which belongs to " + a.place(p.Source)
	}
	if fold(c.path) != key {
		what = fmt.Sprintf("but /%s, %s, cannot be a file and a folder at once", displayPath(prefix+p.Path), what)
		if len(c.path) < len(prefix+p.Path) {
			what = fmt.Sprintf("but /%s cannot be a file and a folder at once, and /%s is needed", c.path, displayPath(prefix+p.Path))
		}
	}
	if c.kind == alias {
		a.report(c, &claim{pos: diag.Pos{File: p.Source}}, strings.Replace("is an address "+what, "address which", "address that", 1), "delete the alias")
	} else {
		a.report(c, &claim{pos: diag.Pos{File: p.Source}}, "would be at /"+displayPath(c.path)+", "+what, "rename the file")
	}
	return false
}

// SameAddress reports whether two pages claim the same address for the same file.
func SameAddress(a, b Page) bool {
	return a.Path == b.Path && a.Source == b.Source && a.Alias == b.Alias && a.Replaceable == b.Replaceable && a.reserved == b.reserved
}

// place returns the file and line of an incident by its file.
func (a *Addresses) place(file string) string {
	for _, i := range a.incidents {
		if i.Source.File == file {
			return i.Source.String()
		}
	}
	return file
}

// Folders reports aliases in folders that have planned pages: a free address there may
// be taken later.
func (a *Addresses) Folders(folders map[string]bool) {
	for _, key := range slices.Sorted(maps.Keys(a.files)) {
		c := a.files[key]
		top, _, nested := strings.Cut(key, "/")
		if c.kind == alias && nested && folders[top] && top != "incidents" {
			a.report(c, nil, "is in /"+top+"/, a folder that Statuary fills by itself", "delete the alias")
		}
	}
}

// Language reports files of content/ in the folder of the site in another language.
func (a *Addresses) Language(tag string) {
	for _, key := range slices.Sorted(maps.Keys(a.files)) {
		c := a.files[key]
		if c.kind != alias && c.kind != themeFile && strings.HasPrefix(key, chars.Fold(tag)+"/") {
			a.report(c, nil, "would be at /"+displayPath(c.path)+", where the site in the language "+tag+" is", "rename the file")
		}
	}
}

// Problems returns the reported problems.
func (a *Addresses) Problems() diag.List { return a.problems }

// Skipped returns the files of content/ to skip, so that the others can be published. A file that
// only conflicts with a skipped one is not skipped: without that, its address is free. Plan the
// rest again, because a conflict with a file that is not skipped may have been hidden.
func (a *Addresses) Skipped() map[string]bool {
	skipped := map[string]bool{}
	for i, d := range a.problems {
		if a.rivals[i] == "" && ofContent(d.File) {
			skipped[d.File] = true
		}
	}
	if len(skipped) > 0 {
		return skipped
	}
	for i, d := range a.problems {
		if ofContent(d.File) && !skipped[a.rivals[i]] {
			skipped[d.File] = true
		}
	}
	return skipped
}

func ofContent(file string) bool { return strings.HasPrefix(file, content.Folder+"/") }

// report adds a problem of a claim. other is the claim that has the address; nil if no file has it.
func (a *Addresses) report(c, other *claim, what, hint string) {
	key := reportKey{c.pos.File, c.alias}
	if a.reported == nil {
		a.reported = map[reportKey]bool{}
	}
	if a.reported[key] {
		return
	}
	a.reported[key] = true
	d := diag.Diagnostic{Pos: c.pos, Text: "the file " + what, Hint: hint}
	switch c.kind {
	case ownPage:
		d.Text = "the page " + what
	case alias:
		d.Pos, d.Text = a.line(c), fmt.Sprintf("the alias %s %s", c.alias, what)
	}
	rival := ""
	if other != nil && ofContent(other.pos.File) {
		rival = other.pos.File
	}
	a.problems, a.rivals = append(a.problems, d), append(a.rivals, rival)
}

func (a *Addresses) line(c *claim) diag.Pos {
	if a.Line == nil {
		return c.pos
	}
	return a.Line(c.pos.File, c.alias)
}
