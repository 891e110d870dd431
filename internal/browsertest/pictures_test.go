package browsertest

import (
	"bufio"
	"bytes"
	"context"
	"flag"
	"fmt"
	"html"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

var writePictures = flag.Bool("pictures", false, "write the pictures of the documentation, docs/images")

// TestPictures makes the pictures of the documentation, from the sample site at a fixed time.
func TestPictures(t *testing.T) {
	if !*writePictures {
		t.Skip("the pictures are written only with -pictures")
	}
	ctx := browse(t)
	clock(t, ctx, built)
	s := serve(t)
	shot := func(url, colours string, width, height int64) image.Image {
		t.Helper()
		scheme(t, ctx, colours)
		do(t, ctx, chromedp.EmulateViewport(width, height, chromedp.EmulateScale(0.65)), chromedp.Navigate(url))
		return screenshot(t, ctx)
	}
	const incident = "incidents/2026-11-20-apps-unreachable-one-zone/"
	savePicture(t, "pages.png", shot(s.url, "light", 1050, 1310), shot(s.url+incident, "dark", 1050, 1310))
	saveSheet(t, ctx, s, incident)

	statuary := filepath.Join(t.TempDir(), "statuary")
	if out, err := exec.Command("go", "build", "-o", statuary, "../../cmd/statuary").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	dir := sampleCopy(t)
	printed := terminalPage(t, statuary, dir) // before the sample has a mistake: browsers also request an icon
	terminal := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, printed)
	}))
	defer terminal.Close()
	scheme(t, ctx, "dark")
	do(t, ctx, chromedp.EmulateViewport(1000, 1200, chromedp.EmulateScale(1)), chromedp.Navigate(terminal.URL))
	savePicture(t, "terminal.png", crop(screenshot(t, ctx), 1000, eval[int](t, ctx, "document.body.scrollHeight")))

	preview := startPreview(t, statuary, dir)
	scheme(t, ctx, "light")
	do(t, ctx, chromedp.EmulateViewport(1050, 800, chromedp.EmulateScale(0.65)), chromedp.Navigate(preview), chromedp.WaitVisible("h1"))
	before := screenshot(t, ctx)
	misspell(t, dir)
	do(t, ctx, chromedp.WaitVisible("#_statuary-problems"), chromedp.WaitReady("#_statuary-problems iframe"))
	eventually(t, ctx, "the list of problems", `!!document.querySelector("#_statuary-problems iframe")?.contentDocument?.querySelector("li")`)
	savePicture(t, "preview.png", before, screenshot(t, ctx))
}

// sampleCopy returns a folder with the sample site.
func sampleCopy(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "content"), os.DirFS("../../content")); err != nil {
		t.Fatal(err)
	}
	settings, err := os.ReadFile("../../config.toml")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "config.toml"), settings, 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

const slow = "content/incidents/2026/2026-11-23-dashboard-slow.md"

// misspell puts a mistake into a file of the site.
func misspell(t *testing.T, dir string) {
	t.Helper()
	name := filepath.Join(dir, filepath.FromSlash(slow))
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, bytes.Replace(text, []byte("status: identified"), []byte("status: identifed"), 1), 0o644); err != nil {
		t.Fatal(err)
	}
}

// terminalPage returns a page that looks like a terminal in which commands were run.
func terminalPage(t *testing.T, statuary, dir string) string {
	t.Helper()
	var b strings.Builder
	b.WriteString(`<!doctype html><meta charset="utf-8"><style>body{margin:0;padding:16px 20px;background:#161513;color:#ece8e0}
pre{margin:0;font:14px/1.5 ui-monospace,Menlo,Consolas,"Noto Sans Mono",monospace;white-space:pre-wrap}b{color:#67c08a}</style><pre>`)
	for _, args := range [][]string{
		{"update", "dashboard-slow", "monitoring", "The deploy is rolled back. Pages load at their usual speed.", "-c", "dashboard=operational"},
		{"list", "-n", "4"},
		{"check"},
		{"build"},
	} {
		var shown []string
		for _, a := range args {
			if strings.Contains(a, " ") {
				a = `"` + a + `"`
			}
			shown = append(shown, a)
		}
		fmt.Fprintf(&b, "<b>$ statuary %s</b>\n", html.EscapeString(strings.Join(shown, " ")))
		c := exec.Command(statuary, args...)
		c.Dir, c.Env = dir, append(os.Environ(), "SOURCE_DATE_EPOCH="+fmt.Sprint(built.Unix()), "TZ=UTC", "NO_COLOR=1", "EDITOR=false")
		out, err := c.CombinedOutput()
		if err != nil {
			t.Errorf("%v: %v\n%s", args, err, out)
		}
		b.WriteString(html.EscapeString(string(out)))
	}
	return b.String() + "</pre>"
}

