package rules

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"statuary/internal/alert"
	"statuary/internal/diag"
)

// File is the file of the state, in the site's folder. It is committed with the incidents.
const File = "data/alerts.json"

// State is what is known about the alerts of a site between two runs. Its only texts of monitors are the
// ones that are published when an incident is opened.
type State struct {
	Version int                `json:"version"`
	Records map[string]*Record `json:"incidents"` // by the key of the incident
}

// Record is what is known about the alerts that belong to one incident.
type Record struct {
	Rule   string             `json:"rule"`
	Alerts map[string]*Report `json:"alerts"` // by a digest of the alert's key
	Texts  Texts              `json:"texts,omitzero"`

	// Of the incident that was opened, while it is open:
	Incident string `json:"incident,omitempty"` // its id
	Sum      string `json:"sum,omitempty"`      // digest of its file as it was written; another one means that a person has edited it
	Writing  bool   `json:"writing,omitempty"`  // the run that was to write it has not reported that it did
	Before   string `json:"before,omitempty"`   // digest of its file before that
	Noted    bool   `json:"noted,omitempty"`    // the file has the note that the alert is over
}

// Report is the state of one alert.
type Report struct {
	State alert.State `json:"state"`
	Since time.Time   `json:"since"`

	// Closed is set for a firing alert whose incident a person has ended. It opens no other one.
	Closed bool `json:"closed,omitempty"`
}

// Texts are the texts of an incident, as the templates of its rule made them.
type Texts struct {
	Title    string `json:"title"`
	Message  string `json:"message"`
	Resolved string `json:"resolved"`
}

// Limits of the state.
const (
	remembered = 24 * time.Hour // how long resolved alerts are remembered, for reports that arrive out of order
	maxRecords = 1000
	maxReports = 1000 // of a record
	MaxFile    = 8 << 20
	version    = 1
)

// Read reads a state. An empty text is an empty state. The error is a diag.List.
func Read(src []byte) (*State, error) {
	s := &State{Version: version, Records: map[string]*Record{}}
	if len(bytes.TrimSpace(src)) == 0 {
		return s, nil
	}
	const hint = "restore it from Git, or delete it; then open incidents are no longer resolved by alerts"
	if err := json.Unmarshal(src, s); err != nil || len(src) > MaxFile {
		return nil, diag.List{{Pos: diag.Pos{File: File}, Text: fmt.Sprintf("the state of the alerts is damaged: %v", err), Hint: hint}}
	}
	if s.Version != version {
		return nil, diag.List{{Pos: diag.Pos{File: File}, Text: fmt.Sprintf("the state has the version %d, and this program knows version %d", s.Version, version), Hint: "upgrade Statuary"}}
	}
	if s.Records == nil {
		s.Records = map[string]*Record{}
	}
	for key, r := range s.Records {
		if r == nil {
			delete(s.Records, key)
			continue
		}
		if r.Alerts == nil {
			r.Alerts = map[string]*Report{}
		}
		maps.DeleteFunc(r.Alerts, func(_ string, r *Report) bool { return r == nil })
	}
	return s, nil
}

// Write returns the text of a state.
func (s *State) Write() []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(s); err != nil {
		panic(err) // the types have nothing that cannot be written
	}
	return b.Bytes()
}

// prune removes what has been over for long, and the oldest of what is more than the limits.
func (s *State) prune(now time.Time) {
	for key, r := range s.Records {
		maps.DeleteFunc(r.Alerts, func(_ string, a *Report) bool {
			return a.State == alert.Resolved && r.Incident == "" && now.Sub(a.Since) > remembered
		})
		oldestFirst := func(a, b string) int { return r.Alerts[a].Since.Compare(r.Alerts[b].Since) }
		for _, id := range slices.SortedFunc(maps.Keys(r.Alerts), oldestFirst)[:max(0, len(r.Alerts)-maxReports)] {
			delete(r.Alerts, id)
		}
		if len(r.Alerts) == 0 && r.Incident == "" {
			delete(s.Records, key)
		}
	}
	newest := func(r *Record) (t time.Time) {
		for _, a := range r.Alerts {
			if a.Since.After(t) {
				t = a.Since
			}
		}
		return t
	}
	idle := slices.DeleteFunc(slices.Collect(maps.Keys(s.Records)), func(key string) bool { return s.Records[key].Incident != "" })
	slices.SortFunc(idle, func(a, b string) int { return newest(s.Records[a]).Compare(newest(s.Records[b])) })
	for _, key := range idle[:min(len(idle), max(0, len(s.Records)-maxRecords))] {
		delete(s.Records, key)
	}
}
