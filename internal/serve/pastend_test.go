package serve

import (
	"strings"
	"testing"
)

// TestPages checks that a page past the end of a list is empty, and that others are as they were.
func TestPages(t *testing.T) {
	files := sample()
	files["history.json"] = []byte(`{"months":[{"year":2026}],"page_status":{"a":1}}`)
	files["history/page/2.json"] = []byte(`{"months":[{"year":2025}]}`)
	files["api/v2/incidents.json"] = []byte(`{"page":{"id":"x"},"incidents":[{"id":"a"}]}`)
	files["api/v2/scheduled-maintenances.json"] = []byte(`{"page":{"id":"x"},"scheduled_maintenances":[{"id":"a"}]}`)
	files["api/v2/summary.json"] = []byte(`{"incidents":[{"id":"a"}]}`)
	s := New(Options{Root: "/"})
	show(s, files)
	for _, c := range []struct{ path, want string }{
		{"/history.json", `{"months":[{"year":2026}],"page_status":{"a":1}}`},
		{"/history.json?page=1", `{"months":[{"year":2026}],"page_status":{"a":1}}`},
		{"/history.json?page=2", `{"months":[{"year":2025}]}`},
		{"/history.json?page=3", `{"months":[],"page_status":{"a":1}}`},
		{"/api/v2/incidents.json?page=1", `{"page":{"id":"x"},"incidents":[{"id":"a"}]}`},
		{"/api/v2/incidents.json?page=0", `{"page":{"id":"x"},"incidents":[{"id":"a"}]}`},
		{"/api/v2/incidents.json?page=x", `{"page":{"id":"x"},"incidents":[{"id":"a"}]}`},
		{"/api/v2/incidents.json?page=2", `{"incidents":[],"page":{"id":"x"}}`},
		{"/api/v2/incidents.json?limit=10&page=99", `{"incidents":[],"page":{"id":"x"}}`},
		{"/api/v2/scheduled-maintenances.json?page=2", `{"page":{"id":"x"},"scheduled_maintenances":[]}`},
		{"/api/v2/summary.json?page=2", `{"incidents":[{"id":"a"}]}`}, // it has no pages
	} {
		if got := strings.TrimSpace(body(t, get(t, s, c.path))); got != c.want {
			t.Errorf("%s: %s; want %s", c.path, got, c.want)
		}
	}
}

// TestSlashes requests addresses that programs join with too many slashes, or without the last one.
func TestSlashes(t *testing.T) {
	files := sample()
	files["api/v2/status.json"] = []byte(`{"status":1}`)
	for _, root := range []string{"/", "/status/"} {
		s := New(Options{Root: root})
		show(s, files)
		for _, c := range []struct {
			path, location string
			status         int
		}{
			{"//api/v2/status.json", "", 200},
			{"/api//v2///status.json", "", 200},
			{"//history/", "", 200},
			{"//history", root + "history/", 301},
			{"/history", root + "history/", 301},
			{"//example.org/history", "", 404}, // no redirect to another host
			{"//nowhere", "", 404},
		} {
			r := get(t, s, strings.TrimSuffix(root, "/")+c.path)
			if r.StatusCode != c.status || r.Header.Get("Location") != c.location {
				t.Errorf("%s%s: %d %s; want %d %s", strings.TrimSuffix(root, "/"), c.path, r.StatusCode, r.Header.Get("Location"), c.status, c.location)
			}
		}
	}
}
