package browsertest

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/chromedp/chromedp"
)

// branded is a small site with a brand, and a title that tries to break out of its
// element.
func branded() fstest.MapFS {
	logo := func(colour string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 48"><rect width="240" height="48" fill="` + colour + `"/></svg>`)}
	}
	return fstest.MapFS{
		"config.toml": {Data: []byte(`title = "Example"
base_url = "https://example.org/"
[[components]]
id = "web"
[brand]
logo = "brand/logo.svg"
logo_dark = "brand/dark.svg"
favicon = "brand/icon.svg"
accent = "#7a1f5c"
footer = "© Example Ltd · [Imprint](/imprint/)"
links = [{name = "Support and help", url = "https://example.org/support"}, {name = "Another link", url = "/imprint/"}, {name = "And one more", url = "/imprint/"}]
`)},
		"content/brand/logo.svg":   logo("#7a1f5c"),
		"content/brand/dark.svg":   logo("#e7a3cf"),
		"content/brand/icon.svg":   logo("#7a1f5c"),
		"content/pages/imprint.md": {Data: []byte("---\ntitle: Imprint\n---\n[A link](/)\n")},
		"content/incidents/x.md": {Data: []byte(`---
title: 'Odd </script><script>document.title="out"</script><!-- "title"'
impact: minor
timeline: [{at: 2026-11-23 10:00, status: investigating, message: x}]
---
`)},
	}
}

// A page loads and shows only the logo of its colour scheme, whether the system or the
// visitor chose the scheme. Links have the accent colour, and nothing is too wide.
func TestBrand(t *testing.T) {
	s, ctx := serveSite(t, branded()), browse(t)
	const shown = `[...document.querySelectorAll(".logo")].filter(e => e.offsetWidth > 0).map(e => e.src.split("/").pop() + " " + Math.round(e.offsetWidth) + "x" + Math.round(e.offsetHeight)).join()`
	const loaded = `performance.getEntriesByType("resource").map(e => e.name.split("/").pop()).filter(n => n == "logo.svg" || n == "dark.svg").join()`
	const link = `getComputedStyle(document.querySelector("main .prose a")).color`
	for _, width := range []int64{320, 375, 1280} {
		for _, c := range []struct{ system, choice, logo, link string }{
			{"light", "", "logo.svg", "rgb(122, 31, 92)"},
			{"dark", "", "dark.svg", "rgb(171, 115, 153)"},
			{"light", "dark", "dark.svg", "rgb(171, 115, 153)"},
			{"dark", "light", "logo.svg", "rgb(122, 31, 92)"},
		} {
			at := fmt.Sprintf("%d pixels, %s, chosen %q", width, c.system, c.choice)
			scheme(t, ctx, c.system)
			do(t, ctx, chromedp.EmulateViewport(width, 800), chromedp.Navigate(s.url+"imprint/"))
			if c.choice != "" {
				do(t, ctx, chromedp.Evaluate[chromedp.Void](`document.documentElement.dataset.scheme = "`+c.choice+`"`), chromedp.Sleep(300*time.Millisecond)) // colours change in 120 ms
			} else {
				// Images with loading="lazy" do not delay the page.
				eventually(t, ctx, at+": a logo is loaded", `document.querySelectorAll(".logo").length == 2 && [...document.querySelectorAll(".logo")].some(e => e.naturalWidth > 0)`)
				if got := eval[string](t, ctx, loaded); got != c.logo {
					t.Errorf("%s: %q was loaded", at, got)
				}
			}
			size := " 180x36"
			if width == 320 {
				size = " 161x36" // what the button beside it leaves
			}
			if got := eval[string](t, ctx, shown); got != c.logo+size {
				t.Errorf("%s: the logo is %q", at, got)
			}
			if got := eval[string](t, ctx, link); got != c.link {
				t.Errorf("%s: a link is %s", at, got)
			}
			if w := eval[int64](t, ctx, "document.documentElement.scrollWidth"); w > width {
				t.Errorf("%s: the page is %d wide", at, w)
			}
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.reports) > 0 {
		t.Errorf("the policy default-src 'self' was broken: %s", strings.Join(s.reports, "\n"))
	}
}

// JSON-LD is a block of data: a strict policy allows it, the browser does not run it, and
// a title can't break out of it.
func TestLinkedData(t *testing.T) {
	s, ctx := serveSite(t, branded()), browse(t)
	for _, c := range [][2]string{{"", "WebSite,Organization"}, {"incidents/x/", "Report"}} {
		page, want := c[0], c[1]
		do(t, ctx, chromedp.Navigate(s.url+page), chromedp.Sleep(300*time.Millisecond))
		const types = `(v => (v["@graph"] || [v]).map(e => e["@type"]).join())(JSON.parse(document.querySelector('script[type="application/ld+json"]').textContent))`
		if got := eval[string](t, ctx, types); got != want {
			t.Errorf("/%s describes %q", page, got)
		}
	}
	if got := eval[string](t, ctx, "document.title"); !strings.HasPrefix(got, "Example Status - Odd </script>") {
		t.Errorf("the title is %q", got)
	}
	if got := eval[string](t, ctx, `JSON.parse(document.querySelector('script[type="application/ld+json"]').textContent).headline`); got != `Odd </script><script>document.title="out"</script><!-- "title"` {
		t.Errorf("the headline is %q", got)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.reports) > 0 {
		t.Errorf("the policy default-src 'self' was broken: %s", strings.Join(s.reports, "\n"))
	}
}
