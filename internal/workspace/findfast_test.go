package workspace

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"statuary/internal/diag"
)

// Find returns the same incident or error whether or not it reads all files, for random
// sites and ids.
func TestQuickIsRight(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	home := t.TempDir()
	quick, runs := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		runs++
		dir := filepath.Join(home, fmt.Sprint(runs))
		content := filepath.Join(dir, "content", "incidents")
		if err := os.MkdirAll(filepath.Join(content, "2026"), 0o755); err != nil {
			t.Fatal(err)
		}
		settings := "title = \"x\"\nbase_url = \"https://example.org/\"\n" + rapid.SampledFrom([]string{"", "languages = [\"fr\"]\n", "time_zone = \"Asia/Tokyo\"\n"}).Draw(t, "settings")
		if err := os.WriteFile(filepath.Join(dir, "config.toml"), []byte(settings), 0o644); err != nil {
			t.Fatal(err)
		}
		names := []string{"api", "api-errors", "API", "web", "2026-03-01-api", "2026/api", "2026/web.fr", "web.fr", "restart-2026-03-15", "x"}
		for _, name := range rapid.SliceOfNDistinct(rapid.SampledFrom(names), 1, 7, rapid.ID[string]).Draw(t, "files") {
			if err := os.WriteFile(filepath.Join(content, filepath.FromSlash(name)+".md"), []byte(drawFile(t)), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		w, whole := open(t, dir), open(t, dir)
		if err := whole.load(); err != nil {
			t.Fatal(err)
		}
		part := rapid.SampledFrom([]string{"api", "API", "ap", "a", "web", "er", "e", "restart", "restart-2026-03-15", "2026", "x", "zzz", "content/incidents/api.md", "./content/incidents/2026/api.md", "web.fr", "named", "content/incidents/x.md"}).Draw(t, "part")
		got, err := w.Find(part)
		want, wantErr := whole.Find(part)
		if !reflect.DeepEqual(got, want) || fmt.Sprint(err) != fmt.Sprint(wantErr) {
			t.Fatalf("%q: got %+v, %v\nwant %+v, %v", part, got, err, want, wantErr)
		}
		var missing, wantMissing *diag.Error
		if errors.As(err, &missing) && errors.As(wantErr, &wantMissing) && missing.Hint != wantMissing.Hint {
			t.Fatalf("hint %q, want %q", missing.Hint, wantMissing.Hint)
		}
		if !w.loaded {
			quick++
		}
		some, err := open(t, dir).ListOpen()
		if err != nil {
			t.Fatal(err)
		}
		all, _ := whole.List()
		var open []Incident
		for _, in := range all {
			if in.Open {
				open = append(open, in)
			}
		}
		if len(some)+len(open) > 0 && !reflect.DeepEqual(some, open) {
			t.Fatalf("goes on: got %+v\nwant %+v", some, open)
		}
	})
	if quick == 0 || quick == runs {
		t.Errorf("of %d, %d were found quickly", runs, quick)
	}
}

// drawFile returns a random incident file, in usual forms and in unusual or invalid ones.
func drawFile(t *rapid.T) string {
	key := rapid.SampledFrom([]string{"", "", "", "", "id: api\n", "id: named\n", "\"id\": web\n", "\"\\x69d\": web\n", "'id' : x\n", "draft: true\n", "titel: x\n", "ignore: {long: grid}\n"}).Draw(t, "key")
	switch rapid.IntRange(0, 9).Draw(t, "kind") {
	case 0:
		return "---\ntitle: R\n" + key + "scheduled_for: 2026-03-01 02:00\nscheduled_until: 2026-03-01 03:00\nrepeat: FREQ=WEEKLY\ntimeline:\n  - at: 2026-02-20 10:00\n    status: scheduled\n---\n"
	case 1:
		return "+++\ntitle = \"T\"\n" + rapid.SampledFrom([]string{"", "id = \"api\"\n", "id=\"web\"\n"}).Draw(t, "toml") + "[[timeline]]\nat = 2026-03-01 10:00:00\nstatus = \"" + rapid.SampledFrom([]string{"resolved", "investigating"}).Draw(t, "word") + "\"\n+++\n"
	case 2:
		return rapid.SampledFrom([]string{"", "---\n", "text\n", "---\ntitle: x\n---\n"}).Draw(t, "broken")
	}
	var b strings.Builder
	b.WriteString("---\ntitle: T\n" + key + "timeline:\n")
	style := rapid.SampledFrom([]string{"  - at: %s\n    status: %s\n", "  - at: %s\n    status: %s\n", "  - at: %s\n    status: %s\n    message: |\n      - at: id: x\n", "  - {at: %s, status: %s}\n", "  - status: %[2]s\n    at: %[1]s\n", "- at: %s\n  status: %s\n"}).Draw(t, "style")
	times := []string{"2026-03-01 10:00", "2026-03-02 11:00", "2026-03-02 11:00", "2026-02-28 09:00", "2026-03-09 23:00", "2026-03-10 13:00", "2026-04-01 10:00", "2026-03-02T11:00:00Z", "2026-03-02T11:00:00+09:00", "2026-03-02T12:00:00Z", "2026-03-02 11:30:00"}
	for range rapid.IntRange(1, 4).Draw(t, "entries") {
		fmt.Fprintf(&b, style, rapid.SampledFrom(times).Draw(t, "at"), rapid.SampledFrom([]string{"investigating", "monitoring", "resolved", "resolved", "postmortem"}).Draw(t, "status"))
	}
	b.WriteString("---\nid: web\n")
	if rapid.IntRange(0, 9).Draw(t, "crlf") == 0 {
		return strings.ReplaceAll(b.String(), "\n", "\r\n")
	}
	return b.String()
}

// Nothing is taken to be over because of what may come.
func TestOver(t *testing.T) {
	for front, want := range map[string]bool{
		"\ntimeline:\n  - at: 2026-03-01 10:00\n    status: investigating\n  - at: 2026-03-01 11:00\n    status: resolved":                  true,
		"\ntimeline:\n  - at: 2026-03-01T10:00:00.123Z\n    status: investigating\n  - at: 2026-03-02T10:00:00.124Z\n    status: completed": true,
		"\ntimeline:\n  - at: 2026-03-01 10:00\n    status: resolved\n  - at: 2026-03-01 11:00\n    status: monitoring":                     false,
		"\ntimeline:\n  - at: 2026-03-01 10:00\n    status: monitoring\n  - at: 2026-03-11 11:00\n    status: resolved":                     false,
		"\ntimeline:\n  - at: 2026-03-01 10:00\n    status: resolved\n  - {at: 2026-03-01 11:00, status: monitoring}":                       false,
		"\ntimeline:\n  - at: 2026-03-01T10:00:00+09:00\n    status: resolved":                                                              false,
		"\ntimeline:\n  - at: 2026-03-01 10:00\n    status: resolved # no":                                                                  false,
		"\ntimeline:\n": false,
		"":              false,
	} {
		if got := surelyOver([]byte("---"+front), noon); got != want {
			t.Errorf("%q is over: %v", front, got)
		}
	}
}
