package pagesync

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"statuary/internal/config"
	"statuary/internal/thirdparty"
)

const summary = `{"components":[
{"id":"g","name":"Cloud","status":"operational","updated_at":"2026-01-01T00:00:00Z"},
{"id":"a","name":"API","status":"%s","updated_at":"2026-05-01T10:00:00.123+02:00","group_id":"g"},
{"id":"b","name":"Web","status":"operational","updated_at":"2026-05-01T10:00:00Z","group_id":null}]}`

// page is a status page on this machine.
type page struct {
	*httptest.Server
	status   string // of the component API
	requests int
	notMod   int // answers without a document
	answer   http.HandlerFunc
}

func newPage(t *testing.T) *page {
	p := &page{status: "operational"}
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.requests++
		switch tag := `"` + p.status + `"`; {
		case p.answer != nil:
			p.answer(w, r)
		case r.URL.Path != "/api/v2/summary.json":
			http.NotFound(w, r)
		case r.Header.Get("If-None-Match") == tag:
			p.notMod++
			w.WriteHeader(http.StatusNotModified)
		default:
			w.Header().Set("ETag", tag)
			fmt.Fprintf(w, summary, p.status)
		}
	}))
	t.Cleanup(p.Close)
	return p
}

// A page is requested once for all its components. Its data changes when a status does, or when it is old.
func TestSync(t *testing.T) {
	p := newPage(t)
	list := []config.ThirdParty{
		{ID: "api", Name: "API", Page: p.URL, NameThere: "Cloud - API"}, {ID: "web", Name: "Web", Page: p.URL, NameThere: "Web"},
	}
	now := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	v := Validators{}
	first, outcomes := Sync(context.Background(), list, nil, v, now)
	if p.requests != 1 || len(outcomes) != 1 || len(outcomes[0].Changed) != 2 || outcomes[0].Problems != nil {
		t.Fatalf("%d requests, %+v", p.requests, outcomes)
	}
	if s := first["api"]; s.Status != "operational" || !s.Changed.Equal(time.Date(2026, 5, 1, 8, 0, 0, 0, time.UTC)) || !s.Checked.Equal(now) {
		t.Errorf("%+v", s)
	}
	same, _ := Sync(context.Background(), list, first, v, now.Add(20*time.Minute))
	if string(same.Encode()) != string(first.Encode()) || p.notMod != 1 {
		t.Errorf("after 20 minutes: %s", same.Encode())
	}
	renewed, _ := Sync(context.Background(), list, first, v, now.Add(30*time.Minute))
	if s := renewed["web"]; !s.Checked.Equal(now.Add(30 * time.Minute)) {
		t.Errorf("after 30 minutes: %+v", s)
	}
	p.status = "major_outage"
	changed, outcomes := Sync(context.Background(), list, renewed, v, now.Add(31*time.Minute))
	if fmt.Sprint(outcomes[0].Changed) != "[api]" || changed["api"].Status != "major_outage" {
		t.Errorf("%+v, %+v", outcomes, changed)
	}
	read := now.Add(31 * time.Minute)
	if _, _, ok := changed.Of(list[0], read.Add(thirdparty.MaxAge)); ok {
		t.Error("a status is known for longer than MaxAge")
	}
	if _, until, ok := changed.Of(list[0], read.Add(thirdparty.MaxAge-1)); !ok || !until.Equal(read.Add(thirdparty.MaxAge)) {
		t.Errorf("known until %s, %v", until, ok)
	}
	other := list[0]
	other.NameThere = "Web"
	if _, _, ok := changed.Of(other, now.Add(32*time.Minute)); ok {
		t.Error("the status of another component is used")
	}
}

// If the file of the site is lost or old, a page that fails has the statuses of the last document.
func TestSyncWithoutFile(t *testing.T) {
	p := newPage(t)
	list := []config.ThirdParty{{ID: "web", Page: p.URL, NameThere: "Web"}}
	now := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	v := Validators{}
	first, _ := Sync(context.Background(), list, nil, v, now)
	Sync(context.Background(), list, first, v, now.Add(10*time.Minute))
	p.answer = func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) }
	for name, old := range map[string]thirdparty.Data{"lost": nil, "old": first} {
		got, outcomes := Sync(context.Background(), list, old, v, now.Add(20*time.Minute))
		if s := got["web"]; s.Status != "operational" || !s.Checked.Equal(now.Add(10*time.Minute)) || !outcomes[0].Failed {
			t.Errorf("%s: %+v, %+v", name, s, outcomes)
		}
	}
}

// A page that fails keeps its last statuses, and others are read.
func TestSyncFails(t *testing.T) {
	now := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	target := newPage(t)
	for _, c := range []struct {
		name, want string
		answer     http.HandlerFunc
	}{
		{"error", "500", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) }},
		{"not JSON", "not a summary", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<!doctype html>") }},
		{"other JSON", "no components", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "{}") }},
		{"cut off", "EOF", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1000")
			fmt.Fprint(w, "{")
		}},
		{"too large", "larger than 8 MB", func(w http.ResponseWriter, _ *http.Request) {
			for range 9 {
				fmt.Fprint(w, strings.Repeat(" ", 1<<20))
			}
		}},
		{"unknown status", "unknown status", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintf(w, summary, "fine") }},
		{"redirect to http", "is not https", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://status.example.test/", http.StatusFound)
		}},
		{"redirect for ever", "too many redirects", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.Path, http.StatusFound) }},
		{"unexpected 304", "304", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotModified) }},
		{"missing component", `did you mean "Web"?`, func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, `{"components":[{"name":"Web","status":"operational"}]}`)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := newPage(t)
			p.answer = c.answer
			list := []config.ThirdParty{{ID: "x", Page: p.URL, NameThere: "Wep"}, {ID: "y", Page: target.URL, NameThere: "API"}}
			old := thirdparty.Data{"x": {Page: p.URL, Component: "Wep", Status: "partial_outage", Checked: now.Add(-time.Hour)}}
			data, outcomes := Sync(context.Background(), list, old, Validators{}, now)
			if data["x"] != old["x"] || data["y"].Status != "operational" {
				t.Errorf("%+v", data)
			}
			if len(outcomes[0].Problems) != 1 || !strings.Contains(outcomes[0].Problems[0], c.want) || outcomes[1].Problems != nil {
				t.Errorf("%+v", outcomes)
			}
		})
	}
}
