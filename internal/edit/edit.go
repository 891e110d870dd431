// Package edit changes incident files as a careful person would: it adds an entry and leaves every
// other byte unchanged, with the file's comments, order, quoting, line endings and spaces.
//
// No YAML or TOML library writes a file back unchanged, so an entry is inserted as lines of text.
// The positions from package frontmatter show where. The new text is then parsed, and accepted only
// if it contains all of the old data, in the same order, and the new entry, and nothing else. If no
// place is accepted, the file is refused with the text to insert by hand ([Unsafe]). A flow-style
// timeline, [{at: …}, {at: …}], is always refused.
package edit

import (
	"bytes"
	"reflect"
	"slices"
	"strings"

	"statuary/internal/diag"
	"statuary/internal/frontmatter"
	"statuary/internal/incident"
)

// Unsafe is the error for a file that can't be edited safely. Paste is the text to insert by hand.
type Unsafe struct {
	diag.Diagnostic
	Paste string
}

func (e *Unsafe) Error() string { return e.Diagnostic.String() }

// mostPlaces is how many places are tried before a file is refused. The first one is right for
// almost all files.
const mostPlaces = 40

// Append adds an entry to the timeline of a file: at the end, at the top if the file lists the
// newest first, or between the entries before and after it in time. Errors are of type diag.List,
// for a file or an entry that is not valid, or *Unsafe.
func Append(p *incident.Parser, name string, src []byte, e incident.Update) ([]byte, error) {
	e = clean(e)
	if problem := unwritable(e); problem != nil {
		return nil, problem
	}
	old, problems := p.Parse(name, src)
	if problems.HasErrors() {
		return nil, problems
	}
	file, _ := frontmatter.Parse(name, src)
	f := &timelineFile{parser: p, name: name, src: src, file: file, old: old, lines: splitLines(src)}
	for _, field := range file.Front.Map {
		if field.Key == "timeline" {
			f.timeline = field
		}
	}
	places, text := f.yamlPlaces, f.yamlEntry
	if file.Mark == "+++" {
		places, text = f.tomlPlaces, f.tomlEntry
	}
	for n, at := range places(e) {
		if n == mostPlaces {
			break
		}
		nl := "\n"
		if strings.HasSuffix(f.lines[at.line-1], "\r\n") {
			nl = "\r\n"
		}
		for _, simple := range []bool{true, false} {
			entry := text(e, simple)
			if strings.HasPrefix(entry, "\n") && strings.TrimSpace(f.lines[at.line-1]) == "" {
				entry = entry[1:]
			}
			entry = strings.ReplaceAll(entry, "\n", nl)
			out := slices.Concat(joinLines(f.lines[:at.line]), []byte(entry), joinLines(f.lines[at.line:]))
			if f.verify(out, at.index, e) {
				return out, nil
			}
		}
	}
	return nil, f.refuse(strings.TrimPrefix(text(e, false), "\n"))
}

// place is where an entry may be inserted: after which line of the file, and as which element of
// the timeline.
type place struct{ line, index int }

// timelineFile is a file to which an entry is added.
type timelineFile struct {
	parser   *incident.Parser
	name     string
	src      []byte
	file     frontmatter.File
	old      *incident.Incident
	lines    []string // with their line breaks
	timeline frontmatter.Field
}

// verify reports whether the new text is the old data plus the entry e, as the element index of the
// timeline.
func (f *timelineFile) verify(out []byte, index int, e incident.Update) bool {
	in, problems := f.parser.Parse(f.name, out)
	if problems.HasErrors() {
		return false
	}
	file, _ := frontmatter.Parse(f.name, out)
	if file.Body != f.file.Body || len(file.Front.Map) != len(f.file.Front.Map) {
		return false
	}
	for i, field := range file.Front.Map {
		if field.Key == "timeline" {
			list := field.Value.List
			if field.Value.Kind != frontmatter.List || index >= len(list) {
				return false
			}
			field.Value.List = slices.Delete(slices.Clone(list), index, index+1)
		}
		if was := f.file.Front.Map[i]; was.Key != field.Key || !same(was.Value, field.Value) {
			return false
		}
	}
	return countOf(in.Updates, e) == countOf(f.old.Updates, e)+1
}

// same reports whether two values are equal, apart from their positions.
func same(a, b frontmatter.Value) bool {
	return a.Kind == b.Kind && a.Text == b.Text && a.Quoted == b.Quoted &&
		slices.EqualFunc(a.List, b.List, same) &&
		slices.EqualFunc(a.Map, b.Map, func(a, b frontmatter.Field) bool { return a.Key == b.Key && same(a.Value, b.Value) })
}

func countOf(updates []incident.Update, e incident.Update) (n int) {
	for _, u := range updates {
		if u.At.Equal(e.At) && u.Status == e.Status && u.Label == e.Label && u.NextUpdate.Equal(e.NextUpdate) && u.Message == e.Message &&
			len(u.Components) == len(e.Components) && (len(e.Components) == 0 || reflect.DeepEqual(u.Components, e.Components)) {
			n++
		}
	}
	return n
}

func (f *timelineFile) refuse(text string) error {
	line, col := f.timeline.Line, f.timeline.Col
	return &Unsafe{
		Diagnostic: diag.Diagnostic{
			Pos:    diag.Pos{File: f.name, Line: line, Col: col},
			Text:   "an entry can't be added to this timeline without a change to the rest of the file",
			Hint:   "put each entry on lines of its own, or paste the text below",
			Source: diag.Line(bytes.TrimPrefix(f.src, []byte("\ufeff")), line),
		},
		Paste: text,
	}
}

// splitLines splits a text after each line break.
func splitLines(src []byte) []string { return strings.SplitAfter(string(src), "\n") }

func joinLines(lines []string) []byte { return []byte(strings.Join(lines, "")) }