var address = regexp.MustCompile(`http://\S+`)

// startPreview starts the preview server, and returns the address of the home page.
func startPreview(t *testing.T, statuary, dir string) string {
	t.Helper()
	c := exec.Command(statuary, "serve", "--port", "0", "--now", built.Format("2006-01-02T15:04:05Z07:00"))
	c.Dir = dir
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Process.Kill(); _ = c.Wait() })
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if url := address.FindString(lines.Text()); url != "" {
			return url
		}
	}
	t.Fatal("the preview server did not print its address")
	return ""
}

func screenshot(t *testing.T, ctx context.Context) image.Image {
	t.Helper()
	data, err := chromedp.Run(within(t, ctx), chromedp.CaptureScreenshot())
	if err != nil {
		t.Fatal(err)
	}
	picture, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return picture
}

func crop(picture image.Image, width, height int) image.Image {
	return picture.(interface {
		SubImage(image.Rectangle) image.Image
	}).SubImage(image.Rect(0, 0, width, height))
}

// saveSheet writes a sheet of twelve screens to docs/images.
func saveSheet(t *testing.T, ctx context.Context, s *server, incident string) {
	t.Helper()
	dir := sampleCopy(t)
	settings, err := os.ReadFile(filepath.Join(dir, "config.toml"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "config.toml"), append([]byte("look = \"signal\"\n"), settings...), 0o644); err != nil {
		t.Fatal(err)
	}
	signal := serveSite(t, os.DirFS(dir))
	const width, height, gap, columns, rows = 480, 360, 12, 3, 4
	sheet := newSheet(columns*(width+gap)+gap, rows*(height+gap)+gap)
	for n, screen := range []struct {
		url, colours string
		phone        bool
	}{
		{s.url, "light", false}, {s.url + incident, "light", false}, {s.url + "history/", "light", false},
		{s.url + "history/2026/", "light", false}, {s.url + "uptime/", "light", false}, {s.url + "components/api/", "light", false},
		{s.url + "insights/", "light", false}, {s.url + "subscribe/", "light", false}, {s.url + "history/?q=patching", "light", false},
		{s.url, "light", true}, {s.url + incident, "dark", false}, {signal.url, "light", false},
	} {
		at := image.Pt(gap+n%columns*(width+gap), gap+n/columns*(height+gap))
		scheme(t, ctx, screen.colours)
		shots := []string{screen.url}
		w := width
		if screen.phone {
			shots, w = []string{s.url, s.url + "history/", s.url + incident}, (width-2*gap)/3
		}
		for _, url := range shots {
			do(t, ctx, chromedp.EmulateViewport(int64(2*w), 2*height, chromedp.EmulateScale(0.5)), chromedp.Navigate(url), chromedp.Sleep(time.Second))
			picture := screenshot(t, ctx)
			draw.Draw(sheet, image.Rectangle{at, at.Add(picture.Bounds().Size())}, picture, picture.Bounds().Min, draw.Src)
			at.X += w + gap
		}
	}
	writePicture(t, "sheet.png", sheet)
}

// newSheet returns an empty picture.
func newSheet(width, height int) *image.RGBA {
	whole := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.Draw(whole, whole.Bounds(), image.NewUniform(color.RGBA{0x8a, 0x82, 0x78, 0xff}), image.Point{}, draw.Src)
	return whole
}

// savePicture writes pictures side by side to docs/images.
func savePicture(t *testing.T, name string, parts ...image.Image) {
	t.Helper()
	const gap = 12
	width, height := gap, 0
	for _, p := range parts {
		width += p.Bounds().Dx() + gap
		height = max(height, p.Bounds().Dy()+2*gap)
	}
	whole := newSheet(width, height)
	x := gap
	for _, p := range parts {
		at := image.Rectangle{image.Pt(x, gap), image.Pt(x, gap).Add(p.Bounds().Size())}
		draw.Draw(whole, at, p, p.Bounds().Min, draw.Src)
		x += p.Bounds().Dx() + gap
	}
	writePicture(t, name, whole)
}

func writePicture(t *testing.T, name string, whole image.Image) {
	t.Helper()
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, whole); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join("..", "..", "docs", "images", name), b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}
