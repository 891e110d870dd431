package build_test

import (
	"encoding/csv"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/PuerkitoBio/goquery"
	"pgregory.net/rapid"

	"statuary/internal/build"
)

// randomHistory draws a site with components, and incidents and maintenances of
// any length around a moment, some of them open, reopened or overlapping.
func randomHistory(t *rapid.T, now time.Time) fstest.MapFS {
	zone := rapid.SampledFrom([]string{"UTC", "America/Santiago", "Asia/Kathmandu", "Pacific/Apia", "America/New_York"}).Draw(t, "zone")
	site := fstest.MapFS{"config.toml": {Data: []byte("title = \"Example\"\nbase_url = \"https://status.example.org/\"\ntime_zone = \"" + zone + "\"\n" +
		"[[components]]\nid = \"web\"\n[[components]]\nid = \"api\"\ngroup = \"Core\"\n[[components]]\nid = \"db\"\ngroup = \"Core\"\n")}}
	minutes := func(what string, least, most int) time.Duration {
		return time.Duration(rapid.IntRange(least, most).Draw(t, what)) * time.Minute
	}
	const day = 24 * 60
	for n := range rapid.IntRange(0, 6).Draw(t, "incidents") {
		at := now.Add(-minutes("start", 0, 40*day))
		var b strings.Builder
		fmt.Fprintf(&b, "---\ntitle: Incident %d\n", n)
		if rapid.Bool().Draw(t, "impact") {
			fmt.Fprintf(&b, "impact: %s\ncomponents: [web]\n", rapid.SampledFrom([]string{"none", "minor", "major", "critical"}).Draw(t, "which"))
		}
		b.WriteString("timeline:\n")
		for range rapid.IntRange(1, 5).Draw(t, "updates") {
			fmt.Fprintf(&b, "  - at: %s\n    status: %s\n", at.Format(time.RFC3339), rapid.SampledFrom([]string{"investigating", "monitoring", "resolved"}).Draw(t, "status"))
			if rapid.Bool().Draw(t, "named") {
				fmt.Fprintf(&b, "    components: {%s: %s}\n", rapid.SampledFrom([]string{"web", "api", "db"}).Draw(t, "component"),
					rapid.SampledFrom([]string{"operational", "degraded_performance", "partial_outage", "major_outage"}).Draw(t, "state"))
			}
			at = at.Add(minutes("until the next", 1, 5*day))
		}
		b.WriteString("---\n")
		site[fmt.Sprintf("content/incidents/i%d.md", n)] = &fstest.MapFile{Data: []byte(b.String())}
	}
	for n := range rapid.IntRange(0, 2).Draw(t, "maintenances") {
		from := now.Add(minutes("window", -3*day, 3*day))
		site[fmt.Sprintf("content/incidents/m%d.md", n)] = &fstest.MapFile{Data: fmt.Appendf(nil,
			"---\ntitle: Maintenance %d\ncomponents: [api]\nscheduled_for: %s\nscheduled_until: %s\ntimeline: [{at: %s, status: scheduled}]\n---\n", n,
			from.Format(time.RFC3339), from.Add(minutes("length", 1, 2*day)).Format(time.RFC3339), from.Add(-5*day*time.Minute).Format(time.RFC3339))}
	}
	return site
}

func randomNow(t *rapid.T) time.Time {
	return time.Date(2026, 9, 7, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(0, 60*24*60*60).Draw(t, "now")) * time.Second)
}

// Until the moment that a build names as the next change, all files stay the
// same: the time of the build is not part of any.
func TestNothingChangesBeforeTheNextChange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := randomNow(t)
		site := randomHistory(t, now)
		at := func(now time.Time) (map[string]string, time.Time) {
			files, r, err := collect(build.New(build.Options{Site: site, Now: func() time.Time { return now }, Jobs: 2}))
			if err != nil {
				t.Fatal(err)
			}
			return files, r.Next
		}
		before, next := at(now)
		if !next.After(now) {
			t.Fatalf("the next change is at %s, and it is %s", next, now)
		}
		later := now.Add(time.Duration(rapid.Int64Range(0, int64(next.Sub(now))-1).Draw(t, "later")))
		if after, _ := at(later); !same(t, before, after) {
			t.Fatalf("%s and %s differ; the next change is at %s", now, later, next)
		}
	})
}

// A day on which a component was not operational is never called quiet, on the
// home page and in months.
func TestNoTroubleIsCalledQuiet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := randomNow(t)
		files, _, err := collect(build.New(build.Options{Site: randomHistory(t, now), Now: func() time.Time { return now }, Jobs: 2}))
		if err != nil {
			t.Fatal(err)
		}
		quiet := map[string]bool{}
		home, err := goquery.NewDocumentFromReader(strings.NewReader(files["index.html"]))
		if err != nil {
			t.Fatal(err)
		}
		home.Find(".quiet-day h3 time").Each(func(_ int, s *goquery.Selection) {
			quiet[s.AttrOr("datetime", "")[:len("2006-01-02")]] = true
		})
		for _, component := range []string{"web", "api", "db"} {
			rows, err := csv.NewReader(strings.NewReader(files["components/"+component+"/uptime.csv"])).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			for _, row := range rows[1:] {
				trouble := false
				for _, seconds := range row[2:] {
					trouble = trouble || strings.Trim(seconds, "0.") != ""
				}
				if !trouble {
					continue
				}
				if quiet[row[0]] {
					t.Errorf("%s: %v, and the home page says that there were no incidents", component, row)
				}
				month := files["history/"+strings.ReplaceAll(row[0][:len("2006-01")], "-", "/")+"/index.html"]
				if month == "" || strings.Contains(month, "No incidents reported") {
					t.Errorf("%s: %v, and the page of the month is missing or quiet", component, row)
				}
			}
		}
	})
}
