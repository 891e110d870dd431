package browsertest

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// longWordSite returns a site in which every text is one word that is wider than a phone.
func longWordSite() fstest.MapFS {
	word := func(s string) string {
		return s + strings.Repeat("_payment_notification_queue_consumer", 3)
	}
	config := "title = %q\nbase_url = \"https://status.example.org/\"\ndescription = %q\nlanguages = [\"de\"]\n[brand]\nfooter = %q\nlinks = [{name = %q, url = \"https://status.example.org/\"}]\n"
	config = fmt.Sprintf(config, word("title"), word("description"), word("footer"), word("link"))
	for _, id := range []string{"api", "queue", "web"} {
		config += fmt.Sprintf("[[components]]\nid = %q\nname = %q\ndescription = %q\ngroup = %q\nsince = 2025-01-01\n", id, word(id), word("about"), word("group"))
	}
	config += fmt.Sprintf("[[components]]\nid = \"old\"\nname = %q\nretired = true\n", word("old"))
	text := word("text") + "\n\n- " + word("item") + "\n\n`" + word("code") + "`\n\n[" + word("link") + "](https://status.example.org/" + word("x") + ")\n\n    " + word("block") + "\n\n| " + word("a") + " | b |\n| --- | --- |\n| 1 | " + word("cell") + " |\n"
	indented := strings.ReplaceAll(text, "\n", "\n      ")
	incident := "---\ntitle: " + word("incident") + "\ntimeline:\n  - at: 2026-11-%02d 10:00\n    status: investigating\n    label: " + word("label") + "\n    components: {api: major_outage, queue: partial_outage, old: major_outage}\n    message: |\n      " + indented + "\n%s---\n## " + word("heading") + "\n\n" + text
	over := "  - {at: 2026-11-21 12:00, status: resolved, message: " + word("resolved") + "}\n  - {at: 2026-11-21 13:00, status: postmortem}\n"
	planned := "---\ntitle: " + word("maintenance") + "\ncomponents: [web]\nscheduled_for: 2026-12-05 10:00\nscheduled_until: 2026-12-06 12:00\ntimeline:\n  - {at: 2026-11-20 10:00, status: scheduled, message: " + word("message") + "}\n---\n"
	return fstest.MapFS{
		"config.toml":                  {Data: []byte(config)},
		"content/incidents/open.md":    {Data: fmt.Appendf(nil, incident, 22, "")},
		"content/incidents/over.md":    {Data: fmt.Appendf(nil, incident, 20, over)},
		"content/incidents/planned.md": {Data: []byte(planned)},
		"content/pages/about.md":       {Data: []byte("---\ntitle: " + word("about") + "\n---\n# " + word("heading") + "\n\n" + text)},
	}
}

// No page scrolls sideways on the narrowest phone, even with text of twice the size and
// very long words.
func TestNoPageScrollsSideways(t *testing.T) {
	ctx := browse(t)
	sites := map[string]*server{"sample": serve(t), "long words": serveSite(t, longWordSite())}
	kinds := []string{"", "history/", "history/2026/", "history/2026/11/", "components/api/", "uptime/", "insights/", "subscribe/", "about/", "embed/", "nowhere"}
	for name, s := range sites {
		list := append([]string{"incidents/open/", "incidents/over/", "incidents/planned/", "de/"}, kinds...)
		if name == "sample" {
			list = append(pages, kinds...)
		}
		for _, page := range list {
			do(t, ctx, chromedp.EmulateViewport(320, 800), chromedp.Navigate(s.url+page))
			for _, size := range []string{"100%", "200%"} {
				wide := eval[string](t, ctx, `(() => {
					document.documentElement.style.fontSize = "`+size+`";
					document.querySelectorAll("details").forEach((d) => { d.open = true });
					if (document.documentElement.scrollWidth <= 320) return "";
					const wide = [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > 321 && !e.closest(".vh, .scroll > *, pre"));
					return document.documentElement.scrollWidth + " px: " + wide.slice(0, 4).map((e) => e.tagName + "." + (e.className.baseVal ?? e.className) + " " + e.textContent.trim().slice(0, 30)).join("; ");
				})()`)
				if wide != "" {
					t.Errorf("%s: /%s with text of %s: %s", name, page, size, wide)
				}
			}
		}
	}
}

