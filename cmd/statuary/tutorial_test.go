package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"statuary/internal/golden"
)

// varying is what differs from one run of a command to the next.
var varying = regexp.MustCompile(`\d+`)

// TestTutorial runs the commands of docs/tutorial.md.
func TestTutorial(t *testing.T) { runPage(t, "tutorial.md") }

// TestInstalling runs the commands of docs/installing.md that need no release and no network.
func TestInstalling(t *testing.T) { runPage(t, "installing.md") }

// runPage runs the commands of a page of docs/ in order and compares their output with that on
// the page, except for numbers. A block whose first line names a language and a FILE is the content of the file.
// With -update, it writes the output into the page.
func runPage(t *testing.T, name string) {
	page := filepath.Join("..", "..", "docs", name)
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	bin := t.TempDir()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(self, filepath.Join(bin, "statuary")); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skip("this system has no symbolic links: ", err) // as on Windows without the right to make them
	}
	dir, home := t.TempDir(), t.TempDir()
	run := func(command string) string {
		if folder, ok := strings.CutPrefix(command, "cd "); ok {
			dir = filepath.Join(dir, folder)
			return ""
		}
		c := exec.Command("sh", "-c", command)
		c.Dir = dir
		c.Env = append(os.Environ(), "SOURCE_DATE_EPOCH=", "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"), "HOME="+home, "TZ=UTC", "EDITOR=false")
		out, err := c.CombinedOutput()
		if err != nil {
			t.Errorf("%s: %v\n%s", command, err, out)
		}
		return string(out)
	}
	need(t, "sh") // the commands of the page are written for it
	var done strings.Builder
	lines := strings.SplitAfter(string(text), "\n")
	for n := 0; n < len(lines); n++ {
		line := lines[n]
		done.WriteString(line)
		info, ok := strings.CutPrefix(strings.TrimSpace(line), "```")
		if !ok {
			continue
		}
		var block []string
		for n++; n < len(lines) && strings.TrimSpace(lines[n]) != "```"; n++ {
			block = append(block, lines[n])
		}
		if _, file, ok := strings.Cut(info, " "); ok {
			if err := os.WriteFile(filepath.Join(dir, file), []byte(strings.Join(block, "")), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if info != "console" {
			done.WriteString(strings.Join(block, "") + lines[n])
			continue
		}
		var got strings.Builder
		for _, l := range block {
			if command, ok := strings.CutPrefix(l, "$ "); ok {
				got.WriteString(l + run(strings.TrimSpace(command)))
			}
		}
		want := strings.Join(block, "")
		if varying.ReplaceAllString(got.String(), "0") == varying.ReplaceAllString(want, "0") {
			got.Reset()
			got.WriteString(want) // numbers stay as they are on the page
		} else if !golden.Updating() {
			t.Errorf("the output differs from docs/%s; -update writes it there\nwant:\n%s\ngot:\n%s", name, want, got.String())
		}
		fmt.Fprint(&done, got.String(), lines[n])
	}
	if golden.Updating() {
		if err := os.WriteFile(page, []byte(done.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
