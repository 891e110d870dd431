package exchange

import (
	"bytes"
	"encoding/json"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/jsonschema-go/jsonschema"
	"pgregory.net/rapid"

	"statuary/internal/golden"
	"statuary/internal/incident"
)

func schema(t *testing.T) (*jsonschema.Schema, *jsonschema.Resolved) {
	t.Helper()
	src, err := os.ReadFile("../../../docs/schema/import.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var s jsonschema.Schema
	if err := json.Unmarshal(src, &s); err != nil {
		t.Fatal(err)
	}
	r, err := s.Resolve(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &s, r
}

// TestSchemaWords holds the words in the schema to those of the format.
func TestSchemaWords(t *testing.T) {
	const file = "../../../docs/schema/import.schema.json"
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var statuses []string
	for _, s := range incident.Statuses() {
		statuses = append(statuses, s.String())
	}
	statuses = append(statuses, incident.Announced.String())
	for name, words := range map[string][]string{"status": statuses, "component_status": incident.ComponentStatuses(), "impact": append(incident.Impacts(), incident.Planned.String())} {
		list := regexp.MustCompile(`("` + name + `": \{"enum": )\[[^]]*\]`)
		if !list.Match(src) {
			t.Fatalf("the schema lists no values of %s", name)
		}
		src = list.ReplaceAll(src, []byte(`${1}["`+strings.Join(words, `", "`)+`"]`))
	}
	golden.File(t, file, src)
}

func holds(t *testing.T, r *jsonschema.Resolved, src []byte) error {
	t.Helper()
	var v any
	if err := json.Unmarshal(src, &v); err != nil {
		t.Fatal(err)
	}
	return r.Validate(v)
}

// drawHistory draws a history that Check does not change.
func drawHistory(t *rapid.T) *History {
	word := rapid.StringMatching(`[a-z][a-z0-9]{0,8}`)
	text := rapid.StringMatching(`[A-Za-zé<>&"\\*_ \n-]{0,40}`)
	at := rapid.Custom(func(t *rapid.T) time.Time {
		return time.UnixMilli(rapid.Int64Range(0, 4e12).Draw(t, "at")).UTC()
	})
	h := &History{Site: Site{Title: word.Draw(t, "title"), URL: "https://" + word.Draw(t, "host") + ".test", TimeZone: "Etc/UTC", FeedTag: "tag:x.test,2005"}}
	ids := rapid.SliceOfNDistinct(word, 1, 4, rapid.ID[string]).Draw(t, "components")
	for _, id := range ids {
		h.Components = append(h.Components, incident.Component{ID: id, Name: id, Retired: rapid.Bool().Draw(t, "retired")})
	}
	component := rapid.SampledFrom(ids)
	for _, id := range rapid.SliceOfNDistinct(word, 0, 5, rapid.ID[string]).Draw(t, "incidents") {
		in := &Incident{ID: id, Title: word.Draw(t, "name"), Postmortem: text.Draw(t, "postmortem"), Draft: rapid.Bool().Draw(t, "draft")}
		in.Key = rapid.StringMatching(`([a-z]/[a-z: #]{0,9}[0-9])?`).Draw(t, "key")
		first, last := incident.Investigating, incident.Resolved
		if rapid.Bool().Draw(t, "planned") {
			in.Type, first, last = incident.Maintenance, incident.Scheduled, incident.Completed
			in.ScheduledFor = at.Draw(t, "for")
		}
		for range rapid.IntRange(1, 4).Draw(t, "updates") {
			u := incident.Update{At: at.Draw(t, "at"), Status: incident.Status(rapid.IntRange(int(first), int(last)).Draw(t, "status")), NextUpdate: at.Draw(t, "next"), Message: text.Draw(t, "message")}
			if in.Type == incident.Maintenance && rapid.IntRange(0, 4).Draw(t, "cancelled") == 0 {
				u.Status = incident.Cancelled
			}
			if rapid.Bool().Draw(t, "states") {
				u.Components = []incident.ComponentState{{ID: component.Draw(t, "id"), Status: incident.ComponentStatus(rapid.IntRange(0, 4).Draw(t, "state"))}}
			}
			in.Updates = append(in.Updates, u)
		}
		if rapid.IntRange(0, 4).Draw(t, "announcement") == 0 { // Check keeps only what announcements have
			in.Type, in.Until = incident.Announcement, at.Draw(t, "until")
			in.Updates, in.Postmortem, in.ScheduledFor = []incident.Update{{At: in.Updates[0].At, Message: in.Updates[0].Message}}, "", time.Time{}
		}
		in.Impact = incident.ComputedImpact(in.Type, in.Updates)
		h.Incidents = append(h.Incidents, in)
	}
	h.Check(&Report{})
	return h
}

// TestEncodeDecode tests that an encoded history matches the schema and decodes to an
// equal history.
func TestEncodeDecode(t *testing.T) {
	_, resolved := schema(t)
	rapid.Check(t, func(r *rapid.T) {
		h := drawHistory(r)
		var one, two bytes.Buffer
		if err := Encode(&one, h); err != nil {
			r.Fatal(err)
		}
		if err := holds(t, resolved, one.Bytes()); err != nil {
			r.Fatalf("%v\n%s", err, one.String())
		}
		report := &Report{}
		back, err := Decode("x.json", one.Bytes(), report)
		if err != nil {
			r.Fatal(err)
		}
		back.Check(report)
		report.Notes = slices.DeleteFunc(report.Notes, func(n Note) bool { return n.What == stillOpen })
		if err := Encode(&two, back); err != nil {
			r.Fatal(err)
		}
		if one.String() != two.String() || len(report.Notes) > 0 {
			r.Fatalf("%s\nbecame\n%s\n%v", one.String(), two.String(), report.Notes)
		}
	})
}

// TestSchemaKeys tests that the schema has exactly the keys that are decoded.
func TestSchemaKeys(t *testing.T) {
	s, _ := schema(t)
	keys := func(v any) []string {
		var list []string
		for i := range reflect.TypeOf(v).NumField() {
			name, _, _ := strings.Cut(reflect.TypeOf(v).Field(i).Tag.Get("json"), ",")
			list = append(list, name)
		}
		slices.Sort(list)
		return list
	}
	for name, c := range map[string]struct {
		schema *jsonschema.Schema
		value  any
	}{
		"document": {s, document{}}, "site": {s.Properties["site"], site{}}, "component": {s.Defs["component"], component{}},
		"incident": {s.Defs["incident"], record{}}, "entry": {s.Defs["entry"], entry{}}, "downtime": {s.Defs["downtime"], downtime{}},
		"state": {s.Defs["entry"].Properties["components"].Items, state{}},
	} {
		var known []string
		for k := range c.schema.Properties {
			known = append(known, k)
		}
		slices.Sort(known)
		if want := keys(c.value); !slices.Equal(known, want) {
			t.Errorf("%s: the schema has %v, the format %v", name, known, want)
		}
	}
}

// TestDocumentedExample tests that the example in docs/importing.md matches the schema
// and decodes without notes.
func TestDocumentedExample(t *testing.T) {
	src, err := os.ReadFile("../../../docs/importing.md")
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile("(?s)```json\n(.*?)```").FindSubmatch(src)
	if m == nil {
		t.Fatal("no example in docs/importing.md")
	}
	_, resolved := schema(t)
	if err := holds(t, resolved, m[1]); err != nil {
		t.Error(err)
	}
	r := &Report{}
	h, err := Decode("example.json", m[1], r)
	if err != nil {
		t.Fatal(err)
	}
	h.Check(r)
	if len(h.Incidents) != 1 || len(r.Notes) > 0 {
		t.Errorf("%d incidents, %+v", len(h.Incidents), r.Notes)
	}
}

func TestDecodeErrors(t *testing.T) {
	for src, want := range map[string]string{
		"[]":                                "x.json:1:1: json: cannot unmarshal array",
		"{\n \"version\": 1,\n \"x\": ,\n}": "x.json:3:7: invalid character ','",
		`{"version":2,"incidents":[]}`:      "x.json: version 2 is not supported; the newest supported version is 1",
		`{"pages":[]}`:                      "x.json: not a history: missing version and incidents",
		`{"version":1,"text":"rtf"}`:        `x.json: unknown text format "rtf"; use markdown, html or plain`,
	} {
		_, err := Decode("x.json", []byte(src), &Report{})
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v, want %s", src, err, want)
		}
	}
}

func TestSafeID(t *testing.T) {
	for in, want := range map[string]string{
		"../../etc/passwd": "etc-passwd", "..": "", "a b/c": "a-b-c", "Ärger-2": "Ärger-2", "x\x00y": "x-y", "2026-07-08-vulnerabilidad-crítica-…": "2026-07-08-vulnerabilidad-crítica",
		"e\u0301": "é", ".hidden": "hidden", strings.Repeat("é", 200): strings.Repeat("é", 75), "C:\\x": "C-x", "-": "",
		"हिन्दी समस्या": "हिन्दी-समस्या", "مشکل\u200cها": "مشکل\u200cها", "x👩\u200d💻y": "x-y", strings.Repeat("कि", 40): strings.Repeat("कि", 25),
	} {
		if got := SafeID(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
		if id := SafeID(in); id != "" && incident.BadID(id) != "" {
			t.Errorf("%q: %s", id, incident.BadID(id))
		}
	}
	n := newIDs("incident")
	for _, c := range [][2]string{{"A", "A"}, {"a", "a-2"}, {"a-2", "a-2-2"}, {"index", "incident-index"}, {"..", "incident"}, {"con.x", "incident-con.x"}, {"x.JSON", "x-json"}} {
		if got := n.unique(c[0], ""); got != c[1] {
			t.Errorf("%q: %q, want %q", c[0], got, c[1])
		}
	}
}
