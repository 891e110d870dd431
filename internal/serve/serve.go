// Package serve is the preview server of a site: it serves files from memory as
// a static host would, tells open browsers of every new build, and shows what
// is wrong with the site over the last good one.
//
// It is for one person at one machine. It answers only to names of this
// machine, so that a page on the web can't read a preview through a name of its
// own (DNS rebinding). Other origins may read what programs read, as they may of
// the published site, but no page, and nothing where drafts are shown.
package serve

import (
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"statuary/internal/diag"
)

// Options of a server.
type Options struct {
	Root  string   // path of the home page: "/status/"
	Hosts []string // names, besides those of the loopback, that the server answers to
	AnyIP bool     // it answers to addresses of every kind: it is bound to more than the loopback
	Share bool     // other origins may read feeds, documents, calendars and badges
}

// Server serves a site. It is an http.Handler, and safe for several goroutines.
type Server struct {
	Options
	started string // makes generations of one server other than those of the next

	mu       sync.RWMutex
	shown    int // how many sites were shown
	files    map[string][]byte
	styles   map[string]string // of the last change, if it was of style sheets alone: old name → new
	problems diag.List
	changed  chan struct{} // closed when any of this changes
}

// New makes a server that has no site yet.
func New(o Options) *Server {
	return &Server{Options: o, started: strconv.FormatInt(time.Now().UnixNano(), 36), changed: make(chan struct{})}
}

// ShowProblems lays what is wrong over the last good site.
func (s *Server) ShowProblems(list diag.List) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.problems = list
	s.notify()
}

// tell wakes everybody who waits for a change.
func (s *Server) notify() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	if !s.allowed(r.Host) {
		http.Error(w, fmt.Sprintf("This preview does not answer to the name %q. Open it as http://localhost, or name the host with --host.", r.Host), http.StatusForbidden)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		h.Set("Allow", "GET, HEAD")
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	if name, ok := strings.CutPrefix(r.URL.Path, serverPath); ok {
		s.serveServerPage(w, r, name)
		return
	}
	s.serveFile(w, r)
}

// allowed is true for names of this machine.
func (s *Server) allowed(host string) bool {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = strings.Trim(host, "[]")
	}
	name = strings.ToLower(strings.TrimSuffix(name, "."))
	if name == "localhost" || strings.HasSuffix(name, ".localhost") {
		return true
	}
	// A web page can make a name of its own lead here, but not an address.
	if ip := net.ParseIP(name); ip != nil {
		return ip.IsLoopback() || s.AnyIP
	}
	for _, h := range s.Hosts {
		if strings.EqualFold(h, name) {
			return true
		}
	}
	return false
}
