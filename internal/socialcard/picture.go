// Package socialcard draws what a preview of a link shows: a card of 1200 by 630
// pixels, the size that Open Graph's readers ask for, with the name of the site,
// a title and a state in its shape, word and colour.
//
// A card is drawn for speed, since a site may have thousands: glyphs and shapes
// are turned into masks once, a pixel is a byte, and the encoder takes its fastest
// setting: 1.5 ms for a card of 22 KB, of which drawing is 0.2 ms. (Sixteen
// colours, which PNG packs into half a byte, make 18 KB in 4 ms.)
//
// Letters come from the Go fonts, which have Latin, Greek and Cyrillic. A text
// that they can't write is left out of the picture; boxes in its place would say
// nothing.
package socialcard

import (
	"image"
	"image/color"
	"image/png"
	"io"
	"sync"
)

// Width and Height of a card, in pixels.
const (
	Width  = 1200
	Height = 630
)

// Separator stands between the parts of a detail, each of which is left out by
// itself where it can't be written.
const Separator = " · "

// Card is what a picture shows. Two that are equal give the same bytes.
type Card struct {
	Site   string // at the top: "cloud.gov Status"
	Kicker string // what it is about: "Incident Report"; may be empty
	Title  string // up to four lines, the rest is cut; without one, the state is as large as it would be
	Shape  string // of the state: "operational", "maintenance", "degraded", "partial", "major", "scheduled" or "none"; may be empty
	State  string // the word beside the shape; may be empty
	Detail string // a line below, or two without a title: when, and what was hit, with a Separator between; may be empty

	Colours Colours
}

// Colours of a card.
type Colours struct {
	Ground color.RGBA // what all stands on
	Ink    color.RGBA
	Soft   color.RGBA // of lesser words
	Tone   color.RGBA // of the state
}

// steps is how many colours an ink has, from the ground to the full one.
const steps = 15

// ink is a colour to draw with.
type ink uint8

const (
	inkTitle ink = iota
	inkSoft
	inkTone
)

// canvas is an image at work. A pixel holds 0 for the ground, and else the step
// of an ink.
type canvas struct {
	*image.Paletted
}

var canvases = sync.Pool{New: func() any {
	return &canvas{Paletted: image.NewPaletted(image.Rect(0, 0, Width, Height), nil)}
}}

// The layout, in pixels.
const (
	margin    = 80
	textWidth = Width - 2*margin
	stripe    = 18 // at the foot, in the colour of the state
)

// PNG writes the picture.
func (c Card) PNG(w io.Writer) error {
	v := canvases.Get().(*canvas)
	defer canvases.Put(v)
	clear(v.Pix)
	v.Palette = c.Colours.palette()
	c.draw(v)
	return encoder.Encode(w, v.Paletted)
}

var encoder = png.Encoder{CompressionLevel: png.BestSpeed, BufferPool: &buffers{}}

// buffers keeps what the encoder needs for the next picture.
type buffers struct{ sync.Pool }

// Get implements png.EncoderBufferPool.
func (b *buffers) Get() *png.EncoderBuffer {
	e, _ := b.Pool.Get().(*png.EncoderBuffer)
	return e
}

// Put implements png.EncoderBufferPool.
func (b *buffers) Put(e *png.EncoderBuffer) { b.Pool.Put(e) }

// palette lists the ground and the steps of each ink.
func (c Colours) palette() color.Palette {
	list := color.Palette{c.Ground}
	for _, full := range []color.RGBA{c.Ink, c.Soft, c.Tone} {
		for n := 1; n <= steps; n++ {
			mix := func(a, b uint8) uint8 { return uint8((int(a)*(steps-n) + int(b)*n) / steps) }
			list = append(list, color.RGBA{mix(c.Ground.R, full.R), mix(c.Ground.G, full.G), mix(c.Ground.B, full.B), 0xff})
		}
	}
	return list
}

// fill paints a rectangle.
func (v *canvas) fill(r image.Rectangle, k ink) {
	r = r.Intersect(v.Rect)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := v.Pix[v.PixOffset(r.Min.X, y):v.PixOffset(r.Max.X, y)]
		for x := range row {
			row[x] = uint8(k)*steps + steps
		}
	}
}

// stamp paints through a mask, whose top left corner comes to a place.
func (v *canvas) stamp(m *image.Alpha, at image.Point, k ink) {
	r := m.Rect.Add(at.Sub(m.Rect.Min)).Intersect(v.Rect)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		from := m.Pix[m.PixOffset(r.Min.X-at.X+m.Rect.Min.X, y-at.Y+m.Rect.Min.Y):]
		to := v.Pix[v.PixOffset(r.Min.X, y):v.PixOffset(r.Max.X, y)]
		for x := range to {
			step := uint8((uint(from[x])*steps + 127) / 255)
			if step == 0 {
				continue
			}
			// Where two glyphs touch, the fuller one counts.
			if full := uint8(k)*steps + step; full > to[x] || (to[x]-1)/steps != uint8(k) {
				to[x] = full
			}
		}
	}
}
