// Package serve is the preview server of a site. It serves files as a static host would, and makes
// them when they are asked for. It notifies browsers of pages that have changed, and shows errors on
// top of the last good site.
//
// It is meant for one person on one machine. It answers only to host names of this machine, so that
// a page on the web cannot read a preview through a host name of its own (DNS rebinding). Other
// origins may read what programs read, as on the published site, but no pages, and nothing if
// drafts are shown.
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

// Options are the options of a server.
type Options struct {
	Root  string   // path of the home page, such as "/status/"
	Hosts []string // host names to answer to, in addition to those of the loopback
	AnyIP bool     // answer to any IP address, because the server listens on more than the loopback
	Share bool     // allow other origins to read feeds, documents, calendars and badges
}

// Server serves a site. It is an http.Handler and safe for use by several goroutines.
type Server struct {
	Options
	started string // time of the start; part of each version of a page
	kept    *kept

	mu       sync.RWMutex
	now      shown
	good     shown             // the last site of which all pages can be rendered
	styles   map[string]string // new names of style sheets by old ones, of the last change
	problems diag.List
	lists    int           // counts the lists of problems
	states   int           // counts the changes of these fields
	changed  chan struct{} // closed when one of these fields changes

	busy    sync.Mutex
	working int           // number of requests that are being answered
	free    chan struct{} // closed when it becomes 0
}

// New returns a server without a site.
func New(o Options) *Server {
	return &Server{Options: o, started: strconv.FormatInt(time.Now().UnixNano(), 36), kept: newKept(), changed: make(chan struct{})}
}

// ShowProblems shows problems on top of the last good site.
func (s *Server) ShowProblems(list diag.List) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.problems = list
	s.lists++
	s.notify()
}

// notify wakes all connections that wait for a change. The caller holds the lock.
func (s *Server) notify() {
	s.states++
	close(s.changed)
	s.changed = make(chan struct{})
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	if !s.allowed(r.Host) {
		http.Error(w, fmt.Sprintf("unknown host name %q; open the preview as http://localhost, or allow the name with --host", r.Host), http.StatusForbidden)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		h.Set("Allow", "GET, HEAD")
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	if merged := mergeSlashes(r.URL.Path); merged != r.URL.Path {
		r = r.Clone(r.Context())
		r.URL.Path, r.URL.RawPath = merged, ""
	}
	if name, ok := strings.CutPrefix(r.URL.Path, serverPath); ok {
		s.serveServerPage(w, r, name)
		return
	}
	s.serveFile(w, r)
}

// allowed reports whether a Host header names this machine.
func (s *Server) allowed(host string) bool {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = strings.Trim(host, "[]")
	}
	name = strings.ToLower(strings.TrimSuffix(name, "."))
	if name == "localhost" || strings.HasSuffix(name, ".localhost") {
		return true
	}
	// A web page can point a host name of its own at this server, but not an IP address.
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
