package pages

import (
	"net/url"
	"path"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"statuary/internal/chars"
	"statuary/internal/content"
	"statuary/internal/history"
	"statuary/internal/i18n"
	"statuary/internal/incident"
	"statuary/internal/timefmt"
)

// escape makes a part of an address from an id.
func escape(id string) string { return url.PathEscape(id) }

// escapePath does the same for a path.
func escapePath(p string) string {
	if !strings.ContainsFunc(p, needsEscape) {
		return p
	}
	parts := strings.Split(p, "/")
	for i := range parts {
		parts[i] = escape(parts[i])
	}
	return strings.Join(parts, "/")
}

// needsEscape is false for what stands in nearly all addresses.
func needsEscape(r rune) bool {
	return (r < 'a' || r > 'z') && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && r != '-' && r != '_' && r != '.' && r != '/'
}

// Resolver gives what package markdown asks of links: the address, from the
// host's root, of what a text in a folder of content/ calls dest. Links are
// relative to the file that they stand in, as they are on GitHub; one with a
// leading slash starts at the site's root. Moved says where files and folders
// are whose address does not follow from their name.
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
			dest = escapePath(dest)
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

// clean takes the dots out of a path and keeps a slash at its end.
func clean(p string) string {
	c := path.Clean(p)
	if c != "/" && (strings.HasSuffix(p, "/") || strings.HasSuffix(p, "/.") || strings.HasSuffix(p, "/..")) {
		c += "/"
	}
	return c
}

// address is where a file below content/ is published.
func address(file string, moved map[string]string) string {
	if to, ok := moved[file]; ok {
		return to
	}
	page, isPage := strings.CutSuffix(file, ".md")
	if isPage && strings.HasPrefix(file, "incidents/") {
		return "incidents/" + incident.NameID(file) + "/"
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

// Moved lists the files and folders below content/ whose address does not
// follow from their names, for Resolver.
func Moved(c *content.Content) map[string]string {
	moved := map[string]string{}
	for _, i := range c.Incidents {
		file := chars.Compose(strings.TrimPrefix(i.Source.File, content.Root+"/"))
		to := "incidents/" + i.ID + "/"
		if incident.NameID(file) != i.ID {
			moved[file] = to
		}
		if path.Base(file) == "index.md" && path.Dir(file)+"/" != to {
			moved[path.Dir(file)] = to
		}
	}
	for file, of := range c.Translations() {
		file, of = chars.Compose(strings.TrimPrefix(file, content.Root+"/")), chars.Compose(strings.TrimPrefix(of, content.Root+"/"))
		if moved[file] = moved[of]; moved[file] == "" {
			moved[file] = address(of, nil)
		}
	}
	return moved
}

// sourceDir is the folder of content/ that a file is in, for its links.
func sourceDir(file string) string {
	return chars.Compose(strings.TrimPrefix(path.Dir(file), content.Root+"/")) + "/"
}

// direction is the value of the attribute dir, where there must be one.
func (b *base) direction() string {
	if b.words.RTL {
		return b.words.Dir()
	}
	return ""
}

// monthName is the name of a month with its year.
func (b *base) monthName(m *history.Month) string {
	return b.words.Format(m.Civil().First().UTC(), timefmt.Month)
}

// tones maps the statuses of components to the words that themes use for
// shapes and colours.
var tones = [...]string{
	incident.Operational: "operational", incident.UnderMaintenance: "maintenance", incident.DegradedPerformance: "degraded",
	incident.PartialOutage: "partial", incident.MajorOutage: "major",
}

func componentBadge(s incident.ComponentStatus) Badge {
	return Badge{Icon: tones[s], Tone: tones[s], Label: s.Label()}
}

// impactTone colours an incident as a component would be that it implies.
func impactTone(i incident.Impact) string {
	if i == incident.None {
		return "none"
	}
	return tones[i.Implies()]
}

func impactBadge(i incident.Impact) Badge {
	return Badge{Icon: impactTone(i), Tone: impactTone(i), Label: i.Label()}
}

// statusBadge is the status of an incident: coloured by its impact, with a tick
// once it is over.
func statusBadge(i *history.Incident) Badge {
	b := impactBadge(i.Impact)
	b.Label = i.Newest().Status.Label()
	if i.Newest().Label != "" {
		b.Label = i.Newest().Label
	}
	switch {
	case i.Upcoming():
		b.Icon = "scheduled"
	case !i.Ended.IsZero():
		b.Icon = "operational"
		b.Label = i.Newest().Status.Label()
	}
	return b
}

// updateLabel is the word before an update: its own, else the status, else
// "Update" where the status is that of the one before (Statuspage's rule).
func updateLabel(updates []history.Update, n int) string {
	u := updates[n]
	switch {
	case u.Label != "":
		return u.Label
	case n > 0 && updates[n-1].Status == u.Status:
		return i18n.Mark("Update")
	}
	return u.Status.Label()
}

// autoText returns the text of an update that the clock has made, which is
// Statuspage's and that of the JSON documents (package api).
func autoText(u history.Update) string {
	switch {
	case !u.Auto:
		return ""
	case u.Status == incident.Completed:
		return i18n.Mark("The scheduled maintenance has been completed.")
	}
	return i18n.Mark("Scheduled maintenance is currently in progress. We will provide updates as necessary.")
}

// names lists components by name.
func names(list []incident.Component) []string {
	out := make([]string, len(list))
	for i, c := range list {
		out[i] = c.Name
	}
	return out
}

// ids lists components by id.
func ids(list []incident.Component) []string {
	out := make([]string, len(list))
	for i, c := range list {
		out[i] = c.ID
	}
	return out
}

// separators are what stands before each of n things in a sentence: "a", "a
// and b", "a, b, and c".
func separator(i, n int) string {
	switch {
	case i == 0:
		return ""
	case i < n-1:
		return i18n.Mark(", ")
	case n == 2:
		return i18n.Mark(" and ")
	}
	return i18n.Mark(", and ")
}

// shortList names the first few and counts the rest.
func (b *base) shortList(list []string, most int) string {
	if len(list) <= most+1 {
		return b.words.List(list)
	}
	return b.words.F("%s and %d more", b.words.List(list[:most]), len(list)-most)
}

func lower(s string) string { return strings.ToLower(s[:1]) + s[1:] }

func sameDay(a, b time.Time) bool {
	return a.Year() == b.Year() && a.YearDay() == b.YearDay()
}

func reversed[T any](list []T) []T {
	out := slices.Clone(list)
	slices.Reverse(out)
	return out
}
