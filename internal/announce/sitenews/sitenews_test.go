package sitenews

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"statuary/internal/announce"
	"statuary/internal/publish"
)

// place is a site with receivers for its channels.
type place struct {
	*testing.T
	dir    string
	now    time.Time
	mu     sync.Mutex
	bodies map[string][]string // requests by path
	pages  map[string]string   // of the published site, by path
	wait   time.Duration
}

const settings = `title = "Acme"
base_url = "SERVER/status/"
language = "en"
languages = ["de"]
time_zone = "Europe/Berlin"
[[components]]
id = "api"
name = "API"
[[components]]
id = "web"
[announce.chat]
kind = "discord"
url = "SERVER/chat"
before = "24h"
[announce.german]
kind = "mattermost"
url = "SERVER/german"
language = "de"
message = "{{.Title}}: {{.Status}} ({{range .Names}}{{.}}{{end}})"
[announce.hook]
kind = "webhook"
url = "SERVER/hook"
components = ["api"]
impact = "major"
`

func newPlace(t *testing.T) *place {
	p := &place{T: t, dir: t.TempDir(), now: time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC), bodies: map[string][]string{}, pages: map[string]string{}}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		defer p.mu.Unlock()
		if r.Method == http.MethodGet {
			if page, ok := p.pages[r.URL.Path]; ok {
				fmt.Fprint(w, page)
			} else {
				http.NotFound(w, r)
			}
			return
		}
		body, _ := io.ReadAll(r.Body)
		p.bodies[r.URL.Path] = append(p.bodies[r.URL.Path], string(body))
	}))
	t.Cleanup(server.Close)
	p.write("config.toml", strings.ReplaceAll(settings, "SERVER", server.URL))
	p.write("content/incidents/old.md", "---\ntitle: Old\ntimeline:\n  - at: 2026-05-01 09:00\n    status: resolved\n    message: Done\n---\n")
	return p
}

func (p *place) write(name, text string) {
	p.Helper()
	name = filepath.Join(p.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		p.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		p.Fatal(err)
	}
}

func (p *place) options() Options {
	return Options{
		Dir: p.dir, FS: os.DirFS(p.dir), Now: func() time.Time { return p.now }, Store: &publish.DirStore{Dir: filepath.Join(p.dir, "out")},
		Wait: p.wait, Waiting: func(string) {},
	}
}

