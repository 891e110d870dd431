package api_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"statuary/internal/api"
	"statuary/internal/config"
	"statuary/internal/content"
	"statuary/internal/history"
	"statuary/internal/incident"
)

// TestYear checks that EncodeYear, which writes a year piece by piece, returns the same
// bytes as encoding the whole struct.
func TestYear(t *testing.T) {
	s, h := statesAPI(t)
	for name, list := range map[string][]*history.Incident{
		"all":          h.Announced,
		"incidents":    only(h.Announced, incident.Unplanned),
		"maintenances": only(h.Announced, incident.Maintenance),
		"one":          h.Announced[:1],
		"none":         nil,
	} {
		t.Run(name, func(t *testing.T) {
			var got, want bytes.Buffer
			if err := s.EncodeYear(&got, list); err != nil {
				t.Fatal(err)
			}
			if err := api.Encode(&want, year(t, s, list)); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got.Bytes(), want.Bytes()) {
				t.Errorf("got\n%s\nwant\n%s", got.Bytes(), want.Bytes())
			}
		})
	}
}

// year builds the struct from the documents of the single incidents, which have the same
// contents.
func year(t *testing.T, s *api.Site, list []*history.Incident) api.Year {
	t.Helper()
	y := api.Year{Incidents: []api.Incident{}, ScheduledMaintenances: []api.Maintenance{}}
	var changed time.Time
	for _, i := range list {
		if i.UpdatedAt.After(changed) {
			changed = i.UpdatedAt
		}
		switch d := s.Incident(i).Incident.(type) {
		case api.Incident:
			y.Incidents = append(y.Incidents, d)
		case api.Maintenance:
			y.ScheduledMaintenances = append(y.ScheduledMaintenances, d)
		default:
			t.Fatalf("a document with a %T", d)
		}
	}
	y.Page = s.Page(changed)
	return y
}

// EncodeYear returns the first error of the writer, wherever it happens, and writes nothing
// after it.
func TestYearFails(t *testing.T) {
	s, h := statesAPI(t)
	var all bytes.Buffer
	if err := s.EncodeYear(&all, h.Announced); err != nil {
		t.Fatal(err)
	}
	for room := 0; room < all.Len(); room += 97 {
		w := &narrow{room: room}
		if err := s.EncodeYear(w, h.Announced); !errors.Is(err, errFull) {
			t.Fatalf("with room for %d: %v", room, err)
		}
		if w.after > 0 {
			t.Fatalf("with room for %d: written to again after the error", room)
		}
	}
}

var errFull = errors.New("full")

// narrow is a writer that fails after some bytes.
type narrow struct{ room, after int }

func (w *narrow) Write(p []byte) (int, error) {
	if w.room < 0 {
		w.after++
	}
	if w.room -= len(p); w.room < 0 {
		return 0, errFull
	}
	return len(p), nil
}

// TestStructs decodes every document into its struct and encodes it again, which must
// return the same document: a program that uses these structs loses nothing.
func TestStructs(t *testing.T) {
	files := states(t)
	n := 0
	for path, data := range files {
		document := structOf(path, data)
		if document == nil {
			continue
		}
		n++
		d := json.NewDecoder(bytes.NewReader(data))
		d.DisallowUnknownFields()
		if err := d.Decode(document); err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		if _, err := d.Token(); !errors.Is(err, io.EOF) {
			t.Errorf("%s goes on behind its end", path)
		}
		var again bytes.Buffer
		if err := api.Encode(&again, document); err != nil {
			t.Errorf("%s: %v", path, err)
		}
		if !bytes.Equal(again.Bytes(), data) {
			t.Errorf("%s: written again\n%s\nand is\n%s", path, again.Bytes(), data)
		}
	}
	if n < 50 {
		t.Errorf("only %d documents were found", n)
	}
}

// structOf returns a pointer to an empty document of the kind at a path, or nil if no
// struct describes it.
func structOf(path string, data []byte) any {
	switch kind := kindOf(path); kind {
	case "summary":
		return &api.Summary{}
	case "status":
		return &api.StatusDocument{}
	case "components":
		return &api.Components{}
	case "incidents":
		return &api.Incidents{}
	case "scheduled-maintenances":
		return &api.Maintenances{}
	case "year":
		return &api.Year{}
	case "index":
		return &api.Index{}
	case "incident":
		if bytes.Contains(data, []byte(`"scheduled_for"`)) {
			return &api.IncidentDocument{Incident: &api.Maintenance{}}
		}
		return &api.IncidentDocument{Incident: &api.Incident{}}
	case "incident-record":
		return &api.Record{}
	case "history":
		return &api.History{}
	case "uptime":
		return &api.Uptime{}
	case "":
		return nil
	default:
		panic("a kind of document without a struct: " + kind)
	}
}

// kindOf returns the name of the schema for the document at a path, or "" for other files.
func kindOf(path string) string {
	name, isJSON := strings.CutSuffix(path, ".json")
	folder, below, _ := strings.Cut(name, "/")
	switch {
	case !isJSON:
		return ""
	case strings.HasPrefix(name, "api/v2/"):
		return kindOfV2(strings.TrimPrefix(name, "api/v2/"))
	case folder == "incidents" && !strings.Contains(below, "/"):
		return "incident-record"
	case name == "history", strings.HasPrefix(name, "history/page/"):
		return "history"
	case folder == "uptime":
		return "uptime"
	}
	return ""
}

func kindOfV2(name string) string {
	folder, below, _ := strings.Cut(name, "/")
	switch {
	case folder == "scheduled-maintenances", name == "incidents/unresolved":
		return folder
	case strings.HasPrefix(below, "all/"):
		return "year"
	case folder == "incidents" && below != "":
		return "incident"
	}
	return name
}

func only(list []*history.Incident, kind incident.Type) []*history.Incident {
	var some []*history.Incident
	for _, i := range list {
		if i.Type == kind {
			some = append(some, i)
		}
	}
	return some
}

// statesAPI returns the API and the history of testdata/states.txtar.
func statesAPI(t *testing.T) (*api.Site, *history.History) {
	t.Helper()
	return apiOf(t, statesSite(t), statesNow(t))
}

// apiOf reads a site as a build does.
func apiOf(t *testing.T, site fstest.MapFS, now time.Time) (*api.Site, *history.History) {
	t.Helper()
	var configs config.Loader
	c, problems := configs.Load(site, config.Overrides{})
	if problems.HasErrors() {
		t.Fatal(problems)
	}
	var ids []string
	for _, one := range c.Components {
		ids = append(ids, one.ID)
	}
	var contents content.Loader
	all, problems, err := contents.Load(site, incident.NewParser(c.Zone, ids))
	if err != nil || problems.HasErrors() {
		t.Fatal(err, problems)
	}
	s := api.New(api.Options{
		Title: c.Title, URL: strings.TrimSuffix(c.URL(), "/"), PageID: "page", Zone: c.Zone, Components: c.Components,
		Link: func(i *history.Incident) string { return c.URL() + "incidents/" + i.ID + "/" },
		HTML: func(_ *history.Incident, md string) string { return md },
	})
	return s, history.New(all.Incidents, history.Options{Now: now, Zone: c.Zone, Components: c.Components, Auto: c.Maintenance.Auto})
}
