package builder_test

import (
	"fmt"
	"regexp"
	"testing"
	"testing/fstest"
	"time"

	"statuary/internal/builder"
)

// TestTitles checks that incidents with the same name have pages with different titles.
func TestTitles(t *testing.T) {
	site := fstest.MapFS{"config.toml": {Data: []byte("title = \"Example\"\nbase_url = \"https://status.example.test/\"\n[[components]]\nid = \"api\"\n")}}
	for id, at := range map[string]string{"a": "2026-03-01 10:00", "b": "2026-03-01 14:30", "c": "2026-03-02 10:00"} {
		site["content/incidents/"+id+".md"] = &fstest.MapFile{Data: fmt.Appendf(nil, "---\ntitle: Slow\ncomponents: [api]\ntimeline:\n  - {at: %s, status: investigating, message: a}\n---\n", at)}
	}
	files, _, err := collect(builder.New(builder.Options{Site: site, Now: func() time.Time { return time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC) }}))
	if err != nil {
		t.Fatal(err)
	}
	title := regexp.MustCompile(`<title>([^<]*)</title>`)
	for id, want := range map[string]string{
		"a": "Example Status - Slow (Mar 1, 2026, 10:00)", "b": "Example Status - Slow (Mar 1, 2026, 14:30)", "c": "Example Status - Slow (Mar 2, 2026)",
	} {
		if m := title.FindStringSubmatch(files["incidents/"+id+"/index.html"]); m == nil || m[1] != want {
			t.Errorf("%s: %q, want %q", id, m, want)
		}
	}
}
