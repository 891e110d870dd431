package importer_test

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"statuary/internal/histories"
	"statuary/internal/importer/exchange"
	"statuary/internal/importer/feeds"
	"statuary/internal/importer/mdsites"
	"statuary/internal/importer/sitewriter"
	"statuary/internal/importer/statusapi"
	"statuary/internal/importer/upptime"
)

// reader is the function that reads the files of a tool.
type reader func([]exchange.File, exchange.Options, *exchange.Report) (*exchange.History, error)

// pictures are the files of every fuzzed source. Those with the text "secret" must not
// be copied.
var pictures = fstest.MapFS{
	"x.png": {Data: []byte("picture")}, "y.png": {Data: []byte("picture")}, "static/y.png": {Data: []byte("picture")},
	"content/issues/x.png": {Data: []byte("picture")}, ".git/x.png": {Data: []byte("secret")}, "x.html": {Data: []byte("secret")},
}

// fuzz passes arbitrary content to a reader. It tests that every incident can be
// written and read back, that every record is counted, and that nothing is written
// outside the folders of an import.
func fuzz(f *testing.F, name string, read reader, seeds ...string) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		r := &exchange.Report{}
		h, err := read([]exchange.File{{Name: name, Data: src}}, exchange.Options{}, r)
		if err != nil {
			return
		}
		h.SourceFS = func(string) fs.FS { return pictures }
		h.Check(r)
		plan, err := sitewriter.New(fstest.MapFS{}, h, r, sitewriter.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if r.Incidents.Sum() != r.Incidents.Read {
			t.Errorf("%d read, %d accounted for: %+v", r.Incidents.Read, r.Incidents.Sum(), r.Incidents)
		}
		if r.Files.Sum() != r.Files.Read {
			t.Errorf("%d files read, %d accounted for: %+v", r.Files.Read, r.Files.Sum(), r.Files)
		}
		for _, n := range r.Notes {
			if n.What == "an incident that could not be written" {
				t.Errorf("%s: %s", n.Place, n.Detail)
			}
		}
		for _, w := range plan.Writes {
			if w.Name != "config.toml" && w.Name != ".statuary/import.json" && w.Name != "content/_redirects" &&
				(!strings.HasPrefix(w.Name, "content/incidents/") || !fs.ValidPath(w.Name) || path.Ext(w.Name) != ".md" && string(w.Data) != "picture") {
				t.Errorf("it would write %q", w.Name)
			}
		}
	})
}

// seeds returns the contents of small real files, if they are available.
func seeds(patterns ...string) []string {
	data, ok := histories.Find("data")
	if !ok {
		return nil
	}
	var list []string
	for _, p := range patterns {
		names, _ := filepath.Glob(filepath.Join(data, filepath.FromSlash(p)))
		for _, name := range names[:min(len(names), 12)] {
			if src, err := os.ReadFile(name); err == nil && len(src) < 20_000 {
				list = append(list, string(src))
			}
		}
	}
	return list
}

func FuzzStatuspage(f *testing.F) {
	fuzz(f, "x.jsonl", readStatuspage, append(seeds("statuspage/*.json", "statuspage/synthetic-site/incidents/*.json", "statuspage/synthetic-site/history.json", "statuspage/synthetic-site/uptime/*.json"),
		`{"id":"a","name":"b","impact":"minor","incident_updates":[{"status":"resolved","body":"x<br>y","display_at":"2024-01-01T00:00:00Z","affected_components":[{"code":"c","new_status":"major_outage"}]}],"scheduled_for":"2024-01-01T00:00:00Z"}`,
		`{"months":[{"name":"May","year":2024,"incidents":[{"code":"a","name":"b","timestamp":"May <var>1</var>, 10:00 UTC"}]}]}`,
		"{}\n{\n[]", `<div data-react-class="HistoryIndex" data-react-props="{&quot;months&quot;:[]}">`)...)
}

func FuzzFeed(f *testing.F) {
	fuzz(f, "history.atom", feeds.Read, append(seeds("statuspage/synthetic-site/history.*"),
		`<feed xmlns="http://www.w3.org/2005/Atom"><id>tag:x,2005:/h</id><entry><id>tag:x,2005:Incident/1</id><published>2024-01-01T00:00:00-08:00</published><link href="https://x/incidents/a"/><title>t</title><content type="html">&lt;p&gt;&lt;small&gt;Jan 1, 08:00 PST&lt;/small&gt;&lt;br&gt;&lt;strong&gt;Resolved&lt;/strong&gt; - x &lt;0.1%&lt;/p&gt;</content></entry></feed>`,
		`<rss version="2.0"><channel><item><title>t</title><description>d</description><pubDate>Wed, 01 Jan 2014 09:09:00 -0800</pubDate><link>http://x/y</link></item></channel></rss>`)...)
}

func FuzzCState(f *testing.F) {
	fuzz(f, "content/issues/2024-01-01-x.md", mdsites.CState, append(seeds("cstate/example/exampleSite/content/issues/*.md", "cstate/packit/content/issues/2023-1*.md", "cstate/jenkins/content/issues/2021*.md"),
		"---\ntitle: x\ndate: 2024-01-01T015:00:00\nresolved: yes\nsection: issue\naffected: [a, b]\n---\n*Resolved* - x {{< track \"2024-01-01 12:00:00\" >}}\n\n[Open issue]\ny")...)
}

