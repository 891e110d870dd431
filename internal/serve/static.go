package serve

import (
	"bytes"
	"errors"
	"net/http"
	"path"
	"strings"
	"time"
)

// contentTypes are the content types of a site's files, which a host should send.
var contentTypes = map[string]string{
	".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
	".json": "application/json; charset=utf-8", ".atom": "application/atom+xml; charset=utf-8", ".rss": "application/rss+xml; charset=utf-8",
	".xml": "application/xml; charset=utf-8", ".ics": "text/calendar; charset=utf-8", ".txt": "text/plain; charset=utf-8",
	".csv": "text/csv; charset=utf-8", ".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg",
	".gif": "image/gif", ".webp": "image/webp", ".avif": "image/avif", ".ico": "image/x-icon", ".pdf": "application/pdf",
	".woff2": "font/woff2", ".mp4": "video/mp4", ".webm": "video/webm",
}

func contentType(name string) string {
	if t, ok := contentTypes[strings.ToLower(path.Ext(name))]; ok {
		return t
	}
	return "application/octet-stream"
}

// sharedTypes are the types of files that programs on other sites read. A host should allow that
// (docs/json-api.md).
var sharedTypes = map[string]bool{".json": true, ".atom": true, ".rss": true, ".ics": true, ".svg": true, ".txt": true}

// serveFile serves a file as a static host does: index.html for folders, a redirect to a folder without
// the final slash, 404.html for missing files, and no listings.
func (s *Server) serveFile(w http.ResponseWriter, r *http.Request) {
	s.begin()
	defer s.end()
	for {
		s.mu.RLock()
		now, problems := s.now, s.problems
		s.mu.RUnlock()
		if now.Site == nil {
			s.serveProblems(w, problems, http.StatusServiceUnavailable)
			return
		}
		// A site that was withdrawn meanwhile is replaced by another, or by none.
		if err := s.serveFrom(now, w, r); !errors.Is(err, errWithdrawn) {
			return
		}
	}
}

// serveFrom serves a file of a site. If the error is errWithdrawn, nothing has been written.
func (s *Server) serveFrom(now shown, w http.ResponseWriter, r *http.Request) error {
	name, inside := strings.CutPrefix(r.URL.Path, s.Root)
	if !inside && (r.URL.Path == "/" || r.URL.Path+"/" == s.Root) {
		http.Redirect(w, r, s.Root, http.StatusFound) // a convenience that hosts do not have
		return nil
	}
	page, found := s.pageOf(now, r.URL.Path)
	if inside && !found && now.Has(name+"/index.html") {
		to := *r.URL
		to.Path += "/"
		http.Redirect(w, r, to.RequestURI(), http.StatusMovedPermanently)
		return nil
	}
	ended := false // whether the page of a list that is asked for is past its end
	if n := pageNumber(r.URL.Query().Get("page")); found && n > 1 && isList(page) {
		if older := olderHistory(n); page == "history.json" && now.Has(older) {
			page = older
		} else {
			ended = true
		}
	}
	f, err := s.read(now, page)
	if found && err != nil && !errors.Is(err, errWithdrawn) { // a file that is copied was deleted just now
		page, found = "404.html", false
		f, err = s.read(now, page)
	}
	if errors.Is(err, errWithdrawn) {
		return err
	}
	w.Header().Set("Content-Type", contentType(page))
	if s.Share && sharedTypes[path.Ext(page)] {
		w.Header().Set("Access-Control-Allow-Origin", "*")
	}
	data := f.data
	if ended && found {
		data = pastEnd(data)
	}
	if path.Ext(page) == ".html" {
		data = inject(data, s.version(now, f))
	}
	if !found {
		w.WriteHeader(http.StatusNotFound)
		if r.Method != http.MethodHead {
			_, _ = w.Write(data)
		}
		return nil
	}
	http.ServeContent(w, r, page, time.Time{}, bytes.NewReader(data))
	return nil
}

// inject returns a page with the live reload script before its end. The files themselves do not
// contain it.
func inject(page []byte, version string) []byte {
	script := `<script src="` + serverPath + `live.js" data-site="` + version + `"></script>` + "\n"
	at := bytes.LastIndex(page, []byte("</body>"))
	if at < 0 {
		at = len(page)
	}
	out := make([]byte, 0, len(page)+len(script))
	out = append(out, page[:at]...)
	out = append(out, script...)
	return append(out, page[at:]...)
}
