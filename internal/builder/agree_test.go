package builder_test

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"statuary/internal/builder"
	"statuary/internal/diag"
	"statuary/internal/publish"
)

// checks sets the number of random inputs of each property: few, or many if
// STATUARY_LONG is set.
func checks(t *testing.T, few, many string) {
	n := few
	if os.Getenv("STATUARY_LONG") != "" {
		n = many
	}
	f := flag.Lookup("rapid.checks")
	before := f.Value.String()
	if err := f.Value.Set(n); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Value.Set(before) }) // it was its value
}

// TestCheckAgreesWithBuild creates random sites that are prone to conflicts. A site either
// passes check and builds, or fails both with the same errors, each of which names a
// file. With --keep-going, only the settings and the theme stop a build.
func TestCheckAgreesWithBuild(t *testing.T) {
	checks(t, "40", "3000")
	rapid.Check(t, func(t *rapid.T) {
		fsys := randomSite(t)
		agree(t, fsys)
	})
}

type failer interface {
	Helper()
	Fatalf(format string, args ...any)
	Errorf(format string, args ...any)
}

func agree(t failer, fsys fstest.MapFS) {
	t.Helper()
	o := builder.Options{Site: fsys, Now: func() time.Time { return time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC) }, Jobs: 2}
	checked, err := builder.New(o).Check(context.Background())
	if err != nil {
		t.Fatalf("check: %v", err)
	}
	files, built, err := collect(builder.New(o))
	if err != nil && !built.Problems.HasErrors() {
		t.Fatalf("the build fails without naming a file: %v", err)
	}
	want := slices.DeleteFunc(errorsOf(checked.Problems), ofEntryTemplate)
	if got := errorsOf(built.Problems); (len(got) > 0) != (len(want) > 0) {
		t.Fatalf("check: %q\nbuild: %q", want, got)
	} else {
		for _, e := range got {
			if !slices.Contains(want, e) {
				t.Errorf("build: %s; check does not report that: %q", e, want)
			}
		}
	}
	for _, d := range slices.Concat(checked.Problems, built.Problems) {
		if d.File == "" {
			t.Errorf("the diagnostic names no file: %s", d)
		}
	}
	if err == nil {
		canBeWritten(t, files)
	}
	o.KeepGoing = true
	kept, result, err := collect(builder.New(o))
	others := slices.ContainsFunc(want, func(e string) bool { return !strings.HasPrefix(e, "content/") })
	switch {
	case err != nil && !others:
		t.Errorf("--keep-going stops at %v", err)
	case err != nil:
	case len(result.LeftOut) == 0 && len(want) > 0:
		t.Errorf("--keep-going reports nothing, check %q", want)
	default:
		canBeWritten(t, kept)
		onlyOffenders(t, o, fsys, result.LeftOut)
		for name := range fsys {
			skipped := slices.ContainsFunc(result.LeftOut, func(d diag.Diagnostic) bool { return d.File == name })
			page := "incidents/" + strings.TrimSuffix(path.Base(name), ".md") + "/index.html"
			if _, ok := kept[page]; path.Ext(name) == ".md" && strings.Count(name, ".") == 1 && strings.HasPrefix(name, "content/incidents/plain") && !ok && !skipped {
				t.Errorf("%s is missing, and not reported as skipped", name)
			}
		}
	}
}

// ofEntryTemplate reports whether an error is one of templates for entries, which builds do not read.
func ofEntryTemplate(problem string) bool { return strings.HasPrefix(problem, "templates/") }

// onlyOffenders fails the test if a file was skipped although it has no error as soon as the other
// skipped files are deleted.
func onlyOffenders(t failer, o builder.Options, fsys fstest.MapFS, skipped diag.List) {
	t.Helper()
	const most = 2 // each is a check of a whole site
	for _, one := range skipped[:min(most, len(skipped))] {
		rest := maps.Clone(fsys)
		for _, d := range skipped {
			if d.File != one.File {
				delete(rest, d.File)
			}
		}
		o.Site = rest
		again, err := builder.New(o).Check(context.Background())
		if err != nil {
			t.Fatalf("check: %v", err)
		}
		if !ownerSkipped(one, skipped) && !slices.ContainsFunc(again.LeftOut, func(d diag.Diagnostic) bool { return d.File == one.File }) {
			t.Errorf("%s was skipped without need: %s", one.File, one)
		}
	}
}

