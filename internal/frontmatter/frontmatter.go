// Package frontmatter splits a Markdown file into front matter and body, and reads the front
// matter, YAML between "---" lines or TOML between "+++" lines, into values with their positions in
// the file. config.toml is read into the same values.
//
// The file is split by github.com/adrg/frontmatter, YAML is read by go.yaml.in/yaml/v4 and TOML by
// github.com/pelletier/go-toml/v2; only this package imports them. This package adds what helps
// people with their mistakes: every line and column is that of the file, a fence counts only at the
// start of a line (so that a rule in an indented message does not end the front matter), and a file
// whose front matter is not closed is an error, not a file without front matter.
package frontmatter

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/adrg/frontmatter"

	"statuary/internal/chars"
	"statuary/internal/diag"
)

// The fences of YAML and TOML.
const (
	yamlMark = "---"
	tomlMark = "+++"
)

// Kind is the type of a value.
type Kind uint8

const (
	Null   Kind = iota // an empty value, or "~"
	Scalar             // a text, a number, a boolean or a time
	List
	Map
)

// Value is one value of the front matter.
type Value struct {
	Kind   Kind
	Text   string // of a scalar, unquoted; dates and numbers as they are written
	Quoted bool   // a scalar that is certainly a text
	Line   int    // in the file, counts from 1
	Col    int    // in characters, counts from 1
	List   []Value
	Map    []Field // in the order of the file, each key once
}

// Field is a key of a map with its value.
type Field struct {
	Key   string
	Line  int
	Col   int
	Value Value
}

// File is a file split into front matter and body.
type File struct {
	Front    Value  // always a Map
	Body     string // everything after the line of the closing fence, with \n for line breaks
	BodyLine int    // the file's line at which Body begins
	Mark     string // the fences: "---" for YAML, "+++" for TOML

	FrontLine, EndLine int // the lines below the opening fence, and of the closing fence
}

// Parse splits a file and reads its front matter. If it reports an error, the File is empty;
// warnings do not affect it.
func Parse(name string, src []byte) (File, diag.List) {
	src = bytes.TrimPrefix(src, []byte("\ufeff"))
	p := &problems{file: name, src: src}
	if text, hint := TooLarge(int64(len(src))); text != "" {
		p.add(1, 1, text, hint)
		return File{}, p.list
	}
	if p.unreadable(); p.list != nil {
		return File{}, p.list
	}
	f, ok := p.fences()
	if !ok {
		return File{}, p.list
	}
	var front Value
	read := func(data []byte, _ any) error {
		// Put as many line breaks before the data as there are lines before it in the file. All
		// positions are then those of the file.
		before := bytes.Repeat([]byte("\n"), bytes.Count(src[:f.front], []byte("\n")))
		if f.mark == tomlMark {
			front = p.toml(append(before, data...))
		} else {
			front = p.yaml(io.MultiReader(bytes.NewReader(before), bytes.NewReader(data)), f)
		}
		return nil
	}
	// The library ends front matter at any line that is "---" once trimmed. A file that was
	// accepted so far contains no NUL, so with a NUL in the closing fence only that line is the
	// end.
	sentinel := f.mark + "\x00"
	r := readers.Get().(*bufio.Reader)
	defer readers.Put(r)
	r.Reset(io.MultiReader(bytes.NewReader(src[:f.end]), strings.NewReader(sentinel+"\n")))
	if _, err := frontmatter.MustParse(r, nil, frontmatter.NewFormat(f.mark, sentinel, read)); err != nil {
		p.add(f.line, 1, "the end of the front matter can't be found", "put a line that holds only "+f.mark+" above the first key, and another below the last")
	}
	if p.list.HasErrors() {
		return File{}, p.list
	}
	if front.Kind == Null {
		front = Value{Kind: Map, Line: f.line, Col: 1}
	}
	return File{
		Front:    front,
		Body:     chars.Unformatted(strings.ReplaceAll(string(src[f.body:]), "\r\n", "\n")),
		BodyLine: 1 + bytes.Count(src[:f.body], []byte("\n")),
		Mark:     f.mark,

		FrontLine: f.line + 1,
		EndLine:   1 + bytes.Count(src[:f.end], []byte("\n")),
	}, p.list
}

// readers are reused by the library, which would allocate one for each file.
var readers = sync.Pool{New: func() any { return bufio.NewReader(nil) }}

// fences are the positions of the parts of a file, in bytes.
type fences struct {
	mark  string // "---" or "+++"
	line  int    // of the opening fence
	front int    // start of the front matter
	end   int    // start of the closing fence
	body  int    // start of the body
}

