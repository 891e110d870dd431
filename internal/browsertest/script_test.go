package browsertest

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// clock sets the time for all pages that are opened later.
func clock(t *testing.T, ctx context.Context, now time.Time) {
	t.Helper()
	const js = `(() => {
		const Real = Date, offset = %d - Real.now();
		globalThis.Date = class extends Real {
			constructor(...of) { of.length ? super(...of) : super(Real.now() + offset); }
			static now() { return Real.now() + offset; }
		};
	})()`
	_, err := chromedp.Call(within(t, ctx), page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{
		Source: fmt.Sprintf(js, now.UnixMilli()),
	})
	if err != nil {
		t.Fatal(err)
	}
}

const (
	found   = `[...document.querySelectorAll("#_results .row-title a")].map((a) => a.textContent).join("|")`
	counted = `document.querySelector("#_search output").textContent`
)

// The search understands dates and words with one wrong letter, and marks what it found.
func TestSearchQueries(t *testing.T) {
	s, ctx := serve(t), browse(t)
	clock(t, ctx, built)
	for query, want := range map[string]string{
		"september 2026":        "API, dashboard and log",
		"2026-09":               "API, dashboard and log",
		"2026-09-08":            "API, dashboard and log",
		"Sep 8, 2026":           "API, dashboard and log",
		"september 2026 zebra":  "",
		"november 2026 clock":   "Applications unreachable",
		"unreachible":           "Applications unreachable", // a wrong letter
		"unrechable":            "Applications unreachable", // a missing one
		"unreacchable":          "Applications unreachable", // one too many
		"unreahcable":           "Applications unreachable", // two exchanged
		"clock jumpedd one day": "",
	} {
		do(t, ctx, chromedp.Navigate(s.url+"history/?q="+url.QueryEscape(query)))
		eventually(t, ctx, "the answer to "+query, counted+` !== ""`)
		got := eval[string](t, ctx, found)
		if want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("%s: found %q", query, got)
		}
	}
	do(t, ctx, chromedp.Navigate(s.url+"history/?q=clock"))
	eventually(t, ctx, "a snippet with the word marked", `[...document.querySelectorAll("#_results .summary mark")].some((m) => m.textContent.toLowerCase() === "clock")`)
	if !eval[bool](t, ctx, `[...document.querySelectorAll("#_results .row")].every((r) => r.querySelector(":scope > .badge > .icon") && r.querySelector(".summary > b"))`) {
		t.Error("results do not look like other lists")
	}
}