// ownerSkipped reports whether a file was skipped because its id belongs to a file that was skipped as well,
// for another error. An id keeps its owner until the error is corrected.
func ownerSkipped(one diag.Diagnostic, skipped diag.List) bool {
	return strings.HasPrefix(one.Text, "the id ") && slices.ContainsFunc(skipped, func(owner diag.Diagnostic) bool {
		return owner.File != one.File && strings.Contains(one.Text, " "+owner.File)
	})
}

func errorsOf(list diag.List) (errors []string) {
	for _, d := range list {
		if !d.Warning {
			errors = append(errors, d.String())
		}
	}
	return errors
}

// canBeWritten fails the test for output files that a disk could not hold together.
func canBeWritten(t failer, files map[string]string) {
	t.Helper()
	folded := map[string]string{}
	for _, p := range slices.Sorted(maps.Keys(files)) {
		key := strings.ToLower(norm.NFC.String(p))
		if other, ok := folded[key]; ok {
			t.Errorf("%s and %s are the same file on many file systems", p, other)
		}
		folded[key] = p
		if !publish.Publishable(p) {
			t.Errorf("%q cannot be published", p)
		}
		for part := range strings.SplitSeq(p, "/") {
			if len(part) > 255 {
				t.Errorf("%q has a name that is too long", p)
			}
		}
	}
	for key, p := range folded {
		for dir := path.Dir(key); dir != "."; dir = path.Dir(dir) {
			if other, ok := folded[dir]; ok {
				t.Errorf("%s would be in %s, which is a file", p, other)
			}
		}
	}
}

// generatedPaths are addresses that Statuary generates for most of the random sites, and
// some near them.
var generatedPaths = []string{
	"index.html", "history.atom", "feed.json", "search/index.json", "pictures/site.png", "picture.png", "embed/index.html", "embed", "embed/x",
	"history/2026/index.html", "history/2026/03/index.html", "history/2031/index.html", "components/api/index.html", "components/api", "components/API/index.html",
	"subscribe/index.html", "api/v2/summary.json", "api/v2/x", "robots.txt", "_headers", "badge.svg", "metrics.txt", "sitemap.xml", "404.html", "assets/x.css",
	"incidents/plain1/index.html", "incidents/plain2", "incidents/plain1/history.atom", "Incidents/Plain1/index.html", "about/index.html", "About/index.html", "about",
	"fr/index.html", "fr/about/index.html", "fr/old/index.html", "fr/x", "old/index.html", "old", "OLD", "o\u0308", "\u00f6", "uptime/index.html", "uptime/x", "insights/index.html",
	"maintenance.ics", "incidents/weekly-2026-03-01/index.html", "incidents/weekly-2026-03-22/index.html", "incidents/weekly/index.html", "embed.md/index.html",
	strings.Repeat("n", 256), "embed/script.js", "favicon.svg", "CNAME", "history/page/2.json", "history/archive/1.atom", "x/y", "x", "x/index.html",
}

