package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io/fs"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/tools/txtar"

	"statuary/internal/api"
	"statuary/internal/builder"
	"statuary/internal/golden"
	"statuary/internal/publish"
)

// documents are the paths of the documents of testdata/states.txtar with golden files: at
// least one of each kind, and several of a kind if they differ in something.
var documents = []string{
	"api/v2/components.json",
	"api/v2/incidents.json",
	"api/v2/incidents/2jm1y4pq7rzv.json", // an incident with a postmortem
	"api/v2/incidents/all/2026.json",
	"api/v2/incidents/unresolved.json",
	"api/v2/incidents/" + api.Code("incident", "planned") + ".json",
	"api/v2/index.json",
	"api/v2/scheduled-maintenances.json",
	"api/v2/scheduled-maintenances/active.json",
	"api/v2/scheduled-maintenances/upcoming.json",
	"api/v2/status.json",
	"api/v2/summary.json",
	"history.json",
	"history/page/2.json",
	"history/page/4.json", // which is filled up with months before the first
	"incidents/2jm1y4pq7rzv.json",
	"incidents/" + api.Code("incident", "completed") + ".json",
	"incidents/" + api.Code("incident", "identified") + ".json", // an impact of its own
	"incidents/" + api.Code("incident", "planned") + ".json",
	"metrics.txt",
	"uptime/k8w3r06qmzrp.json",
	"uptime/" + api.Code("component", "dashboard") + ".json", // since the middle of a month
	"uptime/" + api.Code("component", "search") + "/all.json",
}

// TestGolden compares the documents with the files below testdata/states, which have the
// same contents on many lines. It also checks that each document is on a single line.
func TestGolden(t *testing.T) {
	files := states(t)
	for _, path := range documents {
		data, ok := files[path]
		if !ok {
			t.Errorf("%s is missing", path)
			continue
		}
		text := data
		if strings.HasSuffix(path, ".json") {
			text = readable(t, path, data)
		}
		name := filepath.Join("testdata", "states", filepath.FromSlash(path))
		golden.File(t, name, text)
	}
}

// With ids = "readable", documents are named after the ids of the files, and contain these
// ids.
func TestReadableIDs(t *testing.T) {
	site := statesSite(t)
	config := site["config.toml"]
	site["config.toml"] = &fstest.MapFile{Data: append(bytes.Clone(config.Data), "[api]\nids = \"readable\"\npage_id = \"example\"\n"...)}
	files := buildSite(t, site, statesNow(t))
	for path, text := range map[string]string{
		"api/v2/incidents/planned.json":      `{"page":{"id":"example",`,
		"incidents/planned.json":             `"id":"planned","page_id":"example"`,
		"incidents/2jm1y4pq7rzv.json":        `"code":"mail","name":"E-mail"`,
		"uptime/dashboard.json":              `"code":"monitoring"`,
		"api/v2/incidents/2jm1y4pq7rzv.json": `"incident_id":"2jm1y4pq7rzv"`,
	} {
		if !bytes.Contains(files[path], []byte(text)) {
			t.Errorf("%s lacks %s:\n%s", path, text, files[path])
		}
	}
}

// states builds the site of testdata/states.txtar, once for all tests.
func states(t *testing.T) map[string][]byte {
	t.Helper()
	built.Do(func() { built.files = buildSite(t, statesSite(t), statesNow(t)) })
	return built.files
}

var built struct {
	sync.Once
	files map[string][]byte
}

func statesArchive(t *testing.T) *txtar.Archive {
	t.Helper()
	a, err := txtar.ParseFile("testdata/states.txtar")
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func statesSite(t *testing.T) fstest.MapFS {
	t.Helper()
	site := fstest.MapFS{}
	for _, f := range statesArchive(t).Files {
		site[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	return site
}

// statesNow is the time in the last line of the archive's comment.
func statesNow(t *testing.T) time.Time {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(string(statesArchive(t).Comment)), "\n")
	now, err := time.Parse(time.RFC3339, lines[len(lines)-1])
	if err != nil {
		t.Fatal(err)
	}
	return now
}

// buildSite returns all files of a site.
func buildSite(t *testing.T, site fs.FS, now time.Time) map[string][]byte {
	t.Helper()
	var mu sync.Mutex
	files := map[string][]byte{}
	b := builder.New(builder.Options{Site: site, Now: func() time.Time { return now }, Jobs: 2})
	if _, err := b.Build(context.Background(), func(f publish.File) error {
		mu.Lock()
		defer mu.Unlock()
		files[f.Path] = bytes.Clone(f.Data)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return files
}

// readable breaks a document into lines of readable length, and changes nothing else. The
// document itself must be on one line.
func readable(t *testing.T, path string, data []byte) []byte {
	t.Helper()
	line, ok := bytes.CutSuffix(data, []byte("\n"))
	var compact bytes.Buffer
	if err := json.Compact(&compact, line); err != nil {
		t.Fatalf("%s: %v\n%s", path, err, data)
	}
	if !ok || !bytes.Equal(compact.Bytes(), line) {
		t.Errorf("%s is not one line without spaces:\n%s", path, data)
	}
	var out bytes.Buffer
	lay(&out, compact.Bytes(), "")
	out.WriteByte('\n')
	return out.Bytes()
}

// lay writes a value on one line if it fits, or else each part on a line of its own.
func lay(out *bytes.Buffer, raw []byte, indent string) {
	if len(indent)+len(raw) <= 110 || raw[0] != '{' && raw[0] != '[' {
		out.Write(raw)
		return
	}
	out.Write(raw[:1])
	for n, m := range members(raw) {
		if n > 0 {
			out.WriteByte(',')
		}
		out.WriteString("\n  " + indent)
		if raw[0] == '{' {
			key, _ := json.Marshal(m.key)
			out.Write(key)
			out.WriteString(": ")
		}
		lay(out, m.value, indent+"  ")
	}
	out.WriteString("\n" + indent)
	out.Write(raw[len(raw)-1:])
}

// member is a part of an object or, without a key, of an array.
type member struct {
	key   string
	value json.RawMessage
}

// members returns the parts of a value in their order, which a map would lose.
func members(raw []byte) []member {
	d := json.NewDecoder(bytes.NewReader(raw))
	open, err := d.Token()
	var list []member
	for err == nil && d.More() {
		var m member
		if open == json.Delim('{') {
			var key json.Token
			if key, err = d.Token(); err == nil {
				m.key = key.(string)
			}
		}
		if err == nil {
			err = d.Decode(&m.value)
		}
		list = append(list, m)
	}
	if err != nil {
		panic(err) // the caller has parsed it already
	}
	return list
}
