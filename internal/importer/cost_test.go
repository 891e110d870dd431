package importer_test

import (
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"statuary/internal/hostile"
	"statuary/internal/importer/exchange"
	"statuary/internal/importer/feeds"
	"statuary/internal/importer/mdsites"
	"statuary/internal/importer/sitewriter"
	"statuary/internal/importer/upptime"
)

// source is a format that is imported.
type source struct {
	name   string // of the file
	read   reader
	around func(text string) string // a source with one text
	kinds  []hostile.Text           // sources that could cost much
}

// front is front matter that each tool for Markdown accepts.
const front = "---\ntitle: x\ndate: 2024-01-01T10:00:00Z\nresolved: true\nresolvedWhen: 2024-01-01T12:00:00Z\nseverity: down\nsection: issue\naffected: [api]\n---\n"

func sources() []source {
	many := func(name, before, each, after string) hostile.Text {
		return hostile.Text{Name: name, Make: func(n int) string {
			var b strings.Builder
			b.WriteString(before)
			for i := 0; b.Len() < n; i++ {
				b.WriteString(strings.ReplaceAll(each, "#", strconv.Itoa(i)))
			}
			return strings.TrimSuffix(b.String(), ",") + after
		}}
	}
	deep := func(name, before, open, close, after string) hostile.Text {
		return hostile.Text{Name: name, Make: func(n int) string {
			times := n / (len(open) + len(close))
			return before + strings.Repeat(open, times) + strings.Repeat(close, times) + after
		}}
	}
	post := func(text string) string { return front + text }
	posts := []hostile.Text{
		many("paragraphs", front, "a\n\n", ""),
		many("headed", front, "*Update* - a\n\n", ""),
		many("headed-text", front+"*Resolved* - a\n\n", "a\n\n", ""),
		many("headed-times", front, "*Update* - a {{< track \"2024-01-01 10:#\" >}}\n\n", ""),
		many("headed-track-after", front+"*Resolved* - a {{< track \"2024-01-01 10:00\" >}}\n\n", "a\n\n", ""),
		many("tracks", front, "{{< track \"2024-01-01 10:00\" >}}\n\n", ""),
		many("tracks-one", front, "{{< track \"x\" >}}", ""),
		many("tracks-open", front, "{{< track \"x", ""),
		many("shortcodes", front, "{{< a >}}\n", ""),
		many("shortcodes-open", front, "{{<", ""),
		many("figures", front, "{{< figure src=\"a#.png\" >}}\n", ""),
		many("images", front, "![a](b#.png) ", ""),
		many("images-html", front, "<img src=\"b#.png\"> ", ""),
		many("images-open", front, "<img src=\"b", ""),
		many("brackets", front, "[Resolved]\na\n\n", ""),
		many("postmortems", front, "*Post-mortem*\n\na\n\n", ""),
		many("containers", front, "::: update a | 2024-01-01T10:00:00Z\na\n:::\n", ""),
		many("containers-bad", front, "::: update a | b\n:::\n", ""),
		many("containers-open", front, "::: update a | b\n", ""),
		many("components", front, "<Update date=\"2024-01-01T10:00:00Z\">a</Update>", ""),
		many("components-bad", front, "<Update date=\"\"></Update>", ""),
		many("components-open", front, "<Update date=\"\">", ""),
		many("imports", front, "import a from 'b'\n", ""),
		many("events", front, "- Resolved: 2024-01-01 10:00\n", ""),
		many("dates", front, "Date: x\n", ""),
		many("table", front+"| time | what |\n| --- | --- |\n", "| 2024-01-01 10:00 | Resolved |\n", ""),
		many("sections", front, "## Timeline\n\n- 10:00 a\n", ""),
		many("affected", "---\ntitle: x\ndate: 2024-01-01T10:00:00Z\nsection: issue\naffected: [", "a#,", "]\n---\na\n"),
		many("affected-lines", "---\ntitle: x\ndate: 2024-01-01T10:00:00Z\nsection: issue\naffected:\n", " - a#\n", "---\na\n"),
		many("keys", "---\ntitle: x\ndate: 2024-01-01T10:00:00Z\n", "k#: a\n", "---\na\n"),
		many("toml-keys", "+++\ntitle = 'x'\ndate = 2024-01-01T10:00:00Z\n", "k# = 1\n", "+++\na\n"),
		many("title", "---\ntitle: ", "a ", "\ndate: 2024-01-01T10:00:00Z\nsection: issue\n---\na\n"),
	}
	readJSON := func(list []exchange.File, _ exchange.Options, r *exchange.Report) (*exchange.History, error) {
		return exchange.Decode(list[0].Name, list[0].Data, r)
	}
	jsonText := func(before, after string) func(string) string {
		return func(text string) string { return before + strconv.QuoteToASCII(text) + after }
	}
	escape := strings.NewReplacer("&", "&amp;", "<", "&lt;", "\x00", "")
	const atom = `<feed xmlns="http://www.w3.org/2005/Atom"><id>tag:x,2005:/h</id>`
	const entry = `<entry><id>tag:x,2005:Incident/1</id><published>2024-01-01T00:00:00Z</published><link href="https://x/incidents/a"/><title>t</title><content type="html">`
	const note = `&lt;p&gt;&lt;small&gt;Jan 1, 08:00 PST&lt;/small&gt;&lt;br&gt;&lt;strong&gt;Resolved&lt;/strong&gt; - x&lt;/p&gt;`
	const rss = `<rss version="2.0"><channel><title>t</title>`
	const record = `{"version":1,"incidents":[`
	const incident1 = `{"id":"x","title":"t","timeline":[`
	return []source{
		{"content/issues/2024-01-01-x.md", mdsites.CState, post, posts},
		{"content/en/issues/x.md", mdsites.ClearStatus, post, posts},
		{"content/2021-03-09_x.md", mdsites.Statusfy, post, posts},
		{"src/content/incident/x.mdx", mdsites.StatusKit, post, posts},
		{"2024-01-01-x.md", mdsites.Markdown, post, posts},
		{"config.yml", mdsites.CState, nil, []hostile.Text{
			many("systems", "title: x\nparams:\n  systems:\n", "    - name: a#\n", ""),
			many("systems-equal", "title: x\nparams:\n  systems:\n", "    - name: a\n", ""),
		}},
		{"history.json", readJSON, jsonText(record+incident1+`{"at":"2024-01-01T00:00:00Z","status":"resolved","message":`, `}]}]}`), []hostile.Text{
			many("incidents", record, `{"id":"a#","title":"t","timeline":[{"at":"2024-01-01T00:00:00Z","status":"resolved"}]},`, "]}"),
			many("incidents-equal", record, `{"id":"a","title":"t","timeline":[{"at":"2024-01-01T00:00:00Z","status":"resolved"}]},`, "]}"),
			many("updates", record+incident1, `{"at":"2024-01-01T00:00:00Z","status":"resolved"},`, "]}]}"),
			many("states", record+incident1+`{"at":"2024-01-01T00:00:00Z","status":"resolved","components":[`, `{"id":"c#","status":"major_outage"},`, "]}]}]}"),
			many("components", `{"version":1,"components":[`, `{"id":"c#"},`, `],"incidents":[]}`),
			many("components-equal", `{"version":1,"components":[`, `{"name":"c"},`, `],"incidents":[]}`),
			many("components-of-incident", record+`{"id":"x","title":"t","timeline":[{"at":"2024-01-01T00:00:00Z","status":"resolved"}],"components":[`, `"c#",`, "]}]}"),
			many("aliases", record+`{"id":"x","title":"t","timeline":[{"at":"2024-01-01T00:00:00Z","status":"resolved"}],"aliases":[`, `"/a#/",`, "]}]}"),
			many("tags", record+`{"id":"x","title":"t","timeline":[{"at":"2024-01-01T00:00:00Z","status":"resolved"}],"tags":[`, `"a#",`, "]}]}"),
			many("downtimes", record+`{"id":"x","title":"t","timeline":[{"at":"2024-01-01T00:00:00Z","status":"resolved"}],"downtime":[`,
				`{"component":"a#","status":"major_outage","from":"2024-01-01T00:00:00Z","to":"2024-01-01T01:00:00Z"},`, "]}]}"),
			many("keys", `{"version":1,`, `"k#":1,`, `"incidents":[]}`),
			deep("lists", `{"version":1,"incidents":`, "[", "]", "}"),
			deep("maps", `{"version":1,"incidents":`, `{"a":`, "}", "}"),
			many("lines", "", "{}\n", ""),
			many("lines-incidents", "", `{"id":"a","title":"t","timeline":[{"at":"2024-01-01T00:00:00Z","status":"resolved"}]}`+"\n", ""),
		}},
		{"x.json", readStatuspage, jsonText(`{"id":"a","name":"b","impact":"minor","incident_updates":[{"status":"resolved","display_at":"2024-01-01T00:00:00Z","body":`, `}]}`), []hostile.Text{
			many("incidents", `{"incidents":[`, `{"id":"i#","name":"t","status":"resolved","created_at":"2020-01-01T00:00:00Z","incident_updates":[]},`, "]}"),
			many("incidents-equal", `{"incidents":[`, `{"name":"t","status":"resolved","created_at":"2020-01-01T00:00:00Z","incident_updates":[]},`, "]}"),
			many("incidents-dated", `{"incidents":[`, `{"id":"i#","name":"t","incident_updates":[{"status":"resolved","body":"x","display_at":"2024-01-01T00:00:00Z"}]},`, "]}"),
			many("updates", `{"id":"a","name":"b","incident_updates":[`, `{"status":"resolved","body":"x","display_at":"2024-01-01T00:00:00Z"},`, "]}"),
			many("states", `{"id":"a","name":"b","incident_updates":[{"status":"resolved","body":"x","display_at":"2024-01-01T00:00:00Z","affected_components":[`, `{"code":"c#","new_status":"major_outage"},`, "]}]}"),
			many("components", `{"components":[`, `{"id":"c#","name":"n#"},`, "]}"),
			many("components-equal", `{"components":[`, `{"id":"","name":"n"},`, "]}"),
			many("months", `{"months":[`, `{"name":"May","year":2024,"incidents":[]},`, "]}"),
			many("months-incidents", `{"months":[{"name":"May","year":2024,"incidents":[`, `{"code":"a#","name":"b","timestamp":"May <var>1</var>, 10:00 UTC"},`, "]}]}"),
			many("lines", "", "{}\n", ""),
			many("keys", "{", `"k#":1,`, "}"),
			deep("lists", "", "[", "]", ""),
		}},
		{"history.html", readStatuspage, func(text string) string {
			return "<html><body>" + text + `<div data-react-class="HistoryIndex" data-react-props="{&quot;months&quot;:[]}">`
		}, nil},
		{"history.atom", feeds.Read, func(text string) string { return atom + entry + escape.Replace(text) + "</content></entry></feed>" }, []hostile.Text{
			many("entries", atom, `<entry><id>#</id><title>t</title><updated>2020-01-01T00:00:00Z</updated><link href="https://x/#"/><content type="html">m</content></entry>`, "</feed>"),
			many("entries-equal", atom, `<entry><id>#</id><title>t</title><updated>2020-01-01T00:00:00Z</updated></entry>`, "</feed>"),
			many("entries-empty", atom, `<entry/>`, "</feed>"),
			many("notes", atom+entry, note, "</content></entry></feed>"),
			many("notes-undated", atom+entry, strings.ReplaceAll(note, "PST", "XYZ"), "</content></entry></feed>"),
			many("notes-bad", atom+entry, `&lt;p&gt;&lt;small&gt;x&lt;/small&gt;&lt;br&gt;&lt;strong&gt;y&lt;/strong&gt;`, "</content></entry></feed>"),
			many("notes-open", atom+entry, `&lt;p&gt;&lt;small&gt;`, "</content></entry></feed>"),
			many("smalls", atom+entry, `&lt;small&gt;Jan 1, 08:00 PST&lt;/small&gt;`, "</content></entry></feed>"),
			many("links", atom+`<entry><id>a</id>`, `<link href="a#"/>`, "</entry></feed>"),
			many("categories", atom+`<entry><id>a</id>`, `<category term="a#"/>`, "</entry></feed>"),
			many("authors", atom+`<entry><id>a</id>`, `<author><name>a</name></author>`, "</entry></feed>"),
			many("extensions", atom+`<entry><id>a</id>`, `<x:y xmlns:x="z">a</x:y>`, "</entry></feed>"),
			many("attributes", atom+"<entry", ` a#="b"`, "></entry></feed>"),
			many("namespaces", atom+"<entry", ` xmlns:a#="b"`, "></entry></feed>"),
			deep("elements", atom+"<entry>", "<b>", "</b>", "</entry></feed>"),
			deep("elements-xhtml", atom+`<entry><content type="xhtml">`, "<b>", "</b>", "</content></entry></feed>"),
			deep("elements-namespace", atom+"<entry>", `<x:b xmlns:x="y">`, "</x:b>", "</entry></feed>"),
			deep("elements-base", atom+"<entry>", `<b xml:base="http://x/">`, "</b>", "</entry></feed>"),
			deep("feeds", "", `<feed xmlns="http://www.w3.org/2005/Atom">`, "</feed>", ""),
			many("unclosed", atom, "<a>", ""),
			many("entities", atom+entry, "&amp;", "</content></entry></feed>"),
			many("cdata", atom+entry, "<![CDATA[a]]>", "</content></entry></feed>"),
			many("comments", atom, "<!-- a -->", "</feed>"),
			many("instructions", "", "<?a b?>", atom+"</feed>"),
			many("doctype", "<!DOCTYPE a [", `<!ENTITY a# "b">`, "]>"+atom+"</feed>"),
		}},
		{"history.rss", feeds.Read, func(text string) string {
			return rss + "<item><guid>a</guid><pubDate>Wed, 01 Jan 2014 09:09:00 -0800</pubDate><description>" + escape.Replace(text) + "</description></item></channel></rss>"
		}, []hostile.Text{
			many("items", rss, `<item><guid>#</guid><title>t</title><pubDate>Wed, 01 Jan 2014 09:09:00 -0800</pubDate><description>m</description></item>`, "</channel></rss>"),
			many("items-empty", rss, `<item/>`, "</channel></rss>"),
			many("categories", rss+"<item>", "<category>a</category>", "</item></channel></rss>"),
			many("enclosures", rss+"<item>", `<enclosure url="a"/>`, "</item></channel></rss>"),
			many("extensions", rss+"<item>", `<x:y xmlns:x="z">a</x:y>`, "</item></channel></rss>"),
			deep("elements", rss+"<item>", "<b>", "</b>", "</item></channel></rss>"),
			deep("extensions-deep", rss+"<item>", `<x:b xmlns:x="y">`, "</x:b>", "</item></channel></rss>"),
			deep("extensions-deep-short", rss+`<item><q xmlns:x="y">`, `<x:b>`, "</x:b>", "</q></item></channel></rss>"),
			deep("extensions-deeper", `<rss version="2.0" xmlns:x="y"><channel><item>`, `<x:b>`, "</x:b>", "</item></channel></rss>"),
			deep("channels", "", `<rss><channel>`, "</channel></rss>", ""),
		}},
		{"feed.json", feeds.Read, jsonText(`{"version":"https://jsonfeed.org/version/1","items":[{"id":"1","date_published":"2024-01-01T00:00:00Z","content_html":`, `}]}`), []hostile.Text{
			many("items", `{"version":"https://jsonfeed.org/version/1","items":[`, `{"id":"#","date_published":"2024-01-01T00:00:00Z","content_html":"m"},`, "]}"),
			deep("lists", `{"version":"https://jsonfeed.org/version/1","items":`, "[", "]", "}"),
		}},
		{"issues.json", upptime.Read, jsonText(`[{"number":1,"title":"🛑 A is down","labels":["status"],"createdAt":"2024-01-01T00:00:00Z","body":`, `}]`), []hostile.Text{
			many("issues", "[", `{"number":#,"title":"🛑 A is down","labels":["status"],"createdAt":"2024-01-01T00:00:00Z","body":"x"},`, "]"),
			many("comments", `[{"number":1,"title":"🛑 A is down","labels":["status"],"createdAt":"2024-01-01T00:00:00Z","body":"x","comments":[`, `{"body":"a","createdAt":"2024-01-01T01:00:00Z"},`, "]}]"),
			many("labels", `[{"number":1,"title":"🛑 A is down","createdAt":"2024-01-01T00:00:00Z","body":"x","labels":[`, `"a#",`, "]}]"),
			many("expected", `[{"number":1,"title":"m","labels":["maintenance"],"createdAt":"2024-01-01T00:00:00Z","body":"<!--\nexpectedDown: `, `a#, `, `\n-->"}]`),
		}},
	}
}

