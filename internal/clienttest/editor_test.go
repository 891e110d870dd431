package clienttest

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// newSources makes a site with statuary init, without serving it.
func newSources(t *testing.T) string {
	t.Helper()
	bin, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if out, err := run(t, dir, nil, bin, "init", filepath.Join(dir, "site"), "--now", now); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return filepath.Join(dir, "site")
}

// checked returns the lines in which statuary check finds errors, by file.
func checked(t *testing.T, site string) map[string][]int {
	t.Helper()
	bin, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	out, _ := run(t, site, nil, bin, "check", "--site", site, "--format", "json", "--now", now) // fails where there are errors
	var result struct {
		Problems []struct {
			File, Severity string
			Line           int
		}
	}
	if err := json.Unmarshal(out, &result); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	lines := map[string][]int{}
	for _, p := range result.Problems {
		if p.Severity == "error" {
			name := strings.TrimPrefix(p.File, filepath.ToSlash(site)+"/")
			lines[name] = append(lines[name], p.Line)
		}
	}
	return lines
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// mistakes are front matters with wrong types and unknown words.
var mistakes = map[string]string{
	"incidents/right":     "title: Right\ncomponents: [api]\ntimeline:\n  - at: 2026-03-01 10:00\n    status: Resolved\n    components: {website: operational}\n",
	"incidents/word":      "title: Word\ntimeline:\n  - at: 2026-03-01 10:00\n    status: resolvd\n",
	"incidents/component": "title: Component\ncomponents:\n  - apo\ntimeline:\n  - at: 2026-03-01 10:00\n    status: resolved\n",
	"incidents/key":       "title: Key\ntimeline:\n  - at: 2026-03-01 10:00\n    status: resolved\nseverity: high\n",
	"incidents/state":     "title: State\ntimeline:\n  - at: 2026-03-01 10:00\n    status: resolved\n    components:\n      api: down\n",
	"incidents/stranger":  "title: Stranger\ntimeline:\n  - at: 2026-03-01 10:00\n    status: resolved\n    components:\n      apo: operational\n",
	"incidents/time":      "title: Time\ntimeline:\n  - at: yesterday\n    status: resolved\n",
	"incidents/impact":    "title: Impact\nimpact: majr\ntimeline:\n  - at: 2026-03-01T10:00:00Z\n    status: In Progress\ntype: maintenance\n",
	"incidents/draft":     "title: Draft\ndraft: maybe\ntimeline:\n  - at: 2026-03-01 10:00\n    status: resolved\n",
	"incidents/three":     "title: Three\ntags:\n  a: b\ntimeline:\n  - at: 2026-03-01 10:00\n    status: solvd\n    mesage: x\n",
	"pages/right":         "title: Right\nweight: 3\n",
	"pages/key":           "title: Key\nwieght: 3\n",
	"pages/weight":        "title: Weight\nweight: heavy\n",
}

// An editor with yaml-language-server finds the schema by the line that statuary new
// writes. It reports the same errors as statuary check, in the same lines, and no others.
func TestYAMLLanguageServer(t *testing.T) {
	t.Parallel()
	modules := nodeModules(t, "yaml-language-server")
	dir := newSources(t)
	args := []string{"testdata/diagnose.cjs", modules}
	names := map[string]string{} // the editor's file → ours
	for name, text := range mistakes {
		kind, base, _ := strings.Cut(name, "/")
		front := fmt.Sprintf("# yaml-language-server: $schema=../../.statuary/%s.schema.json\n%s", strings.TrimSuffix(kind, "s"), text)
		ours := "content/" + kind + "/" + base + ".md"
		write(t, filepath.Join(dir, ours), "---\n"+front+"---\n")
		yaml := filepath.Join(dir, "content", kind, base+".yaml")
		write(t, yaml, front)
		names[yaml] = ours
		args = append(args, yaml)
	}
	want := checked(t, dir)
	got := script[map[string][]struct {
		Line    int
		Message string
	}](t, nil, program(t, "nodejs", "node"), args...)
	if len(got) != len(mistakes) {
		t.Errorf("%d files", len(got))
	}
	found := 0
	for file, said := range got {
		var lines []int
		for _, d := range said {
			if line := d.Line + 1; !slices.Contains(lines, line) { // the editor's file has no fence
				lines = append(lines, line)
			}
		}
		slices.Sort(lines)
		found += len(lines)
		if w := slices.Compact(want[names[file]]); !slices.Equal(lines, w) {
			t.Errorf("%s: the editor says %v, check reports lines %v", names[file], said, w)
		}
	}
	if found < 13 {
		t.Errorf("only %d mistakes were found", found)
	}
}

// The same server reads a whole Markdown file as YAML. When this fails, the server has
// been fixed, and docs/writing.md need no longer mention it.
func TestYAMLLanguageServerMarkdown(t *testing.T) {
	t.Parallel()
	modules := nodeModules(t, "yaml-language-server")
	dir := newSources(t)
	file := filepath.Join(dir, "content/incidents/x.md")
	write(t, file, "---\n# yaml-language-server: $schema=../../.statuary/incident.schema.json\n"+mistakes["incidents/right"]+"---\n\nCause: a deploy: *ours*.\n")
	got := script[map[string][]struct{ Line int }](t, nil, program(t, "nodejs", "node"), "testdata/diagnose.cjs", modules, file)
	if len(got[file]) == 0 {
		t.Error("the server supports Markdown now; update docs/writing.md")
	}
	for _, d := range got[file] {
		if d.Line < 10 {
			t.Errorf("the server reports an error in line %d of the front matter", d.Line)
		}
	}
}

// Taplo, which Even Better TOML and others use, finds the schema by the line that
// statuary init writes, without a network. It reports the same errors as statuary check.
func TestTaplo(t *testing.T) {
	t.Parallel()
	modules := nodeModules(t, filepath.Join("@taplo", "cli"))
	node, dir := program(t, "nodejs", "node"), newSources(t)
	name := filepath.Join(dir, "config.toml")
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	right := string(data)
	changes := []struct{ from, to string }{
		{"", ""},
		{`time_zone = "UTC"`, `time_zone = "Local"`},
		{`language = "en"`, `langauge = "en"`},
		{`id = "api"`, `id = "a p i"`},
		{`auto = true`, `auto = "yes"`},
		{"[maintenance]\n", "[feed]\nentries = 0\n\n[maintenance]\n"},
		{"[maintenance]\n", "[markdown]\nhtml = \"alow\"\n\n[maintenance]\n"},
		{"[maintenance]\n", "[brand]\naccent = \"red\"\n\n[maintenance]\n"},
		{"[maintenance]\n", "[publish.x]\ntarget = \"./x\"\nregion = \"x\"\n\n[maintenance]\n"},
	}
	args := []string{filepath.Join(modules, "@taplo/cli/dist/cli.js"), "lint", "--colors", "never"}
	want := map[string][]int{}
	for n, c := range changes {
		if !strings.Contains(right, c.from) {
			t.Fatalf("config.toml has no %s", c.from)
		}
		changed := strings.Replace(right, c.from, c.to, 1)
		write(t, name, changed)
		beside := filepath.Join(dir, fmt.Sprintf("%d.toml", n))
		want[beside] = checked(t, dir)["config.toml"]
		write(t, beside, changed)
		args = append(args, beside)
	}
	said, _ := exec.Command(node, args...).CombinedOutput() // fails, since there are mistakes
	got := map[string][]int{}
	for _, m := range regexp.MustCompile(`┌─ (.*):(\d+):\d+`).FindAllStringSubmatch(string(said), -1) {
		line, _ := strconv.Atoi(m[2])
		got[m[1]] = append(got[m[1]], line)
	}
	for file, lines := range want {
		if wrong := filepath.Base(file) != "0.toml"; wrong != (len(lines) > 0) {
			t.Errorf("%s: check reports lines %v", file, lines)
		}
		for _, line := range lines {
			if !slices.Contains(got[file], line) {
				t.Errorf("%s: check reports line %d", file, line)
			}
		}
		if len(got[file]) > 0 && len(lines) == 0 {
			t.Errorf("%s: taplo reports lines %v", file, got[file])
		}
	}
	if t.Failed() {
		t.Logf("%s", said)
	}
}