func FuzzClearStatus(f *testing.F) {
	fuzz(f, "content/en/issues/x.md", mdsites.ClearStatus, "---\ntitle: x\ndate: 2019-03-30 20:03:00\nstatus: resolved\nresolvedOn: 2019-03-30 20:45:19\nmax_severity: down\naffected:\n - Site\n---\na\n\\\n**Issue identified:** b {{< track \"2019-03-30 20:08:19\" >}}\n\\\n**Resolved:** c\n\\\n")
}

func FuzzStatusfy(f *testing.F) {
	fuzz(f, "content/2021-03-09_x.md", mdsites.Statusfy, append(seeds("statusfy/bstudios/content/*.md"), "---toml\ntitle = \"x\"\ndate = 2021-01-01T00:00:00Z\n---\n::: update Resolved | 2021-01-01T01:00:00Z\ny\n:::\n")...)
}

func FuzzStatusKit(f *testing.F) {
	fuzz(f, "src/content/incident/x.mdx", mdsites.StatusKit, "---\ntitle: x\ndate: '2025-06-23T16:27:43.822Z'\nseverity: major-outage\naffectedSystems:\n  - a b\nresolved: true\n---\nimport Update from 'x';\n\ny\n\n<Update date=\"2025-06-23T18:20:43.822Z\">z</Update>")
}

func FuzzUpptime(f *testing.F) {
	fuzz(f, "issues.json", upptime.Read, append(seeds("upptime/issues/issues.json"),
		"[{\"number\":1,\"title\":\"🛑 A is down\",\"labels\":[{\"name\":\"a\"}],\"createdAt\":\"2024-01-01T00:00:00Z\",\"closedAt\":\"2024-01-01T01:00:00Z\",\"body\":\"In [`1a`](x\\n), A (b) was **down**:\\n- HTTP code: 0\",\"comments\":[{\"body\":\"**Resolved:** A is back up in [`2b`](y).\",\"createdAt\":\"2024-01-01T01:00:00Z\"}]}]",
		"[{\"number\":2,\"title\":\"m\",\"labels\":[\"maintenance\"],\"createdAt\":\"2024-01-01T00:00:00Z\",\"body\":\"<!--\\nstart: 2024-02-01T00:00:00+08:00\\nend: 2024-02-01T01:00:00+08:00\\nexpectedDown: a, b\\n-->\"}]")...)
}

// pageSeeds returns the documents of the pages of a tool in testdata/http.
func pageSeeds(f *testing.F, tool string) (list []string) {
	names, err := filepath.Glob("testdata/http/" + tool + "*.txtar")
	if err != nil || len(names) == 0 {
		f.Fatal("no pages of", tool, err)
	}
	for _, name := range names {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range archive.Files {
			if strings.HasPrefix(file.Name, "http/") && strings.HasPrefix(string(file.Data), "{") {
				list = append(list, string(file.Data))
			}
		}
	}
	return list
}

func FuzzCachet(f *testing.F) { fuzz(f, "x.json", statusapi.Cachet, pageSeeds(f, "cachet")...) }

func FuzzKener(f *testing.F) { fuzz(f, "x.json", statusapi.Kener, pageSeeds(f, "kener")...) }

func FuzzBetterStack(f *testing.F) {
	fuzz(f, "x.json", statusapi.BetterStack, pageSeeds(f, "betterstack")...)
}

func FuzzOpenStatus(f *testing.F) {
	fuzz(f, "x.json", statusapi.OpenStatus, pageSeeds(f, "openstatus")...)
}

func FuzzKuma(f *testing.F) { fuzz(f, "x.json", statusapi.Kuma, pageSeeds(f, "kuma")...) }

func FuzzInstatus(f *testing.F) {
	read := func(list []exchange.File, o exchange.Options, r *exchange.Report) (*exchange.History, error) {
		feed := exchange.File{Name: "history.atom", Data: []byte(`<feed xmlns="http://www.w3.org/2005/Atom"><id>tag:x,2005:/h</id><entry><id>tag:x,2005:Incident/cmb</id><published>2025-04-01T10:00:00Z</published><updated>2025-04-01T10:00:00Z</updated><link href="https://x/incident/cmb"/><title>t</title><content type="html">Affected: API</content></entry></feed>`)}
		return statusapi.Instatus(append(list, feed), o, r)
	}
	fuzz(f, "x.json", read, pageSeeds(f, "instatus")...)
}

func FuzzMarkdown(f *testing.F) {
	fuzz(f, "2024-01-01-x.md", mdsites.Markdown, append(seeds("postmortems/moj/source/incidents/2020-0*.erb", "postmortems/posthog/*.md"), "# Title\n\n- Resolved: 2024-01-01 10:00\n\n![x](y.png) [a](../x.png) ![b](/.git/x.png) ![c](x.html)")...)
}

func FuzzJSON(f *testing.F) {
	read := func(list []exchange.File, _ exchange.Options, r *exchange.Report) (*exchange.History, error) {
		return exchange.Decode(list[0].Name, list[0].Data, r)
	}
	fuzz(f, "history.json", read, `{"version":1,"components":[{"id":"a","since":"2024-01-01"}],"incidents":[{"id":"x","title":"t","impact":"minor","timeline":[{"at":"2024-01-01T00:00:00Z","status":"resolved","components":[{"id":"a","status":"major_outage"}]}],"downtime":[{"component":"a","status":"major_outage","from":"2024-01-01T00:00:00Z","to":"2024-01-01T01:00:00Z"}],"ignore":{"short":"yes"}}]}`,
		`{"version":1,"text":"html","incidents":[{"id":"../..","title":"","timeline":[{"at":"0001-01-01T00:00:00Z","status":"scheduled","message":"<p>x"}]}]}`)
}
