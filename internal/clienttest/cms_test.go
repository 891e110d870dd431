package clienttest

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/google/jsonschema-go/jsonschema"
	"go.yaml.in/yaml/v4"
)

// cmsSite makes a site with the settings of a CMS.
func cmsSite(t *testing.T) (dir, settings string) {
	t.Helper()
	dir = newSources(t)
	bin, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	if out, err := run(t, dir, nil, bin, "schema", "cms", "--write", "--site", dir); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	data, err := os.ReadFile(filepath.Join(dir, "content", "admin", "config.yml"))
	if err != nil {
		t.Fatal(err)
	}
	return dir, string(data)
}

// Sveltia CMS comes with a schema of its settings.
func TestSveltiaSchema(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile(filepath.Join(nodeModules(t, filepath.Join("@sveltia", "cms")), "@sveltia/cms/schema/sveltia-cms.json"))
	if err != nil {
		t.Fatal(err)
	}
	var s jsonschema.Schema
	if err := json.Unmarshal(data, &s); err != nil {
		t.Fatal(err)
	}
	r, err := s.Resolve(nil)
	if err != nil {
		t.Fatal(err)
	}
	_, settings := cmsSite(t)
	for from, to := range map[string]string{
		"":                      "",
		"name: github":          "name: gitbuh",
		"extension: md":         "extension: [md]",
		"collapsed: true":       "collapsed: perhaps",
		"media_folder: content": "media_fold: content",
		"folder: content/pages": "foldr: content/pages",
	} {
		if !strings.Contains(settings, from) {
			t.Fatalf("there is no %q", from)
		}
		var v any
		if err := yaml.Unmarshal([]byte(strings.Replace(settings, from, to, 1)), &v); err != nil {
			t.Fatal(err)
		}
		if err := r.Validate(plain(v)); (err == nil) != (from == "") {
			t.Errorf("with %q: %v", to, err)
		}
	}
}

// plain returns a value as it is after encoding to JSON and decoding.
func plain(v any) any {
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	var out any
	_ = json.Unmarshal(data, &out) // it was just written
	return out
}