// announce announces, and returns what each receiver got.
func (p *place) announce() map[string][]string {
	p.Helper()
	outcomes, problems, err := Announce(p.Context(), p.options())
	if err != nil || len(problems) > 0 {
		p.Fatal(err, problems)
	}
	for _, o := range outcomes {
		for _, f := range o.Failed {
			p.Fatal(f.Err)
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	got := p.bodies
	p.bodies = map[string][]string{}
	return got
}

func TestAnnounce(t *testing.T) {
	p := newPlace(t)
	if got := p.announce(); len(got) > 0 {
		t.Fatalf("the first run sent %v", got)
	}
	p.write("content/incidents/api.md", `---
title: API errors
components: [api]
timeline:
  - at: 2026-05-01 13:00
    status: investigating
    components: {api: major_outage}
    message: "Requests <fail> & time out."
  - at: 2026-05-01 20:00
    status: resolved
    message: later
---
`)
	p.write("content/incidents/api.de.md", "---\ntitle: Fehler der API\ntimeline:\n  - at: 2026-05-01 13:00\n    status: investigating\n    message: Anfragen scheitern.\n---\n")
	p.write("content/incidents/draft.md", "---\ntitle: Draft\ndraft: true\ntimeline:\n  - at: 2026-05-01 13:00\n    status: investigating\n    message: secret\n---\n")
	got := p.announce()
	if len(got["/chat"]) != 1 || len(got["/german"]) != 1 || len(got["/hook"]) != 2 {
		t.Fatalf("got %v", got)
	}
	if !strings.Contains(got["/chat"][0], `API errors – Investigating\n\nRequests \u003cfail\u003e \u0026 time out.\n\nhttp`) || !strings.Contains(got["/chat"][0], "/status/incidents/api/#_update-1") {
		t.Errorf("chat: %s", got["/chat"][0])
	}
	if got["/german"][0] != `{"text":"Fehler der API: Wird untersucht (API)"}` {
		t.Errorf("german: %s", got["/german"][0])
	}
	checkWebhooks(t, got["/hook"])
	if got := p.announce(); len(got) > 0 {
		t.Errorf("announced again: %v", got)
	}
	p.now = time.Date(2026, 5, 1, 18, 30, 0, 0, time.UTC) // 20:30 in Berlin
	got = p.announce()
	if len(got["/chat"]) != 1 || !strings.Contains(got["/chat"][0], "Resolved") {
		t.Errorf("got %v", got)
	}
}

// checkWebhooks checks documents by the keys that Statuspage documents.
func checkWebhooks(t *testing.T, bodies []string) {
	t.Helper()
	var incident struct {
		Meta, Page map[string]any
		Incident   map[string]any
	}
	if err := json.Unmarshal([]byte(bodies[0]), &incident); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{
		"backfilled", "created_at", "impact", "impact_override", "monitoring_at", "postmortem_body", "postmortem_published_at", "resolved_at", "scheduled_for",
		"scheduled_until", "shortlink", "status", "updated_at", "id", "name", "incident_updates",
	} {
		if _, ok := incident.Incident[key]; !ok {
			t.Errorf("the incident has no %s: %s", key, bodies[0])
		}
	}
	if incident.Incident["status"] != "investigating" || incident.Incident["impact"] != "critical" || incident.Page["status_indicator"] != "major" {
		t.Errorf("%s", bodies[0])
	}
	if len(incident.Meta) != 2 || len(incident.Page) != 3 {
		t.Errorf("meta %v, page %v", incident.Meta, incident.Page)
	}
	var component struct {
		Update    map[string]string `json:"component_update"`
		Component map[string]string
	}
	if err := json.Unmarshal([]byte(bodies[1]), &component); err != nil {
		t.Fatal(err)
	}
	if u := component.Update; u["old_status"] != "operational" || u["new_status"] != "major_outage" || u["component_id"] != component.Component["id"] || u["id"] == "" || u["created_at"] == "" {
		t.Errorf("%s", bodies[1])
	}
	if component.Component["name"] != "API" || component.Component["status"] != "major_outage" || component.Component["created_at"] == "" {
		t.Errorf("%s", bodies[1])
	}
}

func TestAnnounceMaintenance(t *testing.T) {
	p := newPlace(t)
	p.announce()
	p.write("content/incidents/db.md", `---
title: Database upgrade
type: maintenance
scheduled_for: 2026-05-04 02:00
scheduled_until: 2026-05-04 03:00
timeline:
  - at: 2026-05-01 13:30
    status: scheduled
    message: We upgrade the database.
---
`)
	p.now = p.now.Add(time.Hour)
	steps := []struct {
		at   string
		want string // in the message; empty: there is none
	}{
		{"2026-05-01 13:00", "Scheduled for May 4, 2026, 02:00 CEST – May 4, 2026, 03:00 CEST"},
		{"2026-05-02 23:00", ""},
		{"2026-05-03 00:30", "Scheduled for May 4, 2026, 02:00 CEST"}, // 24 hours before
		{"2026-05-03 12:00", ""},
		{"2026-05-04 00:10", "In progress"},
		{"2026-05-04 01:10", "Completed"},
		{"2026-05-04 02:10", ""},
	}
	for _, s := range steps {
		p.now, _ = time.Parse("2006-01-02 15:04", s.at)
		got := p.announce()["/chat"]
		if s.want == "" && len(got) > 0 || s.want != "" && (len(got) != 1 || !strings.Contains(got[0], s.want)) {
			t.Errorf("%s: got %q, want %q", s.at, got, s.want)
		}
	}
}

// TestAwait checks that nothing is sent before the page shows the news.
func TestAwait(t *testing.T) {
	p := newPlace(t)
	p.announce()
	p.write("content/incidents/web.md", "---\ntitle: Slow\ntimeline:\n  - at: 2026-05-01 13:00\n    status: investigating\n    message: x\n---\n")
	p.wait = time.Second
	for _, page := range []string{"", `<li id="_update-2">`} {
		p.pages["/status/incidents/web/"] = page
		if _, _, err := Announce(t.Context(), p.options()); err == nil || !strings.Contains(err.Error(), "does not show the news") {
			t.Errorf("page %q: error %v", page, err)
		}
		if len(p.bodies) > 0 {
			t.Fatalf("sent %v", p.bodies)
		}
	}
	p.pages["/status/incidents/web/"] = `<li id="_update-1">`
	p.wait = time.Minute
	if got := p.announce(); len(got["/chat"]) != 1 {
		t.Errorf("got %v", got)
	}
}

func TestDryRunChangesNothing(t *testing.T) {
	p := newPlace(t)
	o := p.options()
	o.DryRun = true
	if _, _, err := Announce(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(p.dir, "out")); !os.IsNotExist(err) {
		t.Errorf("a dry run created the folder: %v", err)
	}
}

func TestLimit(t *testing.T) {
	p := newPlace(t)
	p.announce()
	for n := range 21 {
		p.write(fmt.Sprintf("content/incidents/i%d.md", n), "---\ntitle: X\ntimeline:\n  - at: 2026-05-01 13:00\n    status: investigating\n    message: x\n---\n")
	}
	outcomes, _, err := Announce(t.Context(), p.options())
	if err != nil {
		t.Fatal(err)
	}
	n := slices.IndexFunc(outcomes, func(o announce.Outcome) bool { return o.Channel.Name == "chat" })
	if o := outcomes[n]; o.Over != 21 || len(o.Sent) > 0 || len(p.bodies["/chat"]) > 0 {
		t.Errorf("%+v", o)
	}
}