// importFrom imports a source as far as the files that would be written.
func (s source) importFrom(src string) {
	r := &exchange.Report{}
	h, err := s.read([]exchange.File{{Name: s.name, Data: []byte(src)}}, exchange.Options{}, r)
	if err != nil {
		return
	}
	h.Check(r)
	_, _ = sitewriter.New(fstest.MapFS{}, h, r, sitewriter.Options{})
}

// cost returns what the import of a source allocates, in bytes, and its CPU time.
func (s source) cost(src string) (allocated uint64, cpu time.Duration) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	from := hostile.CPU()
	s.importFrom(src)
	cpu = hostile.CPU() - from
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc, cpu
}

// TestHostileTexts imports hostile Markdown inside the formats: each kind of text in one of them, or on
// request in all. What an import allocates is bounded for each byte of the source. Code and HTML cost most.
func TestHostileTexts(t *testing.T) {
	long := os.Getenv("STATUARY_LONG") != ""
	size := 20_000
	if long {
		size = 1 << 20
	}
	formats := slices.DeleteFunc(sources(), func(s source) bool { return s.around == nil })
	for n, s := range formats {
		for i, k := range hostile.Markdown() {
			if !long && i%len(formats) != n && k.Name != "tags-formatting" { // formatting: browsers repeat it in each paragraph
				continue
			}
			src := s.around(k.Make(size))
			if bytes, cpu := s.cost(src); bytes > uint64(1000*len(src)+120_000_000) && !hostile.Race {
				t.Errorf("%s/%s: %d kB take %d MB and %v", s.name, k.Name, len(src)/1000, bytes/1e6, cpu)
			}
		}
	}
}

