package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"
)

// compared has the expected result of comparing our documents with the 902 incidents of a
// real page: for each field, how often it was compared, how often it differs and, for
// times, how often by more than a second. docs/json-api.md has the reasons. A number that
// grows is a regression. If one shrinks, change it here and there.
const compared = `
keys 902 2 0
id 902 0 0
name 902 0 0
status 902 0 0
created_at 902 810 8
updated_at 902 902 564
monitoring_at 902 0 0
resolved_at 902 2 2
impact 902 2 0
shortlink 902 902 0
started_at 902 828 36
page_id 902 0 0
reminder_intervals 900 20 0
incident_updates 902 0 0
incident_updates[] keys 2863 0 0
incident_updates[].status 2863 0 0
incident_updates[].body 2863 3 0
incident_updates[].created_at 2863 183 110
incident_updates[].wants_twitter_update 2272 0 0
incident_updates[].twitter_updated_at 2272 0 0
incident_updates[].updated_at 2863 184 184
incident_updates[].display_at 2863 0 0
incident_updates[].deliver_notifications 2863 242 0
incident_updates[].tweet_id 2863 0 0
incident_updates[].id 2863 2863 0
incident_updates[].incident_id 2863 0 0
incident_updates[].custom_tweet 2863 0 0
incident_updates[].affected_components 2863 154 0
components 902 12 0
incident_updates[].affected_components[] keys 7718 0 0
incident_updates[].affected_components[].code 7718 0 0
incident_updates[].affected_components[].name 7718 2387 0
incident_updates[].affected_components[].old_status 7718 208 0
incident_updates[].affected_components[].new_status 7718 0 0
components[] keys 2300 0 0
components[].status 2300 39 0
components[].name 2300 0 0
components[].created_at 2300 2300 2300
components[].updated_at 2300 2300 2295
components[].position 2300 0 0
components[].description 2300 0 0
components[].showcase 2300 0 0
components[].start_date 2300 0 0
components[].id 2300 0 0
components[].page_id 2300 0 0
components[].group_id 2300 0 0
components[].group 631 0 0
components[].only_show_if_degraded 631 0 0
`

// TestRealIncidents builds a site from the 902 incidents of a page at Statuspage, and
// compares its documents with Statuspage's.
func TestRealIncidents(t *testing.T) {
	files := realSite(t)
	c := &comparison{tallies: map[string]*tally{}}
	for _, row := range incidentRows(t) {
		theirs := objectOf(row)
		id := theirs.text("id")
		record, document := files["incidents/"+id+".json"], files["api/v2/incidents/"+id+".json"]
		if record == nil || document == nil {
			t.Fatalf("there is no document of %s", id)
		}
		c.incident(theirs, objectOf(record), objectOf(objectOf(document).raw["incident"]))
	}
	if got := c.String(); got != strings.TrimSpace(compared) {
		t.Errorf("compared were\n%s\nand should\n%s", got, compared)
	}
	doc, err := os.ReadFile("../../docs/json-api.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, field := range c.fields {
		if n := c.tallies[field]; n.differ > 0 && !bytes.Contains(doc, fmt.Appendf(nil, "| `%s` | %d of %d |", field, n.differ, n.compared)) {
			t.Errorf("docs/json-api.md does not say that %d of %d values of %s differ", n.differ, n.compared, field)
		}
	}
}

// comparison counts differences by field.
type comparison struct {
	fields  []string // in the order in which they were first compared
	tallies map[string]*tally
}

type tally struct{ compared, differ, far int }

func (c *comparison) String() string {
	var lines []string
	for _, f := range c.fields {
		n := c.tallies[f]
		lines = append(lines, fmt.Sprintf("%s %d %d %d", f, n.compared, n.differ, n.far))
	}
	return strings.Join(lines, "\n")
}

func (c *comparison) field(name string, theirs, ours any) {
	n := c.tallies[name]
	if n == nil {
		n = &tally{}
		c.tallies[name] = n
		c.fields = append(c.fields, name)
	}
	n.compared++
	if theirs == ours {
		return
	}
	n.differ++
	a, errA := time.Parse(time.RFC3339, fmt.Sprint(theirs))
	b, errB := time.Parse(time.RFC3339, fmt.Sprint(ours))
	if errA == nil && errB == nil && a.Sub(b).Abs() > time.Second {
		n.far++
	}
}

