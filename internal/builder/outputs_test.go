package builder_test

import (
	"fmt"
	"path"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"statuary/internal/builder"
	"statuary/internal/pages"
)

// localLink matches addresses in pages, sitemaps and robots.txt, except those in the
// texts of the sample.
var localLink = regexp.MustCompile(`(?:href|src|data-live|data-index|content)="(?:https://status\.example\.org)?(/[^"#?]*)|(?m)^Sitemap: https://status\.example\.org(/.*)$`)

// withTables returns the sample with more tables at the end of its settings.
func withTables(t *testing.T, tables string) fstest.MapFS {
	t.Helper()
	fsys := sample(t, "", nil)
	fsys["config.toml"] = &fstest.MapFile{Data: []byte(string(fsys["config.toml"].Data) + "\n" + tables)}
	return fsys
}

// buildOutputs builds the sample with some outputs turned off.
func buildOutputs(t *testing.T, off ...string) map[string]string {
	t.Helper()
	settings := "[feed]\nentries = 5\n[outputs]\n"
	for _, name := range off {
		settings += name + " = false\n"
	}
	files, result, err := collect(builder.New(options(withTables(t, settings), "2026-11-28T12:00:00Z")))
	if err != nil {
		t.Fatalf("without %s: %v\n%s", off, err, result.Problems)
	}
	return files
}

// linksAreThere fails the test for links of generated pages that lead to no file.
func linksAreThere(t *testing.T, off string, files map[string]string) {
	t.Helper()
	for name, data := range files {
		// About is a page of the sample and may name any address.
		if name == "about/index.html" || path.Ext(name) != ".html" && name != "robots.txt" {
			continue
		}
		data = strings.ReplaceAll(data, "<wbr>", "") // addresses to copy may break
		for _, m := range localLink.FindAllStringSubmatch(data, -1) {
			to := strings.TrimPrefix(m[1]+m[2], "/")
			if to == "search/" { // the folder that the script reads
				to = "search/index.json"
			}
			if to == "" || strings.HasSuffix(to, "/") {
				to += "index.html"
			}
			if _, ok := files[to]; !ok {
				t.Errorf("without %s, %s links to /%s, which does not exist", off, name, to)
			}
		}
	}
}

// TestOutputs turns off each output: its files and the links to them disappear, and no
// other output has the same files. With all of them turned off, a site is its pages and one feed.
func TestOutputs(t *testing.T) {
	all := buildOutputs(t)
	linksAreThere(t, "nothing", all)
	var off []string
	of := map[string]string{} // file → output
	for _, o := range pages.Outputs() {
		if o.Name == "" {
			continue
		}
		off = append(off, o.Name)
		files := buildOutputs(t, o.Name)
		linksAreThere(t, o.Name, files)
		gone := 0
		for name := range all {
			if _, there := files[name]; there {
				continue
			}
			gone++
			// The bar for other sites is only written if two outputs are on.
			if other := of[name]; other != "" && name != "embed/script.js" && !isRSS(name) {
				t.Errorf("%s belongs to %s and to %s", name, other, o.Name)
			}
			of[name] = o.Name
		}
		if gone == 0 || len(files)+gone != len(all) {
			t.Errorf("got %d files without %s, and %d with it", len(files), o.Name, len(all))
		}
	}
	files := buildOutputs(t, off...)
	linksAreThere(t, "everything", files)
	feeds := 0
	for name := range files {
		switch ext := path.Ext(name); {
		case strings.HasSuffix(name, "history.atom"):
			feeds++
		case ext == ".html", strings.HasPrefix(name, "assets/"), name == "incidents/2026-11-20-apps-unreachable-one-zone/error-rate.svg":
		default:
			t.Errorf("with all outputs turned off, %s exists", name)
		}
	}
	if feeds != 1 {
		t.Errorf("with all outputs turned off, the site has %d feeds", feeds)
	}
}

// isRSS reports whether a file is the RSS feed of a component or of a tag. Two outputs have
// these files: turning off either removes them.
func isRSS(name string) bool {
	return path.Ext(name) == ".rss" && strings.Contains(name, "/")
}

// A key of [outputs] that is not an output is reported at its position.
func TestUnknownOutput(t *testing.T) {
	b := builder.New(options(withTables(t, "[outputs]\nbadge = false\nrss = \"no\"\n"), "2026-11-28T12:00:00Z"))
	_, result, _ := collect(b)
	text := fmt.Sprint(result.Problems)
	if !strings.Contains(text, "rss must be true or false") {
		t.Errorf("the problems are:\n%s", text)
	}
	b = builder.New(options(withTables(t, "[outputs]\nbadge = false\n"), "2026-11-28T12:00:00Z"))
	if _, result, _ = collect(b); len(result.Problems) != 1 || result.Problems[0].Text != `unknown output "badge"` || result.Problems[0].Hint != `did you mean "badges"?` {
		t.Errorf("the problems are:\n%s", result.Problems)
	}
}
