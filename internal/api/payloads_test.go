package api_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"slices"
	"statuary/internal/histories"
	"strings"
	"testing"
)

// payload returns the path of a document of a real page. It skips the test if there is
// none: they belong to others.
func payload(t *testing.T, name string) string {
	t.Helper()
	return histories.Path(t, "data/"+name)
}

// samples are the payloads of real pages, and of a page that was put together by hand from
// what is known of payloads: only that one has groups and maintenances.
var samples = []string{
	"statuspage/renku-statuspage-operational.json",
	"statuspage/renku-statuspage-outage.json",
	"statuspage/github-2024-components.json",
	"statuspage/github-2024-incidents.json",
	"statuspage/notify-history-props.json",
	"statuspage/synthetic-site/api/v2/summary.json",
	"statuspage/synthetic-site/api/v2/scheduled-maintenances.json",
	"statuspage/synthetic-site/uptime/9397cnvk62zn.json",
	"claude/components.json",
}

// TestShapes compares the documents of testdata/states.txtar with those of real pages: the
// keys of objects, their order, and the types of values. The differences are listed here;
// docs/json-api.md explains them.
func TestShapes(t *testing.T) {
	all := newShape()
	for _, name := range samples {
		all.addFile(t, payload(t, name))
	}
	for _, row := range incidentRows(t) {
		all.add("incidents[]", row)
	}
	group := "components[]: id name status created_at updated_at position description showcase start_date group_id page_id group only_show_if_degraded components"
	for _, test := range []struct {
		ours   string
		theirs string
		want   []string
	}{
		// The real pages have no groups.
		{"api/v2/summary.json", "statuspage/renku-statuspage-operational.json", []string{group, "scheduled_maintenances[].monitoring_at: string"}},
		{"api/v2/summary.json", "statuspage/renku-statuspage-outage.json", []string{group, "scheduled_maintenances[].monitoring_at: string"}},
		{"api/v2/components.json", "statuspage/github-2024-components.json", []string{group}},
		{"api/v2/components.json", "claude/components.json", []string{group}},
		// No sample has a maintenance that was verified.
		{"api/v2/summary.json", "statuspage/synthetic-site/api/v2/summary.json", []string{"scheduled_maintenances[].monitoring_at: string"}},
		{"api/v2/incidents.json", "statuspage/github-2024-incidents.json", nil},
		{"api/v2/scheduled-maintenances.json", "statuspage/synthetic-site/api/v2/scheduled-maintenances.json", []string{"scheduled_maintenances[].monitoring_at: string"}},
		// Their object has more keys, which are settings of the service.
		{"history.json", "statuspage/notify-history-props.json", []string{"page_status.page: name domain url time_zone id"}},
		// No sample has a day with an incident.
		{"uptime/k8w3r06qmzrp.json", "statuspage/synthetic-site/uptime/9397cnvk62zn.json", []string{
			"days[].events[]: object", "events[].code: string", "events[].name: string",
		}},
	} {
		t.Run(test.theirs, func(t *testing.T) {
			ours, theirs := newShape(), newShape()
			ours.add("", bytes.TrimSpace(states(t)[test.ours]))
			theirs.addFile(t, payload(t, test.theirs))
			maps.DeleteFunc(ours.keys, func(path string, _ map[string]bool) bool { return theirs.keys[path] == nil })
			got := append(notIn(ours.keys, theirs.keys), notIn(ours.types, all.types)...)
			if !slices.Equal(got, test.want) {
				t.Errorf("%s differs in\n\t%s\nand should in\n\t%s", test.ours, strings.Join(got, "\n\t"), strings.Join(test.want, "\n\t"))
			}
		})
	}
}

// shape is the structure of a document.
type shape struct {
	// The lists of keys that objects have, by the place in the document:
	// "incidents[].components[]".
	keys map[string]map[string]bool
	// The types of values, by the last two parts of the place, because a component has the
	// same form everywhere.
	types map[string]map[string]bool
}

func newShape() shape {
	return shape{map[string]map[string]bool{}, map[string]map[string]bool{}}
}

func (s shape) addFile(t *testing.T, name string) {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	s.add("", bytes.TrimSpace(data))
}

func (s shape) add(path string, raw []byte) {
	kind := typeOf(raw)
	note(s.types, shorten(path), kind)
	if kind != "object" && kind != "array" {
		return
	}
	var keys []string
	for _, m := range members(raw) {
		if kind == "array" {
			s.add(path+"[]", m.value)
			continue
		}
		keys = append(keys, m.key)
		s.add(strings.TrimPrefix(path+"."+m.key, "."), m.value)
	}
	if kind == "object" {
		note(s.keys, path, strings.Join(keys, " "))
	}
}

func note(at map[string]map[string]bool, path, what string) {
	if at[path] == nil {
		at[path] = map[string]bool{}
	}
	at[path][what] = true
}

// shorten returns the last two parts of a place.
func shorten(path string) string {
	parts := strings.Split(path, ".")
	return strings.Join(parts[max(0, len(parts)-2):], ".")
}

func typeOf(raw []byte) string {
	switch raw[0] {
	case '{':
		return "object"
	case '[':
		return "array"
	case '"':
		return "string"
	case 't', 'f':
		return "bool"
	case 'n':
		return "null"
	}
	return "number"
}

// notIn returns the entries of ours that theirs does not have.
func notIn(ours, theirs map[string]map[string]bool) []string {
	var list []string
	for _, path := range slices.Sorted(maps.Keys(ours)) {
		for _, what := range slices.Sorted(maps.Keys(ours[path])) {
			if !theirs[path][what] {
				list = append(list, path+": "+what)
			}
		}
	}
	return list
}

// incidentRows returns the 902 incidents of a real page, one after the other.
func incidentRows(t *testing.T) []json.RawMessage {
	t.Helper()
	data, err := os.ReadFile(payload(t, "claude/incidents.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	var rows []json.RawMessage
	for line := range bytes.Lines(data) {
		rows = append(rows, bytes.TrimSpace(line))
	}
	return rows
}
