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

// ownPath is where the server's own pages are. No site has such a path: ids
// and names of pages do not begin with an underscore there.
const serverPath = "/_statuary/"

//go:embed assets/live.js
var liveScript []byte

//go:embed assets/problems.html
var problemsPage string

var problemsTemplate = template.Must(template.New("problems").Parse(problemsPage))

// state is what a browser is told, as JSON.
type state struct {
	Site     string            `json:"site"`             // the generation that is served
	Styles   map[string]string `json:"styles,omitempty"` // set if only these changed since the last one
	Previous string            `json:"previous"`         // the generation before
	Problems int               `json:"problems"`         // how many there are
	Version  int               `json:"version"`          // of the list of problems, so that a new one is shown anew
}

// generation names the site that is shown. A server that was started again has
// others, so that browsers notice. The lock is held.
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

// beat is how often a silent stream is written to, which finds out that nobody
// listens any more.
const keepAlive = 30 * time.Second

// serveEvents sends the state, and again whenever it changes (Server-Sent
// Events). The generation is the event's id.
func (s *Server) serveEvents(w http.ResponseWriter, r *http.Request) {
	stream := http.NewResponseController(w)
	_ = stream.SetWriteDeadline(time.Time{}) // of the server's, which is for pages
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

// await returns when the state changes, or with false when nobody listens.
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

// shownProblem is a problem as the page lays it out.
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
