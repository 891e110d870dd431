package clienttest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

const goingOn = "content/incidents/open.md"

// widget is the script of Atlassian's own element, as a file of another site.
func widget(t *testing.T) map[string][]byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(nodeModules(t, filepath.Join("@statuspage", "status-widget")), "@statuspage", "status-widget", "dist", "index.js"))
	if err != nil {
		t.Fatal(err)
	}
	return map[string][]byte{"/widget.js": data}
}

// Atlassian's own element shows the status of our site on another one. It requests
// /api/v2/summary.json at the root of the host, so it can't show a site below a path.
func TestStatusWidget(t *testing.T) {
	t.Parallel()
	script := widget(t)
	b, s := browse(t), newSite(t)
	other := newElsewhere(t, "", `<statuspage-widget src="`+s.url+`"></statuspage-widget>
		<statuspage-widget src="`+s.url+`" appearance="badge" title="Chips"></statuspage-widget>
		<script src="/widget.js"></script>`, script)
	shows := func(indicator, description string) {
		t.Helper()
		b.do(chromedp.Navigate(other.URL))
		b.eventually("a widget and a badge with "+description, `((all) => all.length === 2 && all.every((w) => {
			const state = w.shadowRoot?.querySelector(".status-indicator.`+indicator+`");
			return state && w.shadowRoot.querySelector("a").textContent.includes("`+description+`") && w.shadowRoot.querySelector("a").href === "`+s.url+`";
		}))([...document.querySelectorAll("statuspage-widget")])`)
	}
	shows("minor", "Minor Service Outage")
	s.remove(goingOn)
	s.shows("api/v2/summary.json", "Service Under Maintenance")
	shows("maintenance", "Service Under Maintenance")
	s.remove("content/incidents/active.md")
	s.shows("api/v2/summary.json", "All Systems Operational")
	shows("none", "All Systems Operational")
}

// The element needs our site's permission, which a preview of drafts never grants.
func TestStatusWidgetNeedsLeave(t *testing.T) {
	t.Parallel()
	script := widget(t)
	b, s := browse(t), newSite(t)
	s.serve("--drafts")
	other := newElsewhere(t, "", `<statuspage-widget src="`+s.url+`"></statuspage-widget><script src="/widget.js"></script>`, script)
	b.do(chromedp.Navigate(other.URL))
	b.asked(s.url + "api/v2/summary.json")
	if text := eval[string](b, `document.querySelector("statuspage-widget").shadowRoot.textContent`); strings.Contains(text, "Service") {
		t.Errorf("the page of another site could read %q", text)
	}
}

// bar is the bar that our script adds to a page.
const bar = `[...document.body.children].map((e) => e.shadowRoot?.querySelector("[role=status]")).find(Boolean)`

// newEmbedded returns a site with our script in its only page, and the strictest policy
// that allows the script.
func newEmbedded(t *testing.T, s *site, attributes string) *elsewhere {
	origin := strings.TrimSuffix(s.url, "/")
	return newElsewhere(t, "default-src 'none'; script-src "+origin+"; connect-src "+origin,
		`<p>Words<script src="`+s.url+`embed/script.js" async `+attributes+`></script>`, nil)
}

// The bar of our script shows the active incident, and can be dismissed until there is a
// new update.
func TestEmbed(t *testing.T) {
	t.Parallel()
	b, s := browse(t), newSite(t)
	other := newEmbedded(t, s, "")
	summary := s.url + "api/v2/summary.json"
	b.do(chromedp.EmulateViewport(375, 700), chromedp.Navigate(other.URL))
	b.eventually("a bar, with words in it", "!!("+bar+`?.querySelector("a").innerText)`)
	if text := eval[string](b, bar+`.querySelector("a").innerText`); text != `Fish & Chips: Orders <fail> & "stall" (+1)` {
		t.Errorf("the bar says %q", text)
	}
	if link := eval[string](b, bar+`.querySelector("a").href`); link != address+"incidents/open/" {
		t.Errorf("the bar leads to %s", link)
	}
	// Its style is its own, and was not refused by the policy.
	if at := eval[string](b, `((r) => [r.left, r.width, r.bottom, getComputedStyle(`+bar+`).position].join())(`+bar+`.getBoundingClientRect())`); at != "0,375,700,fixed" {
		t.Errorf("the bar is not at the foot of the window: %s", at)
	}

	b.do(chromedp.Evaluate[chromedp.Void](bar + `.querySelector("button[aria-label=Close]").click()`))
	if eval[bool](b, "!!"+bar) {
		t.Error("the bar can't be closed")
	}
	b.do(chromedp.Navigate(other.URL))
	b.asked(summary)
	if eval[bool](b, "!!"+bar) {
		t.Error("the bar comes back with each page")
	}

	s.edit(goingOn, "\n---\n", "\n  - {at: 2026-03-10 07:30, status: monitoring, message: The disk is larger now.}\n---\n")
	s.shows("api/v2/summary.json", "larger now")
	b.do(chromedp.Navigate(other.URL))
	b.eventually("a bar again, with news", "!!"+bar)
	if breaches := other.breaches(); breaches != "" {
		t.Error("the policy was broken:", breaches)
	}
}

