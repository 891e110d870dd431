package browsertest

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// preview runs `statuary serve` in a site's folder.
func preview(t *testing.T, bin, dir, port string) (url string, stop func()) {
	t.Helper()
	// The time is fixed: the home page shows minutes, so a minute that ended between two
	// saves would change more than the save did.
	cmd := exec.Command(bin, "serve", "--port", port, "--now", "2026-03-10T12:00:00Z")
	cmd.Dir = dir
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	stopped := false
	stop = func() {
		if !stopped {
			stopped = true
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
		}
	}
	t.Cleanup(stop)
	lines := bufio.NewScanner(out)
	if !lines.Scan() {
		t.Fatal("the server prints nothing")
	}
	m := regexp.MustCompile(`http://\S+`).FindString(lines.Text())
	go func() {
		for lines.Scan() {
		}
	}()
	return m, stop
}

// eventually waits until a script returns true. It runs in whatever page is open by then.
func eventually(t *testing.T, ctx context.Context, what, js string) {
	t.Helper()
	end := time.Now().Add(2 * time.Minute)
	for time.Now().Before(end) {
		step, cancel := context.WithTimeout(ctx, 30*time.Second)
		ok, err := chromedp.Run(step, chromedp.Evaluate[bool](js))
		cancel()
		if err == nil && ok { // a page that is being left returns an error
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatalf("timeout: %s\n%s", what, eval[string](t, ctx, "document.documentElement.outerHTML"))
}

// The browser shows a writer's edits without interaction.
func TestLive(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the command is started in another way there")
	}
	ctx := browse(t)
	bin := filepath.Join(t.TempDir(), "statuary")
	if out, err := exec.Command("go", "build", "-o", bin, "../../cmd/statuary").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	dir := t.TempDir()
	save := func(name, data string) {
		t.Helper()
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(data), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	incident := func(word, more string) {
		t.Helper()
		save("content/incidents/a.md", fmt.Sprintf("---\ntitle: %s\n%stimeline: [{at: 2026-01-02 10:00, status: resolved}, {at: 2026-01-03 10:00, status: postmortem}]\n---\n%s",
			word, more, strings.Repeat("A paragraph of the postmortem, to scroll past.\n\n", 100)))
	}
	save("config.toml", "title = \"Example\"\nbase_url = \"https://example.org/status/\"\n")
	incident("First", "")
	url, stop := preview(t, bin, dir, "0")
	do(t, ctx, chromedp.EmulateViewport(800, 600), chromedp.Navigate(url+"incidents/a/"))
	eventually(t, ctx, "the first words", `document.querySelector("h1")?.innerText === "First"`)

	// A saved change appears without moving the page.
	do(t, ctx, chromedp.Evaluate[chromedp.Void]("window.before = true; scrollTo({ top: 1500, behavior: \"instant\" })"))
	incident("Second", "")
	eventually(t, ctx, "the second words, without a touch", `document.querySelector("h1")?.innerText === "Second" && !window.before`)
	eventually(t, ctx, "the place on the page", `Math.abs(scrollY - 1500) < 50`)

	// An error is shown over the page, with its place and a hint, until it is fixed.
	incident("Third", "titel: x\n")
	const overlay = `document.querySelector("#_statuary-problems iframe")?.contentDocument?.body?.innerText`
	eventually(t, ctx, "the problem", `(`+overlay+` || "").includes("content/incidents/a.md:3:1") && `+overlay+`.includes("did you mean")`)
	if got := eval[string](t, ctx, `document.querySelector("h1").innerText`); got != "Second" {
		t.Errorf("the last good site is not shown: %s", got)
	}
	if size := eval[string](t, ctx, `(() => { const f = document.querySelector("#_statuary-problems iframe"); return f.clientWidth + "×" + f.clientHeight; })()`); size != "800×600" {
		t.Errorf("the problems are shown in %s of 800×600 pixels", size)
	}
	incident("Third", "")
	eventually(t, ctx, "the site again", `document.querySelector("h1")?.innerText === "Third" && !document.querySelector("#_statuary-problems")`)

	// An error also disappears if the file is restored to its old contents.
	incident("Third", "titel: x\n")
	eventually(t, ctx, "the problem again", `!!document.querySelector("#_statuary-problems")`)
	incident("Third", "")
	eventually(t, ctx, "no problem any more", `!document.querySelector("#_statuary-problems")`)

	// A change of only the style sheet does not reload the page.
	save("themes/default/assets/custom.css", "h1 { color: rgb(1, 2, 3) }")
	eventually(t, ctx, "a new style sheet", `getComputedStyle(document.querySelector("h1")).color === "rgb(1, 2, 3)"`)
	do(t, ctx, chromedp.Evaluate[chromedp.Void]("window.before = true"))
	save("themes/default/assets/custom.css", "h1 { color: rgb(4, 5, 6) }")
	eventually(t, ctx, "a changed style sheet", `getComputedStyle(document.querySelector("h1")).color === "rgb(4, 5, 6)"`)
	if !eval[bool](t, ctx, "window.before === true") {
		t.Error("a change of the style sheet reloaded the page")
	}

	// The page notices that the server was restarted.
	stop()
	incident("Fourth", "")
	port := regexp.MustCompile(`:(\d+)/`).FindStringSubmatch(url)[1]
	preview(t, bin, dir, port)
	eventually(t, ctx, "the new server's words", `document.querySelector("h1")?.innerText === "Fourth"`)
}
