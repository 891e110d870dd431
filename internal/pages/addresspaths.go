package pages

import (
	"path"
	"strings"

	"statuary/internal/pages/route"
)

// head returns the first two folders of a path, or an empty string if the path is less deep.
func head(p string) string {
	first := strings.IndexByte(p, '/')
	if first < 0 {
		return ""
	}
	second := strings.IndexByte(p[first+1:], '/')
	if second < 0 {
		return ""
	}
	return p[:first+1+second]
}

func parent(p string) string {
	if i := strings.LastIndexByte(p, '/'); i >= 0 {
		return p[:i]
	}
	return ""
}

// displayPath returns a path as visitors see it.
func displayPath(p string) string {
	if path.Base(p) == "index.html" {
		return strings.TrimSuffix(p, "index.html")
	}
	return p
}

func shorter(x, y string) string {
	if len(x) < len(y) {
		return x
	}
	return y
}

// previewFolder is the folder in which the preview server serves its own files: see package serve.
const previewFolder = "_statuary/"

// longPart reports whether a part of a path is longer than file systems allow.
func longPart(p string) bool {
	const longest = 255
	for part := range strings.SplitSeq(p, "/") {
		if len(part) > longest {
			return true
		}
	}
	return false
}

// reservedForHistory reports whether a path is in a folder of the history that fills as time
// passes: "history/2031/", "history/page/", "history/archive/".
func reservedForHistory(p string) bool {
	rest, ok := strings.CutPrefix(p, route.HistoryFolder)
	part, _, nested := strings.Cut(rest, "/")
	return ok && nested && (part == "page" || part == "archive" || part != "" && strings.Trim(part, "0123456789") == "")
}