// While there is no incident, there is no bar, unless the page asks for one.
func TestEmbedOnFineDays(t *testing.T) {
	t.Parallel()
	b, s := browse(t), newSite(t, goingOn, "content/incidents/active.md")
	quiet, always := newEmbedded(t, s, ""), newEmbedded(t, s, "data-always data-position=top")
	b.do(chromedp.Navigate(quiet.URL))
	b.asked(s.url + "api/v2/summary.json")
	if eval[bool](b, "!!"+bar) {
		t.Error("there is a bar, and nothing is wrong")
	}
	b.do(chromedp.Navigate(always.URL))
	b.eventually("a bar on a fine day", "!!"+bar+" && "+bar+`.querySelector("a").innerText === "Fish & Chips: All Systems Operational"`)
	if top := eval[float64](b, bar+".getBoundingClientRect().top"); top != 0 {
		t.Errorf("the bar is at %v", top)
	}
	if breaches := quiet.breaches() + always.breaches(); breaches != "" {
		t.Error("the policy was broken:", breaches)
	}
}

// While an incident is active, the bar is never green, also if the incident names
// no component. It names the worst one, in the colour of its impact.
func TestEmbedNamesTheWorstIncident(t *testing.T) {
	t.Parallel()
	b, s := browse(t), newSite(t, goingOn, "content/incidents/active.md")
	other := newEmbedded(t, s, "")
	const incident = "---\ntitle: %s\nimpact: %s\ntimeline: [{at: 2026-03-0%d 07:30, status: investigating}]\n---\n"
	for n, step := range []struct{ impact, text, colour string }{
		{"none", "Fish & Chips: Of impact none", "rgb(89, 99, 110)"},
		{"critical", "Fish & Chips: Of impact critical (+1)", "rgb(179, 38, 30)"},
		{"minor", "Fish & Chips: Of impact critical (+2)", "rgb(179, 38, 30)"},
	} {
		s.save("content/incidents/open-"+step.impact+".md", fmt.Sprintf(incident, "Of impact "+step.impact, step.impact, n+1))
		s.shows("api/v2/summary.json", "Of impact "+step.impact)
		b.do(chromedp.Navigate(other.URL))
		b.eventually("a bar with words in it", "!!("+bar+`?.querySelector("a").innerText)`)
		if text := eval[string](b, bar+`.querySelector("a").innerText`); text != step.text {
			t.Errorf("the bar says %q instead of %q", text, step.text)
		}
		if colour := eval[string](b, "getComputedStyle("+bar+").backgroundColor"); colour != step.colour {
			t.Errorf("the bar that says %q is %s", step.text, colour)
		}
	}
}

// A policy that allows the script but not its requests to our site is reported as
// violated, and the page is not changed.
func TestEmbedRefused(t *testing.T) {
	t.Parallel()
	b, s := browse(t), newSite(t)
	other := newElsewhere(t, "default-src 'none'; script-src "+strings.TrimSuffix(s.url, "/"),
		`<p>Words<script src="`+s.url+`embed/script.js"></script>`, nil)
	b.do(chromedp.Navigate(other.URL))
	for end := time.Now().Add(patience); !strings.Contains(other.breaches(), "connect-src"); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("a refused request was not reported: %q", other.breaches())
		}
	}
	if eval[bool](b, "!!"+bar) {
		t.Error("there is a bar with nothing to say")
	}
}
