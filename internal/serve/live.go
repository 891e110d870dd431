package serve

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
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

// state is what the server sends to browsers, as JSON.
type state struct {
	Site     string            `json:"site"`             // current generation
	Styles   map[string]string `json:"styles,omitempty"` // only set if nothing else changed since the previous generation
	Previous string            `json:"previous"`         // previous generation
	Problems int               `json:"problems"`         // number of problems
	Version  int               `json:"version"`          // counts the states, so that a new list of problems is shown
}

// generation returns an id of the current site. It contains the start of the server, so that
// browsers notice a restart. The caller holds the lock.
func (s *Server) generation() string { return s.started + "-" + strconv.Itoa(s.shown) }

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

// serveEvents sends the state, and again whenever it changes (Server-Sent Events). The id of an
// event is the generation.
func (s *Server) serveEvents(w http.ResponseWriter, r *http.Request) {
	stream := http.NewResponseController(w)
	_ = stream.SetWriteDeadline(time.Time{}) // the server's deadline is meant for pages
	w.Header().Set("Content-Type", "text/event-stream")
	_, _ = fmt.Fprint(w, "retry: 300\n\n")
	version := 0
	for {
		s.mu.RLock()
		now := state{Site: s.generation(), Styles: s.styles, Previous: s.started + "-" + strconv.Itoa(s.shown-1), Problems: len(s.problems), Version: version}
		changed := s.changed
		s.mu.RUnlock()
		version++
		data, err := json.Marshal(now)
		if err != nil {
			return
		}
		if _, err := fmt.Fprintf(w, "id: %s\ndata: %s\n\n", now.Site, data); err != nil || stream.Flush() != nil {
			return
		}
		if !s.await(w, r, stream, changed) {
			return
		}
	}
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
	site := s.generation()
	s.mu.RUnlock()
	var shown []shownProblem
	for _, d := range list {
		line, caret := d.Excerpt()
		shown = append(shown, shownProblem{d, d.Pos.String(), line, caret})
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_ = problemsTemplate.Execute(w, map[string]any{"Problems": shown, "Site": site, "Own": serverPath, "Alone": status != http.StatusOK})
}