// TestCost imports sources that could cost much. What an import allocates grows with its source, not
// with its square. On request, the same is tested of the CPU time, with sources of a megabyte. HTML of more
// than 300 kB is not converted, so sources of 60 and 240 kB, and of 320 and 1280 kB, are compared.
func TestCost(t *testing.T) {
	long := os.Getenv("STATUARY_LONG") != ""
	sizes := []int{10_000}
	if long {
		sizes = []int{60_000, 320_000}
	}
	for _, s := range append(sources(), pageSources()...) {
		kinds := slices.Clone(s.kinds)
		if s.around != nil && long {
			for _, k := range hostile.Markdown() {
				kinds = append(kinds, hostile.Text{Name: "text/" + k.Name, Make: func(n int) string { return s.around(k.Make(n)) }})
			}
		}
		for _, k := range kinds {
			t.Run(s.name+"/"+k.Name, func(t *testing.T) {
				s.importFrom(k.Make(1000)) // tools that are made on first use
				for _, size := range sizes {
					bytes, cpu := s.cost(k.Make(size))
					bytes4, cpu4 := s.cost(k.Make(4 * size))
					if bytes4 > 8*bytes+2_000_000 && !hostile.Race {
						t.Errorf("%d kB take %d MB, and %d kB take %d MB", size/1000, bytes/1e6, 4*size/1000, bytes4/1e6)
					}
					if long {
						t.Logf("%d kB: %v, %d MB", 4*size/1000, cpu4, bytes4/1e6)
						if cpu4 > 12*cpu+time.Second {
							t.Errorf("%d kB take %v, and %d kB take %v", size/1000, cpu, 4*size/1000, cpu4)
						}
					}
				}
			})
		}
	}
}
