package builder_test

import (
	"encoding/csv"
	"fmt"
	"path"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"pgregory.net/rapid"

	"statuary/internal/builder"
	"statuary/internal/civil"
)

// trickyDays are days near which a zone's clocks skip or repeat midnight, or skip a day.
var trickyDays = []struct{ zone, day string }{
	{"America/Santiago", "2026-09-06"}, {"America/Santiago", "2026-04-05"}, {"America/Havana", "2026-03-08"}, {"America/Havana", "2026-11-01"},
	{"Atlantic/Azores", "2026-03-29"}, {"America/Sao_Paulo", "2018-11-04"}, {"Pacific/Apia", "2011-12-30"}, {"Pacific/Kwajalein", "1993-08-21"},
	{"America/St_Johns", "2010-11-07"}, {"Australia/Lord_Howe", "2026-04-05"}, {"Africa/Cairo", "2026-04-24"}, {"Asia/Beirut", "2026-03-29"},
	{"Europe/Berlin", "2026-01-01"}, {"Etc/UTC", "2026-03-01"},
}

// TestTouched builds random sites. Neither the home page nor the page of the month says "no
// incidents" for a day on which an incident was open or a component was not operational;
// the calendar of the month links such a day to an incident. No page links to a part of the
// history that does not exist.
func TestTouched(t *testing.T) {
	checks(t, "25", "2000")
	rapid.Check(t, func(t *rapid.T) {
		pick := rapid.SampledFrom(trickyDays).Draw(t, "day")
		zone, err := time.LoadLocation(pick.zone)
		if err != nil {
			t.Fatal(err)
		}
		day, err := civil.Parse(pick.day)
		if err != nil {
			t.Fatal(err)
		}
		now := day.Start(zone).Add(time.Duration(rapid.IntRange(0, 14*24*60).Draw(t, "now")) * time.Minute)
		fsys := fstest.MapFS{"config.toml": {Data: []byte("title = \"X\"\nbase_url = \"https://x.org/\"\ntime_zone = \"" + pick.zone + "\"\n[feed]\nincidents = 30\n[[components]]\nid = \"api\"\n")}}
		open := map[civil.Day]bool{}
		for k := range rapid.IntRange(1, 4).Draw(t, "incidents") {
			text, days := randomIncident(t, now, zone)
			fsys[fmt.Sprintf("content/incidents/i%d.md", k)] = &fstest.MapFile{Data: []byte(text)}
			for _, d := range days {
				open[d] = true
			}
		}
		files, _, err := collect(builder.New(builder.Options{Site: fsys, Now: func() time.Time { return now }}))
		if err != nil {
			t.Fatal(err)
		}
		for d := range troubled(t, files["components/api/uptime.csv"]) {
			open[d] = true
		}
		for d := range open {
			checkTouched(t, files, d, d > civil.Of(now, zone).Back(15, zone))
		}
		checkHistoryLinks(t, files)
	})
}

// randomIncident writes an incident with up to six entries before now, and
// returns the days on which it was open.
func randomIncident(t *rapid.T, now time.Time, zone *time.Location) (text string, days []civil.Day) {
	var b strings.Builder
	b.WriteString("---\ntitle: X\nimpact: " + rapid.SampledFrom([]string{"none", "minor", "critical"}).Draw(t, "impact") + "\ncomponents: [api]\ntimeline:\n")
	n := rapid.IntRange(1, 6).Draw(t, "entries")
	at := now.Add(-time.Duration(rapid.IntRange(1, 90*24*60).Draw(t, "ago")) * time.Minute)
	for k := range n {
		status := rapid.SampledFrom([]string{"investigating", "monitoring", "resolved"}).Draw(t, "status")
		fmt.Fprintf(&b, "  - at: %s\n    status: %s\n", at.UTC().Format(time.RFC3339), status)
		if c := rapid.SampledFrom([]string{"", "operational", "degraded_performance", "partial_outage", "major_outage"}).Draw(t, "component"); c != "" {
			b.WriteString("    components: {api: " + c + "}\n")
		}
		next := at.Add(time.Duration(rapid.IntRange(1, 10*24*60).Draw(t, "length")) * time.Minute)
		if k == n-1 || next.After(now) {
			next = now
		}
		if status != "resolved" {
			for since := at; since.Before(next); since = since.Add(time.Hour) {
				days = append(days, civil.Of(since, zone))
			}
		}
		if at = next; at.Equal(now) {
			break
		}
	}
	return b.String() + "---\n", days
}

// troubled returns the days on which a component was not operational according to its CSV
// file, whose rows must be consecutive days.
func troubled(t *rapid.T, table string) map[civil.Day]bool {
	rows, err := csv.NewReader(strings.NewReader(table)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	days := map[civil.Day]bool{}
	last := civil.Day(-1)
	for _, row := range rows[1:] {
		d, err := civil.Parse(row[0])
		if err != nil || d <= last {
			t.Fatalf("%v after %s: %v", row, last, err)
		}
		last = d
		if strings.Join(row[2:], "") != "0000" {
			days[d] = true
		}
	}
	return days
}

func checkTouched(t *rapid.T, files map[string]string, d civil.Day, recent bool) {
	name := "history/" + d.UTC().Format("2006/01/") + "index.html"
	page, ok := files[name]
	if !ok || strings.Contains(page, "No incidents reported") {
		t.Fatalf("%s: the page of the month is missing or says that there were no incidents", d)
	}
	cell := regexp.MustCompile(`<td class="day-[a-z]+" title="[^"]+"><a href="#([^"]+)">` + fmt.Sprint(d.UTC().Day()) + `<`).FindStringSubmatch(page)
	if cell == nil || !strings.Contains(page, `id="`+cell[1]+`"`) {
		t.Fatalf("%s: the calendar of %s links to no incident", d, name)
	}
	if !recent {
		return
	}
	// The day is listed, or what touched it is still open and above: it is not one of the quiet days.
	for _, m := range quietDays.FindAllStringSubmatch(files["index.html"], -1) {
		first := m[1]
		if first == "" {
			first = m[2]
		}
		if first <= d.String() && d.String() <= m[2] {
			t.Fatalf("%s: the home page says that there were no incidents", d)
		}
	}
}

// quietDays matches the days without incidents on the home page: the first and the last.
var quietDays = regexp.MustCompile(`quiet-day"(?: data-first="([0-9-]{10})[^"]*")? data-last="([0-9-]{10})`)

var historyLink = regexp.MustCompile(`href="/((?:history|incidents|components|uptime|insights)/[^"#]*)`)

func checkHistoryLinks(t *rapid.T, files map[string]string) {
	for name, page := range files {
		if path.Ext(name) != ".html" {
			continue
		}
		for _, m := range historyLink.FindAllStringSubmatch(page, -1) {
			to := m[1]
			if strings.HasSuffix(to, "/") {
				to += "index.html"
			}
			if _, ok := files[to]; !ok {
				t.Fatalf("%s links to /%s, which does not exist", name, m[1])
			}
		}
	}
}
