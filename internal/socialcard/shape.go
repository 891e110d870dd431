package socialcard

import (
	"image"
	"sync"

	"golang.org/x/image/vector"
)

// shape is a drawing in a square of 16 by 16, like the icons of the built-in theme. Numbers
// alternate between x and y.
type shape struct {
	outline []float32
	disc    float32   // radius of a disc in the middle, instead of an outline
	hole    float32   // radius of a disc that is cut out of the middle
	holes   []polygon // areas that are cut out
	marks   []polygon // areas that are filled again
}

type polygon []float32

func box(x0, y0, x1, y1 float32) polygon { return polygon{x0, y0, x1, y0, x1, y1, x0, y1} }

var shapes = map[string]shape{
	"operational": {disc: 8, holes: []polygon{{11.7, 4.6, 7, 9.7, 4.5, 7.3, 3.2, 8.7, 7.1, 12.4, 13.1, 5.9}}},
	"maintenance": {disc: 8, holes: []polygon{box(3.2, 6.8, 5.6, 9.2), box(6.8, 6.8, 9.2, 9.2), box(10.4, 6.8, 12.8, 9.2)}},
	"scheduled":   {disc: 8, hole: 6, marks: []polygon{{7.1, 4, 8.9, 4, 8.9, 7.6, 11.5, 10.1, 10.2, 11.4, 7.1, 8.4}}},
	"degraded":    {outline: polygon{8, .6, 16, 15.2, 0, 15.2}, holes: []polygon{box(7, 5.4, 9, 10.4), box(7, 11.6, 9, 13.6)}},
	"partial":     {outline: polygon{8, 0, 16, 8, 8, 16, 0, 8}, holes: []polygon{box(7, 3.8, 9, 8.8), box(7, 10, 9, 12)}},
	"major": {
		outline: polygon{4.7, 0, 11.3, 0, 16, 4.7, 16, 11.3, 11.3, 16, 4.7, 16, 0, 11.3, 0, 4.7},
		holes: []polygon{{
			5.3, 3.9, 3.9, 5.3, 6.6, 8, 3.9, 10.7, 5.3, 12.1, 8, 9.4, 10.7, 12.1, 12.1, 10.7, 9.4, 8, 12.1, 5.3, 10.7, 3.9, 8, 6.6,
		}},
	},
	"none": {disc: 7, hole: 4.8},
}

type maskKey struct {
	name string
	size int
}

// masks caches the masks of shapes: a few, in two sizes.
var masks sync.Map

// drawShape draws a shape with its top left corner at x, y.
func drawShape(v *canvas, name string, size, x, y int) {
	s, known := shapes[name]
	if !known {
		return
	}
	m, ok := masks.Load(maskKey{name, size})
	if !ok {
		m, _ = masks.LoadOrStore(maskKey{name, size}, s.mask(size))
	}
	v.stamp(m.(*image.Alpha), image.Pt(x, y), inkTone)
}

// mask returns the mask of a shape. The rasterizer treats paths of opposite winding as a hole only
// where the windings add up to zero, so the parts are drawn separately.
func (s shape) mask(size int) *image.Alpha {
	r := image.Rect(0, 0, size, size)
	scale := float32(size) / 16
	part := func(draw func(z *vector.Rasterizer)) *image.Alpha {
		z, m := vector.NewRasterizer(size, size), image.NewAlpha(r)
		draw(z)
		z.Draw(m, r, image.Opaque, image.Point{})
		return m
	}
	path := func(p polygon) func(z *vector.Rasterizer) {
		return func(z *vector.Rasterizer) {
			z.MoveTo(p[0]*scale, p[1]*scale)
			for i := 2; i < len(p); i += 2 {
				z.LineTo(p[i]*scale, p[i+1]*scale)
			}
			z.ClosePath()
		}
	}
	var all *image.Alpha
	if s.disc > 0 {
		all = part(circle(s.disc*scale, 8*scale))
	} else {
		all = part(path(s.outline))
	}
	cut := func(hole *image.Alpha) {
		for i, a := range hole.Pix {
			all.Pix[i] = uint8(uint(all.Pix[i]) * uint(255-a) / 255)
		}
	}
	if s.hole > 0 {
		cut(part(circle(s.hole*scale, 8*scale)))
	}
	for _, p := range s.holes {
		cut(part(path(p)))
	}
	for _, p := range s.marks {
		for i, a := range part(path(p)).Pix {
			all.Pix[i] = max(all.Pix[i], a)
		}
	}
	return all
}

// circle returns a function that draws a circle around the point (middle, middle) as four curves. k
// is the distance of their control points (within 0.03 % of a circle).
func circle(radius, middle float32) func(z *vector.Rasterizer) {
	const k = 0.5523
	return func(z *vector.Rasterizer) {
		m, r, h := middle, radius, radius*k
		z.MoveTo(m, m-r)
		z.CubeTo(m+h, m-r, m+r, m-h, m+r, m)
		z.CubeTo(m+r, m+h, m+h, m+r, m, m+r)
		z.CubeTo(m-h, m+r, m-r, m+h, m-r, m)
		z.CubeTo(m-r, m-h, m-h, m-r, m, m-r)
		z.ClosePath()
	}
}