// A visitor finds an incident by a word, with the keyboard alone, and can share the
// address of the results.
func TestSearch(t *testing.T) {
	s, ctx := serve(t), browse(t)
	clock(t, ctx, built)
	do(t, ctx, chromedp.EmulateViewport(375, 800), chromedp.Navigate(s.url+"history/"))
	eventually(t, ctx, "the form", `document.querySelector("#_search").offsetParent !== null`)
	if !eval[bool](t, ctx, `document.querySelector("#_results").hidden`) {
		t.Error("there are results without a query")
	}
	// The browser's protocol sends a key and its letter one after the other, so the page
	// cannot suppress the letter, as it can with a keyboard.
	do(t, ctx, chromedp.Evaluate[chromedp.Void](`document.dispatchEvent(new KeyboardEvent("keydown", { key: "/" }))`))
	if !eval[bool](t, ctx, `document.activeElement.id === "_q"`) {
		t.Error("the key / does not focus the search")
	}
	do(t, ctx, chromedp.KeyEvent("clock jum"))
	eventually(t, ctx, "the incident with both words, one of them only begun", found+` === "Applications unreachable in one availability zone"`)
	if got := eval[string](t, ctx, counted); got != "1 result" {
		t.Errorf("announced: %q", got)
	}
	eventually(t, ctx, "no months, and the address of what was asked", `document.querySelector("#_months").offsetParent === null && new URL(location.href).searchParams.get("q") === "clock jum"`)
	do(t, ctx, chromedp.Navigate(eval[string](t, ctx, "location.href")))
	eventually(t, ctx, "the same by its address", found+` === "Applications unreachable in one availability zone" && document.querySelector("#_q").value === "clock jum"`)
	do(t, ctx, chromedp.Focus(chromedp.CSS("#_q")), chromedp.KeyEvent("\u001b"))
	eventually(t, ctx, "the months again", `document.querySelector("#_results").hidden && document.querySelector("#_months").offsetParent !== null && !location.search`)
	do(t, ctx, chromedp.Evaluate[chromedp.Void](`document.querySelector("[name=kind][value=maintenance]").click()`))
	eventually(t, ctx, "maintenances alone", found+`.includes("Router certificate rotation") && !`+found+`.includes("Dashboard slow")`)
	do(t, ctx, chromedp.Evaluate[chromedp.Void](`document.querySelector("[name=component]").value = "Managed databases"; document.querySelector("#_search").dispatchEvent(new Event("input"))`))
	eventually(t, ctx, "those of a component", counted+` === "4 results" && `+found+`.includes("Database minor version upgrade") && !`+found+`.includes("Router certificate rotation")`)
	if !eval[bool](t, ctx, `[...document.querySelectorAll("#_results .row")].every((r) => r.querySelector("a[dir=auto]") && r.querySelector(".meta bdi"))`) {
		t.Error("titles or components of results have no dir=auto")
	}
	do(t, ctx, chromedp.Focus(chromedp.CSS("#_q")), chromedp.KeyEvent("zebra"))
	eventually(t, ctx, "nothing, in words", counted+` === "No results"`)
	do(t, ctx, chromedp.Navigate(s.url+"history/?tag=tls"))
	eventually(t, ctx, "those with a tag", counted+` === "1 result" && `+found+` === "Old clients warn about our certificate" && document.querySelector("[name=tag]").value === "tls"`)
	s.mu.Lock()
	s.files["search/index.json"] = []byte("{")
	s.mu.Unlock()
	do(t, ctx, chromedp.Navigate(s.url+"history/?q=x"))
	eventually(t, ctx, "a word of what went wrong", counted+` === "Search is not available"`)
}

// longHistory returns a site with n incidents, of which every third is a maintenance.
func longHistory(n int) fstest.MapFS {
	site := fstest.MapFS{
		"config.toml": {Data: []byte("title = \"Long\"\nbase_url = \"https://status.example.net/status/\"\n[[components]]\nid = \"api\"\n")},
	}
	subjects := []string{"Certificate expired", "Certificate about to expire", "Queue delayed", "Database failover", "Search unavailable"}
	for i := range n {
		at := time.Date(2024, 1, 1, 8, 0, 0, 0, time.UTC).Add(time.Duration(i) * 13 * time.Hour)
		text := "---\ntitle: " + subjects[i%len(subjects)] + " " + strconv.Itoa(i) + "\ncomponents: [api]\n"
		first, last := "investigating", "resolved"
		if i%3 == 0 {
			first, last = "scheduled", "completed"
			text += "scheduled_for: " + at.Format(time.RFC3339) + "\nscheduled_until: " + at.Add(time.Hour).Format(time.RFC3339) + "\n"
		}
		text += "timeline:\n  - {at: " + at.Add(-time.Hour).Format(time.RFC3339) + ", status: " + first + ", message: We are looking into it.}\n" +
			"  - {at: " + at.Add(time.Hour).Format(time.RFC3339) + ", status: " + last + ", message: It is over.}\n---\n"
		site[fmt.Sprintf("content/incidents/i%04d.md", i)] = &fstest.MapFile{Data: []byte(text)}
	}
	return site
}

