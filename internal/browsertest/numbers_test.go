package browsertest

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// On a phone, wide tables scroll inside labelled boxes that the keyboard reaches. Pages of
// statistics have fewer than a hundred tab stops, and pictures have their contents as text.
func TestNumbers(t *testing.T) {
	s, ctx := serve(t), browse(t)
	for _, page := range []string{"uptime/", "insights/", "components/api/"} {
		do(t, ctx, chromedp.EmulateViewport(320, 800), chromedp.Navigate(s.url+page))
		eval[bool](t, ctx, `document.querySelectorAll("details").forEach((d) => { d.open = true }), true`)
		if w := eval[int64](t, ctx, "document.documentElement.scrollWidth"); w > 320 {
			t.Errorf("/%s is %d pixels wide with all its details open", page, w)
		}
		for what, js := range map[string]string{
			"boxes that scroll, and can't be reached or have no name": `[...document.querySelectorAll("main *")].filter((e) =>
				e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX === "auto" && !(e.tabIndex === 0 && e.getAttribute("aria-label") && e.getAttribute("role"))).length`,
			"pictures without words":          `[...document.querySelectorAll("main svg, main [role=img]")].filter((e) => !e.closest("[aria-hidden=true]") && !/:|\d/.test(e.closest("[role=img]")?.getAttribute("aria-label") || "")).length`,
			"tables without heads":            `[...document.querySelectorAll("main table")].filter((e) => !e.querySelector("thead th[scope=col]")).length`,
			"cells that a reader hears empty": `[...document.querySelectorAll("main .scroll td")].filter((e) => !e.innerText.trim()).length`,
		} {
			if n := eval[int64](t, ctx, js); n > 0 {
				t.Errorf("/%s has %d %s", page, n, what)
			}
		}
		if n := eval[int64](t, ctx, `[...document.querySelectorAll("main a, main summary, main [tabindex], main button")].length`); n == 0 || n > 100 {
			t.Errorf("/%s has %d tab stops", page, n)
		}
	}
	// The plot of counts has a column for each month, with the numbers of the table.
	do(t, ctx, chromedp.Navigate(s.url+"insights/"))
	columns := eval[int64](t, ctx, `document.querySelectorAll("#_main .plot-field")[0].querySelectorAll("g").length`)
	rows := eval[int64](t, ctx, `document.querySelector("#_main figure .numbers").tBodies[0].rows.length`)
	if columns != rows || columns < 2 {
		t.Errorf("%d columns and %d rows", columns, rows)
	}
	// Bars are stacked from the bottom, inside the plot.
	if out := eval[int64](t, ctx, `[...document.querySelectorAll(".plot-field rect:not(pattern rect)")].filter((r) => +r.getAttribute("y") + +r.getAttribute("height") > 180 || +r.getAttribute("y") < 0).length`); out > 0 {
		t.Errorf("%d bars are partly outside of the plot", out)
	}
	// The CSV files are at the addresses that the page links to.
	do(t, ctx, chromedp.Navigate(s.url+"uptime/"))
	links := eval[[]string](t, ctx, `[...document.querySelectorAll(".downloads a")].map((a) => new URL(a.href).pathname.replace("/status/", ""))`)
	if len(links) != 2 {
		t.Errorf("downloads: %v", links)
	}
	for _, link := range links {
		if data := string(s.files[link]); !strings.HasPrefix(data, "component,") && !strings.HasPrefix(data, "month,") {
			t.Errorf("%s: %.40q", link, data)
		}
	}
}
