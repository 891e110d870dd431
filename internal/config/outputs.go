package config

import (
	"statuary/internal/diag"
	"statuary/internal/frontmatter"
)

// Switch is a key of the table [outputs]. Package pages knows which outputs there are.
type Switch struct {
	On  bool
	Key Value // the key, for messages
}

// outputs reads the table [outputs].
func (d *decoder) outputs(f frontmatter.Field) {
	d.config.Outputs = map[string]Switch{}
	for _, k := range d.Fields(f.Value, f.Key) {
		d.config.Outputs[k.Key] = Switch{
			On:  d.Bool(k),
			Key: Value{k.Key, diag.Pos{File: d.File, Line: k.Line, Col: k.Col}, diag.Line(d.Src, k.Line)},
		}
	}
}
