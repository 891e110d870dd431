package browsertest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// axe returns the source of axe-core, which looks for accessibility problems.
func axe(t *testing.T) string {
	t.Helper()
	source, err := os.ReadFile(filepath.Join(os.Getenv("STATUARY_NODE_MODULES"), "axe-core", "axe.min.js"))
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skip("there is no axe-core here; set STATUARY_NODE_MODULES to what .ci/clients prints")
	}
	return string(source)
}

// violations returns the violations of axe-core's rules in the open page: a line for each,
// with the first element.
func violations(t *testing.T, ctx context.Context, axe string) []string {
	t.Helper()
	do(t, ctx, chromedp.Evaluate[chromedp.Void](axe))
	do(t, ctx, chromedp.Evaluate[chromedp.Void](`document.querySelectorAll("details").forEach((d) => { d.open = true });
		axe.run({rules: {"target-size": {enabled: true}}}).then((r) => {
		window.found = r.violations.map((v) => v.id + ": " + v.help + ": " + v.nodes[0].html + " and " + (v.nodes.length - 1) + " more");
	})`))
	eventually(t, ctx, "the end of the tests", `!!window.found`)
	return eval[[]string](t, ctx, "window.found")
}

// busySite returns a site with an incident on every day of 2026, the last of which has an update a minute,
// and 20 components in groups.
func busySite() fstest.MapFS {
	config := "title = \"Busy\"\nbase_url = \"https://status.example.org/\"\n"
	for n := range 20 {
		config += fmt.Sprintf("[[components]]\nid = \"c%d\"\nname = \"Component %d for partners\"\ngroup = \"Group %d\"\nsince = 2025-01-01\n", n, n, n/10)
	}
	site := fstest.MapFS{"config.toml": {Data: []byte(config)}}
	statuses := []string{"degraded_performance", "partial_outage", "major_outage"}
	for day := time.Date(2026, 1, 1, 9, 0, 0, 0, time.UTC); day.Before(built); day = day.AddDate(0, 0, 1) {
		n := day.YearDay()
		text := fmt.Sprintf("---\ntitle: Errors in component %d\nimpact: minor\ntimeline:\n  - {at: %s, status: investigating, message: Looking., components: {c%d: %s}}\n", n%20, day.Format(time.RFC3339), n%20, statuses[n%3])
		if day.AddDate(0, 0, 1).After(built) {
			for at := range 30 {
				text += fmt.Sprintf("  - {at: %s, status: identified, message: Still looking.}\n", day.Add(time.Duration(at+1)*time.Minute).Format(time.RFC3339))
			}
		}
		text += fmt.Sprintf("  - {at: %s, status: resolved, message: Over.}\n---\n", day.Add(3*time.Hour).Format(time.RFC3339))
		site[fmt.Sprintf("content/incidents/day-%d.md", n)] = &fstest.MapFile{Data: []byte(text)}
	}
	return site
}

// busyPages are the pages of busySite that have the most on them.
var busyPages = []string{"", "history/", "history/2026/", "history/2026/11/", "components/c7/", "insights/", fmt.Sprintf("incidents/day-%d/", built.YearDay())}

// axe-core finds no accessibility problem in a page of any kind, in either colour scheme,
// on a phone and on a desktop.
func TestAccess(t *testing.T) {
	source := axe(t)
	s, ctx := serve(t), browse(t)
	look := func(s *server, pages []string, schemes ...string) {
		for _, page := range pages {
			for _, width := range []int64{375, 1280} {
				for _, name := range schemes {
					scheme(t, ctx, name)
					do(t, ctx, chromedp.EmulateViewport(width, 800), chromedp.Navigate(s.url+page))
					for _, v := range violations(t, ctx, source) {
						t.Errorf("/%s, %d pixels, %s: %s", page, width, name, v)
					}
				}
			}
		}
	}
	look(s, append([]string{"subscribe/", "embed/", "history/2026/06/"}, pages...), "light", "dark")
	look(serveSite(t, busySite()), busyPages, "light")
	// Make sure that axe-core can find a problem.
	do(t, ctx, chromedp.Navigate(s.url), chromedp.Evaluate[chromedp.Void](`document.querySelector("main").append(document.createElement("img"))`))
	if found := violations(t, ctx, source); len(found) != 1 || !strings.HasPrefix(found[0], "image-alt") {
		t.Errorf("a picture without alternative text is not reported: %q", found)
	}
}

