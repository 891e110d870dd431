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

// weight is a font weight.
type weight uint8

const (
	regular weight = iota
	bold
)

// fonts parses the fonts when the first card is drawn.
var fonts = sync.OnceValue(func() [2]*sfnt.Font {
	var list [2]*sfnt.Font
	for w, data := range map[weight][]byte{regular: goregular.TTF, bold: gobold.TTF} {
		f, err := opentype.Parse(data)
		if err != nil {
			panic("socialcard: " + err.Error()) // the data comes with the library
		}
		list[w] = f
	}
	return list
})

// glyph is a letter as a mask.
type glyph struct {
	mask    *image.Alpha // nil for blank glyphs
	offset  image.Point  // from the origin of the letter to the corner of the mask
	advance fixed.Int26_6
	ok      bool // whether the font has the letter
}

type glyphKey struct {
	weight weight
	size   int
	r      rune
}

// Caches of glyphs and faces. There are no more glyphs than the fonts have, in a few sizes. A face
// must not be used by several goroutines at once.
var (
	glyphs  = map[glyphKey]glyph{}
	faces   = map[glyphKey]font.Face{}
	glyphMu sync.Mutex
)

// glyphOf returns the glyph of a letter, from the cache if possible.
func glyphOf(w weight, size int, r rune) glyph {
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
			panic("socialcard: " + err.Error()) // NewFace returns no errors so far
		}
		faces[faceKey] = face
	}
	at, mask, from, advance, ok := face.Glyph(fixed.Point26_6{}, k.r)
	if !ok {
		return glyph{}
	}
	g := glyph{offset: at.Min, advance: advance, ok: true}
	// The face reuses its mask for the next glyph, so it is copied.
	if a, isAlpha := mask.(*image.Alpha); isAlpha && !at.Empty() {
		g.mask = image.NewAlpha(image.Rect(0, 0, at.Dx(), at.Dy()))
		for y := range at.Dy() {
			start := a.PixOffset(from.X, from.Y+y)
			copy(g.mask.Pix[y*g.mask.Stride:], a.Pix[start:start+at.Dx()])
		}
	}
	return g
}

// canDraw reports whether the fonts have a letter.
func canDraw(r rune) bool { return glyphOf(regular, kickerSize, r).ok }

// drawable makes a text fit to be drawn, or empty if that can't be: a letter is
// drawable returns a text as it can be drawn, or "" if the fonts lack one of its letters. Other
// characters that they lack, such as emoji, are removed.
func drawable(s string) string {
	var b strings.Builder
	space := false
	// No card has room for more.
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
		case !canDraw(r):
			// A spacing mark is part of a letter, so the text lacks a letter without it.
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

// drawableParts applies drawable to each part of a text with separators, and removes parts that
// cannot be drawn.
func drawableParts(s string) string {
	var list []string
	for part := range strings.SplitSeq(s, Separator) {
		if part = drawable(part); part != "" {
			list = append(list, part)
		}
	}
	return strings.Join(list, Separator)
}

// widthOf returns the width of a text, in pixels.
func widthOf(s string, w weight, size int) int {
	var x fixed.Int26_6
	for _, r := range s {
		x += glyphOf(w, size, r).advance
	}
	return x.Ceil()
}

// drawLine draws a text on one line, cut to width, with its baseline at y.
func drawLine(v *canvas, s string, w weight, size, x, y, width int, k ink) {
	lines, _ := wrap(s, w, size, width, 1)
	if len(lines) == 0 {
		return
	}
	at := fixed.I(x)
	for _, r := range lines[0] {
		g := glyphOf(w, size, r)
		if g.mask != nil {
			v.stamp(g.mask, image.Pt(at.Round(), y).Add(g.offset), k)
		}
		at += g.advance
	}
}

// wrap breaks a text into at most most lines, between words if possible. whole is false if the text
// had to be cut.
func wrap(s string, w weight, size, width, most int) (lines []string, whole bool) {
	for s != "" {
		n := fitBytes(s, w, size, width)
		if n == len(s) {
			return append(lines, s), true
		}
		if len(lines) == most-1 {
			n = fitBytes(s, w, size, width-widthOf("…", w, size))
			return append(lines, strings.TrimRight(s[:n], " ,;:.–—-(")+"…"), false
		}
		// The line may end at a space right after the last byte that fits.
		if i := strings.LastIndexByte(s[:min(n+1, len(s))], ' '); i > 0 {
			n = i
		}
		lines = append(lines, strings.TrimRight(s[:n], " "))
		s = strings.TrimLeft(s[n:], " ")
	}
	return lines, true
}

// fitBytes returns the number of bytes of a text that fit into a width, with at least one letter.
func fitBytes(s string, w weight, size, width int) int {
	var x fixed.Int26_6
	for i, r := range s {
		if x += glyphOf(w, size, r).advance; x.Ceil() > width && i > 0 {
			return i
		}
	}
	return len(s)
}
