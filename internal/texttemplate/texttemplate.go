// Package texttemplate parses and executes templates of texts: those in config.toml, and those in files,
// which package entrytext reads.
package texttemplate

import (
	"errors"
	"strings"
	"text/template"
)

// MaxText is the largest result of a template, in bytes.
const MaxText = 64 << 10

// Parse parses a template. Its error begins with the line in the text, as "3: ". A key that a map does not
// have is an error when the template is executed.
func Parse(name, text string) (*template.Template, error) {
	t, err := template.New(name).Option("missingkey=error").Parse(text)
	if err != nil {
		return nil, errors.New(strings.TrimPrefix(err.Error(), "template: "+name+":"))
	}
	return t, nil
}

// Execute returns the text that a template makes of data, without white space around it.
func Execute(t *template.Template, data any) (string, error) {
	var out strings.Builder
	if err := t.Execute(&limited{&out, MaxText}, data); err != nil {
		return "", errors.New(strings.TrimPrefix(err.Error(), "template: "))
	}
	return strings.TrimSpace(out.String()), nil
}

// limited is a writer that takes a number of bytes.
type limited struct {
	w    *strings.Builder
	left int
}

func (l *limited) Write(p []byte) (int, error) {
	if len(p) > l.left {
		return 0, errors.New("the text is too long")
	}
	l.left -= len(p)
	return l.w.Write(p)
}
