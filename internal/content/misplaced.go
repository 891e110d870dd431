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

// WellKnown is the folder of files at addresses that other programs know (RFC 8615),
// such as security.txt: the one hidden folder that is published.
const WellKnown = Root + "/.well-known"

// Hidden reports whether a file or folder of the site, by its path, is not content
// because of its name.
func Hidden(name string) bool { return name != WellKnown && Ignored(path.Base(name)) }

// Endings of the names of Markdown files that other tools use, of plain text, and
// of the copies that editors and tools leave behind.
var (
	markdownEndings = []string{".md", ".markdown", ".mdown", ".mdwn", ".mkd", ".mkdn", ".mkdown", ".mdx", ".mdtext", ".mdtxt", ".markdn", ".rmd", ".qmd"}
	textEndings     = []string{".txt", ".text"}
	copyEndings     = []string{".bak", ".orig", ".old", ".rej", ".save", ".backup", ".copy", ".mine", ".theirs", ".base", ".local", ".remote", ".swo"}
)

// meantName returns the name that a file with Markdown in it should have, and
// whether it is a copy of such a file. The name is empty for other files.
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

// cutEnding removes one of the endings from a name, in upper or lower case.
func cutEnding(name string, endings []string) (rest string, ok bool) {
	for _, e := range endings {
		if n := len(name) - len(e); n > 0 && strings.EqualFold(name[n:], e) && name[n-1] != '/' {
			return name[:n], true
		}
	}
	return "", false
}

// look reads the beginning of files to find incidents and pages that are where
// Statuary does not read them.
type look struct {
	site     fs.FS
	problems diag.List
	folders  map[string]bool // reported as a whole
}

// moveTo returns the hint to move a file, which names another file that is there already.
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

// publishes reports whether a file of content/ that is neither an incident nor a
// page is copied, and reports those that are meant to be one of them.
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
	case inPlace || meant == "":
		return true
	default:
		return l.elsewhere(name, meant)
	}
	return false
}

// textBehind returns the ending of a misnamed file, as a message shows it.
func textBehind(name string) string {
	base := path.Base(name)
	for _, e := range textEndings {
		if rest, ok := cutEnding(base, []string{e}); ok {
			return path.Ext(rest) + base[len(rest):]
		}
	}
	return path.Ext(base)
}

// elsewhere looks at a Markdown file outside of content/incidents and content/pages.
func (l *look) elsewhere(name, meant string) bool {
	folder, first := topFolder(name)
	holds := l.front(name)
	to := map[kindOfText]string{anIncident: Incidents, aPage: Pages}[holds]
	if near := nearFolder(first); near != "" && holds != nothing {
		to = Root + "/" + near
	}
	switch {
	case holds == nothing:
		l.warn(name, "a Markdown file that is neither an incident nor a page is copied as it is", "move it to content/incidents/ or content/pages/")
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

// topFolder returns the folder of content/ that a file is in, and that folder's name.
func topFolder(name string) (folder, first string) {
	rest := strings.TrimPrefix(name, Root+"/")
	first, _, ok := strings.Cut(rest, "/")
	if !ok {
		return Root, ""
	}
	return Root + "/" + first, first
}

// nearFolder returns which folder of content/ a folder's name was probably meant to
// be: "incidents", "pages" or none.
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

// beside reports folders at the root of the site that should be in content/, if they
// hold incidents or pages.
func (l *look) beside() {
	entries, err := fs.ReadDir(l.site, ".")
	if err != nil {
		return // Load reports what it needs
	}
	for _, e := range entries {
		name := e.Name()
		plain := chars.Fold(name)
		near := nearFolder(name)
		isContent := name != Root && (plain == Root || len(plain) > 4 && diag.Slip(plain, Root))
		if !e.IsDir() || near == "" && !isContent {
			continue
		}
		const mostFiles = 200 // that are looked at
		seen, found := 0, ""
		_ = fs.WalkDir(l.site, name, func(file string, e fs.DirEntry, err error) error { // nobody needs this folder to be readable
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
			l.report(found, "Statuary does not read the folder "+name+"/", "move its files to "+Root+"/"+near+"/")
		}
	}
}

// kindOfText is what a file with front matter seems to be.
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

// front reads the beginning of a file and tells from its keys what it seems to be.
func (l *look) front(name string) kindOfText {
	f, err := l.site.Open(name)
	if err != nil {
		return nothing
	}
	defer f.Close()
	const enough = 4096
	text, _ := io.ReadAll(io.LimitReader(f, enough)) // as much as can be read
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
