package serve

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"statuary/internal/diag"
)

// serverPath is the path of the server's own pages. No site has it, because ids and names of pages
// do not begin with an underscore.
const serverPath = "/_statuary/"

//go:embed assets/live.js
var liveScript []byte

//go:embed assets/problems.html
var problemsPage string

var problemsTemplate = template.Must(template.New("problems").Parse(problemsPage))

// state is what the server sends to a browser about the page that it shows, as JSON.
type state struct {
	Site     string            `json:"site"`             // current version of the page
	Styles   map[string]string `json:"styles,omitempty"` // only set if nothing else changed since the previous version
	Previous string            `json:"previous"`         // previous version
	Problems int               `json:"problems"`         // number of problems
	Version  int               `json:"version"`          // counts the states, so that a new list of problems is shown
}

func (s *Server) serveServerPage(w http.ResponseWriter, r *http.Request, name string) {
	switch name {
	case "live.js":
		w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
		_, _ = w.Write(liveScript)
	case "events":
		s.serveEvents(w, r)
	case "problems":
		s.mu.RLock()
		problems := s.problems
		s.mu.RUnlock()
		s.serveProblems(w, problems, http.StatusOK)
	default:
		http.NotFound(w, r)
	}
}

// keepAlive is the interval at which an idle stream is written to, which detects closed connections.
const keepAlive = 30 * time.Second

// serveEvents sends the state of a page, and again whenever it changes (Server-Sent Events). The
// parameter page is the path of its URL, as in a URL; without it, the state is that of the list of
// problems.
func (s *Server) serveEvents(w http.ResponseWriter, r *http.Request) {
	stream := http.NewResponseController(w)
	_ = stream.SetWriteDeadline(time.Time{}) // the server's deadline is meant for pages
	w.Header().Set("Content-Type", "text/event-stream")
	_, _ = fmt.Fprint(w, "retry: 300\n\n")
	l := &listener{page: r.FormValue("page")}
	if path, err := url.PathUnescape(l.page); err == nil {
		l.page = path
	}
	for {
		now, send, changed := s.state(l)
		if send {
			data, err := json.Marshal(now)
			if err != nil {
				return
			}
			if _, err := fmt.Fprintf(w, "id: %s\ndata: %s\n\n", now.Site, data); err != nil || stream.Flush() != nil {
				return
			}
		}
		if !s.await(w, r, stream, changed) {
			return
		}
	}
}

// listener is a browser that shows a page.
type listener struct {
	page  string // path of its URL
	sent  state  // last
	lists int    // of problems at that time
	data  []byte // the page as it was then
}

// state returns the present state of a listener's page, whether it differs from the last one, and a
// channel that is closed when it may have changed. It renders the page if it has changed.
func (s *Server) state(l *listener) (now state, send bool, changed <-chan struct{}) {
	s.begin()
	defer s.end()
	for {
		s.mu.RLock()
		site, styles, lists, states := s.now, s.styles, s.lists, s.states
		now = state{Problems: len(s.problems), Previous: l.sent.Site, Version: l.sent.Version + 1}
		changed = s.changed
		s.mu.RUnlock()
		var data []byte
		if l.page == "" || site.Site == nil {
			now.Site = s.started + "-" + strconv.Itoa(states)
		} else {
			name, _ := s.pageOf(site, l.page)
			f, err := s.read(site, name)
			if errors.Is(err, errWithdrawn) {
				continue
			}
			now.Site, data = s.version(site, f), f.data
		}
		if l.sent.Site == "" {
			now.Version = 0
		} else if now.Site == l.sent.Site && lists == l.lists {
			return now, false, changed
		}
		if now.Site != l.sent.Site && restyled(l.data, data, styles) {
			now.Styles = styles
		}
		l.sent, l.lists, l.data = now, lists, data
		return now, true, changed
	}
}

// restyled reports whether a page differs only in the names of style sheets.
func restyled(before, now []byte, styles map[string]string) bool {
	if len(styles) == 0 || before == nil || bytes.Equal(before, now) {
		return false
	}
	for from, to := range styles {
		before = bytes.ReplaceAll(before, []byte(from), []byte(to))
	}
	return bytes.Equal(before, now)
}

// await returns true when the state changes, and false when the connection is closed.
func (s *Server) await(w http.ResponseWriter, r *http.Request, stream *http.ResponseController, changed <-chan struct{}) bool {
	tick := time.NewTicker(keepAlive)
	defer tick.Stop()
	for {
		select {
		case <-changed:
			return true
		case <-r.Context().Done():
			return false
		case <-tick.C:
			if _, err := fmt.Fprint(w, ": \n\n"); err != nil || stream.Flush() != nil {
				return false
			}
		}
	}
}

// shownProblem is a problem with the texts that the page shows.
type shownProblem struct {
	diag.Diagnostic
	Place, Line, Caret string
}

func (s *Server) serveProblems(w http.ResponseWriter, list diag.List, status int) {
	s.mu.RLock()
	version := s.started + "-" + strconv.Itoa(s.states)
	s.mu.RUnlock()
	var all []shownProblem
	for _, d := range list {
		line, caret := d.Excerpt()
		all = append(all, shownProblem{d, d.Pos.String(), line, caret})
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_ = problemsTemplate.Execute(w, map[string]any{"Problems": all, "Site": version, "Own": serverPath, "Alone": status != http.StatusOK})
}
