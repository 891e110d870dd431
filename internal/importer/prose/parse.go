package prose

import (
	"strings"

	"statuary/internal/incident"
)

// Document is a body, split into the texts of its entries.
type Document struct {
	// Stamps are all times in the source, in its order, whether they became the time of an entry or not.
	Stamps []*Stamp

	sections  []*section // in the order of the source
	source    string
	limit     int    // line of the file from which on marks and stamps are text; 0 for all bodies but huge ones
	contained bool   // some sections are containers: the text around them describes the beginning
	headers   []line // of tables whose rows became entries
}

// maxMarks is the number of marks and stamps of a body. Published posts have less than 100.
const maxMarks = 2000

// Parse splits a body into entries. The body begins at line first of its file.
func Parse(body string, first int) *Document {
	d := &Document{source: body}
	lines := split(body, first)
	findTables(lines)
	findDotted(lines)
	inside, marks := false, 0
	for i := range lines {
		l := &lines[i]
		if l.blank || l.code {
			continue
		}
		if marks == maxMarks {
			d.limit = l.n
			break
		}
		if l.row == nil && l.table != noTable {
			continue
		}
		if l.mark = l.row; l.mark == nil {
			l.mark = findMark(lines, i)
		}
		if l.mark != nil {
			switch {
			case l.mark.form == closer && !inside:
				l.mark = nil
			case l.mark.form == closer || l.mark.form == container:
				inside = l.mark.form == container
			case inside:
				l.mark = nil
			}
		}
		if !inside || l.mark != nil && l.mark.form == container {
			l.findStamp(lines, i)
		}
		if l.mark != nil || l.stamp != nil {
			marks++
		}
	}
	d.cut(lines)
	d.merge()
	d.dropHeaders()
	for _, s := range d.sections {
		d.finish(s)
	}
	return d
}

// findStamp finds the stamp of line i: in its mark, or else at the beginning or the end of its text.
func (l *line) findStamp(lines []line, i int) {
	if m := l.mark; m != nil {
		text := l.text
		switch {
		case m.form == container:
			text = m.label
		case m.stamp != nil && m.form != clockTime:
			text = strings.Replace(text, m.stamp.Source, " ", 1)
		}
		m.source = []line{*l}
		m.source[0].mark = nil
		if m.form == tableRow {
			m.prefix, l.text = l.text, m.rest
			return
		}
		if m.form == rule || m.form == heads || m.form == container || m.form == closer {
			m.prefix, l.text = text, m.rest
			return
		}
		m.prefix, l.text = text[:len(text)-len(m.rest)], m.rest
		l.placeStamp(lines, i)
		if m.stamp == nil && l.stamp != nil && (l.place == alone || l.place == leading) {
			m.stamp, m.strong = l.stamp, true
			l.stamp, l.place = nil, nowhere
		} else if m.stamp != nil && l.stamp != nil {
			l.restore() // a second time
		}
		return
	}
	l.placeStamp(lines, i)
	if l.place != leading {
		return
	}
	// "{{< track "…" >}} **Resolved**: text"
	if m := findMark([]line{{text: l.text, n: l.n}}, 0); m != nil && m.stamp == nil && m.form != heads && m.form != rule && m.form != container {
		m.source = []line{*l}
		m.source[0].mark = nil
		m.prefix = l.text[:len(l.text)-len(m.rest)]
		m.stamp, m.strong = l.stamp, true
		l.mark, l.text = m, m.rest
		l.stamp, l.place = nil, nowhere
	}
}

// cut divides the lines into sections.
func (d *Document) cut(lines []line) {
	before := stampsFirst(lines)
	var s *section
	start := func(l line) {
		s = &section{first: l.n}
		d.sections = append(d.sections, s)
	}
	for i := 0; i < len(lines); i++ {
		l := lines[i]
		m := l.mark
		switch {
		case l.blank || l.code:
			if s == nil && l.blank {
				continue
			}
			if s == nil || s.done && !l.blank {
				start(l)
			}
			s.lines = append(s.lines, l)
			continue
		case m != nil && m.form == closer:
			s.done = true
			continue
		case m != nil && s != nil && s.mark == nil && s.stamp != nil && s.empty() && m.stamp == nil && m.form != rule && m.form != container:
			m.strong = true // its time is on the line before
			s.mark, s.done = m, false
			s.lines = nil
		case m != nil:
			start(l)
			s.mark, s.stamp = m, m.stamp
			s.inside, s.done = m.form == container, m.form == tableRow
			d.contained = d.contained || s.inside
		case l.place == leading, l.place == alone && before && (s == nil || s.mark == nil || s.stamp != nil || !s.empty()):
			start(l)
			s.stamp = l.stamp
		case s == nil || s.done:
			start(l)
		}
		if m != nil {
			if m.broken != nil {
				d.Stamps = append(d.Stamps, m.broken)
			}
			for ; m.lines > 1; m.lines-- {
				i++
				m.source = append(m.source, lines[i])
			}
		}
		if l.stamp != nil && l.stamp != s.stamp {
			switch {
			case s.stamp != nil:
				l.restore() // a second time
			default:
				s.done = !(l.place == alone && s.mark != nil && s.empty())
				s.stamp = l.stamp
			}
		}
		s.lines = append(s.lines, l)
	}
}

// stampsFirst reports whether stamps on lines of their own belong to the text after them.
func stampsFirst(lines []line) bool {
	first, last, votes := 0, 0, 0
	seen := false
	for i, l := range lines {
		if l.blank {
			continue
		}
		alone := l.place == alone
		previous, next := i > 0 && !lines[i-1].blank, i+1 < len(lines) && !lines[i+1].blank
		switch {
		case l.place == leading, alone && !previous && next:
			votes++
		case l.place == trailing, alone && previous && !next:
			votes--
		}
		if !seen {
			seen = true
			if alone {
				first = 1
			}
		}
		last = 0
		if alone {
			last = 1
		}
	}
	if votes == 0 {
		votes = first - last
	}
	return votes > 0
}

// merge appends sections that are not entries to the section before. If a section has neither a time
// nor a mark that starts an entry, merge turns its mark into text again.
func (d *Document) merge() {
	var list []*section
	for i, s := range d.sections {
		var prev *section
		if len(list) > 0 {
			prev = list[len(list)-1]
		}
		postmortem := prev != nil && prev.mark != nil && prev.mark.status == incident.Postmortem
		if postmortem && s.mark != nil && (s.mark.form == clockTime || s.mark.form == tableRow || s.stamp == nil && (s.mark.form == word || s.mark.form == heads && prev.mark.form == heads && s.mark.level > prev.mark.level)) {
			s.mark.strong = false // part of the postmortem
			if s.mark.form == clockTime || s.mark.form == tableRow {
				s.stamp = nil
			}
		}
		weak := !s.strong()
		switch {
		case prev == nil || prev.inside != s.inside && (prev.inside || s.inside):
		case s.inside:
		case s.stamp == nil && s.mark == nil && prev.done && prev.stamp != nil && i == len(d.sections)-1:
			s.tail = true
		case s.stamp == nil && weak:
			s.unmark()
			prev.lines = append(prev.lines, s.lines...)
			continue
		case s.stamp != nil && weak && prev.strong() && prev.stamp == nil && !postmortem && (s.mark == nil || s.mark.form != rule) && s.done:
			s.unmark()
			prev.lines, prev.stamp, prev.done = append(prev.lines, s.lines...), s.stamp, true
			continue
		}
		if weak && s.stamp == nil {
			s.unmark()
		}
		list = append(list, s)
	}
	d.sections = list
}
