package socialcard

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"
)

var light = Colours{
	Background: color.RGBA{0xf7, 0xf5, 0xf1, 0xff}, Ink: color.RGBA{0x1e, 0x1c, 0x19, 0xff},
	Soft: color.RGBA{0x5d, 0x57, 0x4e, 0xff}, Tone: color.RGBA{0xb3, 0x26, 0x1e, 0xff},
}

var sample = Card{
	Site: "Alderquay Status", Kicker: "Incident Report", Title: "CLI commands and dashboard features return errors (all environments)",
	Shape: "major", State: "Investigating", Detail: "Started Nov 20, 2026, 09:12 EST · API, Dashboard", Colours: light,
}

func encode(t testing.TB, c Card) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := c.PNG(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func decode(t testing.TB, c Card) image.Image {
	t.Helper()
	m, err := png.Decode(bytes.NewReader(encode(t, c)))
	if err != nil {
		t.Fatal(err)
	}
	if m.Bounds() != image.Rect(0, 0, 1200, 630) {
		t.Fatal("the size is", m.Bounds())
	}
	return m
}

// inked counts the pixels of a rectangle that do not have the background colour.
func inked(m image.Image, r image.Rectangle) (n int) {
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			if rgba(m, x, y) != light.Background {
				n++
			}
		}
	}
	return n
}

func rgba(m image.Image, x, y int) color.RGBA {
	return color.RGBAModel.Convert(m.At(x, y)).(color.RGBA)
}

// The places of the parts of a card.
var (
	whereSite   = image.Rect(margin, 70, Width-margin, 130)
	whereKicker = image.Rect(margin, 140, Width-margin, 185)
	whereTitle  = image.Rect(margin, 195, Width-margin, 440)
	whereState  = image.Rect(margin+60, 450, Width-margin, 510)
	whereShape  = image.Rect(margin, 450, margin+44, 500)
	whereDetail = image.Rect(margin, 525, Width-margin, 580)
)

func TestParts(t *testing.T) {
	m := decode(t, sample)
	for name, at := range map[string]struct {
		x, y int
		want color.RGBA
	}{
		"a corner":               {0, 0, light.Background},
		"the stripe":             {600, 625, light.Tone},
		"above the stripe":       {600, 605, light.Background},
		"the octagon's left arm": {margin + 4, 472, light.Tone},
		"the cross in it":        {margin + 22, 472, light.Background},
		"outside of its corner":  {margin + 1, 452, light.Background},
	} {
		if got := rgba(m, at.x, at.y); got != at.want {
			t.Errorf("%s is %v, want %v", name, got, at.want)
		}
	}
	for _, part := range []struct {
		name  string
		where image.Rectangle
		drop  func(*Card)
	}{
		{"name", whereSite, func(c *Card) { c.Site = "" }},
		{"kicker", whereKicker, func(c *Card) { c.Kicker = "" }},
		{"state", whereState, func(c *Card) { c.State = "" }},
		{"detail", whereDetail, func(c *Card) { c.Detail = "" }},
	} {
		if n := inked(m, part.where); n < 300 {
			t.Errorf("the %s has %d pixels in its place", part.name, n)
		}
		c := sample
		part.drop(&c)
		if got := inked(decode(t, c), part.where); part.name != "detail" && got > inked(m, part.where)/2 {
			t.Errorf("without its %s, there are %d pixels in its place", part.name, got)
		}
	}
	if n := inked(m, whereTitle); n < 10_000 {
		t.Errorf("the title has %d pixels in its place", n)
	}
	margins := inked(m, image.Rect(0, 0, margin-2, Height-stripe)) + inked(m, image.Rect(Width-margin+2, 0, Width, Height-stripe))
	if margins > 0 {
		t.Errorf("%d pixels are in the margins", margins)
	}
}

// Every shape of the theme's icons can be drawn, and they all differ.
func TestShapes(t *testing.T) {
	seen := map[string]string{}
	for _, name := range []string{"operational", "maintenance", "degraded", "partial", "major", "scheduled", "none"} {
		c := Card{Title: "x", Shape: name, Colours: light, Detail: "x"}
		m := decode(t, c)
		share := float64(inked(m, whereShape)) / (44 * 44)
		if share < 0.25 || share > 0.95 {
			t.Errorf("%s covers %.2f of its square", name, share)
		}
		form := string(encode(t, c))
		if other, ok := seen[form]; ok {
			t.Errorf("%s looks like %s", name, other)
		}
		seen[form] = name
	}
}

// A text is omitted as a whole if the fonts lack a letter; other missing characters are omitted alone.
func TestScripts(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"Dashboard slow", "Dashboard slow"},
		{"Überlastung – naïve Größe", "Überlastung – naïve Größe"},
		{"e\u0301te\u0301", "été"}, // composed
		{"Сбой базы данных", "Сбой базы данных"},
		{"Διακοπή", "Διακοπή"},
		{"ダッシュボードが遅い", ""},
		{"API が遅い", ""},
		{"تعطل الخدمة", ""},
		{"תקלה בשירות", ""},
		{"ระบบล่ม", ""},
		{"🔥 Database 🔥 on fire", "Database on fire"},
		{"🔥", ""},
		{"a\u200bb\u202ec\x00\n d\t ", "abc d"},
		{"\xff\xfe x", "x"},
		{"", ""},
	} {
		if got := drawable(c.text); got != c.want {
			t.Errorf("%q is drawn as %q, want %q", c.text, got, c.want)
		}
	}
	with, without := sample, sample
	with.Title, without.Title = "ダッシュボードが遅い", ""
	if !bytes.Equal(encode(t, with), encode(t, without)) {
		t.Error("a title that cannot be drawn leaves traces")
	}
	if got := drawableParts("Mar 10 · ウェブ · 2 h"); got != "Mar 10 · 2 h" {
		t.Errorf("of three parts, %q is left", got)
	}
	// Without a title, the state is larger.
	if n := inked(decode(t, with), whereTitle); n < 10_000 {
		t.Errorf("without a title, its place has %d pixels", n)
	}
}

