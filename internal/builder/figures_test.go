package builder_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"statuary/internal/builder"
	"statuary/internal/histories"

	"pgregory.net/rapid"
)

// document has the fields of an incident's document that TestFigures needs.
type document struct {
	Impact     string
	Updates    []entry `json:"incident_updates"`
	Components []struct{ ID string }
}

type entry struct {
	Status   string
	At       time.Time  `json:"display_at"`
	Affected []affected `json:"affected_components"`
}

type affected struct {
	Code string
	New  string `json:"new_status"`
}

// change is a moment at which an incident sets a component's status or ends it.
type change struct {
	at        int64 // milliseconds
	component string
	status    string
	step      int
}

// TestFigures compares the downtime of random incidents with sums over the changes in their
// documents, exact to the millisecond, by months in UTC.
func TestFigures(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		fsys := fstest.MapFS{}
		put := func(name, text string) { fsys[name] = &fstest.MapFile{Data: []byte(text)} }
		put("config.toml", "title = \"X\"\nbase_url = \"https://status.example.net/\"\n"+
			"[[components]]\nid = \"a\"\nsince = 2026-01-01\n[[components]]\nid = \"b\"\nsince = 2026-01-01\n")
		var documents []document
		for n := range rapid.IntRange(1, 12).Draw(t, "incidents") {
			var d document
			at := time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(0, 200*24*60).Draw(t, "start")) * time.Minute)
			text := "---\ntitle: Incident\ntimeline:\n"
			length := rapid.IntRange(2, 6).Draw(t, "entries")
			for k := range length {
				e := entry{Status: "identified", At: at}
				if k == length-1 {
					e.Status = "resolved"
				}
				text += fmt.Sprintf("  - at: %s\n    status: %s\n", at.Format(time.RFC3339), e.Status)
				var states []string
				for _, id := range []string{"a", "b"} {
					state := rapid.SampledFrom([]string{"", "operational", "degraded_performance", "partial_outage", "major_outage"}).Draw(t, "state")
					if k == 0 && state == "" {
						state = "operational" // so that no status is guessed from the impact
					}
					if state != "" && e.Status != "resolved" {
						e.Affected = append(e.Affected, affected{Code: id, New: state})
						states = append(states, id+": "+state)
					}
				}
				if len(states) > 0 {
					text += "    components: {" + strings.Join(states, ", ") + "}\n"
				}
				d.Updates = append(d.Updates, e)
				at = at.Add(time.Duration(rapid.IntRange(1, 20*24*60).Draw(t, "length")) * time.Minute)
			}
			put(fmt.Sprintf("content/incidents/i%d.md", n), text+"---\n")
			documents = append(documents, d)
		}
		compareFigures(t, fsys, documents, time.Date(2026, 12, 20, 12, 0, 0, 0, time.UTC))
	})
}

