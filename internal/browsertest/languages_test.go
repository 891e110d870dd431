package browsertest

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/chromedp/chromedp"
	"github.com/pelletier/go-toml/v2"

	"statuary/themes"
)

// in returns the sample site in another language.
func in(t *testing.T, tag string) fs.FS {
	t.Helper()
	site := fstest.MapFS{}
	for _, root := range []string{"config.toml", "content"} {
		err := fs.WalkDir(os.DirFS("../.."), root, func(name string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			data, err := os.ReadFile(path.Join("../..", name))
			site[name] = &fstest.MapFile{Data: data}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	config := site["config.toml"]
	config.Data = append([]byte("language = \""+tag+"\"\n"), config.Data...)
	return site
}

// translated are pages whose texts, except those of incidents, are all from a catalogue.
var translated = []string{
	"", "history/", "history/2026/", "history/2026/11/", "incidents/2018-01-06-cli-and-dashboard-errors/",
	"incidents/2026-11-20-apps-unreachable-one-zone/", "components/api/", "components/east-west/", "uptime/", "insights/", "subscribe/", "embed/", "nowhere",
}

// Nothing is wider than the smallest phone in any language, even with long words. Each
// page declares its language and its direction.
func TestWidthsOfLanguages(t *testing.T) {
	ctx := browse(t)
	for _, tag := range []string{"ar", "de", "fr", "ja"} {
		s := serveSite(t, in(t, tag))
		for _, page := range translated {
			for _, width := range []int64{320, 1280} {
				do(t, ctx, chromedp.EmulateViewport(width, 800), chromedp.Navigate(s.url+page))
				if w := eval[int64](t, ctx, "Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)"); w > width {
					t.Errorf("%s: /%s is %d pixels wide in a window of %d", tag, page, w, width)
				}
			}
			want := tag + " ltr"
			if tag == "ar" {
				want = "ar rtl"
			}
			if got := eval[string](t, ctx, `document.documentElement.lang + " " + getComputedStyle(document.documentElement).direction`); got != want {
				t.Errorf("/%s is %q, not %q", page, got, want)
			}
			// Text that is cut off by its box does not widen the page, so it is checked here.
			if cut := eval[string](t, ctx, `[...document.querySelectorAll(".verdict h1, .verdict p, .badge, .top li, h2:not(.vh), h3")].filter(e => {
				const r = e.getBoundingClientRect(), box = e.parentElement.closest(".verdict, .card, main, header, body").getBoundingClientRect();
				return r.right > box.right + 1 || r.left < box.left - 1 || e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0;
			}).map(e => e.innerText).join("; ")`); cut != "" {
				t.Errorf("%s: /%s cuts off %q", tag, page, cut)
			}
		}
	}
}

// A page in Arabic contains no English phrase of the catalogue, either in visible text or
// in text for screen readers. Texts of incidents are in their own language.
func TestNothingIsLeftInEnglish(t *testing.T) {
	s, ctx := serveSite(t, in(t, "ar")), browse(t)
	english := phrases(t)
	const said = `JSON.stringify([...document.querySelectorAll(":not(.prose *, .contents *, .text *, .summary *, .spans a)")].flatMap(e => [
		...[...e.childNodes].filter(n => n.nodeType === 3 && !["SCRIPT", "STYLE", "PRE", "CODE", "OPTION"].includes(e.tagName)).map(n => n.data),
		...["aria-label", "title", "placeholder", "alt"].map(a => e.getAttribute(a) || ""),
		...(e.id === "_words" ? Object.values(e.dataset) : []),
	]).map(s => s.replace(/\s+/g, " ").trim()).filter(Boolean))`
	looked := 0
	for _, page := range translated {
		do(t, ctx, chromedp.Navigate(s.url+page))
		var texts []string
		if err := json.Unmarshal([]byte(eval[string](t, ctx, said)), &texts); err != nil {
			t.Fatal(err)
		}
		for _, text := range texts {
			looked++
			if slices.ContainsFunc(english, func(p *regexp.Regexp) bool { return p.MatchString(text) }) {
				t.Errorf("/%s has English text: %q", page, text)
			}
		}
	}
	if looked < 1000 {
		t.Errorf("only %d texts were looked at", looked)
	}
	// Make sure that the test can find a phrase.
	if !slices.ContainsFunc(english, func(p *regexp.Regexp) bool { return p.MatchString("This incident affected:") }) {
		t.Error("a phrase in English was not recognized")
	}
}

// phrases returns the English phrases that a text may consist of, without those that are
// the same in Arabic.
func phrases(t *testing.T) []*regexp.Regexp {
	t.Helper()
	src, err := fs.ReadFile(themes.Default(), "languages/ar.toml")
	if err != nil {
		t.Fatal(err)
	}
	var catalogue struct{ Words map[string]any }
	if err := toml.Unmarshal(src, &catalogue); err != nil {
		t.Fatal(err)
	}
	var list []*regexp.Regexp
	for phrase, translation := range catalogue.Words {
		if translation == phrase {
			continue
		}
		if !regexp.MustCompile(`\pL{3}`).MatchString(strings.NewReplacer("%s", "", "%d", "").Replace(phrase)) {
			continue
		}
		p := strings.NewReplacer("%s", ".+", "%d", `\d+`, "%", `.+`).Replace(regexp.QuoteMeta(phrase))
		list = append(list, regexp.MustCompile("^"+p+"$"))
	}
	if len(list) < 150 {
		t.Fatal("too few phrases were found:", len(list))
	}
	return list
}

// Time runs in the direction of reading: in Arabic, the oldest times are at the right, in
// pictures and in the labels below them. Code runs from left to right.
func TestTimeRunsFromTheRight(t *testing.T) {
	ctx := browse(t)
	const incident = "incidents/2018-01-06-cli-and-dashboard-errors/"
	for _, tag := range []string{"en", "ar"} {
		s := serveSite(t, in(t, tag))
		before := func(page, first, second string) {
			t.Helper()
			do(t, ctx, chromedp.EmulateViewport(1280, 800), chromedp.Navigate(s.url+page))
			js := fmt.Sprintf(`document.querySelector(%q).getBoundingClientRect().x < document.querySelector(%q).getBoundingClientRect().x`, first, second)
			if got := eval[bool](t, ctx, js); got != (tag == "en") {
				t.Errorf("%s: on /%s, %s is left of %s: %v", tag, page, first, second, got)
			}
		}
		before("", ".legend > :first-child", ".legend > :last-child")
		// The oldest trouble of the bars is partial, the newest has degraded performance.
		before("", "[data-component-id=api] svg [class^=bar-down]", "[data-component-id=api] svg .bar-degraded")
		before(incident, ".chart-ticks > :first-child", ".chart-ticks > :last-child")
		before(incident, ".chart-ticks > :nth-child(3)", ".chart-row .part-major") // 12:19 and 13:32
		before("insights/", ".plot-tick:first-of-type", ".plot-tick:last-of-type")
		before("insights/", ".plot-field g:first-of-type .hit", ".plot-field g:last-of-type .hit")
		before("insights/", ".plot-scale", ".plot-field")
		before("insights/", ".heat rect", ".heat rect:last-of-type")
		before("insights/", ".heat text", ".heat text:nth-of-type(12)")
		before("insights/", ".scale rect:first-of-type", ".scale rect:last-of-type")
		do(t, ctx, chromedp.Navigate(s.url+"subscribe/"))
		if got := eval[string](t, ctx, `getComputedStyle(document.querySelector(".copy-field code")).direction`); got != "ltr" {
			t.Errorf("%s: code runs %s", tag, got)
		}
	}
}
