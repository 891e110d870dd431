package exchange

import (
	"path"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"statuary/internal/chars"
)

// maxID is the longest id, in bytes: file systems take names of 255.
const maxID = 150

// SafeID makes an id of any text: letters, digits, "-", "_" and ".", in a form
// that is a file's name everywhere. It is empty where nothing is left.
func SafeID(s string) string {
	var b strings.Builder
	chars.Words(norm.NFC.String(strings.TrimSpace(s)), func(r rune, word bool) {
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

// Slug makes a readable id of a name: "Media Proxy" is media-proxy.
func Slug(name string) string { return strings.ToLower(SafeID(name)) }

// forbidden are names that mean something else: to our own folder, or to
// Windows.
var forbidden = map[string]bool{"index": true, "con": true, "prn": true, "aux": true, "nul": true}

// ids gives each thing an id of its own. Ids that differ only in case are taken for
// one, as some file systems do.
type ids struct {
	taken map[string]bool
	or    string // the id of what has none
}

// unique gives the id, with the end of a file's name behind it.
func (n *ids) unique(raw, end string) string {
	id := SafeID(raw)
	if id == "" {
		id = n.or
	}
	if stem, _, _ := strings.Cut(strings.ToLower(id), "."); forbidden[stem] {
		id = n.or + "-" + id
	}
	if n := len(id) - len(".json"); n >= 0 && strings.EqualFold(id[n:], ".json") {
		id = id[:n] + "-json" // where the site has its documents of incidents
	}
	free := id + end
	for i := 2; n.taken[chars.Fold(free)]; i++ {
		free = id + "-" + strconv.Itoa(i) + end
	}
	n.taken[chars.Fold(free)] = true
	return free
}

// OldPath turns a former address into a path that a site can serve a redirect
// at, or says why it can't.
func OldPath(address string) (clean, problem string) {
	if _, rest, ok := strings.Cut(address, "://"); ok {
		_, rest, _ = strings.Cut(rest, "/")
		address = "/" + rest
	}
	if strings.ContainsAny(address, "?#\\%") || strings.ContainsFunc(address, unicode.IsControl) {
		return "", "has a ?, a #, a % or a backslash in it"
	}
	clean = path.Clean("/" + address)
	if clean == "/" {
		return "", "is the home page"
	}
	for part := range strings.SplitSeq(clean[1:], "/") {
		if strings.HasPrefix(part, ".") || part != strings.TrimSpace(part) {
			return "", "has a part that begins with a dot or a space"
		}
	}
	if first, _, _ := strings.Cut(clean[1:], "/"); ours[strings.ToLower(first)] {
		return "", "lies where the site has pages of its own"
	}
	if path.Ext(clean) == "" || strings.HasSuffix(address, "/") {
		clean += "/"
	}
	return clean, ""
}

// ours are the first parts of addresses that sites have pages at.
var ours = map[string]bool{
	"history": true, "components": true, "assets": true, "api": true, "embed": true, "uptime": true, "insights": true, "index.html": true,
	"404.html": true, "sitemap.xml": true, "history.atom": true, "history.rss": true, "history.json": true, "search.json": true,
}