// TestRealFigures does the same with a real history of 902 incidents, which exists both as
// documents of Statuspage's API and as a Statuary site.
func TestRealFigures(t *testing.T) {
	data, err := os.ReadFile(histories.Path(t, "data/claude/incidents.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	var documents []document
	for line := range bytes.Lines(data) {
		var d document
		if err := json.Unmarshal(line, &d); err != nil {
			t.Fatal(err)
		}
		documents = append(documents, d)
	}
	compared, down := compareFigures(t, os.DirFS(histories.Path(t, "data/claude/site")), documents, time.Date(2026, 8, 22, 12, 0, 0, 0, time.UTC))
	if compared < 150 || down < 100 {
		t.Errorf("only %d months were compared, %d of them with downtime", compared, down)
	}
}

// compareFigures builds a site and compares its tables of uptime with the documents of
// its incidents. It returns how many months it compared, and how many of them had
// downtime.
func compareFigures(t failer, fsys fs.FS, documents []document, now time.Time) (compared, down int) {
	var changes []change
	for _, d := range documents {
		changes = append(changes, d.changes()...)
	}
	b := builder.New(builder.Options{Site: fsys, Now: func() time.Time { return now }, Jobs: 2})
	files, _, err := collect(b)
	if err != nil {
		t.Fatalf("%v", err)
	}
	months := table(t, files["uptime/uptime.csv"])
	// Some documents name components that the page no longer has.
	changes = slices.DeleteFunc(changes, func(c change) bool {
		return !slices.ContainsFunc(months, func(r map[string]string) bool { return r["component"] == c.component })
	})
	slices.SortStableFunc(changes, func(a, b change) int { return int(a.at - b.at) })
	want := sweep(changes)
	near := func(what, got string, want float64) {
		if n, err := strconv.ParseFloat(got, 64); err != nil || math.Abs(n-want/1000) > 0.5001 {
			t.Fatalf("%s: got %s seconds, want %.3f", what, got, want/1000)
		}
	}
	for _, r := range months {
		got := want[r["component"]+" "+r["month"]]
		near(r["name"]+" "+r["month"]+", partial", r["partial_outage_seconds"], got[0])
		near(r["name"]+" "+r["month"]+", major", r["major_outage_seconds"], got[1])
		compared++
		if got[0]+got[1] > 0 {
			down++
		}
	}
	for _, r := range table(t, files["uptime/total.csv"]) {
		got := want["any "+r["month"]]
		near("any outage in "+r["month"], r["any_outage_seconds"], got[0]+got[1])
		near("any major outage in "+r["month"], r["any_major_outage_seconds"], got[1])
		compared++
	}
	return compared, down
}

// changes returns the changes of component statuses by an incident.
func (d document) changes() []change {
	updates := d.Updates
	slices.SortStableFunc(updates, func(a, b entry) int { return a.At.Compare(b.At) })
	states := map[string]string{}
	named := slices.ContainsFunc(updates, func(u entry) bool { return len(u.Affected) > 0 })
	var list []change
	set := func(at time.Time, component, status string) {
		if old := states[component]; old != status {
			if old != "" {
				list = append(list, change{at.UnixMilli(), component, old, -1})
			}
			if status != "" {
				list = append(list, change{at.UnixMilli(), component, status, 1})
			}
			states[component] = status
		}
	}
	for _, u := range updates {
		over := u.Status == "resolved" || u.Status == "completed" || u.Status == "postmortem" || u.Status == "scheduled"
		if !named && !over {
			for _, c := range d.Components {
				set(u.At, c.ID, map[string]string{"major": "partial_outage", "critical": "major_outage"}[d.Impact])
			}
		}
		for _, a := range u.Affected {
			set(u.At, a.Code, a.New)
		}
		if over {
			for _, component := range slices.Sorted(maps.Keys(states)) {
				set(u.At, component, "")
			}
		}
	}
	return list
}

// sweep returns the milliseconds in partial and in major outages by component and month.
// The component "any" has the time in which at least one component was down.
func sweep(changes []change) map[string][2]float64 {
	sums := map[string][2]float64{}
	open := map[string]int{} // component and status → number of incidents that set it
	for n, c := range changes {
		open[c.component+" "+c.status] += c.step
		if n+1 == len(changes) {
			break
		}
		worst := map[string]int{}
		for key, count := range open {
			component, status, _ := strings.Cut(key, " ")
			rank := map[string]int{"partial_outage": 1, "major_outage": 2}[status]
			if count > 0 && rank > 0 {
				worst[component] = max(worst[component], rank)
				worst["any"] = max(worst["any"], rank)
			}
		}
		for from, to := c.at, changes[n+1].at; from < to; {
			at := time.UnixMilli(from).UTC()
			end := min(to, time.Date(at.Year(), at.Month()+1, 1, 0, 0, 0, 0, time.UTC).UnixMilli())
			for component, rank := range worst {
				key := component + " " + at.Format("2006-01")
				sum := sums[key]
				sum[rank-1] += float64(end - from)
				sums[key] = sum
			}
			from = end
		}
	}
	return sums
}

// table reads a CSV file whose first line has the names of the columns.
func table(t failer, data string) []map[string]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(data)).ReadAll()
	if err != nil || len(rows) < 2 {
		t.Fatalf("%v: %q", err, data)
	}
	var list []map[string]string
	for _, row := range rows[1:] {
		r := map[string]string{}
		for n, name := range rows[0] {
			r[name] = row[n]
		}
		list = append(list, r)
	}
	return list
}
