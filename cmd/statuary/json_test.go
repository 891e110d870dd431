package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// Keys that may be null: times of events that have not happened, and keys that are null in
// Statuspage's documents, such as the components of an update.
var mayBeNull = map[string]bool{
	"ended_at": true, "next_change": true, "fix": true,
	"monitoring_at": true, "resolved_at": true, "group_id": true, "description": true, "postmortem_body": true, "start_date": true, "name": true,
	"postmortem_body_last_updated_at": true, "postmortem_published_at": true, "scheduled_for": true, "scheduled_until": true,
	"affected_components": true, "impact_override": true, "reminder_intervals": true, "scheduled_reminded_at": true, "twitter_updated_at": true,
	"deliver_notifications": true, "custom_tweet": true, "tweet_id": true,
}

// Every command that prints JSON prints empty lists as [], both for an empty site and for
// one with contents.
func TestEmptyListsInJSON(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	rows := []string{
		"build --json", "check --format json", "check --format sarif", "list --json", "list --json --open",
		"publish --json ./OUT", "publish --json -n ./OUT", "publish --json -n ./OTHER",
		"new incident New --json -m x", "new incident New --json -m x --dry-run",
		"new maintenance Work --json -m x --from 2026-03-20T10:00:00Z --until 1h",
		"import json HISTORY --json", "import json HISTORY --json --dry-run",
		"export json", "export statuspage", "schema incident", "schema page", "schema config",
		"update one monitoring x --json", "resolve one x --json", "postmortem one --json --dry-run", "postmortem one --json",
	}
	for _, incidents := range []bool{false, true} {
		for _, row := range rows {
			name, _, _ := strings.Cut(row, " ")
			if !incidents && (name == "update" || name == "resolve" || name == "postmortem") {
				continue
			}
			t.Run(fmt.Sprintf("incidents=%v/%s", incidents, row), func(t *testing.T) {
				dir := t.TempDir()
				site := filepath.Join(dir, "site")
				save(t, dir, "site/config.toml", "title = \"Example\"\nbase_url = \"https://status.acme.internal/\"\n")
				if incidents {
					save(t, dir, "site/content/incidents/one.md", "---\ntitle: One\ntimeline:\n  - {at: 2026-03-10 10:00, status: investigating}\n---\n")
				}
				save(t, dir, "history.json", `{"incidents": [{"id": "x", "title": "X", "timeline": [{"at": "2026-01-02T10:00:00Z", "status": "resolved"}]}]}`)
				args := strings.Fields(strings.NewReplacer(
					"./OUT", filepath.Join(dir, "out"), "./OTHER", filepath.Join(dir, "other"), "HISTORY", filepath.Join(dir, "history.json"),
				).Replace(row))
				args = append([]string{"--site", site}, args...)
				if name != "schema" {
					args = append(args, "--now", "2026-03-10T12:00:00Z")
				}
				var out, errs bytes.Buffer
				if code := run(args, &out, &errs); code != 0 {
					t.Fatalf("exit status %d: %s", code, errs.String())
				}
				var v any
				if err := json.Unmarshal(out.Bytes(), &v); err != nil {
					t.Fatalf("%v\n%s", err, out.String())
				}
				nulls(v, "", func(path, key string) {
					if !mayBeNull[key] {
						t.Errorf("%s is null", path)
					}
				})
			})
		}
	}
}

// nulls calls a function with the path of each null in a JSON value.
func nulls(v any, path string, found func(path, key string)) {
	switch v := v.(type) {
	case nil:
		found(path, path[strings.LastIndexByte(path, '.')+1:])
	case map[string]any:
		for key, value := range v {
			nulls(value, path+"."+key, found)
		}
	case []any:
		for n, value := range v {
			nulls(value, fmt.Sprintf("%s[%d]", path, n), found)
		}
	}
}
