package socialcard

import (
	"bytes"
	"encoding/xml"
	"errors"
	"image"
	_ "image/gif"  // for Size
	_ "image/jpeg" // for Size
	"io"
	"math"
	"strconv"
	"strings"

	_ "golang.org/x/image/webp" // for Size
)

// Size returns the width and height of a PNG, JPEG, GIF, WebP or SVG image. For an SVG they are its
// width and height or, if these are missing, the proportions of its view box. ok is false for other
// files, and for an SVG that has neither.
func Size(data []byte) (width, height int, ok bool) {
	if c, _, err := image.DecodeConfig(bytes.NewReader(data)); err == nil {
		return c.Width, c.Height, c.Width > 0 && c.Height > 0
	}
	d := xml.NewDecoder(bytes.NewReader(data))
	d.Strict = false
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	for {
		t, err := d.Token()
		if err != nil {
			return 0, 0, false
		}
		if e, isElement := t.(xml.StartElement); isElement {
			if e.Name.Local != "svg" {
				return 0, 0, false
			}
			return svgSize(e.Attr)
		}
	}
}

func svgSize(attrs []xml.Attr) (width, height int, ok bool) {
	var w, h float64
	var box []string
	for _, a := range attrs {
		switch a.Name.Local {
		case "width":
			w, _ = pixels(a.Value)
		case "height":
			h, _ = pixels(a.Value)
		case "viewBox":
			box = strings.FieldsFunc(a.Value, func(r rune) bool { return r == ',' || r == ' ' || r == '\n' || r == '\t' })
		}
	}
	if (w <= 0 || h <= 0) && len(box) == 4 {
		w, _ = pixels(box[2])
		h, _ = pixels(box[3])
	}
	if w <= 0 || h <= 0 {
		return 0, 0, false
	}
	// Only the proportions matter, so small numbers are scaled up.
	for w < 16 || h < 16 {
		w, h = w*16, h*16
	}
	return int(math.Round(w)), int(math.Round(h)), w < 1e6 && h < 1e6
}

// pixels parses a CSS length in pixels.
func pixels(s string) (float64, error) {
	n, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(s), "px"), 64)
	if err == nil && (math.IsNaN(n) || math.IsInf(n, 0) || n < 1e-3 || n > 1e6) {
		return 0, errors.New("out of range")
	}
	return n, err
}