func (p *problems) fences() (f fences, ok bool) {
	text := p.src
	line := 0
	near := 0 // a line that is almost the closing fence
	for at := 0; at < len(text); {
		if line++; line-f.line > maxLines && f.mark != "" {
			p.add(f.line, 1, fmt.Sprintf("the front matter has more than %d lines", maxLines), fewerHint)
			return f, false
		}
		next := at + lineLength(text[at:])
		trimmed := bytes.TrimRight(text[at:next], " \t\r\n")
		switch {
		case f.mark == "" && len(trimmed) == 0:
			// blank lines before the front matter are allowed
		case f.mark == "":
			f.mark = string(trimmed)
			if f.mark != yamlMark && f.mark != tomlMark {
				p.noFence(line, string(trimmed))
				return f, false
			}
			f.line, f.front = line, next
		case len(trimmed) == 3 && string(trimmed) == f.mark:
			f.end, f.body = at, next
			return f, true
		case near == 0 && !hasWord(trimmed) && nearFence(string(trimmed)) == f.mark:
			near = line
		}
		at = next
	}
	switch {
	case f.mark == "":
		p.add(1, 1, "the file is empty", "begin with a line ---, then title: and timeline:, then a line ---")
	case near > 0:
		p.add(near, 1, "the front matter is not closed: this line should hold only "+f.mark, "write "+f.mark+" at the beginning of the line, and nothing else")
	default:
		p.add(f.line, 1, "the front matter that begins here is never closed",
			"put a line that holds only "+f.mark+", without spaces before it, below the last key")
	}
	return f, false
}

// hasWord reports whether a line contains an ASCII letter or digit, as most lines do.
func hasWord(line []byte) bool {
	for _, c := range line {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' {
			return true
		}
	}
	return false
}

// nearFence returns the fence that a line was probably meant to be: one with spaces before it, with
// more or fewer signs, or with dashes that an editor has joined.
func nearFence(line string) string {
	plain := chars.Plain(joinedDashes.Replace(strings.TrimSpace(line)))
	for _, mark := range []string{yamlMark, tomlMark} {
		if len(plain) > 1 && len(plain) < 8 && strings.Trim(plain, mark[:1]) == "" {
			return mark
		}
	}
	return ""
}

var joinedDashes = strings.NewReplacer("\u2014", "--", "\u2013", "--")

// noFence reports a file whose first line is not the opening fence.
func (p *problems) noFence(line int, text string) {
	odd, isOdd := chars.FindOdd(text)
	mark := nearFence(text)
	switch {
	case isOdd && mark != "":
		p.add(line, 1+utf8.RuneCountInString(text[:odd.At]), odd.String()+" in the line that begins the front matter", "write "+mark)
	case mark != "":
		p.add(line, 1, "the front matter begins with a line that holds only "+mark, "write "+mark+" at the beginning of the line, and nothing else")
	case strings.HasPrefix(text, "{"):
		p.add(line, 1, "the front matter is JSON, which Statuary does not read", "write it as YAML between two lines ---")
	default:
		p.add(line, 1, "the file does not begin with front matter", "put a line that holds only --- above the first key, and another below the last")
	}
}

// lineLength returns the number of bytes up to and including the next line break.
func lineLength(b []byte) int {
	if i := bytes.IndexByte(b, '\n'); i >= 0 {
		return i + 1
	}
	return len(b)
}

// problems collects the problems of one file.
type problems struct {
	file string
	src  []byte
	list diag.List
}

func (p *problems) add(line, col int, text, hint string) {
	if len(p.list) > mostProblems {
		return
	}
	p.list = append(p.list, diag.Diagnostic{
		Pos: diag.Pos{File: p.file, Line: line, Col: col}, Text: excerpt(text), Hint: excerpt(hint), Source: diag.Line(p.src, line),
	})
}

func (p *problems) warn(line, col int, rule, text, hint string) {
	if len(p.list) > mostProblems/2 { // leave room for errors
		return
	}
	p.add(line, col, text, hint)
	last := &p.list[len(p.list)-1]
	last.Warning, last.Rule = true, rule
}

// maxSimilar is how many problems of one kind a file reports: an image that was saved as a .md file
// has thousands.
const maxSimilar = 3

// unreadable reports bytes that can't be in a text: broken UTF-8, control characters, and line
// breaks that only some programs recognise, so that programs would disagree on line numbers.
func (p *problems) unreadable() {
	found := 0
	report := func(at int, text, hint string) {
		if found++; found > maxSimilar {
			return
		}
		before := p.src[:at]
		lineStart := bytes.LastIndexByte(before, '\n') + 1
		p.add(1+bytes.Count(before, []byte("\n")), 1+utf8.RuneCount(before[lineStart:]), text, hint)
	}
	for i := 0; i < len(p.src) && found <= maxSimilar; {
		c := p.src[i]
		if c >= ' ' && c < 0x7f || c == '\n' || c == '\t' {
			i++
			continue
		}
		r, size := utf8.DecodeRune(p.src[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			report(i, fmt.Sprintf("the byte %#02x is not UTF-8", c), "save the file with the encoding UTF-8")
		case c == '\r':
			if i+1 >= len(p.src) || p.src[i+1] != '\n' {
				report(i, "a carriage return without a line feed", "save the file with Unix or Windows line endings")
			}
		case r == '\u2028' || r == '\u2029':
			report(i, fmt.Sprintf("the line separator U+%04X, which some programs do not treat as a line break", r), "replace it by an ordinary line break")
		case r >= 0xfdd0 && chars.Control(r):
			report(i, fmt.Sprintf("U+%04X, which is not a character", r), "delete it; it may not be visible in your editor")
		case chars.Control(r):
			report(i, fmt.Sprintf("the control character U+%04X", r), "delete it; it may not be visible in your editor")
		}
		i += size
	}
}