// The Tab key reaches every link and button in the order of the page, and the focus is
// visible on each.
func TestKeyboardReachesAll(t *testing.T) {
	s, ctx := serve(t), browse(t)
	do(t, ctx, chromedp.EmulateViewport(1280, 800))
	var addresses []string
	for _, page := range pages {
		addresses = append(addresses, s.url+page)
	}
	// Its last incident has updates in quick succession.
	addresses = append(addresses, serveSite(t, busySite()).url+busyPages[len(busyPages)-1])
	for _, page := range addresses {
		do(t, ctx, chromedp.Navigate(page), chromedp.Evaluate[chromedp.Void](`
			window.order = [...document.querySelectorAll("a[href], button, summary, input, select, [tabindex]")].filter((e) => e.checkVisibility() && e.tabIndex >= 0);
			// The Tab key stops at only one radio button of a group.
			order = order.filter((e) => e.type !== "radio" || e.checked);
			window.reached = []`))
		stops := eval[int](t, ctx, "order.length")
		for range stops {
			do(t, ctx, chromedp.KeyEvent("\t"))
			do(t, ctx, chromedp.Evaluate[chromedp.Void](`(() => {
				const e = document.activeElement, shown = e.type === "radio" ? e.nextElementSibling : e, style = getComputedStyle(shown);
				const box = shown.getClientRects()[0], on = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
				const covered = on && !shown.contains(on) && !on.contains(shown);
				reached.push([e, parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== "none", covered && on.outerHTML.slice(0, 80)]);
			})()`))
		}
		for _, problem := range eval[[]string](t, ctx, `order.flatMap((e, n) => {
			const [got, shown, covered] = reached[n];
			if (covered) return ["stop " + n + ", " + e.outerHTML.slice(0, 80) + ", is covered by " + covered];
			return got !== e ? ["stop " + n + " is " + got.outerHTML.slice(0, 80) + ", not " + e.outerHTML.slice(0, 80)] : shown ? [] : ["no outline at " + e.outerHTML.slice(0, 80)];
		}).slice(0, 3)`) {
			t.Errorf("%s: %s", page, problem)
		}
	}
}

// The card of a day opens by the arrow keys, has a name for each day, leads to the links of its
// incidents, and closes. axe-core finds no problem while it is open.
func TestDayCard(t *testing.T) {
	source := axe(t)
	s, ctx := serve(t), browse(t)
	clock(t, ctx, built)
	const bar = `document.querySelector("[data-component-id=api] .bars")`
	text := func() string {
		return eval[string](t, ctx, `(document.querySelector(".day-card")?.innerText || "").replace(/\s+/g, " ")`)
	}
	for _, width := range []int64{320, 1280} {
		do(t, ctx, chromedp.EmulateViewport(width, 800), chromedp.Navigate(s.url), chromedp.Evaluate[chromedp.Void](bar+".focus()"))
		if said := eval[string](t, ctx, bar+`.getAttribute("aria-valuetext")`); said != "Monday, November 23: No incidents" || text() != "" {
			t.Errorf("%d pixels: today is %q, and the card %q", width, said, text())
		}
		do(t, ctx, chromedp.KeyEvent(kb.PageUp))
		want := "Friday, November 20 Degraded performance 31 min Applications unreachable in one availability zone"
		if got := text(); got != want {
			t.Errorf("%d pixels: the card says %q, not %q", width, got, want)
		}
		if w := eval[int64](t, ctx, "document.documentElement.scrollWidth"); w > width {
			t.Errorf("the page with a card is %d pixels wide in a window of %d", w, width)
		}
		for _, v := range violations(t, ctx, source) {
			t.Errorf("%d pixels, with a card: %s", width, v)
		}
		do(t, ctx, chromedp.KeyEvent(kb.ArrowLeft))
		if got := text(); got != "Thursday, November 19 No incidents" {
			t.Errorf("%d pixels: the day before is %q", width, got)
		}
		do(t, ctx, chromedp.KeyEvent(kb.ArrowRight), chromedp.KeyEvent("\r"))
		if link := eval[string](t, ctx, `document.activeElement.closest(".day-card") ? document.activeElement.innerText : ""`); !strings.HasPrefix(link, "Applications unreachable") {
			t.Errorf("%d pixels: Enter leads to %q", width, link)
		}
		do(t, ctx, chromedp.KeyEvent(kb.Escape))
		if text() != "" || !eval[bool](t, ctx, "document.activeElement === "+bar) {
			t.Errorf("%d pixels: Escape does not close the card and return to the bars", width)
		}
	}
}

// Above fifteen components, a filter finds them by name, and by the name of their group.
func TestFilter(t *testing.T) {
	s, ctx := serveSite(t, large()), browse(t)
	do(t, ctx, chromedp.EmulateViewport(1280, 800), chromedp.Navigate(s.url))
	for query, want := range map[string]int{"": 30, "part 12": 1, "GROUP B": 5, "nothing like it": 0} {
		found := eval[int](t, ctx, `(f => { f.value = "`+query+`"; f.dispatchEvent(new Event("input")); return [...document.querySelectorAll(".component")].filter((c) => !c.hidden && !c.closest(".group").hidden).length; })(document.querySelector(".filter"))`)
		if found != want {
			t.Errorf("%q finds %d components, not %d", query, found, want)
		}
	}
}