// In a history of many incidents, a query reads a few small files.
func TestSearchShards(t *testing.T) {
	s, ctx := serveSite(t, longHistory(1200)), browse(t)
	do(t, ctx, chromedp.EmulateViewport(1280, 800), chromedp.Navigate(s.url+"history/?q=certificate+expi"))
	eventually(t, ctx, "results", `document.querySelectorAll("#_results .row").length > 0`)
	files := eval[string](t, ctx, `performance.getEntriesByType("resource").map((e) => e.name.split("/search/")[1]).filter(Boolean).join(" ")`)
	if !strings.Contains(files, "words/ce.json") || !strings.Contains(files, "words/ex.json") || strings.Count(files, "words/") != 2 {
		t.Errorf("read: %s", files)
	}
	total := eval[string](t, ctx, counted)
	if !eval[bool](t, ctx, `[...document.querySelectorAll("#_results .row-title a")].slice(0, 3).every((a) => a.href.includes("/status/incidents/"))`) {
		t.Error("a result links to no page")
	}
	// Filters without a query read records from the newest on, and only those that are shown.
	do(t, ctx, chromedp.Navigate(s.url+"history/?kind=maintenance"))
	eventually(t, ctx, "fifty", `document.querySelectorAll("#_results .row").length === 50 && !document.querySelector("#_results button").hidden`)
	do(t, ctx, chromedp.Evaluate[chromedp.Void](`document.querySelector("#_results button").click()`))
	eventually(t, ctx, "more of them, with the focus on the first", `document.querySelectorAll("#_results .row").length > 50 && document.activeElement === document.querySelectorAll("#_results .row")[50].querySelector("a")`)
	t.Log("found:", total)
}

const planned = "---\ntitle: Planned\ncomponents: [api]\nscheduled_for: 2026-11-23T20:00:00Z\nscheduled_until: 2026-11-23T22:00:00Z\ntimeline: [{at: 2026-11-20T09:00:00Z, status: scheduled}]\n---\n"

// The time since the last update is rounded down, as the length of an incident is, and is in
// numbers: 30 hours ago is not always yesterday.
func TestPastTimesAreRoundedDown(t *testing.T) {
	s, ctx := serve(t), browse(t)
	for _, after := range []time.Duration{50 * time.Minute, 19*time.Hour + 40*time.Minute, 30 * time.Hour, 47 * time.Hour, 5*24*time.Hour + 13*time.Hour} {
		clock(t, ctx, built.Add(after))
		do(t, ctx, chromedp.Navigate(s.url))
		eventually(t, ctx, "the time since the last update, rounded down, after "+after.String(), `[...document.querySelectorAll(".active time")].some((t) => {
			const [, number, unit] = t.textContent.match(/^(\d+) (minute|hour|day)s? ago$/) || [];
			const length = { minute: 60, hour: 3600, day: 86400 }[unit];
			return Number(number) === Math.floor((Date.now() - Date.parse(t.dateTime)) / 1000 / length);
		})`)
	}
}

// Between two builds, the script begins and ends a maintenance by the clock, and updates
// the headline.
func TestFollowsTheClock(t *testing.T) {
	s := serveSite(t, fstest.MapFS{
		"config.toml":                  {Data: []byte("title = \"X\"\nbase_url = \"https://example.org/\"\n[[components]]\nid = \"api\"\nname = \"API\"\n")},
		"content/incidents/planned.md": {Data: []byte(planned)},
	})
	for _, c := range []struct {
		after                time.Duration
		badge, part, verdict string
	}{
		{0, "", "Operational", "All Systems Operational"},
		{time.Hour, "In progress", "Under maintenance", "Service Under Maintenance"},
		{3 * time.Hour, "Completed", "Operational", "All Systems Operational"},
	} {
		ctx := browse(t)
		clock(t, ctx, built.Add(c.after))
		do(t, ctx, chromedp.Navigate(s.url))
		got := eval[string](t, ctx, `[".card .progress", "[data-component-id] .state", ".verdict h1"].map((s) => document.querySelector(s)?.innerText.trim() || "").join("|")`)
		if want := c.badge + "|" + c.part + "|" + c.verdict; got != want {
			t.Errorf("after %v: %s, not %s", c.after, got, want)
		}
	}
}