// cmsPolicy is the Content-Security-Policy in docs/web-editing.md.
func cmsPolicy(t *testing.T) string {
	t.Helper()
	doc, err := os.ReadFile("../../docs/web-editing.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(doc), "`default-src 'self'; ")
	policy, _, end := strings.Cut(rest, "`")
	if !ok || !end {
		t.Fatal("docs/web-editing.md gives no policy")
	}
	return "default-src 'self'; " + policy
}

// Sveltia CMS starts on our page with the policy in the manual, opens an incident and
// saves it. The saved file is the same incident without its comments. A folder of the
// browser replaces GitHub.
func TestSveltia(t *testing.T) {
	t.Parallel()
	modules := nodeModules(t, filepath.Join("@sveltia", "cms"))
	dir, settings := cmsSite(t)
	file := filepath.Join(dir, "content", "incidents", "2026-03-03-api-errors.md")
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	// Keys that the form does not have.
	before = []byte(strings.Replace(string(before), "timeline:\n", "atom_id: tag:example.org,2005:1\naliases: [/old/]\nignore: {long: so it was}\ntimeline:\n", 1))
	s := newAdmin(t, map[string]string{
		"/admin/": filepath.Join(dir, "content", "admin", "index.html"), "/admin/cms.js": filepath.Join(modules, "@sveltia/cms/dist/sveltia-cms.js"),
	}, strings.Replace(settings, "name: github", "name: test-repo", 1))
	b := browse(t)
	b.do(chromedp.Navigate(s.URL + "/admin/"))
	b.eventually("a way to sign in", `document.querySelector("button") !== null`)

	const at = `["sveltia-cms-test", "content", "incidents"]`
	given, err := json.Marshal(string(before))
	if err != nil {
		t.Fatal(err)
	}
	b.await(`let d = await navigator.storage.getDirectory();
		for (const name of ` + at + `) d = await d.getDirectoryHandle(name, {create: true});
		const w = await (await d.getFileHandle("2026-03-03-api-errors.md", {create: true})).createWritable();
		await w.write(` + string(given) + `); await w.close(); return "";`)
	_ = eval[bool](b, `[...document.querySelectorAll("button")].find((b) => /test/i.test(b.innerText)).click() ?? true`)
	b.eventually("the incident in a list", `document.body.innerText.includes("Some requests to the API failed")`)
	_ = eval[bool](b, `(location.hash = "#/collections/incidents/entries/2026-03-03-api-errors", true)`)
	b.eventually("the form of an incident", `document.body.innerText.includes("Timeline") && document.querySelector("input[type=text], textarea") !== null`)
	_ = eval[bool](b, `(() => { const i = [...document.querySelectorAll("input, textarea")].find((i) => i.value.includes("Some requests"));
		i.focus(); i.value = "Another title"; i.dispatchEvent(new Event("input", {bubbles: true})); i.dispatchEvent(new Event("change", {bubbles: true})); return true; })()`)
	b.eventually("a button to save", `(() => { const save = [...document.querySelectorAll("button")].find((b) => b.innerText.trim() === "Save");
		if (!save || save.disabled || save.ariaDisabled === "true") return false; save.click(); return true; })()`)
	after := ""
	for end := time.Now().Add(patience); time.Now().Before(end) && !strings.Contains(after, "Another title"); time.Sleep(200 * time.Millisecond) {
		after = b.await(`let d = await navigator.storage.getDirectory();
			for (const name of ` + at + `) d = await d.getDirectoryHandle(name);
			return await (await (await d.getFileHandle("2026-03-03-api-errors.md")).getFile()).text();`)
	}
	write(t, file, after)
	if wrong := checked(t, dir); len(wrong) > 0 {
		t.Errorf("check reports %v of\n%s", wrong, after)
	}
	if strings.Contains(after, "# The updates of the incident") {
		t.Error("comments stay; docs/web-editing.md says that they do not")
	}
	for _, want := range []string{"title: Another title\n", "atom_id: tag:example.org,2005:1\n", "- /old/\n", "long: so it was\n", "api: partial_outage\n", "at: 2026-03-05 16:00\n", "\n- [ ] Renew certificates automatically."} {
		if !strings.Contains(after, want) {
			t.Errorf("there is no %q in\n%s", want, after)
		}
	}
	// Letters and icons come from a host that is not there in a test.
	for report := range strings.Lines(s.breaches()) {
		t.Error(report)
	}
}

// await runs the body of an asynchronous function and returns its result, a text.
func (b *browser) await(body string) string {
	b.Helper()
	_ = eval[bool](b, `(window.awaited = undefined, (async () => {`+body+`})().then((v) => window.awaited = v, (e) => window.awaited = "failed: " + e), true)`)
	b.eventually("an answer", `window.awaited !== undefined`)
	return eval[string](b, "window.awaited")
}

// newAdmin serves the page of a CMS with its settings, and nothing else.
func newAdmin(t *testing.T, files map[string]string, settings string) *elsewhere {
	t.Helper()
	e, policy := &elsewhere{}, cmsPolicy(t)
	e.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/report":
			body, _ := io.ReadAll(io.LimitReader(r.Body, 1<<16))
			e.mu.Lock()
			defer e.mu.Unlock()
			e.reports = append(e.reports, string(body))
		case r.URL.Path == "/admin/config.yml":
			_, _ = io.WriteString(w, settings)
		case files[r.URL.Path] != "":
			data, err := os.ReadFile(files[r.URL.Path])
			if err != nil {
				t.Error(err)
			}
			w.Header().Set("Content-Type", map[bool]string{true: "text/javascript; charset=utf-8", false: "text/html; charset=utf-8"}[strings.HasSuffix(r.URL.Path, ".js")])
			w.Header().Set("Content-Security-Policy", policy+"; report-uri /report")
			_, _ = w.Write(data)
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(e.Close)
	return e
}
