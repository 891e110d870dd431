package content

import (
	"bytes"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"statuary/internal/chars"
	"statuary/internal/diag"
)

// WellKnown is the folder for addresses that other programs expect (RFC 8615), such as
// security.txt. It is the only hidden folder that is published.
const WellKnown = Folder + "/.well-known"

// Hidden reports whether a file or folder of the site is not content because of its name.
func Hidden(name string) bool { return name != WellKnown && Ignored(path.Base(name)) }

// Extensions of Markdown files that other tools use, of plain text, and of copies that editors and
// tools leave behind.
var (
	markdownEndings = []string{".md", ".markdown", ".mdown", ".mdwn", ".mkd", ".mkdn", ".mkdown", ".mdx", ".mdtext", ".mdtxt", ".markdn", ".rmd", ".qmd"}
	textEndings     = []string{".txt", ".text"}
	copyEndings     = []string{".bak", ".orig", ".old", ".rej", ".save", ".backup", ".copy", ".mine", ".theirs", ".base", ".local", ".remote", ".swo"}
)

// meantName returns the name that a Markdown file should have, and whether it is a copy of one. The
// name is empty for other files.
func meantName(name string) (meant string, isCopy bool) {
	base := strings.TrimRight(name, " .")
	if rest, ok := cutEnding(base, copyEndings); ok {
		base, isCopy = rest, true
	} else if rest, ok := cutEnding(base, textEndings); ok {
		base = rest
		if _, ok := cutEnding(base, markdownEndings); !ok {
			return "", false
		}
	}
	rest, ok := cutEnding(base, markdownEndings)
	if !ok {
		return "", false
	}
	return rest + ".md", isCopy
}

// cutEnding removes one of the endings from a name, ignoring case.
func cutEnding(name string, endings []string) (rest string, ok bool) {
	for _, e := range endings {
		if n := len(name) - len(e); n > 0 && strings.EqualFold(name[n:], e) && name[n-1] != '/' {
			return name[:n], true
		}
	}
	return "", false
}

// look finds incidents and pages in places where Statuary does not read them. It reads only the
// beginning of files.
type look struct {
	site     fs.FS
	problems diag.List
	folders  map[string]bool // reported as a whole
}

// moveTo returns the hint to move a file to name. If name exists already, it suggests another one.
func (l *look) moveTo(name string) string {
	if _, err := fs.Stat(l.site, name); err == nil {
		return "move it to " + path.Dir(name) + "/ under another name: " + name + " exists already"
	}
	return "move it to " + name
}

func (l *look) report(name, text, hint string) {
	l.problems = append(l.problems, diag.Diagnostic{Pos: diag.Pos{File: name}, Text: text, Hint: hint})
}

func (l *look) warn(name, text, hint string) {
	l.report(name, text, hint)
	last := &l.problems[len(l.problems)-1]
	last.Warning, last.Rule = true, "stray-markdown"
}

// publishes reports whether a file of content/ that is neither an incident nor a page is copied,
// and reports files that are meant to be an incident or a page.
func (l *look) publishes(name string) bool {
	meant, isCopy := meantName(name)
	inPlace := strings.HasPrefix(name, Incidents+"/") || strings.HasPrefix(name, Pages+"/")
	ending := path.Ext(name)
	switch {
	case isCopy:
		l.warn(name, "a copy of a Markdown file is not published", "delete it, or rename it to end in .md if it is an incident or a page")
	case inPlace && meant != "":
		l.report(name, "Statuary does not read files ending in "+textBehind(name), "rename it to "+path.Base(meant))
	case inPlace && (ending == "" || slices.Contains(textEndings, strings.ToLower(ending))) && l.front(name) != nothing:
		l.report(name, "the file has front matter, but its name does not end in .md", "rename it to "+strings.TrimSuffix(path.Base(name), ending)+".md")
	case name == Incidents || name == Pages:
		l.report(name, "a file, where a folder is expected", "move it to another place")
	case inPlace || meant == "":
		return true
	default:
		return l.elsewhere(name, meant)
	}
	return false
}

// textBehind returns the extension of a misnamed file, for messages.
func textBehind(name string) string {
	base := path.Base(name)
	for _, e := range textEndings {
		if rest, ok := cutEnding(base, []string{e}); ok {
			return path.Ext(rest) + base[len(rest):]
		}
	}
	return path.Ext(base)
}