// After the script has begun and ended maintenances by the clock, no headline and no group
// is green if the next build would show another colour. Maintenances without components
// count, as do those that an entry ends, and an active incident stays the headline.
func TestClockMatchesTheNextBuild(t *testing.T) {
	const config = "title = \"X\"\nbase_url = \"https://example.org/\"\n[[components]]\nid = \"api\"\ngroup = \"Core\"\n[[components]]\nid = \"web\"\ngroup = \"Core\"\n"
	const nothing = "---\ntitle: Planned for no component\nscheduled_for: 2026-11-23T20:00:00Z\nscheduled_until: 2026-11-23T22:00:00Z\ntimeline: [{at: 2026-11-20T09:00:00Z, status: scheduled}]\n---\n"
	const byHand = "---\ntitle: Ended by an entry\ncomponents: [api]\nscheduled_for: 2026-11-23T12:00:00Z\nscheduled_until: 2026-11-23T14:00:00Z\ntimeline: [{at: 2026-11-23T12:00:00Z, status: in_progress}]\n---\n"
	const active = "---\ntitle: Broken\nimpact: critical\ntimeline: [{at: 2026-11-23T18:00:00Z, status: investigating}]\n---\n"
	const down = "---\ntitle: Web is slow\ntimeline: [{at: 2026-11-23T18:00:00Z, status: investigating, components: {web: degraded_performance}}]\n---\n"
	ctx := browse(t)
	const shown = `[".verdict h1", ".verdict .details", ".group summary .state", "[data-component-id=api] .state", "[data-component-id=web] .state"]
		.map((s) => document.querySelector(s)?.innerText.trim() || "").join("|") + "|" + document.querySelector(".verdict").className`
	for name, files := range map[string][]string{
		"one":                {planned},
		"without components": {nothing},
		"two":                {planned, byHand},
		"ended by an entry":  {nothing, byHand},
		"an incident":        {planned, active},
		"something is slow":  {planned, down},
	} {
		site := fstest.MapFS{"config.toml": {Data: []byte(config)}}
		for n, f := range files {
			site[fmt.Sprintf("content/incidents/%d.md", n)] = &fstest.MapFile{Data: []byte(f)}
		}
		for _, after := range []time.Duration{time.Hour, 3 * time.Hour} {
			for _, before := range []time.Duration{0, time.Hour} {
				if before == after {
					continue
				}
				clock(t, ctx, built.Add(after))
				do(t, ctx, chromedp.Navigate(serveAt(t, site, built.Add(before)).url))
				got := eval[string](t, ctx, shown)
				do(t, ctx, chromedp.Navigate(serveAt(t, site, built.Add(after)).url))
				want := eval[string](t, ctx, shown)
				// The script adds no line, so a line that another build would add may be missing.
				if got != want && got != withoutDetails(want) {
					t.Errorf("%s: built after %v and seen after %v: %s\ninstead of %s", name, before, after, got, want)
				}
			}
		}
	}
}

func withoutDetails(shown string) string {
	parts := strings.Split(shown, "|")
	parts[1] = ""
	return strings.Join(parts, "|")
}

// Times are in the site's zone until a visitor chooses their own; the choice persists.
func TestZone(t *testing.T) {
	s, ctx := serve(t), browse(t)
	clock(t, ctx, built)
	if _, err := chromedp.Call(within(t, ctx), emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: "Asia/Tokyo"}); err != nil {
		t.Fatal(err)
	}
	const start = `document.querySelector(".timeline time").textContent`
	address := s.url + "incidents/2026-11-20-apps-unreachable-one-zone/"
	do(t, ctx, chromedp.Navigate(address))
	before := eval[string](t, ctx, start)
	choose := func(zone string) {
		t.Helper()
		do(t, ctx, chromedp.Evaluate[chromedp.Void](`(s => { s.value = "`+zone+`"; s.dispatchEvent(new Event("change")); })(document.querySelector("#_zone select"))`))
	}
	choose("own")
	if after := eval[string](t, ctx, start); after == before || !strings.Contains(after, "GMT+9") {
		t.Errorf("%q became %q", before, after)
	}
	do(t, ctx, chromedp.Navigate(address))
	if eval[string](t, ctx, start) == before || eval[string](t, ctx, `document.querySelector("#_zone select").selectedOptions[0].textContent`) != "Tokyo" {
		t.Error("the choice did not persist")
	}
	choose("site")
	if eval[string](t, ctx, start) != before {
		t.Error("the site's zone can't be chosen again")
	}
	if _, err := chromedp.Call(within(t, ctx), emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: "America/New_York"}); err != nil {
		t.Fatal(err)
	}
	do(t, ctx, chromedp.Navigate(address))
	if n := eval[int](t, ctx, `document.querySelectorAll(".bottom select").length`); n != 1 {
		t.Errorf("a visitor in the site's zone has %d choices; only the one for colours makes sense", n)
	}
}

