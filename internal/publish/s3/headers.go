package s3

import (
	"bytes"
	"compress/gzip"
	"io"
	"path"
	"regexp"
	"strings"

	"github.com/andybalholm/brotli"

	"statuary/internal/publish"
)

// Headers says what is sent with files.
type Headers struct {
	Cache      string // Cache-Control of pages and feeds; empty: a minute
	CacheFiles string // Cache-Control of other files whose names stay when they change; empty: an hour
	Encoding   string // "gzip", "br" or empty: what files of text are compressed with
}

const (
	defaultCache      = "public, max-age=60"
	defaultCacheFiles = "public, max-age=3600"
	cacheForever      = "public, max-age=31536000, immutable"
)

// head is what is sent with one file.
type head struct{ contentType, cacheControl, encoding string }

// contentTypes are those of a site's files. The system's list is not asked: it differs
// between machines, and knows no .atom and no .rss.
var contentTypes = map[string]string{
	".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".mjs": "text/javascript; charset=utf-8",
	".json": "application/json", ".map": "application/json", ".webmanifest": "application/manifest+json",
	".atom": "application/atom+xml; charset=utf-8", ".rss": "application/rss+xml; charset=utf-8", ".xml": "application/xml", ".xsl": "application/xslt+xml",
	".ics": "text/calendar; charset=utf-8", ".txt": "text/plain; charset=utf-8", ".md": "text/markdown; charset=utf-8", ".csv": "text/csv; charset=utf-8",
	".log": "text/plain; charset=utf-8", ".yaml": "application/yaml", ".yml": "application/yaml", ".toml": "application/toml", ".pdf": "application/pdf",
	".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp", ".avif": "image/avif",
	".ico": "image/vnd.microsoft.icon", ".mp4": "video/mp4", ".webm": "video/webm", ".mp3": "audio/mpeg", ".ogg": "audio/ogg", ".wav": "audio/wav",
	".woff": "font/woff", ".woff2": "font/woff2", ".ttf": "font/ttf", ".otf": "font/otf", ".zip": "application/zip", ".gz": "application/gzip", ".wasm": "application/wasm",
}

// fingerprint is in the names of files that are another file when they change.
var fingerprint = regexp.MustCompile(`^assets/.+\.[0-9a-f]{10}\.[a-z0-9]+$`)

// of gives what is sent with a file.
func (h Headers) of(p string) head {
	ext := strings.ToLower(path.Ext(p))
	if path.Base(p) == ext { // .nojekyll
		ext = ""
	}
	t, known := contentTypes[ext]
	switch {
	case known:
	case ext == "": // CNAME, _headers
		t = "text/plain; charset=utf-8"
	default:
		t = "application/octet-stream"
	}
	out := head{contentType: t, cacheControl: h.Cache}
	switch {
	case fingerprint.MatchString(p):
		out.cacheControl = cacheForever
	case ext != ".html" && !publish.IsFeed(p) && ext != "" && !isBadge(p):
		if out.cacheControl = h.CacheFiles; h.CacheFiles == "" {
			out.cacheControl = defaultCacheFiles
		}
	case h.Cache == "":
		out.cacheControl = defaultCache
	}
	if h.Encoding != "" && compressible(t) {
		out.encoding = h.Encoding
	}
	return out
}

// isBadge is true for the pictures that show the present state.
func isBadge(p string) bool { return path.Base(p) == "badge.svg" }

func compressible(contentType string) bool {
	t, _, _ := strings.Cut(contentType, ";")
	return strings.HasPrefix(t, "text/") || strings.HasSuffix(t, "+xml") || strings.HasSuffix(t, "json") || t == "application/xml" || t == "application/wasm"
}

// encode compresses. The same bytes always give the same.
func encode(data []byte, encoding string) ([]byte, error) {
	var b bytes.Buffer
	var w io.WriteCloser
	switch encoding {
	case "":
		return data, nil
	case "br":
		w = brotli.NewWriterLevel(&b, brotli.BestCompression)
	default:
		w, _ = gzip.NewWriterLevel(&b, gzip.BestCompression) // the level is one
	}
	if _, err := w.Write(data); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
