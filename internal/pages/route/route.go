// Package route has the addresses of a site: the files and folders of every output, and
// where files of content/ are published.
package route

import (
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"statuary/internal/chars"
	"statuary/internal/content"
	"statuary/internal/incident"
)

// Files and folders of a site, below its root.
const (
	AtomFile        = "history.atom"
	RSSFile         = "history.rss"
	JSONFeedFile    = "feed.json"
	CalendarFile    = "maintenance.ics" // of the site, a component or a maintenance, in its folder
	APIFolder       = "api/v2/"         // Statuspage's documents
	HistoryFolder   = "history/"
	UptimeFolder    = "uptime/"
	InsightsFolder  = "insights/"
	SearchFolder    = "search/" // the index, which a script reads
	SubscribeFolder = "subscribe/"
	TagsFolder      = "tags/"
	EmbedFolder     = "embed/"
	BarFile         = "embed/script.js" // of the theme: a bar for other sites
	MetricsFile     = "metrics.txt"
	BadgeFile       = "badge.svg"
	PictureFile     = "picture.png" // in the folder of its page
	PicturesFolder  = "pictures/"   // of pictures that several pages have
)

// IncidentFolder returns the folder of an incident's files. It is not escaped.
func IncidentFolder(id string) string { return "incidents/" + id + "/" }

// ComponentFolder returns the folder of a component's files. It is not escaped.
func ComponentFolder(id string) string { return "components/" + id + "/" }

// TagFolder returns the folder of the files of a tag, by its slug. It is not escaped.
func TagFolder(slug string) string { return TagsFolder + slug + "/" }

// YearFolder returns the folder of the page of a year.
func YearFolder(year int) string { return HistoryFolder + strconv.Itoa(year) + "/" }

// MonthFolder returns the folder of the page of a month.
func MonthFolder(year int, month time.Month) string {
	m := strconv.Itoa(int(month))
	if len(m) == 1 {
		m = "0" + m
	}
	return YearFolder(year) + m + "/"
}

// ArchiveFile returns the path of the nth part of the archive, counted from 1.
func ArchiveFile(n int) string { return HistoryFolder + "archive/" + strconv.Itoa(n) + ".atom" }

// AliasFile returns the path of the redirect at a former address.
func AliasFile(alias string) string {
	file := strings.TrimPrefix(alias, "/")
	if strings.HasSuffix(file, "/") {
		file += "index.html"
	}
	return file
}

// RootOnly reports whether hosts look for a file only at the root of a site, so that the
// site in another language does not have it again.
func RootOnly(path string) bool {
	return slices.Contains([]string{"robots.txt", "_headers", ".nojekyll", "404.html", "CNAME"}, path)
}

// Escape escapes an id for use in an address.
func Escape(id string) string { return url.PathEscape(id) }

// EscapePath escapes each part of a path for use in an address.
func EscapePath(p string) string {
	if !strings.ContainsFunc(p, needsEscape) {
		return p
	}
	parts := strings.Split(p, "/")
	for i := range parts {
		parts[i] = Escape(parts[i])
	}
	return strings.Join(parts, "/")
}

// needsEscape reports whether a character may need to be escaped. Most addresses have
// none.
func needsEscape(r rune) bool {
	return (r < 'a' || r > 'z') && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && r != '-' && r != '_' && r != '.' && r != '/'
}

// Resolver returns the function that package markdown resolves links with: it returns
// the address, from the host's root, of the destination dest of a link in a text in the
// folder dir of content/. Links are relative to their file, as on GitHub; with a leading
// slash, to the site's root. moved has the addresses that do not follow from the name of
// a file or folder.
func Resolver(root string, moved map[string]string) func(dir, dest string) string {
	return func(dir, dest string) string {
		rest := ""
		if i := strings.IndexAny(dest, "?#"); i >= 0 {
			dest, rest = dest[:i], dest[i:]
		}
		if dest == "" {
			return rest
		}
		if query, fragment, ok := strings.Cut(rest, "#"); ok {
			rest = query + "#" + chars.Compose(fragment) // as the ids of headings are
		}
		dest, escaped := composed(dest)
		if strings.HasPrefix(dest, "/") {
			dest = strings.TrimPrefix(clean(dest), "/")
		} else {
			dest = address(strings.TrimPrefix(clean("/"+chars.Compose(dir)+dest), "/"), moved)
		}
		if escaped {
			dest = EscapePath(dest)
		}
		return root + dest + rest
	}
}

// composed returns the path of a link with composed letters (Unicode's form NFC),
// as addresses have them. Where such letters are percent-encoded, it decodes the
// path and reports that the address must be encoded again.
func composed(dest string) (plain string, escaped bool) {
	if strings.Contains(dest, "%") {
		if p, err := url.PathUnescape(dest); err == nil && utf8.ValidString(p) && strings.ContainsFunc(p, func(r rune) bool { return r >= utf8.RuneSelf }) {
			return chars.Compose(p), true
		}
	}
	return chars.Compose(dest), false
}

// clean removes . and .. from a path, and keeps a slash at its end.
func clean(p string) string {
	c := path.Clean(p)
	if c != "/" && (strings.HasSuffix(p, "/") || strings.HasSuffix(p, "/.") || strings.HasSuffix(p, "/..")) {
		c += "/"
	}
	return c
}

// address returns the path at which a file below content/ is published.
func address(file string, moved map[string]string) string {
	if to, ok := moved[file]; ok {
		return to
	}
	page, isPage := strings.CutSuffix(file, ".md")
	if isPage && strings.HasPrefix(file, "incidents/") {
		return IncidentFolder(incident.NameID(file))
	}
	for dir := path.Dir(file); dir != "."; dir = path.Dir(dir) {
		if to, ok := moved[dir]; ok {
			return to + strings.TrimPrefix(file, dir+"/")
		}
	}
	rest := strings.TrimPrefix(file, "pages/")
	if !isPage {
		return rest
	}
	rest = strings.TrimPrefix(page, "pages/")
	if path.Base(rest) == "index" {
		rest = strings.TrimSuffix(rest, "index")
	}
	return strings.TrimSuffix(rest, "/") + "/"
}

// Moved returns the addresses of the files and folders below content/ that do not follow
// from their names, for Resolver.
func Moved(c *content.Content) map[string]string {
	moved := map[string]string{}
	for _, i := range c.Incidents {
		file := chars.Compose(strings.TrimPrefix(i.Source.File, content.Folder+"/"))
		to := IncidentFolder(i.ID)
		if incident.NameID(file) != i.ID {
			moved[file] = to
		}
		if path.Base(file) == "index.md" && path.Dir(file)+"/" != to {
			moved[path.Dir(file)] = to
		}
	}
	for file, of := range c.Translations() {
		file, of = chars.Compose(strings.TrimPrefix(file, content.Folder+"/")), chars.Compose(strings.TrimPrefix(of, content.Folder+"/"))
		if moved[file] = moved[of]; moved[file] == "" {
			moved[file] = address(of, nil)
		}
	}
	return moved
}

// SourceDir returns the folder of content/ that a file is in, for its links.
func SourceDir(file string) string {
	return chars.Compose(strings.TrimPrefix(path.Dir(file), content.Folder+"/")) + "/"
}
