package serve

import (
	"bytes"
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

// serveFile answers as a static host does: index.html for a folder, a redirect for a folder without
// the final slash, 404.html for missing files, and no listings.
func (s *Server) serveFile(w http.ResponseWriter, r *http.Request) {
	s.mu.RLock()
	files, site, problems := s.files, s.generation(), s.problems
	s.mu.RUnlock()
	if files == nil {
		s.serveProblems(w, problems, http.StatusServiceUnavailable)
		return
	}
	name, ok := strings.CutPrefix(r.URL.Path, s.Root)
	if !ok {
		if r.URL.Path == "/" || r.URL.Path+"/" == s.Root {
			http.Redirect(w, r, s.Root, http.StatusFound) // a convenience that hosts do not have
			return
		}
		name = "\x00" // not the name of any file
	}
	file := name
	if file == "" || strings.HasSuffix(file, "/") {
		file += "index.html"
	}
	data, ok := files[file]
	if _, folder := files[name+"/index.html"]; !ok && folder {
		to := *r.URL
		to.Path += "/"
		http.Redirect(w, r, to.RequestURI(), http.StatusMovedPermanently)
		return
	}
	status := http.StatusOK
	if !ok {
		file, data, status = "404.html", files["404.html"], http.StatusNotFound
	}
	w.Header().Set("Content-Type", contentType(file))
	if s.Share && sharedTypes[path.Ext(file)] {
		w.Header().Set("Access-Control-Allow-Origin", "*")
	}
	if path.Ext(file) == ".html" {
		data = inject(data, site)
	}
	if status != http.StatusOK {
		w.WriteHeader(status)
		if r.Method != http.MethodHead {
			_, _ = w.Write(data)
		}
		return
	}
	http.ServeContent(w, r, file, time.Time{}, bytes.NewReader(data))
}

// inject returns a page with the live reload script before its end. The files themselves do not
// contain it.
func inject(page []byte, site string) []byte {
	script := `<script src="` + serverPath + `live.js" data-site="` + site + `"></script>` + "\n"
	at := bytes.LastIndex(page, []byte("</body>"))
	if at < 0 {
		at = len(page)
	}
	out := make([]byte, 0, len(page)+len(script))
	out = append(out, page[:at]...)
	out = append(out, script...)
	return append(out, page[at:]...)
}
