package builder_test

import (
	"cmp"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/PuerkitoBio/goquery"
	"pgregory.net/rapid"

	"statuary/internal/builder"
)

// randomHistory returns a random site with components, and with incidents and maintenances
// of any length around a moment. Some are open, reopened or overlapping. It has corrected
// downtimes, a series, updates in the future and a second language.
func randomHistory(t *rapid.T, now time.Time) fstest.MapFS {
	zone := rapid.SampledFrom([]string{"UTC", "America/Santiago", "Asia/Kathmandu", "Pacific/Apia", "America/New_York"}).Draw(t, "zone")
	config := "title = \"Example\"\nbase_url = \"https://status.example.org/\"\ntime_zone = \"" + zone + "\"\n"
	if rapid.IntRange(0, 9).Draw(t, "languages") == 0 {
		config += "languages = [\"de\"]\n"
	}
	if rapid.IntRange(0, 4).Draw(t, "by hand") == 0 {
		config += "[maintenance]\nauto = false\n"
	}
	config += rapid.SampledFrom([]string{"", "[feed]\nincidents = 0\n", "[feed]\nincidents = 20\n", "[feed]\nincidents = \"all\"\n"}).Draw(t, "feeds")
	if rapid.IntRange(0, 7).Draw(t, "pictures") > 0 { // they take most of the time
		config += "[brand]\npictures = \"none\"\n"
	}
	site := fstest.MapFS{"config.toml": {Data: []byte(config +
		"[[components]]\nid = \"web\"\n[[components]]\nid = \"api\"\ngroup = \"Core\"\n[[components]]\nid = \"db\"\ngroup = \"Core\"\n")}}
	minutes := func(what string, least, most int) time.Duration {
		return time.Duration(rapid.IntRange(least, most).Draw(t, what)) * time.Minute
	}
	// Incidents that have just begun are measured in seconds.
	start := func(what string, least, most int) time.Duration {
		return minutes(what, least, most) + time.Duration(rapid.IntRange(0, 59).Draw(t, what+" second"))*time.Second
	}
	const day = 24 * 60
	for n := range rapid.IntRange(0, 6).Draw(t, "incidents") {
		at := now.Add(-start("start", -day, 40*day))
		if rapid.IntRange(0, 5).Draw(t, "new") == 0 {
			at = now.Add(-start("new start", 0, 2))
		}
		var b strings.Builder
		fmt.Fprintf(&b, "---\ntitle: Incident %d\n", n)
		if rapid.Bool().Draw(t, "impact") {
			fmt.Fprintf(&b, "impact: %s\ncomponents: [web]\n", rapid.SampledFrom([]string{"none", "minor", "major", "critical"}).Draw(t, "which"))
		}
		if rapid.IntRange(0, 4).Draw(t, "downtime") == 0 {
			from := at.Add(minutes("downtime start", -day, day))
			fmt.Fprintf(&b, "downtime:\n  - {component: db, status: major_outage, from: %s", from.Format(time.RFC3339))
			if rapid.Bool().Draw(t, "downtime ends") {
				fmt.Fprintf(&b, ", to: %s", from.Add(minutes("downtime length", 1, 3*day)).Format(time.RFC3339))
			}
			b.WriteString("}\n")
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
	for n := range rapid.IntRange(0, 3).Draw(t, "maintenances") {
		from := now.Add(start("window", -3*day, 3*day))
		repeat := ""
		if rapid.IntRange(0, 2).Draw(t, "series") == 0 {
			repeat = "repeat: FREQ=DAILY;INTERVAL=" + strconv.Itoa(rapid.IntRange(2, 9).Draw(t, "every")) + "\n"
		}
		site[fmt.Sprintf("content/incidents/m%d.md", n)] = &fstest.MapFile{Data: fmt.Appendf(nil,
			"---\ntitle: Maintenance %d\ncomponents: [api]\nscheduled_for: %s\nscheduled_until: %s\n%stimeline: [{at: %s, status: scheduled}]\n---\n", n,
			from.Format(time.RFC3339), from.Add(minutes("length", 1, 2*day-2*60)).Format(time.RFC3339), repeat, from.Add(-5*day*time.Minute).Format(time.RFC3339))}
	}
	return site
}

func randomNow(t *rapid.T) time.Time {
	return time.Date(2026, 9, 7, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(0, 60*24*60*60).Draw(t, "now")) * time.Second)
}

// Until the moment that a build reports as its next change, all files stay the same: no
// file contains the time of the build.
func TestNothingChangesBeforeTheNextChange(t *testing.T) {
	checks(t, "30", "2000")
	rapid.Check(t, func(t *rapid.T) {
		now := randomNow(t)
		site := randomHistory(t, now)
		at := func(now time.Time) (map[string]string, time.Time) {
			files, r, err := collect(builder.New(builder.Options{Site: site, Now: func() time.Time { return now }, Jobs: 2}))
			if err != nil {
				t.Fatal(err)
			}
			return files, r.Next
		}
		before, next := at(now)
		if !next.After(now) {
			t.Fatalf("the next change, %s, is not after %s", next, now)
		}
		later := now.Add(time.Duration(rapid.Int64Range(0, int64(next.Sub(now))-1).Draw(t, "later")))
		if after, _ := at(later); !same(t, before, after) {
			t.Fatalf("%s and %s differ; the next change is at %s", now, later, next)
		}
	})
}

// Neither the home page nor the page of a month says "no incidents" for a day on which a
// component was not operational.
func TestNoTroubleIsCalledQuiet(t *testing.T) {
	checks(t, "30", "2000")
	rapid.Check(t, func(t *rapid.T) {
		now := randomNow(t)
		files, _, err := collect(builder.New(builder.Options{Site: randomHistory(t, now), Now: func() time.Time { return now }, Jobs: 2}))
		if err != nil {
			t.Fatal(err)
		}
		quiet := map[string]bool{}
		home := parsePage(t, files["index.html"])
		home.Find(".quiet-day").Each(func(_ int, s *goquery.Selection) {
			last := s.AttrOr("data-last", "")[:len(time.DateOnly)]
			day, err := time.Parse(time.DateOnly, s.AttrOr("data-first", last)[:len(time.DateOnly)])
			if err != nil {
				t.Fatal(err)
			}
			for ; day.Format(time.DateOnly) <= last; day = day.AddDate(0, 0, 1) {
				quiet[day.Format(time.DateOnly)] = true
			}
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
					t.Errorf("%s: %v, but the home page says that there were no incidents", component, row)
				}
				month := files["history/"+strings.ReplaceAll(row[0][:len("2006-01")], "-", "/")+"/index.html"]
				if month == "" || strings.Contains(month, "No incidents reported") {
					t.Errorf("%s: %v, but the page of the month is missing or says that there were no incidents", component, row)
				}
			}
		}
	})
}