// incident compares the values with those of the record, and the order of keys with that
// of the document with the same keys.
func (c *comparison) incident(theirs, record, document object) {
	c.field("keys", strings.Join(theirs.keys, " "), strings.Join(document.keys, " "))
	for _, key := range theirs.keys {
		if key != "incident_updates" && key != "components" {
			c.field(key, theirs.value(key), record.value(key))
		}
	}
	theirUpdates, ourUpdates, documented := theirs.list("incident_updates"), record.list("incident_updates"), document.list("incident_updates")
	c.field("incident_updates", len(theirUpdates), len(ourUpdates))
	// Rows have the oldest update first, by the time of creation. Our documents are sorted
	// by the displayed time.
	slices.SortStableFunc(theirUpdates, func(a, b object) int { return strings.Compare(a.text("display_at"), b.text("display_at")) })
	for n, u := range theirUpdates {
		at := len(ourUpdates) - 1 - n
		c.update(u, ourUpdates[at], documented[at])
	}
	c.components(theirs, record, document)
}

// update compares an update. Some rows have updates in the form of a record, others in that
// of a document.
func (c *comparison) update(theirs, record, document object) {
	form := document
	if theirs.raw["wants_twitter_update"] != nil {
		form = record
	}
	c.field("incident_updates[] keys", strings.Join(theirs.keys, " "), strings.Join(form.keys, " "))
	for _, key := range theirs.keys {
		if key != "affected_components" {
			c.field("incident_updates[]."+key, theirs.value(key), record.value(key))
		}
	}
	const affected = "incident_updates[].affected_components"
	a, b := theirs.list("affected_components"), record.list("affected_components")
	c.field(affected, names(a, "code"), names(b, "code"))
	for _, one := range a {
		n := slices.IndexFunc(b, func(o object) bool { return o.text("code") == one.text("code") })
		if n < 0 {
			continue
		}
		c.field(affected+"[] keys", strings.Join(one.keys, " "), strings.Join(b[n].keys, " "))
		for _, key := range one.keys {
			c.field(affected+"[]."+key, one.value(key), b[n].value(key))
		}
	}
}

func (c *comparison) components(theirs, record, document object) {
	a, b, d := theirs.list("components"), record.list("components"), document.list("components")
	c.field("components", names(a, "id"), names(b, "id"))
	for _, one := range a {
		n := slices.IndexFunc(b, func(o object) bool { return o.text("id") == one.text("id") })
		if n < 0 {
			continue
		}
		form := b[n]
		if one.raw["group"] != nil {
			form = d[n]
		}
		c.field("components[] keys", strings.Join(one.keys, " "), strings.Join(form.keys, " "))
		for _, key := range one.keys {
			c.field("components[]."+key, one.value(key), form.value(key))
		}
	}
}

// object is a JSON object that keeps the order of its keys.
type object struct {
	keys []string
	raw  map[string]json.RawMessage
}

func objectOf(raw []byte) object {
	o := object{raw: map[string]json.RawMessage{}}
	for _, m := range members(raw) {
		o.keys = append(o.keys, m.key)
		o.raw[m.key] = m.value
	}
	return o
}

// value is the value of a key, other than an object or an array.
func (o object) value(key string) any {
	var v any
	if err := json.Unmarshal(o.raw[key], &v); err != nil {
		return err.Error() // that there is none
	}
	return v
}

func (o object) text(key string) string { return fmt.Sprint(o.value(key)) }

func (o object) list(key string) []object {
	var list []object
	if bytes.HasPrefix(o.raw[key], []byte("[")) {
		for _, m := range members(o.raw[key]) {
			list = append(list, objectOf(m.value))
		}
	}
	return list
}

// names returns the values of a key. None of them may be null.
func names(list []object, key string) string {
	s := make([]string, len(list))
	for n, o := range list {
		s[n] = o.text(key)
	}
	return strings.Join(s, " ")
}

// realSite builds the site of the 902 incidents, once for all tests, with the
// page's real id.
func realSite(t *testing.T) map[string][]byte {
	t.Helper()
	dir := payload(t, "claude/site")
	real.Do(func() {
		config, err := os.ReadFile(filepath.Join(dir, "config.toml"))
		if err != nil {
			t.Fatal(err)
		}
		config = append(config, "\n[api]\npage_id = \"tymt9n04zgry\"\n"...)
		site := overlay{os.DirFS(dir), fstest.MapFS{"config.toml": &fstest.MapFile{Data: config}}}
		real.files = buildSite(t, site, time.Date(2026, 8, 22, 4, 0, 0, 0, time.UTC))
	})
	return real.files
}

var real struct {
	sync.Once
	files map[string][]byte
}

// overlay is a file system with files before it.
type overlay struct {
	fs.FS
	before fstest.MapFS
}

func (o overlay) Open(name string) (fs.File, error) {
	if o.before[name] != nil {
		return o.before.Open(name)
	}
	return o.FS.Open(name)
}