// Once a visitor has chosen a zone, every time on every kind of page is in that zone: times
// in texts, ticks of charts and the sentence in the footer. Times with a year keep it, and
// 24-hour times stay 24-hour times.
func TestZoneIsEverywhere(t *testing.T) {
	s, ctx := serve(t), browse(t)
	clock(t, ctx, built)
	if _, err := chromedp.Call(within(t, ctx), emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: "Asia/Tokyo"}); err != nil {
		t.Fatal(err)
	}
	do(t, ctx, chromedp.Navigate(s.url))
	do(t, ctx, chromedp.Evaluate[chromedp.Void](`localStorage.setItem("zone", "site")`))
	for _, page := range pages {
		do(t, ctx, chromedp.Navigate(s.url+page))
		// Each time is recorded before and after, with its moment.
		before := eval[[][2]string](t, ctx, zoneTimes)
		do(t, ctx, chromedp.Evaluate[chromedp.Void](`(s => { if (s) { s.value = "own"; s.dispatchEvent(new Event("change")); } })(document.querySelector("#_zone select"))`))
		after := eval[[][2]string](t, ctx, zoneTimes)
		do(t, ctx, chromedp.Evaluate[chromedp.Void](`localStorage.setItem("zone", "site")`))
		if len(before) == 0 {
			continue // nothing on the page has a time of day
		}
		if footer := eval[string](t, ctx, `document.querySelector("#_zone select").selectedOptions[0].textContent`); footer != "Tokyo" {
			t.Errorf("/%s: the footer says %q", page, footer)
		}
		for n, b := range before {
			at, err := time.Parse(time.RFC3339, b[0])
			if err != nil {
				t.Fatal(err)
			}
			text, here := after[n][1], at.In(time.FixedZone("", 9*60*60))
			if midnight := here.Format("15:04") == "00:00"; !strings.Contains(text, here.Format("15:04")) && !midnight {
				t.Errorf("/%s: %s was %q and is %q", page, b[0], b[1], text)
			}
			if year := at.Format("2006"); strings.Contains(b[1], year) && !strings.Contains(text, here.Format("2006")) {
				t.Errorf("/%s: %q has a year, %q has none", page, b[1], text)
			}
			if strings.Contains(text, "AM") || strings.Contains(text, "PM") {
				t.Errorf("/%s: a 24-hour time became %q", page, text)
			}
		}
		if titles := eval[int](t, ctx, `[...document.querySelectorAll("[title]:not(time[data-relative]), svg title")].filter((e) => /\d\d:\d\d(?!.*GMT.9)/.test(e.title || e.textContent)).length`); titles > 0 {
			t.Errorf("/%s: %d tooltips have a time of day, which the script does not change", page, titles)
		}
	}
}

// zoneTimes returns the moments of all times of day on a page, with their texts.
const zoneTimes = `[...document.querySelectorAll("time[datetime], text[data-at]")]
	.filter((t) => /\d:\d\d/.test(t.dataset.was ??= t.textContent)).map((t) => [t.getAttribute("datetime") || t.dataset.at, t.textContent])`

// An open page shows that there is a newer version, and the visitor decides when to load it.
func TestNews(t *testing.T) {
	s, ctx := serve(t), browse(t)
	clock(t, ctx, built)
	do(t, ctx, chromedp.Navigate(s.url), chromedp.Sleep(300*time.Millisecond))
	if eval[bool](t, ctx, `!!document.querySelector(".news")`) {
		t.Error("a new page says that it has been updated")
	}
	s.mu.Lock()
	s.files["api/v2/status.json"] = []byte(`{"page":{"updated_at":"2026-11-23T15:00:00.000-05:00"}}`)
	s.mu.Unlock()
	do(t, ctx, chromedp.Evaluate[chromedp.Void](`scrollTo(0, 500), document.dispatchEvent(new Event("visibilitychange"))`))
	eventually(t, ctx, "the news", `document.querySelector(".news[role=status]")?.innerText.includes("This page has been updated.") && scrollY === 500`)
}
