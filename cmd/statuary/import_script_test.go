package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"statuary/internal/importer"
)

// The script in docs/importing.md converts the table there to a history that can be imported and built.
func TestImportScriptOfTheDocs(t *testing.T) {
	need(t, "python3")
	docs, err := os.ReadFile(filepath.Join("..", "..", "docs", "importing.md"))
	if err != nil {
		t.Fatal(err)
	}
	block := func(language string) string {
		m := regexp.MustCompile("(?s)```" + language + "\n(.*?)```").FindSubmatch(docs)
		if m == nil {
			t.Fatalf("docs/importing.md has no block in %s", language)
		}
		return string(m[1])
	}
	dir := t.TempDir()
	script, history := filepath.Join(dir, "convert.py"), filepath.Join(dir, "history.json")
	if err := os.WriteFile(script, []byte(block("python")), 0o644); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(strings.TrimSpace(block("python")), "\n") + 1; n > 20 {
		t.Errorf("the script has %d lines", n)
	}
	var out, problems bytes.Buffer
	cmd := exec.Command("python3", script)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(block("csv")), &out, &problems
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v\n%s", err, problems.String())
	}
	if err := os.WriteFile(history, out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	site := filepath.Join(dir, "site")
	report := must(t, "--site", site, "import", "json", history)
	if !strings.Contains(report, "incidents: read 2, 2 new\nupdates: 3; components: 1; config.toml: new\n") || !strings.Contains(report, " 0 losses,") {
		t.Error(report)
	}
	must(t, "--site", site, "build", "--out", filepath.Join(dir, "public"), "--now", "2026-11-28T03:00:00Z")
}

// docs/importing.md, the help and the completion name every tool.
func TestImportToolsAreDocumented(t *testing.T) {
	docs, err := os.ReadFile(filepath.Join("..", "..", "docs", "importing.md"))
	if err != nil {
		t.Fatal(err)
	}
	help := must(t, "import", "--help")
	words := must(t, "__complete", "import", "")
	for _, tool := range importer.Tools() {
		if !regexp.MustCompile("(?m)^\\| .*`" + tool.Name + "`.*\\|$").Match(docs) {
			t.Errorf("the table of tools in docs/importing.md lacks %s", tool.Name)
		}
		if !strings.Contains(string(docs), "statuary import "+tool.Name+" ") && tool.Fetches() {
			t.Errorf("docs/importing.md has no command for %s", tool.Name)
		}
		if !strings.Contains(help, "  "+tool.Name+" ") || !strings.Contains(words, tool.Name+"\n") {
			t.Errorf("the help or the completion lacks %s", tool.Name)
		}
	}
}