func TestWrap(t *testing.T) {
	long := strings.Repeat("word ", 60)
	for _, c := range []struct {
		name, text string
		lines      int
		whole      bool
	}{
		{"short", "Short", 1, true},
		{"two lines", "A title that is too long for a single line of it", 2, true},
		{"cut", long, 3, false},
		{"no spaces", strings.Repeat("x", 300), 3, false},
	} {
		lines, whole := wrap(c.text, bold, 62, textWidth, 3)
		if len(lines) != c.lines || whole != c.whole {
			t.Errorf("%s: %d lines, whole %t: %q", c.name, len(lines), whole, lines)
		}
		for _, l := range lines {
			if n := widthOf(l, bold, 62); n > textWidth {
				t.Errorf("%s: %q is %d pixels wide", c.name, l, n)
			}
		}
		if joined := strings.Join(lines, " "); c.whole && joined != c.text {
			t.Errorf("%s: %q is %q", c.name, c.text, joined)
		} else if !c.whole && !strings.HasSuffix(joined, "…") {
			t.Errorf("%s: no ellipsis shows that %q is cut", c.name, joined)
		}
	}
}

// Equal cards have equal bytes, from any goroutine and after any other cards.
func TestEqualCardsHaveEqualBytes(t *testing.T) {
	other := Card{Title: "Another", Colours: light}
	want, wantOther := encode(t, sample), encode(t, other)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 10 {
				if !bytes.Equal(encode(t, sample), want) || !bytes.Equal(encode(t, other), wantOther) {
					t.Error("a card differs from itself")
				}
			}
		})
	}
	wg.Wait()
	if bytes.Equal(want, wantOther) {
		t.Error("all cards are the same")
	}
}

// FuzzDraw draws cards with any text: nothing is drawn near the edges.
func FuzzDraw(f *testing.F) {
	f.Add("Title", "State", "major")
	f.Add(strings.Repeat("ffi\u0301 ", 500), "\u202e\x00", "none")
	f.Add("ダッシュ", "🔥", "nothing")
	v := canvases.Get().(*canvas)
	f.Fuzz(func(t *testing.T, title, state, shape string) {
		clear(v.Pix)
		Card{Site: state, Kicker: title, Title: title, State: state, Shape: shape, Detail: title, Colours: light}.draw(v)
		for y := range Height - stripe {
			row := v.Pix[y*v.Stride:][:Width]
			if bytes.Count(row[:40], []byte{0}) < 40 || bytes.Count(row[Width-40:], []byte{0}) < 40 || y < 40 && bytes.Count(row, []byte{0}) < Width {
				t.Fatalf("something is near the edge in row %d", y)
			}
		}
		if d := drawable(title); !utf8.ValidString(d) || drawable(d) != d {
			t.Errorf("%q is drawable as %q, and that as %q", title, d, drawable(d))
		}
	})
}

func TestSize(t *testing.T) {
	pngData := encode(t, sample)
	for _, c := range []struct {
		name, data    string
		width, height int
	}{
		{"PNG", string(pngData), 1200, 630},
		{"SVG", `<?xml version="1.0"?><!-- a logo --><svg xmlns="http://www.w3.org/2000/svg" width="120" height="40px" viewBox="0 0 3 1"/>`, 120, 40},
		{"view box", `<svg viewBox="0 0 300 100">`, 300, 100},
		{"view box with commas", `<svg viewBox="0,0, 300,100" width="100%" height="auto">`, 300, 100},
		{"small", `<svg viewBox="0 0 3 1">`, 48, 16},
		{"no size", `<svg>`, 0, 0},
		{"not a number", `<svg viewBox="0 0 NaN 1e99">`, 0, 0},
		{"HTML", `<html><svg viewBox="0 0 3 1"></html>`, 0, 0},
		{"nothing", "", 0, 0},
		{"half a PNG", string(pngData[:20]), 0, 0},
	} {
		w, h, ok := Size([]byte(c.data))
		if w != c.width || h != c.height || ok != (c.width > 0) {
			t.Errorf("%s: %d × %d, %t", c.name, w, h, ok)
		}
	}
}

func FuzzSize(f *testing.F) {
	f.Add([]byte(`<svg viewBox="0 0 3 1" width="-1">`))
	f.Add([]byte("GIF89a\x01\x00\x01\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if w, h, ok := Size(data); ok && (w <= 0 || h <= 0) {
			t.Errorf("%d × %d", w, h)
		}
	})
}

// BenchmarkPNG decides how many incidents get a card of their own.
func BenchmarkPNG(b *testing.B) {
	var buf bytes.Buffer
	for b.Loop() {
		buf.Reset()
		if err := sample.PNG(&buf); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(buf.Len()), "bytes")
}
