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

// Headers are the headers of files.
type Headers struct {
	Cache      string // Cache-Control of pages and feeds; empty for one minute
	CacheFiles string // Cache-Control of other files without a digest in their names; empty for one hour
	Encoding   string // compression of text files: "gzip", "br" or empty
}

const (
	defaultCache      = "public, max-age=60"
	defaultCacheFiles = "public, max-age=3600"
	cacheForever      = "public, max-age=31536000, immutable"
)

// fileHeaders are the headers of one file.
type fileHeaders struct{ contentType, cacheControl, encoding string }

// contentTypes are the content types of a site's files. The list of the system is not used: it
// differs between machines and lacks .atom and .rss.
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

// fingerprint matches the names of files that contain a digest, and so never change.
var fingerprint = regexp.MustCompile(`^assets/.+\.[0-9a-f]{10}\.[a-z0-9]+$`)

// forFile returns the headers of a file.
func (h Headers) forFile(p string) fileHeaders {
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
	out := fileHeaders{contentType: t, cacheControl: h.Cache}
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

// isBadge reports whether a file is a badge, which shows the current status.
func isBadge(p string) bool { return path.Base(p) == "badge.svg" }

func compressible(contentType string) bool {
	t, _, _ := strings.Cut(contentType, ";")
	return strings.HasPrefix(t, "text/") || strings.HasSuffix(t, "+xml") || strings.HasSuffix(t, "json") || t == "application/xml" || t == "application/wasm"
}

// encode compresses data. Equal data has equal results.
func encode(data []byte, encoding string) ([]byte, error) {
	var b bytes.Buffer
	var w io.WriteCloser
	switch encoding {
	case "":
		return data, nil
	case "br":
		w = brotli.NewWriterLevel(&b, brotli.BestCompression)
	default:
		w, _ = gzip.NewWriterLevel(&b, gzip.BestCompression) // the level is valid
	}
	if _, err := w.Write(data); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
