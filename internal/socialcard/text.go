package socialcard

import (
	"image"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/unicode/norm"
)

// weight names a font.
type weight uint8

const (
	regular weight = iota
	bold
)

// fonts are read when the first picture is drawn.
var fonts = sync.OnceValue(func() [2]*sfnt.Font {
	var list [2]*sfnt.Font
	for w, data := range map[weight][]byte{regular: goregular.TTF, bold: gobold.TTF} {
		f, err := opentype.Parse(data)
		if err != nil {
			panic("picture: " + err.Error()) // the data comes with the library
		}
		list[w] = f
	}
	return list
})

// glyph is a letter, ready to be drawn.
type glyph struct {
	mask    *image.Alpha // nil where nothing is to be seen
	offset  image.Point  // of the mask's corner from where the letter stands
	advance fixed.Int26_6
	ok      bool // the font has it
}

type glyphKey struct {
	weight weight
	size   int
	r      rune
}

// The glyphs that have been drawn. There are no more than the fonts have, in a
// few sizes. A face is for one goroutine.
var (
	glyphs  = map[glyphKey]glyph{}
	faces   = map[glyphKey]font.Face{}
	glyphMu sync.Mutex
)

// look gives a letter.
func look(w weight, size int, r rune) glyph {
	k := glyphKey{w, size, r}
	glyphMu.Lock()
	defer glyphMu.Unlock()
	g, known := glyphs[k]
	if !known {
		g = drawGlyph(k)
		glyphs[k] = g
	}
	return g
}

func drawGlyph(k glyphKey) glyph {
	var buf sfnt.Buffer
	if n, err := fonts()[k.weight].GlyphIndex(&buf, k.r); err != nil || n == 0 {
		return glyph{}
	}
	faceKey := glyphKey{k.weight, k.size, 0}
	face := faces[faceKey]
	if face == nil {
		var err error
		face, err = opentype.NewFace(fonts()[k.weight], &opentype.FaceOptions{Size: float64(k.size), DPI: 72})
		if err != nil {
			panic("picture: " + err.Error()) // it reports nothing so far
		}
		faces[faceKey] = face
	}
	at, mask, from, advance, ok := face.Glyph(fixed.Point26_6{}, k.r)
	if !ok {
		return glyph{}
	}
	g := glyph{offset: at.Min, advance: advance, ok: true}
	// The face draws the next one into the same mask.
	if a, isAlpha := mask.(*image.Alpha); isAlpha && !at.Empty() {
		g.mask = image.NewAlpha(image.Rect(0, 0, at.Dx(), at.Dy()))
		for y := range at.Dy() {
			start := a.PixOffset(from.X, from.Y+y)
			copy(g.mask.Pix[y*g.mask.Stride:], a.Pix[start:start+at.Dx()])
		}
	}
	return g
}

// has is true if the fonts can write a letter.
func has(r rune) bool { return look(regular, kickerSize, r).ok }

// drawable makes a text fit to be drawn, or empty if that can't be: a letter is
// missing from the fonts. Signs that are missing, such as emoji, are left out.
func drawable(s string) string {
	var b strings.Builder
	space := false
	// What no picture has room for needs no look.
	if len(s) > 2000 {
		s = s[:2000]
	}
	for _, r := range norm.NFC.String(strings.ToValidUTF8(s, "")) {
		switch {
		case unicode.IsSpace(r):
			space = b.Len() > 0
			continue
		case !unicode.IsPrint(r):
			continue
		case !has(r):
			// Marks are part of a letter. One alone in its script is as good as missing.
			if unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.Is(unicode.Mc, r) {
				return ""
			}
			continue
		}
		if space {
			b.WriteByte(' ')
		}
		space = false
		b.WriteRune(r)
	}
	return b.String()
}

// drawableParts does the same for each part of a text of several.
func drawableParts(s string) string {
	var list []string
	for part := range strings.SplitSeq(s, Separator) {
		if part = drawable(part); part != "" {
			list = append(list, part)
		}
	}
	return strings.Join(list, Separator)
}

// advance is how wide a text is.
func advance(s string, w weight, size int) int {
	var x fixed.Int26_6
	for _, r := range s {
		x += look(w, size, r).advance
	}
	return x.Ceil()
}

// line draws a text on one line, cut to a width. Its letters stand on y.
func line(v *canvas, s string, w weight, size, x, y, width int, k ink) {
	lines, _ := wrap(s, w, size, width, 1)
	if len(lines) == 0 {
		return
	}
	at := fixed.I(x)
	for _, r := range lines[0] {
		g := look(w, size, r)
		if g.mask != nil {
			v.stamp(g.mask, image.Pt(at.Round(), y).Add(g.offset), k)
		}
		at += g.advance
	}
}

// wrap breaks a text that is drawable into lines, between words where it can.
// Whole is false where it had to be cut after the last one.
func wrap(s string, w weight, size, width, most int) (lines []string, whole bool) {
	for s != "" {
		n := fitting(s, w, size, width)
		if n == len(s) {
			return append(lines, s), true
		}
		if len(lines) == most-1 {
			n = fitting(s, w, size, width-advance("…", w, size))
			return append(lines, strings.TrimRight(s[:n], " ,;:.–—-(")+"…"), false
		}
		// The space after the last word that fits may be where the line ends.
		if i := strings.LastIndexByte(s[:min(n+1, len(s))], ' '); i > 0 {
			n = i
		}
		lines = append(lines, strings.TrimRight(s[:n], " "))
		s = strings.TrimLeft(s[n:], " ")
	}
	return lines, true
}

// fitting is how many bytes of a text are within a width: one letter at least.
func fitting(s string, w weight, size, width int) int {
	var x fixed.Int26_6
	for i, r := range s {
		if x += look(w, size, r).advance; x.Ceil() > width && i > 0 {
			return i
		}
	}
	return len(s)
}