// On narrow screens, figures fill their rows, names in tables are not broken into letters,
// a component's status is in one line, and the page for missing pages has its styles.
func TestNarrowLayout(t *testing.T) {
	s, ctx := serve(t), browse(t)
	for _, c := range []struct{ page, wrong string }{
		{"insights/", `(() => {
			const list = document.querySelector(".figures"), right = (e) => Math.round(e.getBoundingClientRect().right);
			return Math.abs(right(list.lastElementChild) - right(list)) > 1 ? "the last figure does not reach the end of its row" : "";
		})()`},
		{"uptime/", `[...document.querySelectorAll(".uptimes tbody th")].filter((e) => e.offsetWidth < 96).map((e) => e.textContent + ": " + e.offsetWidth + " px").join("; ")`},
		{"", `[...document.querySelectorAll(".component .now .state")].filter((e) => e.offsetHeight > 32).map((e) => e.textContent).join("; ")`},
		{"nowhere", `(() => { const height = document.querySelector(".find input").offsetHeight; return height < 40 ? "the search field is " + height + " px high" : ""; })()`},
	} {
		for _, width := range []int64{320, 375, 560, 768, 1280} {
			do(t, ctx, chromedp.EmulateViewport(width, 800), chromedp.Navigate(s.url+c.page))
			if wrong := eval[string](t, ctx, c.wrong); wrong != "" {
				t.Errorf("/%s at %d px: %s", c.page, width, wrong)
			}
		}
	}
}

// Columns beside each other leave room for words, even with text of twice the size.
func TestColumnsHaveRoom(t *testing.T) {
	s, ctx := serve(t), browse(t)
	for _, page := range []string{"", "history/", "incidents/2026-11-20-apps-unreachable-one-zone/"} {
		for _, width := range []int64{768, 1000, 1280} {
			do(t, ctx, chromedp.EmulateViewport(width, 800), chromedp.Navigate(s.url+page))
			narrow := eval[string](t, ctx, `(() => {
				document.documentElement.style.fontSize = "200%";
				return [...document.querySelectorAll(".active > *, .month > *, .report > *, .chart")].filter((e) => e.offsetWidth < 190).map((e) => e.className + " " + e.textContent.trim().slice(0, 30) + ": " + e.offsetWidth + " px").join("; ");
			})()`)
			if narrow != "" {
				t.Errorf("/%s at %d px: %s", page, width, narrow)
			}
		}
	}
}

// Labels of charts do not overlap and are not cut off: on a phone, with text of twice the
// size, and in a visitor's zone, where days begin at another time.
func TestChartLabelsHaveRoom(t *testing.T) {
	site := fstest.MapFS{"config.toml": {Data: []byte("title = \"X\"\nbase_url = \"https://status.example.org/\"\nlanguages = [\"ar\", \"de\", \"ja\"]\n[[components]]\nid = \"api\"\nname = \"API\"\n")}}
	var ids []string
	for length := 2 * time.Minute; length < 4*365*24*time.Hour; length *= 4 {
		id := fmt.Sprintf("i%d", len(ids))
		from := built.Add(-length - 37*time.Minute)
		site["content/incidents/"+id+".md"] = &fstest.MapFile{Data: fmt.Appendf(nil, "---\ntitle: %s\ntimeline:\n  - {at: %s, status: investigating, components: {api: major_outage}}\n  - {at: %s, status: resolved}\n---\n",
			id, from.Format(time.RFC3339), from.Add(length).Format(time.RFC3339))}
		ids = append(ids, id)
	}
	s, ctx := serveSite(t, site), browse(t)
	clock(t, ctx, built)
	if _, err := chromedp.Call(within(t, ctx), emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: "Asia/Kathmandu"}); err != nil {
		t.Fatal(err)
	}
	for _, width := range []int64{320, 660, 1280} {
		for n, id := range ids {
			root := []string{"", "ar/", "de/", "ja/"}[n%4]
			do(t, ctx, chromedp.EmulateViewport(width, 800), chromedp.Navigate(s.url+root+"incidents/"+id+"/"))
			for _, size := range []string{"100%", "200%"} {
				if size == "200%" && width > 660 {
					continue
				}
				for range 2 {
					wrong := eval[string](t, ctx, `(() => {
						document.documentElement.style.fontSize = "`+size+`";
					document.querySelectorAll("details").forEach((d) => { d.open = true });
						const boxes = [...document.querySelectorAll(".chart-ticks text")].filter((e) => e.getClientRects().length)
							.map((e) => ({ text: e.textContent, box: e.getBoundingClientRect() })).sort((a, b) => a.box.left - b.box.left);
						if (!boxes.length && !(innerWidth === 320 && "`+size+`" === "200%")) return "no labels";
						return boxes.filter(({ box }, n) => box.left < 0 || box.right > innerWidth || n && boxes[n - 1].box.right > box.left)
							.length ? boxes.map(({ text, box }) => text + " " + Math.round(box.left) + "–" + Math.round(box.right)).join(", ") : "";
					})()`)
					if wrong != "" {
						t.Errorf("%s%s, %d px, text of %s: %s", root, id, width, size, wrong)
					}
					do(t, ctx, chromedp.Evaluate[chromedp.Void](`(s => { s.value = s.value === "own" ? "site" : "own"; s.dispatchEvent(new Event("change")); })(document.querySelector("#_zone select"))`))
				}
			}
		}
	}
}
