package exchange

import (
	"cmp"
	"path"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"statuary/internal/chars"
)

// maxID is the longest id, in bytes. File systems accept names of up to 255.
const maxID = 150

// SafeID returns a text as an id: letters, digits, "-", "_" and ".", in a form that is a valid file
// name on every system. It is empty if no such character is left.
func SafeID(s string) string {
	var b strings.Builder
	chars.Words(norm.NFC.String(visible(s)), func(r rune, word bool) {
		switch {
		case b.Len() > maxID:
		case word, strings.ContainsRune("-_.", r):
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	})
	id := b.String()
	for cut := len(id) > maxID; cut; {
		last, size := utf8.DecodeLastRuneInString(id)
		id = id[:len(id)-size]
		cut = len(id) > maxID || len(id) > 0 && !unicode.IsLetter(last) && !unicode.IsDigit(last) && !strings.ContainsRune("-_.", last)
	}
	return strings.Trim(id, ".-")
}

// visible returns a text without invisible characters, except joiners between letters.
func visible(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch r {
		case '\u200c', '\u200d':
			return r
		case '\u00ad', '\u034f', '\u115f', '\u1160', '\u17b4', '\u17b5', '\u180e', '\u200b', '\u2060', '\u3164', '\ufeff', '\uffa0':
			return -1
		}
		if chars.Formatting(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r) {
			return -1
		}
		return r
	}, s))
}

// Slug returns a name as a readable id: "Media Proxy" is media-proxy.
func Slug(name string) string { return strings.ToLower(SafeID(name)) }

// forbidden are names with a special meaning: index in our folders, the others on Windows.
var forbidden = map[string]bool{"index": true, "con": true, "prn": true, "aux": true, "nul": true}

// ids assigns unique ids. Ids that differ only in case are the same, as on some file systems.
type ids struct {
	taken map[string]bool
	next  map[string]int // by id: the number to try first
	or    string         // the id for things without one
}

// newIDs returns ids of which some are taken.
func newIDs(or string, taken ...string) *ids {
	n := &ids{map[string]bool{}, map[string]int{}, or}
	for _, id := range taken {
		n.taken[id] = true
	}
	return n
}

// unique returns a free id that is like raw, with end added as a file extension.
func (n *ids) unique(raw, end string) string {
	id := SafeID(raw)
	if id == "" {
		id = n.or
	}
	if stem, _, _ := strings.Cut(strings.ToLower(id), "."); forbidden[stem] {
		id = n.or + "-" + id
	}
	if n := len(id) - len(".json"); n >= 0 && strings.EqualFold(id[n:], ".json") {
		id = id[:n] + "-json" // a site has the JSON documents of incidents there
	}
	free := id + end
	if n.taken[chars.Fold(free)] {
		key := chars.Fold(free)
		i := max(2, n.next[key])
		for ; n.taken[chars.Fold(free)]; i++ {
			free = id + "-" + strconv.Itoa(i) + end
		}
		n.next[key] = i
	}
	n.taken[chars.Fold(free)] = true
	return free
}

// OldPath returns a former address as a path that a site can redirect, or the reason why it can't.
func OldPath(address string) (clean, problem string) {
	if _, rest, ok := strings.Cut(address, "://"); ok {
		_, rest, _ = strings.Cut(rest, "/")
		address = "/" + rest
	}
	if strings.ContainsAny(address, "?#\\%") || strings.ContainsFunc(address, unicode.IsControl) {
		return "", "contains ?, #, % or a backslash"
	}
	if !utf8.ValidString(address) || strings.ContainsFunc(address, chars.Formatting) {
		return "", "contains bytes or characters that are not text"
	}
	clean = path.Clean("/" + address)
	// A static site has the page of a folder in index.html.
	if folder, ok := strings.CutSuffix(clean, "/index.html"); ok {
		clean, address = cmp.Or(folder, "/"), folder+"/"
	}
	switch clean {
	case "/":
		return "", "is the home page"
	case "/incidents":
		return "", "is the folder of all incidents"
	}
	for part := range strings.SplitSeq(clean[1:], "/") {
		if strings.HasPrefix(part, ".") || part != strings.TrimSpace(part) {
			return "", "has a part that begins with a dot or a space"
		}
	}
	if first, _, _ := strings.Cut(clean[1:], "/"); ours[strings.ToLower(first)] {
		return "", "is used by the site's own pages"
	}
	if path.Ext(clean) == "" || strings.HasSuffix(address, "/") {
		clean += "/"
	}
	return clean, ""
}

// ours are the first parts of the addresses of a site's own pages.
var ours = map[string]bool{
	"history": true, "components": true, "assets": true, "api": true, "embed": true, "uptime": true, "insights": true, "index.html": true,
	"404.html": true, "sitemap.xml": true, "history.atom": true, "history.rss": true, "history.json": true, "search.json": true,
}
