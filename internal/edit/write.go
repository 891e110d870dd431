package edit

import (
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"statuary/internal/chars"
	"statuary/internal/diag"
	"statuary/internal/frontmatter"
	"statuary/internal/incident"
)

// clean returns an entry in the form in which it would be parsed.
func clean(e incident.Update) incident.Update {
	e.Message = strings.TrimSpace(chars.Unformatted(strings.ReplaceAll(e.Message, "\r\n", "\n")))
	e.Label = strings.TrimSpace(chars.Unformatted(e.Label))
	return e
}

// unwritable returns an error for an entry with characters that the parser would refuse.
func unwritable(e incident.Update) error {
	if problems := unwritableText("message", e.Message); problems != nil {
		return problems
	}
	if problems := unwritableText("label", e.Label); problems != nil {
		return problems
	}
	return nil
}

// unwritableText returns an error for a text with such characters. What names the text, such as
// "message".
func unwritableText(what, text string) diag.List {
	if !utf8.ValidString(text) {
		return diag.List{{Text: "the " + what + " is not UTF-8", Hint: "save it as UTF-8; logs can be linked to as files"}}
	}
	for _, r := range text {
		if chars.Control(r) || r == '\r' || r == '\n' && what != "message" {
			return diag.List{{Text: fmt.Sprintf("the control character U+%04X is in the %s", r, what), Hint: "remove it; it may be part of a terminal colour code"}}
		}
	}
	return nil
}

// yamlEntry returns an entry in the style of the file's other entries. If simple is set, a one-line
// message that needs no quotes is written in the line of its key.
func (f *timelineFile) yamlEntry(e incident.Update, simple bool) string {
	v := f.timeline.Value
	indent, gap := max(0, v.Col-1), 2
	last := v.List[len(v.List)-1]
	if last.Col > v.Col && last.Col <= v.Col+8 {
		gap = last.Col - v.Col
	}
	if v.Line == f.timeline.Line { // flow style: this is to be pasted
		indent, gap = 2, 2
	}
	return incident.YAMLEntry(e, f.timeText, indent, gap, simple)
}

// timeText returns a time in the style of the last entry of the file: with an offset, in UTC, or as
// a wall time of the site's zone. A time that occurs twice has an offset in any case.
func (f *timelineFile) timeText(t time.Time) string {
	var last frontmatter.Value
	for _, item := range f.timeline.Value.List {
		for _, field := range item.Map {
			if field.Key == "at" {
				last = field.Value
			}
		}
	}
	switch text := last.Text; {
	case strings.HasSuffix(text, "Z"):
		return t.UTC().Format(time.RFC3339)
	case offsetAtEnd.MatchString(text):
		return t.Format(time.RFC3339)
	}
	return wallTime(t)
}

var offsetAtEnd = regexp.MustCompile(`:\d\d(\.\d+)?[+-]\d\d:?\d\d$`)

// wallTime returns a time as a wall time of its zone, as short as possible.
func wallTime(t time.Time) string {
	for _, layout := range []string{"2006-01-02 15:04", "2006-01-02 15:04:05"} {
		text := t.Format(layout)
		if back, err := incident.ReadTime(text, t.Location()); err == nil && back.Equal(t) {
			return text
		}
	}
	return t.Format(time.RFC3339Nano)
}

// tomlEntry returns an entry as a [[timeline]] table, with a blank line before it.
func (f *timelineFile) tomlEntry(e incident.Update, _ bool) string {
	return "\n" + incident.TOMLEntry(e, f.tomlTime)
}

// tomlTime returns a time as timeText does, as a value of TOML.
func (f *timelineFile) tomlTime(t time.Time) string {
	value := t.Format(time.RFC3339)
	quoted := false
	for _, item := range f.timeline.Value.List {
		for _, field := range item.Map {
			if field.Key == "at" {
				quoted = field.Value.Quoted
			}
		}
	}
	if text := f.timeText(t); quoted || strings.Contains(text, "T") {
		value = text
	} else if local := t.Format("2006-01-02 15:04:05"); local == text || local == text+":00" {
		value = local // TOML requires the seconds
	}
	if quoted {
		value = `"` + value + `"`
	}
	return value
}
