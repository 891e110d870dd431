package browsertest

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
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
	do(t, ctx, chromedp.Evaluate[chromedp.Void](`axe.run().then((r) => {
		window.found = r.violations.map((v) => v.id + ": " + v.help + ": " + v.nodes[0].html + " and " + (v.nodes.length - 1) + " more");
	})`))
	eventually(t, ctx, "the end of the tests", `!!window.found`)
	return eval[[]string](t, ctx, "window.found")
}

// axe-core finds no accessibility problem in a page of any kind, in either colour scheme,
// on a phone and on a desktop.
func TestAccess(t *testing.T) {
	source := axe(t)
	s, ctx := serve(t), browse(t)
	for _, page := range append([]string{"subscribe/", "embed/", "history/2026/06/"}, pages...) {
		for _, width := range []int64{375, 1280} {
			for _, name := range []string{"light", "dark"} {
				scheme(t, ctx, name)
				do(t, ctx, chromedp.EmulateViewport(width, 800), chromedp.Navigate(s.url+page))
				for _, v := range violations(t, ctx, source) {
					t.Errorf("/%s, %d pixels, %s: %s", page, width, name, v)
				}
			}
		}
	}
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
	for _, page := range pages {
		do(t, ctx, chromedp.Navigate(s.url+page), chromedp.Evaluate[chromedp.Void](`
			window.order = [...document.querySelectorAll("a[href], button, summary, input, select, [tabindex]")].filter((e) => e.checkVisibility() && e.tabIndex >= 0);
			// The Tab key stops at only one radio button of a group.
			order = order.filter((e) => e.type !== "radio" || e.checked);
			window.reached = []`))
		stops := eval[int](t, ctx, "order.length")
		for range stops {
			do(t, ctx, chromedp.KeyEvent("\t"))
			do(t, ctx, chromedp.Evaluate[chromedp.Void](`(() => {
				const e = document.activeElement, shown = e.type === "radio" ? e.nextElementSibling : e, style = getComputedStyle(shown);
				reached.push([e, parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== "none"]);
			})()`))
		}
		for _, problem := range eval[[]string](t, ctx, `order.flatMap((e, n) => {
			const [got, shown] = reached[n];
			return got !== e ? ["stop " + n + " is " + got.outerHTML.slice(0, 80) + ", not " + e.outerHTML.slice(0, 80)] : shown ? [] : ["no outline at " + e.outerHTML.slice(0, 80)];
		}).slice(0, 3)`) {
			t.Errorf("/%s: %s", page, problem)
		}
	}
}
