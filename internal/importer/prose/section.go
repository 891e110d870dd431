package prose

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"statuary/internal/incident"
)

// section is a part of a body: an entry, or text without a time.
type section struct {
	mark   *mark // nil for text without a heading
	stamp  *Stamp
	lines  []line // the text, without the mark
	first  int    // line of the file
	done   bool   // a stamp has ended it
	inside bool   // it is a container
	tail   bool   // it is the end of the body, after a stamp: a part of the section before, or the beginning

	label  string
	status incident.Status // that the heading names
}

// strong reports whether the section starts an entry even without a stamp.
func (s *section) strong() bool { return s.mark != nil && s.mark.strong }

// empty reports whether the section has no text beside its mark.
func (s *section) empty() bool {
	for _, l := range s.lines {
		if !l.blank && strings.TrimSpace(l.text) != "" {
			return false
		}
	}
	return true
}

// unmark makes the heading of a section text.
func (s *section) unmark() {
	if s.mark != nil {
		s.mark.source[0].text = s.mark.prefix
		if s.mark.form != tableRow {
			s.mark.source[0].text += s.lines[0].text
		}
		s.lines = append(s.mark.source, s.lines[1:]...)
	}
	s.mark = nil
}

// finish sets the heading of a section, and makes times inside sentences readable.
func (d *Document) finish(s *section) {
	if s.stamp != nil {
		d.Stamps = append(d.Stamps, s.stamp)
	}
	if s.mark != nil {
		if s.mark.emoji != "" && len(s.lines) > 0 {
			s.lines[0].text = strings.TrimSpace(s.mark.emoji + " " + s.lines[0].text)
		}
		s.label, s.status = s.mark.label, s.mark.status
		if strings.Contains(s.label, "](") || strings.ContainsAny(s.label, "`<>{") || len(s.label) > 150 {
			status := s.status
			s.unmark() // a label is plain text
			s.label, s.status = "", status
		} else {
			s.label = strings.TrimSpace(strings.Trim(strings.Join(strings.FieldsFunc(s.label, func(r rune) bool { return unicode.IsSpace(r) || r == '*' || r == '\\' }), " "), ":_ "))
		}
	}
	for i := range s.lines {
		l := &s.lines[i]
		if strings.Contains(l.text, "track") && strings.Contains(l.text, "}}") {
			d.readable(l)
		}
	}
}

// readable replaces the shortcodes in a line by their times.
func (d *Document) readable(l *line) {
	var b strings.Builder
	from := 0
	for _, at := range shortcodePattern.FindAllStringIndex(l.text, -1) {
		source := l.text[at[0]:at[1]]
		stamp := newStamp(source, valueOf(source), l.n)
		stamp.outcome = kept
		d.Stamps = append(d.Stamps, stamp)
		before, _ := utf8.DecodeLastRuneInString(l.text[:at[0]])
		after, _ := utf8.DecodeRuneInString(l.text[at[1]:])
		b.WriteString(l.text[from:at[0]])
		if wordRune(before) {
			b.WriteByte(' ')
		}
		b.WriteString(stamp.String())
		if wordRune(after) {
			b.WriteByte(' ')
		}
		from = at[1]
	}
	l.text = b.String() + l.text[from:]
}

func wordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

// text returns the Markdown of the section, without thematic breaks at its ends.
func (s *section) text() string {
	lines := s.lines
	trims := func(l line) bool {
		return l.blank || !l.code && (strings.TrimFunc(l.text, blankRune) == "" || ruleLine.MatchString(l.text))
	}
	for len(lines) > 0 && trims(lines[len(lines)-1]) {
		lines = lines[:len(lines)-1]
	}
	for len(lines) > 0 && trims(lines[0]) {
		lines = lines[1:]
	}
	var b strings.Builder
	for i, l := range lines {
		switch {
		case i == 0:
		case l.joined:
			b.WriteByte(' ')
		default:
			b.WriteByte('\n')
		}
		b.WriteString(l.text)
	}
	return b.String()
}
