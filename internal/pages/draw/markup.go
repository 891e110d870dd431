package draw

import (
	"bytes"
	"html/template"
	"sync"
)

// markup is HTML that is being drawn. Its pieces are copied once, into memory of an earlier drawing, and
// once more when it ends: joining strings first would need several times the memory.
type markup struct{ bytes.Buffer }

var drawn = sync.Pool{New: func() any { return new(markup) }}

func begin() *markup { return drawn.Get().(*markup) }

// write writes strings one after another.
func (m *markup) write(parts ...string) {
	for _, p := range parts {
		m.WriteString(p)
	}
}

// end returns what was drawn. Nothing may be drawn afterwards.
func (m *markup) end() template.HTML {
	html := template.HTML(m.String())
	m.Reset()
	drawn.Put(m)
	return html
}
