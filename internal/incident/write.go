package incident

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"statuary/internal/frontmatter"
)

// The tables of keys, which are made once: an import writes thousands of entries.
var (
	writtenKeys      = sync.OnceValue(incidentKeys)
	writtenEntryKeys = sync.OnceValue(entryKeys)
)

var yaml = frontmatter.YAML

// Style is how Write writes a file.
type Style struct {
	NameID  string                 // the id that the file's name stands for
	Time    func(time.Time) string // writes a time as text
	Schema  string                 // path of the JSON Schema relative to the file, for editors; may be empty
	OneLine bool                   // short messages are written in the line of their key
	Impact  bool                   // the impact is written even if it is the computed one

	Comments map[int]string // comments to write above downtimes, by their index
}

// Write returns an incident as a file. Parsing it returns an equal incident, for texts that the
// parser accepts.
func Write(in *Incident, s Style) []byte {
	var b bytes.Buffer
	b.WriteString("---\n")
	if s.Schema != "" {
		b.WriteString("# yaml-language-server: $schema=" + s.Schema + "\n")
	}
	for _, k := range writtenKeys() {
		if k.write == nil {
			continue
		}
		value := k.write(in, &s)
		switch {
		case value == "":
		case value[0] == '\n':
			b.WriteString(k.Name + ":" + value)
		default:
			b.WriteString(yaml.Line(k.Name, value))
		}
	}
	b.WriteString("---\n")
	text := in.Postmortem
	if in.Type == Announcement {
		text = in.Updates[0].Message
	}
	if text != "" {
		b.WriteString("\n" + text + "\n")
	}
	return b.Bytes()
}

func writeIgnored(in *Incident, _ *Style) string {
	var b strings.Builder
	for _, rule := range slices.Sorted(maps.Keys(in.Ignore)) {
		b.WriteString("\n  " + strings.TrimSuffix(yaml.Line(rule, yaml.Text(in.Ignore[rule])), "\n"))
	}
	return lines(&b)
}

func writeTimeline(in *Incident, s *Style) string {
	if in.Type == Announcement {
		return "" // its message is the text of the file
	}
	var b strings.Builder
	for _, u := range in.Updates {
		b.WriteString("\n" + strings.TrimSuffix(YAMLEntry(u, s.Time, 2, 2, s.OneLine), "\n"))
	}
	return lines(&b)
}

func writeDowntimes(in *Incident, s *Style) string {
	var b strings.Builder
	for i, d := range in.Downtime {
		if s.Comments[i] != "" {
			b.WriteString("\n  # " + s.Comments[i])
		}
		var pairs []frontmatter.Pair
		for _, k := range downtimeKeys() {
			if value := k.write(d, s); value != "" {
				pairs = append(pairs, frontmatter.Pair{Key: k.Name, Value: value})
			}
		}
		b.WriteString("\n  - " + yaml.Table(pairs))
	}
	return lines(&b)
}

// lines ends a value of several lines.
func lines(b *strings.Builder) string {
	if b.Len() > 0 {
		b.WriteByte('\n')
	}
	return b.String()
}

// entryStyle is how an entry of a timeline is written.
type entryStyle struct {
	frontmatter.Syntax
	time    func(time.Time) string // writes a time as text
	pad     string                 // before each key
	oneLine bool                   // as in Style
}

func (s entryStyle) states(list []ComponentState) string {
	if len(list) == 0 {
		return ""
	}
	pairs := make([]frontmatter.Pair, len(list))
	for i, c := range list {
		pairs[i] = frontmatter.Pair{Key: c.ID, Value: s.Word(c.Status.String())}
	}
	return s.Table(pairs)
}

// write returns the lines of an entry.
func (s entryStyle) write(u Update) string {
	var b strings.Builder
	for _, k := range writtenEntryKeys() {
		if value := k.write(u, s); value != "" {
			b.WriteString(s.pad + s.Line(k.Name, value))
		}
	}
	return b.String()
}

// YAMLEntry returns an entry of a timeline as an element of a YAML list: a dash after indent
// spaces, and keys gap characters behind the dash. Time writes a time as text. If oneLine is set,
// a short message that needs no quotes is written in the line of its key.
func YAMLEntry(u Update, time func(time.Time) string, indent, gap int, oneLine bool) string {
	pad := strings.Repeat(" ", indent+gap)
	text := entryStyle{Syntax: yaml, time: time, pad: pad, oneLine: oneLine}.write(u)
	return strings.Repeat(" ", indent) + "-" + strings.Repeat(" ", gap-1) + text[len(pad):]
}

// TOMLEntry returns an entry of a timeline as a [[timeline]] table. Time writes a time as text.
func TOMLEntry(u Update, time func(time.Time) string) string {
	return "[[timeline]]\n" + entryStyle{Syntax: frontmatter.TOML, time: time}.write(u)
}
