package importer_test

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"statuary/internal/config"
	"statuary/internal/histories"
	"statuary/internal/importer"
	"statuary/internal/importer/exchange"
	"statuary/internal/importer/sitewriter"
	"statuary/internal/incident"
	"statuary/internal/site"
)

// real returns the path of a real history, or skips the test if there is none.
func real(t testing.TB, name string) string {
	t.Helper()
	return histories.Path(t, "data/"+name)
}

// run imports sources into a folder and returns the report.
func run(t testing.TB, dir, tool string, o exchange.Options, sources ...string) *exchange.Report {
	t.Helper()
	found, ok := importer.Find(tool)
	if !ok {
		t.Fatal("no tool", tool)
	}
	r := &exchange.Report{}
	h, _, err := found.Read(context.Background(), sources, importer.Options{Options: o}, r)
	if err != nil {
		t.Fatal(err)
	}
	h.Check(r)
	site, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer site.Close()
	plan, err := sitewriter.New(site.FS(), h, r, sitewriter.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := plan.Write(site, nil); err != nil {
		t.Fatal(err)
	}
	if r.Incidents.Sum() != r.Incidents.Read {
		t.Errorf("%d read, %d accounted for", r.Incidents.Read, r.Incidents.Sum())
	}
	return r
}

// load reads the site in dir and returns its configuration and its incidents by id. It
// fails the test if there are problems.
func load(t testing.TB, dir string) (*config.Config, map[string]*incident.Incident) {
	t.Helper()
	s, problems := site.Open(os.DirFS(dir), 1)
	if s == nil {
		t.Fatal(problems)
	}
	all, problems, err := s.Content()
	if err != nil || problems.HasErrors() {
		t.Fatal(err, problems)
	}
	byID := map[string]*incident.Incident{}
	for _, in := range all.Incidents {
		byID[in.ID] = in
	}
	return s.Config, byID
}

// TestStatuspageMatchesManualConversion tests that every incident, update and component
// status of a real history equals those of a site that was converted by hand.
func TestStatuspageMatchesManualConversion(t *testing.T) {
	source := real(t, "claude")
	dir := t.TempDir()
	r := run(t, dir, "statuspage", exchange.Options{}, filepath.Join(source, "incidents.jsonl"), filepath.Join(source, "components.json"))
	if r.Incidents.New != 902 || r.Updates != 2863 {
		t.Errorf("%+v, %d updates", r.Incidents, r.Updates)
	}
	want, byHand := load(t, filepath.Join(source, "site"))
	got, imported := load(t, dir)
	for i, c := range want.Components {
		if g := got.Components[i]; g.ID != c.ID || g.Name != c.Name || !g.Since.Equal(c.Since) {
			t.Errorf("component %d: %+v, want %+v", i, g, c)
		}
	}
	// The manual conversion left out components that the page no longer lists.
	gone := map[string]bool{}
	for _, c := range got.Components {
		gone[c.ID] = c.Retired
	}
	if len(imported) != len(byHand) {
		t.Errorf("%d incidents, want %d", len(imported), len(byHand))
	}
	for id, w := range byHand {
		g := imported[id]
		if g == nil {
			t.Errorf("%s is missing", id)
			continue
		}
		if a, b := visibleContent(g, gone), visibleContent(w, gone); a != b {
			t.Errorf("%s\n%s\nwant\n%s", id, a, b)
		}
	}
	again := run(t, dir, "statuspage", exchange.Options{}, filepath.Join(source, "incidents.jsonl"), filepath.Join(source, "components.json"))
	if again.Incidents.Unchanged != 902 || again.Config != "unchanged" {
		t.Errorf("the second import: %+v, config.toml %s", again.Incidents, again.Config)
	}
}

// visibleContent returns what readers see of an incident, except for the components in
// without.
func visibleContent(in *incident.Incident, without map[string]bool) string {
	var b strings.Builder
	impact := in.Impact.String()
	if in.Type == incident.Unplanned && in.Impact == incident.Planned {
		impact = "none" // two real incidents have "maintenance", which the manual conversion left out
	}
	fmt.Fprintf(&b, "%s, %s, %s, %v\n", in.Title, in.Type, impact, slices.DeleteFunc(slices.Clone(in.Components), func(c string) bool { return without[c] }))
	for _, u := range in.Updates {
		fmt.Fprintf(&b, "%s %s %s", u.At.UTC().Format(time.RFC3339Nano), u.Status, u.Label)
		for _, c := range u.Components {
			if !without[c.ID] {
				fmt.Fprintf(&b, " %s=%s", c.ID, c.Status)
			}
		}
		// The manual conversion joined lines; the import keeps them.
		fmt.Fprintf(&b, "\n%s\n", strings.ReplaceAll(strings.ReplaceAll(u.Message, "\\\n", "\n"), "\\<", "<"))
	}
	return b.String() + in.Postmortem
}

// TestWritesOnlyAllowedFiles tests that hostile records do not cause files outside the
// folders of an import, and that scripts are removed.
func TestWritesOnlyAllowedFiles(t *testing.T) {
	dir := t.TempDir()
	evil := `{"incidents":[{"id":"../../../x","name":"<script>alert(1)</script>","impact":"minor","created_at":"2024-01-01T00:00:00Z",
		"shortlink":"https://x/../../etc/passwd","incident_updates":[{"status":"resolved","body":"<script>alert(1)</script><a href='javascript:x'>y</a>\u0000\u001b[2J","display_at":"2024-01-01T00:00:00Z"}]},
		{"id":"..","name":"b","incident_updates":[{"status":"resolved","body":"` + strings.Repeat("x ", 10<<20) + `","display_at":"2024-01-01T00:00:00Z"}]},
		{"id":"con","name":"c","incident_updates":[{"status":"nonsense","body":"{{ template }}","display_at":"2024-01-01T00:00:00Z"}]},
		{"id":"index","name":"d","incident_updates":[{"status":"resolved","body":"---\ntitle: x\n---","display_at":"2024-01-01T00:00:00Z"}]}]}`
	source := filepath.Join(t.TempDir(), "dump.json")
	if err := os.WriteFile(source, []byte(evil), 0o644); err != nil {
		t.Fatal(err)
	}
	r := run(t, dir, "statuspage", exchange.Options{}, source)
	if r.Incidents.New != 4 {
		t.Errorf("%+v", r.Incidents)
	}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() && name != "config.toml" && !strings.HasPrefix(name, "content/") && name != ".statuary/import.json" {
			t.Errorf("it wrote %s", name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	_, all := load(t, dir)
	if len(all) != 4 {
		t.Errorf("%d incidents", len(all))
	}
	for _, in := range all {
		for _, u := range in.Updates {
			if strings.Contains(u.Message, "<script") && !strings.Contains(u.Message, `\<script`) || strings.Contains(u.Message, "javascript:") {
				t.Errorf("%s: %.100q", in.ID, u.Message)
			}
		}
	}
}

// TestRealHistories tests how many records of real histories become incidents, and how
// many are skipped. Every record is counted, every site loads without errors, and a
// second import changes nothing.
func TestRealHistories(t *testing.T) {
	for _, c := range []struct {
		tool, source               string
		read, merged, skipped, new int
		updates                    int
	}{
		{"cstate", "cstate/jenkins", 297, 0, 0, 297, 621},
		{"cstate", "cstate/packit", 108, 0, 0, 108, 216},
		{"cstate", "cstate/example/exampleSite", 11, 0, 0, 11, 25},
		{"statusfy", "statusfy/bstudios", 14, 0, 1, 13, 40},
		{"upptime", "upptime/issues/issues.json", 24, 0, 3, 21, 48},
		{"markdown", "postmortems/moj/source", 40, 0, 1, 39, 176},
		{"markdown", "postmortems/posthog", 9, 0, 2, 7, 7},
		{"atom", "atom/github-2026-history.atom", 25, 0, 0, 25, 178},
		{"atom", "atom/github-2022-10-28-scheduled-sameday.atom", 25, 0, 0, 25, 98},
		{"atom", "atom/saucelabs-2020-history.atom", 25, 0, 0, 25, 72},
		{"rss", "atom/status-ios-history.rss", 17, 0, 0, 17, 38},
		{"statuspage", "statuspage/synthetic-site", 24, 18, 0, 6, 14},
		{"statuspage", "statuspage/renku-statuspage-outage.json", 1, 0, 0, 1, 1},
		{"statuspage", "statuspage/github-2024-incidents.json", 2, 0, 0, 2, 12},
		{"statuspage", "statuspage/notify-history-props.json", 1, 0, 0, 1, 2},
	} {
		t.Run(c.tool+" "+c.source, func(t *testing.T) {
			source := real(t, c.source)
			dir := t.TempDir()
			r := run(t, dir, c.tool, exchange.Options{}, source)
			if got := r.Incidents; got.Read != c.read || got.Merged != c.merged || got.Skipped != c.skipped || got.New != c.new || r.Updates != c.updates {
				t.Errorf("%+v, %d updates", got, r.Updates)
			}
			if c := r.Times; c.Read != c.Written+c.Kept+c.Lost {
				t.Errorf("times of updates: %+v", c)
			}
			for _, n := range r.Notes {
				if n.What == "words of the text were lost" {
					t.Errorf("%s lost %s", n.Place, n.Detail)
				}
			}
			if _, all := load(t, dir); len(all) != c.new {
				t.Errorf("%d incidents in the site", len(all))
			}
			again := run(t, dir, c.tool, exchange.Options{}, source)
			if again.Incidents.Unchanged != c.new || again.Config != "unchanged" {
				t.Errorf("the second import: %+v, config.toml %s", again.Incidents, again.Config)
			}
		})
	}
}
