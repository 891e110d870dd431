// Package diag defines the problems that Statuary finds in a site: what is wrong, where, and what
// to do about it.
//
// A [Diagnostic] is complete when it is created: it has the position, a plain sentence, the source
// line and, if there is one, a hint. Nothing is added to it later. Sentences begin in lower case
// and have no full stop; a hint is something the reader can do.
package diag

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// Pos is a position in a file of the site.
type Pos struct {
	File string // slash-separated, relative to the site's folder
	Line int    // counts from 1; 0 is unknown
	Col  int    // in characters, counts from 1; 0 is unknown
}

// String returns file:line:col, as far as they are known.
func (p Pos) String() string {
	switch {
	case p.Line == 0:
		return p.File
	case p.Col == 0:
		return fmt.Sprintf("%s:%d", p.File, p.Line)
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Col)
}

// Diagnostic is one problem. A warning does not stop a build.
type Diagnostic struct {
	Pos
	Text    string // what is wrong
	Hint    string // what to do; may be empty
	Source  string // the line at Pos, without its line break; may be empty
	Warning bool
	Note    bool   // a warning about a possible improvement; Warning is set too
	Rule    string // the id of the rule that found it, as in docs/checks.md; empty for problems that builds check themselves
	Fix     *Fix   // a change that certainly corrects the problem, or nil
}

// Fix is the replacement of the word at the position of a problem.
type Fix struct {
	Old, New string
}

// Severity returns "error", "warning" or "note".
func (d Diagnostic) Severity() string {
	switch {
	case d.Note:
		return "note"
	case d.Warning:
		return "warning"
	}
	return "error"
}

// String returns the message on one line, without hint and source.
func (d Diagnostic) String() string {
	var b strings.Builder
	if d.File != "" {
		b.WriteString(d.Pos.String() + ": ")
	}
	if d.Warning {
		b.WriteString(d.Severity() + ": ")
	}
	b.WriteString(d.Text)
	return b.String()
}

// List is the problems found in one run.
type List []Diagnostic

// HasErrors reports whether the list contains an error, which stops a build.
func (l List) HasErrors() bool {
	return slices.ContainsFunc(l, func(d Diagnostic) bool { return !d.Warning })
}

// Count returns the number of errors and of warnings.
func (l List) Count() (errors, warnings int) {
	for _, d := range l {
		if d.Warning {
			warnings++
		} else {
			errors++
		}
	}
	return errors, warnings
}

// Sort sorts the list by position. Problems at the same position keep their order.
func (l List) Sort() {
	slices.SortStableFunc(l, func(a, b Diagnostic) int {
		return cmp.Or(
			cmp.Compare(a.File, b.File),
			cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.Col, b.Col),
		)
	})
}

// Error returns the problems, one on each line. It makes a list with errors an error.
func (l List) Error() string {
	lines := make([]string, len(l))
	for i, d := range l {
		lines[i] = d.String()
	}
	return strings.Join(lines, "\n")
}

// Severities returns how many problems are errors, warnings and notes.
func (l List) Severities() (errors, warnings, notes int) {
	errors, warnings = l.Count()
	for _, d := range l {
		if d.Note {
			notes++
		}
	}
	return errors, warnings - notes, notes
}

// Split separates the problems of some files from those of others. Nil means all files.
func (l List) Split(files map[string]bool) (of, others List) {
	for _, d := range l {
		if files == nil || files[d.File] {
			of = append(of, d)
		} else {
			others = append(others, d)
		}
	}
	return of, others
}

// Line returns line n of a file, counting from 1, without its line break, or an empty string if
// there is no such line.
func Line(src []byte, n int) string {
	for i := 1; n > 0; i++ {
		line, rest, more := bytes.Cut(src, []byte("\n"))
		if i == n {
			return string(bytes.TrimSuffix(line, []byte("\r")))
		}
		if !more {
			break
		}
		src = rest
	}
	return ""
}

// Reason returns the message of a file system error, without the operation and the path, which the
// diagnostic contains already.
func Reason(err error) string {
	if p := new(fs.PathError); errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}
