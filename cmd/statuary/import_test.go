package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"statuary/internal/importer/exchange"
	"statuary/internal/importer/statuspage"
)

// importNow is the time as of which the sample site is built and imported.
const importNow = "2026-11-23T15:00:00Z"

// must runs the command and returns its output.
func must(t *testing.T, args ...string) string {
	t.Helper()
	var out, messages bytes.Buffer
	if code := run(args, &out, &messages); code != exitFine {
		t.Fatalf("statuary %s: exit %d\n%s%s", strings.Join(args, " "), code, out.String(), messages.String())
	}
	return out.String()
}

// A site built by Statuary can be imported from its address like a page of Statuspage.
// Everything that programs read from it stays the same.
func TestImportFromBuiltSite(t *testing.T) {
	built, dir := t.TempDir(), t.TempDir()
	must(t, "--site", "../..", "build", "--out", filepath.Join(built, "public"), "--now", importNow)
	server := httptest.NewServer(http.FileServer(http.Dir(filepath.Join(built, "public"))))
	defer server.Close()
	out := must(t, "--site", dir, "import", "statuspage", server.URL, "--verify", "--json", "--now", importNow)
	var report struct {
		exchange.Report
		Compared statuspage.Comparison
	}
	if err := json.Unmarshal([]byte(out), &report); err != nil {
		t.Fatal(err)
	}
	if c := report.Incidents; c.New == 0 || c.Read != c.Sum() || c.Skipped > 0 {
		t.Errorf("%+v", c)
	}
	if c := report.Compared; c.Incidents != report.Incidents.New || c.Fields < 100 || c.Days < 100 || c.FeedIDs == 0 || len(c.Differences) > 0 {
		t.Errorf("compared %d incidents, %d fields, %d days, %d feed ids", c.Incidents, c.Fields, c.Days, c.FeedIDs)
		for _, d := range c.Differences {
			t.Errorf("%s %s: %q is %q", d.Place, d.Field, d.Source, d.Built)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, ".statuary", "fetched")); err == nil {
		t.Error("the fetched documents were not deleted")
	}
	again := must(t, "--site", dir, "import", "statuspage", server.URL, "--json", "--now", importNow)
	if err := json.Unmarshal([]byte(again), &report); err != nil {
		t.Fatal(err)
	}
	if c := report.Incidents; c.New+c.Changed > 0 || c.Unchanged == 0 {
		t.Errorf("the second import: %+v", c)
	}
}
