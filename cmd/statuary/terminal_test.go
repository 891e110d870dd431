package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// terminal is a real terminal with a shell, controlled by tmux.
type terminal struct {
	t      *testing.T
	socket string
	site   string
}

// newTerminal starts a shell in a site with three incidents, where the command statuary is
// this test binary.
func newTerminal(t *testing.T, shell string, args ...string) *terminal {
	t.Helper()
	need(t, "tmux", shell)
	dir := t.TempDir()
	bin := filepath.Join(dir, "bin")
	site := filepath.Join(dir, "site")
	incidents := filepath.Join(site, "content", "incidents")
	for _, d := range []string{bin, incidents} {
		if err := os.MkdirAll(d, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	// testscript's TestMain runs the command for whoever is called by its name.
	if err := os.Symlink(self, filepath.Join(bin, "statuary")); err != nil {
		t.Fatal(err)
	}
	incident := "---\ntitle: %s\ntimeline:\n  - {at: 2026-03-01 10:00, status: %s}\n---\n"
	for name, text := range map[string]string{
		filepath.Join(site, "config.toml"):                 "title = \"x\"\nbase_url = \"https://example.org/\"\n[[components]]\nid = \"api\"\n[[components]]\nid = \"web\"\n",
		filepath.Join(incidents, "2026-03-01-api.md"):      fmt.Sprintf(incident, "API slow", "investigating"),
		filepath.Join(incidents, "2026-03-01-web.md"):      fmt.Sprintf(incident, "Web down", "identified"),
		filepath.Join(incidents, "2026-02-01-old-long.md"): fmt.Sprintf(incident, "Over", "resolved"),
		filepath.Join(bin, "night-editor"):                 "#!/bin/sh\nsleep 0.2\nprintf 'Written at night.\\n' | cat - \"$2\" >\"$2.new\" && mv \"$2.new\" \"$2\"\n",
	} {
		if err := os.WriteFile(name, []byte(text), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	term := &terminal{t, fmt.Sprintf("statuary-test-%d-%s", os.Getpid(), shell), site}
	cmd := exec.Command("tmux", append([]string{"-L", term.socket, "-f", "/dev/null", "new-session", "-d", "-x", "200", "-y", "40", "-c", site, shell}, args...)...)
	cmd.Env = append(os.Environ(), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"), "EDITOR=night-editor --wait", "VISUAL=", "PS1=ready> ", "PROMPT=ready> ", "HOME="+dir, "TMUX=", "HISTFILE=")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("tmux: %v\n%s", err, out)
	}
	t.Cleanup(func() {
		term.tmux("kill-server")
		time.Sleep(300 * time.Millisecond) // until the shell has put its things away
	})
	return term
}

func (term *terminal) tmux(args ...string) string {
	out, err := exec.Command("tmux", append([]string{"-L", term.socket}, args...)...).Output()
	if err != nil {
		term.t.Logf("tmux %s: %v", args[0], err)
	}
	return string(out)
}

// keys presses keys: names such as Enter and Tab, and texts.
func (term *terminal) keys(keys ...string) { term.tmux(append([]string{"send-keys"}, keys...)...) }

// until waits until a text is on the screen.
func (term *terminal) until(text string) {
	term.t.Helper()
	term.wait(text, func(screen string) bool { return strings.Contains(screen, text) })
}

// clear clears the screen, and waits until there is only the prompt.
func (term *terminal) clear() {
	term.t.Helper()
	term.keys("clear", "Enter")
	term.wait("only the prompt", func(screen string) bool { return strings.TrimSpace(screen) == "ready>" })
}

// wait waits for a screen. A busy machine may take long.
func (term *terminal) wait(what string, is func(screen string) bool) {
	term.t.Helper()
	deadline := time.Now().Add(90 * time.Second)
	for {
		screen := term.tmux("capture-pane", "-p")
		if is(screen) {
			return
		}
		if time.Now().After(deadline) {
			term.t.Fatalf("%q does not appear:\n%s", what, screen)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

func (term *terminal) file(name string) string {
	data, err := os.ReadFile(filepath.Join(term.site, "content", "incidents", name))
	if err != nil {
		term.t.Fatal(err)
	}
	return string(data)
}

// Without arguments, the writer picks the incident and the status, and writes the message
// in an editor.
func TestPickAndEdit(t *testing.T) {
	term := newTerminal(t, "bash", "--norc", "--noprofile")
	term.until("ready>")
	term.keys("statuary update", "Enter")
	term.until("Web down")
	// Each key is pressed once the previous one has had an effect: a program may miss keys
	// that are pressed before it starts to listen.
	term.until("> investigating")
	term.keys("Down")
	term.until("> identified")
	term.keys("Enter")
	term.until("The status is Identified")
	term.until("> Monitoring") // the usual status after identified
	term.keys("Down")
	term.until("> Resolved")
	term.keys("Enter")
	term.until("2026-03-01-web.md: resolved,")
	if got := term.file("2026-03-01-web.md"); !strings.Contains(got, "    status: resolved\n    message: Written at night.\n---\n") {
		t.Errorf("got %s", got)
	}

	// Statuses of components are asked for after the status: here, of one of the two.
	term.keys("clear; statuary update api", "Enter")
	term.until("> Identified")
	term.keys("Enter")
	term.until("Which components change?")
	term.until("> • api")
	term.keys("Space")
	term.until("✓ api")
	term.keys("Enter")
	term.until("New status of api?")
	term.until("> Degraded performance")
	term.keys("Down")
	term.until("> Partial outage")
	term.keys("Enter")
	term.until("2026-03-01-api.md: identified,")
	if got := term.file("2026-03-01-api.md"); !strings.Contains(got, "    components: {api: partial_outage}\n") {
		t.Errorf("got %s", got)
	}

	// So are those of a new incident; without a selection, none changes.
	term.keys("clear; statuary new incident Slow --id slow --now 2026-03-02T10:00:00Z", "Enter")
	term.until("Which components change?")
	term.until("> • api")
	term.keys("Enter")
	term.until("slow.md: investigating,")
	if got := term.file("slow.md"); strings.Contains(got, "components") {
		t.Errorf("got %s", got)
	}

	// Only what is open can be resolved: no ended incident, and no maintenance that has not begun. To update,
	// active incidents come first.
	term.clear()
	term.keys("statuary new maintenance Later --id later --from 03:00 --until 04:00 -m Soon. --now 2036-03-02T00:00:00Z; statuary resolve", "Enter")
	term.until("> identified")
	if screen := term.tmux("capture-pane", "-p"); strings.Contains(screen, "Over") || strings.Contains(screen, "  Later") || !strings.Contains(screen, "API slow") {
		t.Errorf("got %s", screen)
	}
	term.keys("C-c")
	term.until("cancelled; nothing was changed")
	term.clear()
	term.keys("statuary update", "Enter")
	term.until("  Later")
	if screen := term.tmux("capture-pane", "-p"); strings.Index(screen, "API slow") > strings.Index(screen, "Later") {
		t.Errorf("got %s", screen)
	}
	term.keys("C-c")
	term.until("cancelled; nothing was changed")

	// Cancelling changes nothing.
	before := term.file("2026-03-01-api.md") + term.file("2026-03-01-web.md") + term.file("2026-02-01-old-long.md")
	term.clear()
	term.keys("statuary resolve", "Enter")
	term.until("> identified")
	term.keys("C-c")
	term.until("cancelled; nothing was changed")
	if after := term.file("2026-03-01-api.md") + term.file("2026-03-01-web.md") + term.file("2026-02-01-old-long.md"); after != before {
		t.Errorf("got %s", after)
	}
}

// If the site has templates for the status, the wizard asks for one, and the editor opens its text.
func TestPickTemplate(t *testing.T) {
	term := newTerminal(t, "bash", "--norc", "--noprofile")
	if err := os.Mkdir(filepath.Join(term.site, "templates"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"fixed.md":  "---\nstatus: monitoring\nabout: Fix applied\n---\n{{.Component}} works since {{.Time}}.\n",
		"other.md":  "---\nstatus: monitoring\n---\nWe watch {{.Title}}.\n",
		"window.md": "---\ntype: maintenance\nstatus: verifying\nabout: Of a maintenance\n---\nx\n",
		"broken.md": "---\nstatus: monitoring\nabout: Broken\n---\n{{.Nothing}}\n",
	} {
		if err := os.WriteFile(filepath.Join(term.site, "templates", name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	const update = "clear; statuary update web monitoring --now 2026-03-01T12:00:00Z"
	start := func() {
		t.Helper()
		term.keys(update, "Enter")
		term.until("Which components change?")
		term.until("> • api")
		term.keys("Enter")
		term.until("Begin with which text?")
		term.until("> Fix applied")
	}
	term.until("ready>")
	start()
	if screen := term.tmux("capture-pane", "-p"); strings.Contains(screen, "Of a maintenance") || strings.Contains(screen, "Broken") || !strings.Contains(screen, "An empty text") {
		t.Errorf("got %s", screen)
	}
	before := term.file("2026-03-01-web.md")
	term.keys("Down")
	term.until("> other")
	term.keys("C-c")
	term.until("cancelled; nothing was changed")
	if after := term.file("2026-03-01-web.md"); after != before {
		t.Errorf("got %s", after)
	}
	start()
	term.keys("Down")
	term.until("> other")
	term.keys("Enter")
	term.until("2026-03-01-web.md: monitoring,")
	if got := term.file("2026-03-01-web.md"); !strings.Contains(got, "      Written at night.\n      We watch Web down.\n") {
		t.Errorf("got %s", got)
	}
	start()
	term.keys("Enter")
	term.until("2026-03-01-web.md: monitoring,")
	if got := term.file("2026-03-01-web.md"); !strings.Contains(got, "      Written at night.\n      x works since 12:00 UTC.\n") {
		t.Errorf("got %s", got)
	}

	// Without a template for the status, there is no question.
	term.keys("clear; statuary update web identified --now 2026-03-01T13:00:00Z", "Enter")
	term.until("> • api")
	term.keys("Enter")
	term.until("2026-03-01-web.md: identified,")
}

// Shells complete ids, statuses, components and their statuses.
func TestCompletion(t *testing.T) {
	for _, shell := range []struct {
		name string
		args []string
		load string
	}{
		{"bash", []string{"--norc", "--noprofile"}, "source /usr/share/bash-completion/bash_completion && source <(statuary completion bash)"},
		{"zsh", []string{"-f"}, "autoload -Uz compinit && compinit -u -D && source <(statuary completion zsh)"},
	} {
		t.Run(shell.name, func(t *testing.T) {
			term := newTerminal(t, shell.name, shell.args...)
			term.until("ready>")
			term.keys(shell.load+"; echo loa''ded", "Enter")
			term.until("loaded")
			for _, c := range []struct{ typed, want string }{
				{"statuary upd", "statuary update"},
				{"statuary postmortem 2026-02", "statuary postmortem 2026-02-01-old-long"},
				{"statuary update 2026-03-01-w", "statuary update 2026-03-01-web"},
				{"statuary update web moni", "statuary update web monitoring"},
				{"statuary update web monitoring x -c a", "-c api="},
				{"statuary update web monitoring x -c api=ma", "-c api=major_outage"},
				{"statuary check --format sa", "--format sarif"},
			} {
				term.clear()
				term.keys("-l", c.typed)
				term.keys("Tab")
				term.until(c.want)
				term.keys("C-u")
			}
		})
	}
}