// elsewhere checks a Markdown file outside of content/incidents and content/pages, and reports
// whether it is copied.
func (l *look) elsewhere(name, meant string) bool {
	folder, first := topFolder(name)
	holds := l.front(name)
	to := map[kindOfText]string{anIncident: Incidents, aPage: Pages}[holds]
	if near := nearFolder(first); near != "" && holds != nothing {
		to = Folder + "/" + near
	}
	switch {
	case holds == nothing:
		l.warn(name, "a Markdown file that is neither an incident nor a page is copied unchanged", "move it to content/incidents/ or content/pages/")
		return true
	case nearFolder(first) != "":
		if !l.folders[folder] {
			l.folders[folder] = true
			l.report(name, "Statuary does not read the folder "+folder+"/", "move its files to "+to+"/")
		}
	case holds == anIncident:
		l.report(name, "an incident outside of "+Incidents+"/ is not read", l.moveTo(to+"/"+path.Base(meant)))
	default:
		l.report(name, "a page outside of "+Pages+"/ is not read", l.moveTo(to+"/"+path.Base(meant)))
	}
	return false
}

// topFolder returns the path of the folder of content/ that a file is in, and the folder's name.
func topFolder(name string) (folder, first string) {
	rest := strings.TrimPrefix(name, Folder+"/")
	first, _, ok := strings.Cut(rest, "/")
	if !ok {
		return Folder, ""
	}
	return Folder + "/" + first, first
}

// nearFolder returns the folder of content/ that a name was probably meant to be: "incidents",
// "pages" or none.
func nearFolder(name string) string {
	switch plain := strings.Trim(chars.Fold(chars.Plain(name)), " ._-"); {
	case plain == "":
	case plain == "incident" || len(plain) > 6 && diag.Slip(plain, "incidents"):
		return "incidents"
	case plain == "page" || len(plain) > 3 && plain[0] == 'p' && diag.Slip(plain, "pages"):
		return "pages"
	}
	return ""
}

// beside reports folders at the root of the site that should be in content/, if they contain
// incidents or pages.
func (l *look) beside() {
	entries, err := fs.ReadDir(l.site, ".")
	if err != nil {
		return // Load reports it if it matters
	}
	for _, e := range entries {
		name := e.Name()
		plain := chars.Fold(name)
		near := nearFolder(name)
		isContent := name != Folder && (plain == Folder || len(plain) > 4 && diag.Slip(plain, Folder))
		if !e.IsDir() || near == "" && !isContent {
			continue
		}
		const mostFiles = 200 // number of files to look at
		seen, found := 0, ""
		_ = fs.WalkDir(l.site, name, func(file string, e fs.DirEntry, err error) error { // the folder need not be readable
			if err != nil || seen > mostFiles {
				return fs.SkipAll
			}
			if meant, isCopy := meantName(file); e.IsDir() || isCopy || meant == "" {
				return nil
			}
			seen++
			if holds := l.front(file); holds == anIncident || holds == aPage && near == "pages" {
				found = file
				return fs.SkipAll
			}
			return nil
		})
		switch {
		case found == "":
		case isContent:
			l.report(found, "Statuary does not read the folder "+name+"/", "rename it to content/")
		default:
			l.report(found, "Statuary does not read the folder "+name+"/", "move its files to "+Folder+"/"+near+"/")
		}
	}
}

// kindOfText is what a file with front matter appears to be.
type kindOfText int

const (
	nothing kindOfText = iota // no front matter
	aPage
	anIncident
)

var (
	fenceLine = regexp.MustCompile(`^(?:\x{feff})?\s*(?:---|\+\+\+)[ \t]*\r?\n`)
	keyLine   = regexp.MustCompile(`(?m)^["']?([A-Za-z_]+)["']?[ \t]*[:=]`)
)

// front reads the beginning of a file and returns what its keys suggest that it is.
func (l *look) front(name string) kindOfText {
	if info, err := fs.Stat(l.site, name); err != nil || !info.Mode().IsRegular() {
		return nothing // opening a named pipe would wait for its writer
	}
	f, err := l.site.Open(name)
	if err != nil {
		return nothing
	}
	defer f.Close()
	const enough = 4096
	text, _ := io.ReadAll(io.LimitReader(f, enough)) // an error leaves the part that was read
	fence := fenceLine.FindIndex(text)
	if fence == nil {
		return nothing
	}
	mark := bytes.TrimSpace(bytes.TrimPrefix(text[:fence[1]], []byte("\ufeff")))
	front, _, _ := bytes.Cut(text[fence[1]:], append([]byte("\n"), mark...))
	keys := keyLine.FindAllSubmatch(front, -1)
	if len(keys) == 0 {
		return nothing
	}
	for _, k := range keys {
		switch strings.ToLower(string(k[1])) {
		case "timeline", "updates", "impact", "severity", "scheduled_for", "downtime":
			return anIncident
		}
	}
	return aPage
}