// While incidents are active, the home page, its preview, the badge and the page for
// iframes name the worst status of components, or the worst incident, or say how many are active,
// in the colour of the worse of both. Lists are sorted by impact, then by time.
func TestNeverGreenWhileAnIncidentIsActive(t *testing.T) {
	checks(t, "30", "2000")
	rapid.Check(t, func(t *rapid.T) {
		now := randomNow(t)
		files, _, err := collect(builder.New(builder.Options{Site: randomHistory(t, now), Now: func() time.Time { return now }, Jobs: 2}))
		if err != nil {
			t.Fatal(err)
		}
		type unresolved struct {
			Name, Impact string
			Started      time.Time `json:"started_at"`
		}
		var document struct{ Incidents []unresolved }
		if err := json.Unmarshal([]byte(files["api/v2/incidents/unresolved.json"]), &document); err != nil {
			t.Fatal(err)
		}
		var components struct{ Components []struct{ Status string } }
		if err := json.Unmarshal([]byte(files["api/v2/components.json"]), &components); err != nil {
			t.Fatal(err)
		}
		statuses := []string{"major_outage", "partial_outage", "degraded_performance"}
		troubled := len(statuses) // the index of the worst
		for _, c := range components.Components {
			if n := slices.Index(statuses, c.Status); n >= 0 {
				troubled = min(troubled, n)
			}
		}
		list := document.Incidents
		impacts := []string{"critical", "major", "minor", "none"}
		slices.SortStableFunc(list, func(a, b unresolved) int {
			return cmp.Or(cmp.Compare(slices.Index(impacts, a.Impact), slices.Index(impacts, b.Impact)), b.Started.Compare(a.Started))
		})
		for _, root := range []string{"", "de/"} {
			if len(list) == 0 || files[root+"index.html"] == "" {
				continue
			}
			home, frame := parsePage(t, files[root+"index.html"]), parsePage(t, files[root+"embed/index.html"])
			title, level := list[0].Name, slices.Index(impacts, list[0].Impact)
			if troubled < len(statuses) {
				title, level = "", min(level, troubled) // the components are named instead
			}
			tone := "tone-" + []string{"major", "partial", "degraded", "none"}[level]
			h1 := home.Find(".verdict h1").Text()
			if !strings.HasSuffix(h1, title) || !home.Find(".verdict").HasClass(tone) || title == "" && !strings.Contains(h1, ": ") {
				t.Errorf("%s: the headline is %q, %s instead of %q, %s", root, h1, home.Find(".verdict").AttrOr("class", ""), title, tone)
			}
			if title == "" {
				title = h1
			}
			if h1 := frame.Find("h1"); !strings.Contains(h1.Text(), title) || !h1.HasClass(tone) {
				t.Errorf("%s: the headline for frames is %q, %s", root, h1.Text(), h1.AttrOr("class", ""))
			}
			if about := home.Find("meta[property='og:description']").AttrOr("content", ""); !strings.HasPrefix(about, title+".") {
				t.Errorf("%s: the preview says %q", root, about)
			}
			cards, framed := home.Find(".active h3 a"), frame.Find("li a")
			for n, i := range list {
				if cards.Eq(n).Text() != i.Name || framed.Eq(n).Text() != i.Name {
					t.Errorf("%s: incident %d of the lists is %q and %q instead of %q", root, n, cards.Eq(n).Text(), framed.Eq(n).Text(), i.Name)
				}
			}
			if badge := files[root+"badge.svg"]; strings.Contains(badge, "#2c7a4b") || strings.Contains(badge, "Operational") {
				t.Errorf("%s: the badge is green: %s", root, badge)
			}
		}
	})
}

func parsePage(t *rapid.T, data string) *goquery.Document {
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}
