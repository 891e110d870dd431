package lint

import (
	"strings"
	"unicode/utf8"

	"statuary/internal/config"
	"statuary/internal/frontmatter"
	"statuary/internal/incident"
)

// place is a line and a column of a file, from 1; 0 is unknown.
type place struct{ line, col int }

// area is a range of lines, both included.
type area struct{ from, to int }

// source is the text of a file, in which places are found.
type source struct {
	src   []byte
	lines []string
	front frontmatter.Value
	body  int
	zone  func(text string) (unix int64, ok bool)
}

func (r *checker) source(file string) *source {
	if r.last != nil && r.lastFile == file {
		return r.last
	}
	s := &source{src: []byte(strings.TrimPrefix(string(r.Source(file)), "\ufeff"))}
	s.lines = strings.Split(string(s.src), "\n")
	s.zone = func(text string) (int64, bool) {
		t, err := incident.ReadTime(text, r.Config.Zone)
		return t.UnixNano(), err == nil
	}
	if file == config.File {
		s.front, _ = frontmatter.ParseTOML(file, s.src)
	} else {
		f, _ := frontmatter.Parse(file, s.src)
		s.front, s.body = f.Front, f.BodyLine
	}
	r.last, r.lastFile = s, file
	return s
}

// field returns the field of a map with a key.
func field(v frontmatter.Value, key string) (frontmatter.Field, bool) {
	for _, f := range v.Map {
		if f.Key == key {
			return f, true
		}
	}
	return frontmatter.Field{}, false
}

// key returns the place of a key by its path, or of the nearest key above it.
func (s *source) key(path ...string) place {
	p := place{1, 1}
	v := s.front
	for _, key := range path {
		f, ok := field(v, key)
		if !ok {
			break
		}
		p, v = place{f.Line, f.Col}, f.Value
	}
	return p
}

// value returns the place of a key's value.
func (s *source) value(key string) place {
	f, ok := field(s.front, key)
	if !ok {
		return place{1, 1}
	}
	return place{f.Value.Line, f.Value.Col}
}

// entry returns the value that an update was read from, and the place of its time.
func (s *source) entry(u *incident.Update) (frontmatter.Value, place) {
	timeline, _ := field(s.front, "timeline")
	for _, item := range timeline.Value.List {
		at, _ := field(item, "at")
		status, _ := field(item, "status")
		if t, ok := s.zone(at.Value.Text); ok && t == u.At.UnixNano() && strings.EqualFold(plainWord(status.Value.Text), u.Status.String()) {
			return item, place{at.Value.Line, at.Value.Col}
		}
	}
	return frontmatter.Value{}, s.key("timeline")
}

var plainWords = strings.NewReplacer(" ", "_", "-", "_")

func plainWord(s string) string { return plainWords.Replace(strings.TrimSpace(s)) }

// message returns the lines of the text of an update.
func (s *source) message(u *incident.Update) area {
	item, at := s.entry(u)
	f, ok := field(item, "message")
	if !ok {
		return area{at.line, at.line}
	}
	end := s.body - 2 // before the fence
	timeline, _ := field(s.front, "timeline")
	for _, other := range timeline.Value.List {
		if other.Line > f.Line {
			end = min(end, other.Line-1)
		}
	}
	return area{f.Value.Line, max(end, f.Value.Line)}
}

// bodyOf returns the lines below the front matter.
func bodyOf(s *source) area { return area{s.body, len(s.lines)} }

// findLink returns the place of a link's destination: its first occurrence as a whole
// or, if it is written in another way, as part of a word.
func (s *source) findLink(a area, dest string) place {
	const around = "()<>[]\"' \t\n=,"
	for n := max(1, a.from); n <= min(a.to, len(s.lines)) && dest != ""; n++ {
		line := s.lines[n-1]
		for at := 0; ; {
			i := strings.Index(line[at:], dest)
			if i < 0 {
				break
			}
			from, to := at+i, at+i+len(dest)
			if (from == 0 || strings.ContainsRune(around, rune(line[from-1]))) && (to == len(line) || strings.ContainsRune(around, rune(line[to]))) {
				return place{n, 1 + utf8.RuneCountInString(line[:from])}
			}
			at = from + 1
		}
	}
	return s.find(a, dest)
}

// find returns the place of a text in an area, or the beginning of the area.
func (s *source) find(a area, text string) place {
	first, _, _ := strings.Cut(text, "\n")
	for n := max(1, a.from); n <= min(a.to, len(s.lines)); n++ {
		if i := strings.Index(s.lines[n-1], first); i >= 0 && first != "" {
			return place{n, 1 + utf8.RuneCountInString(s.lines[n-1][:i])}
		}
	}
	return place{a.from, 0}
}
