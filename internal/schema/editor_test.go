package schema

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"statuary/internal/incident"
)

// An editor with yaml-language-server, told of the schema by the line that
// statuary new writes, reports the mistakes that the parser reports, in the same
// lines, and no others.
func TestEditor(t *testing.T) {
	modules := os.Getenv("STATUARY_NODE_MODULES")
	if _, err := os.Stat(filepath.Join(modules, "yaml-language-server")); err != nil || modules == "" {
		if os.Getenv("CI") == "true" {
			t.Fatal("STATUARY_NODE_MODULES names no folder with yaml-language-server; .ci/clients installs it")
		}
		t.Skip("without yaml-language-server: .ci/clients installs it, and prints STATUARY_NODE_MODULES")
	}
	dir := t.TempDir()
	data, err := JSON("incident", []incident.Component{{ID: "api"}, {ID: "web"}})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "incident.schema.json"), data, 0o644); err != nil {
		t.Fatal(err)
	}
	parser := incident.NewParser(time.UTC, []string{"api", "web"})
	want := map[string][]int{}
	args := []string{"testdata/diagnose.js", modules}
	for n, text := range []string{
		"title: Right\ncomponents: [api]\ntimeline:\n  - at: 2026-03-01 10:00\n    status: resolved\n    components: {web: operational}\n",
		"title: Word\ntimeline:\n  - at: 2026-03-01 10:00\n    status: resolvd\n",
		"title: Component\ncomponents:\n  - apo\ntimeline:\n  - at: 2026-03-01 10:00\n    status: resolved\n",
		"title: Key\ntimeline:\n  - at: 2026-03-01 10:00\n    status: resolved\nseverity: high\n",
		"title: State\ntimeline:\n  - at: 2026-03-01 10:00\n    status: resolved\n    components:\n      api: down\n",
		"title: Time\ntimeline:\n  - at: yesterday\n    status: resolved\n",
		"title: Impact\nimpact: majr\ntimeline:\n  - at: 2026-03-01T10:00:00Z\n    status: In Progress\ntype: maintenance\n",
	} {
		front := "# yaml-language-server: $schema=incident.schema.json\n" + text
		file := filepath.Join(dir, fmt.Sprintf("%d.yaml", n))
		if err := os.WriteFile(file, []byte(front), 0o644); err != nil {
			t.Fatal(err)
		}
		_, problems := parser.Parse("x.md", []byte("---\n"+front+"---\n"))
		for _, p := range problems {
			want[file] = append(want[file], p.Line-1) // the editor's file has no fence
		}
		args = append(args, file)
	}
	cmd := exec.Command("node", args...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var got map[string][]struct {
		Line    int
		Message string
	}
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatal(err)
	}
	for file, said := range got {
		var lines []int
		for _, d := range said {
			if len(lines) == 0 || lines[len(lines)-1] != d.Line {
				lines = append(lines, d.Line)
			}
		}
		if fmt.Sprint(lines) != fmt.Sprint(want[file]) {
			t.Errorf("%s: the editor says %v, the parser reports lines %v", filepath.Base(file), said, want[file])
		}
	}
	if len(got) != len(args)-2 {
		t.Errorf("%d files", len(got))
	}
}