func randomSite(t *rapid.T) fstest.MapFS {
	fsys := fstest.MapFS{}
	write := func(name, text string) { fsys[name] = &fstest.MapFile{Data: []byte(text)} }
	sometimes := func(what, text string) string {
		if rapid.IntRange(0, 3).Draw(t, what) > 0 {
			return ""
		}
		return text
	}
	rarely := func(what, text string) string {
		if rapid.IntRange(0, 15).Draw(t, what) > 0 {
			return ""
		}
		return text
	}
	address := rapid.SampledFrom(generatedPaths)
	aliases := func() string {
		if rapid.IntRange(0, 2).Draw(t, "aliased") > 0 {
			return ""
		}
		return fmt.Sprintf("aliases: [/%s]\n", strings.Join(rapid.SliceOfN(address, 1, 2).Draw(t, "aliases"), ", /"))
	}
	languages := sometimes("languages", "languages = [\"fr\", \"de\"]\n")
	write("config.toml", "title = \"Example\"\n"+
		rapid.SampledFrom([]string{"base_url = \"https://example.org/status/\"\n", "base_url = \"https://example.com\"\n", "base_url = \"http://localhost:8080/\"\n"}).Draw(t, "url")+
		languages+sometimes("zone", "time_zone = \"Asia/Tokyo\"\n")+sometimes("language", "language = \"ja\"\n")+sometimes("week", "week_start = \"sunday\"\n")+
		sometimes("theme", "theme = \"own\"\n")+rarely("unknown", "colour = \"red\"\n")+
		sometimes("auto", "[maintenance]\nauto = false\n")+sometimes("html", "[markdown]\nhtml = \"allow\"\n")+sometimes("feed", "[feed]\nentries = 1\n"+sometimes("incidents", "incidents = \"all\"\n"))+
		sometimes("brand", "[brand]\n"+sometimes("pictures", "pictures = \"all\"\n")+sometimes("footer", "footer = \"[x](/about/)\"\n")+
			sometimes("logo", rapid.SampledFrom([]string{"logo = \"x/logo.svg\"\n", "logo = \"/favicon.svg\"\n", "favicon = \"incidents/plain1/x.svg\"\n"}).Draw(t, "logo file")))+
		sometimes("publish", "[publish.x]\ntarget = \"github-pages\"\ncname = \"status.example.org\"\n")+
		"[[components]]\nid = \"api\"\n"+sometimes("group", "group = \"Core\"\n")+sometimes("component", "[[components]]\nid = \"web\"\nsince = 2026-01-01\nretired = true\n")+
		rarely("case", "[[components]]\nid = \"API\"\n")+sometimes("theirs", thirdPartyTable)+rarely("their id", strings.Replace(thirdPartyTable, "theirs", "api", 1))+
		sometimes("rules", randomRules(t, "api")))
	now := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	for n := range rapid.IntRange(0, 2).Draw(t, "announcements") {
		write(fmt.Sprintf("content/incidents/news%d.md", n), strings.Replace(randomAnnouncement(t, now), "---\n", "---\n"+aliases()+rarely("wrong", "components: [api]\n"), 1))
	}
	if rapid.IntRange(0, 3).Draw(t, "cancellation") == 0 {
		write("content/incidents/cancelled.md", strings.Replace(randomCancelled(t, now, "api"), "---\n", "---\n"+aliases(), 1))
	}
	if rapid.IntRange(0, 3).Draw(t, "statuses") == 0 {
		write("content/third-party.json", randomThirdParty(t, now))
	}
	if rapid.IntRange(0, 3).Draw(t, "entry templates") == 0 {
		write("templates/t.md", randomEntryTemplate(t))
	}
	for n := range rapid.IntRange(0, 4).Draw(t, "incidents") {
		name := fmt.Sprintf("content/incidents/plain%d.md", n)
		at := time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(-400, 1).Draw(t, "day"))
		text := fmt.Sprintf("---\ntitle: N%d\n%scomponents: [%s]\n%stimeline: [{at: %s, status: %s, message: '[a](/about/)'}]\n---\n", n, aliases(),
			rapid.SampledFrom([]string{"api", "api", "api", "web"}).Draw(t, "of"), rarely("broken", "impact: bad\n"), at.Format(time.RFC3339),
			rapid.SampledFrom([]string{"investigating", "resolved"}).Draw(t, "status"))
		if at.Before(time.Date(2026, 3, 10, 1, 0, 0, 0, time.UTC)) {
			write(name, text)
		} else {
			write(strings.Replace(name, "plain", "later", 1), text)
		}
		if rapid.IntRange(0, 3).Draw(t, "translated") == 0 {
			write(strings.TrimSuffix(name, ".md")+".fr.md", text)
		}
	}
	for range rapid.IntRange(0, 2).Draw(t, "others") {
		write("content/incidents/"+rapid.SampledFrom([]string{"x.json", "2026/x", "weekly-2026-03-01", "bundle/index", "draft", strings.Repeat("n", 250), "plain1.de", "index"}).Draw(t, "other")+".md",
			"---\ntitle: X\n"+aliases()+sometimes("id", fmt.Sprintf("id: %s\n", rapid.SampledFrom([]string{"Plain1", "weekly", "all", "index.html", strings.Repeat("i", 260)}).Draw(t, "its id")))+
				sometimes("draft", "draft: true\n")+"timeline: [{at: 2026-03-01 10:00, status: resolved}]\n---\n")
	}
	if rapid.IntRange(0, 2).Draw(t, "series") == 0 {
		write("content/incidents/weekly.md", "---\ntitle: W\ncomponents: [api]\n"+aliases()+"scheduled_for: 2026-02-15 11:30\nscheduled_until: 2026-02-15 12:30\nrepeat: FREQ=WEEKLY\ntimeline: [{at: 2026-02-10 10:00, status: scheduled}]\n---\n")
	}
	for _, name := range rapid.SliceOfN(rapid.SampledFrom([]string{
		"about", "embed", "history/2026", "history/2031", "history/about", "components/api", "components/api/index", "api/v2/summary.json", "fr", "fr/x", "subscribe", "index", "About",
		"incidents/plain1", "incidents/plain1/history.atom", "feed.json", "uptime", "search", "a/b/c", "index.html", "about.fr", "about.de", "o\u0308", "\u00f6", "badge.svg",
	}), 0, 3).Draw(t, "pages") {
		write("content/pages/"+name+".md", "---\ntitle: P\n"+aliases()+sometimes("draft page", "draft: true\n")+"---\n# H\n[a](../incidents/plain1.md)\n")
	}
	for _, name := range rapid.SliceOfN(address, 0, 2).Draw(t, "files") {
		write("content/"+name, "x")
	}
	for _, name := range rapid.SliceOfN(rapid.SampledFrom([]string{"incidents/plain1/x.svg", "incidents/bundle/x.svg", "incidents/bundle/index.html", "x/logo.svg", "pages/about/x.txt", "pages/about", "incidents/bundle/history.atom"}), 0, 2).Draw(t, "more files") {
		write("content/"+name, "<svg/>")
	}
	for _, f := range rapid.SliceOfN(rapid.SampledFrom([]string{
		"languages/fr.toml", "languages/en.toml", "languages/de.toml", "templates/partials/row.html", "templates/incident.html", "templates/about.html", "templates/page.html",
		"static/feed.json", "static/robots.txt", "static/about/index.html", "static/x", "assets/x.css", "static/.statuary/x",
	}), 0, 2).Draw(t, "themed") {
		text := "x"
		switch path.Ext(f) {
		case ".html":
			text = rapid.SampledFrom([]string{"{{.}}", "{{.Nothing}}", "{{if}}", "plain", "{{with .Title}}{{.Nope}}{{end}}"}).Draw(t, "template")
		case ".toml":
			text = rapid.SampledFrom([]string{"", "[x", "nonsense = 1\n"}).Draw(t, "catalogue")
		}
		write("themes/"+rapid.SampledFrom([]string{"default", "own"}).Draw(t, "which theme")+"/"+f, text)
	}
	cleanTree(fsys)
	return fsys
}

// cleanTree removes files that a disk could not hold beside the others, such as a file
// with the path of a folder.
func cleanTree(fsys fstest.MapFS) {
	for name := range fsys {
		for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
			delete(fsys, dir)
		}
		if len(path.Base(name)) > 255 {
			delete(fsys, name)
		}
	}
}
