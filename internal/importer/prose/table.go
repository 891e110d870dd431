package prose

import (
	"strings"
	"unicode"

	"statuary/internal/lazyregexp"
)

// delimiterRow matches the line between the header and the rows of a table.
var delimiterRow = lazyregexp.New(`^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$`)

// findTables finds the tables among the lines. Each row of a table is an entry if each has a cell with
// one time of day. In other tables, nothing is a mark or a stamp.
func findTables(lines []line) {
	for i := 0; i+1 < len(lines); i++ {
		if !inTable(lines[i]) || !inTable(lines[i+1]) || !delimiterRow.MatchString(lines[i+1].text) {
			continue
		}
		header := cells(lines[i].text)
		end := i + 2
		var marks []*mark
		for ; end < len(lines) && inTable(lines[end]); end++ {
			if m := rowMark(&lines[end], header); m != nil {
				marks = append(marks, m)
			}
		}
		lines[i].table, lines[i+1].table = head, head
		for n := i + 2; n < end; n++ {
			lines[n].table = row
			if len(marks) == end-i-2 {
				lines[n].row = marks[n-i-2]
			}
		}
		i = end - 1
	}
}

func inTable(l line) bool { return !l.blank && !l.code && strings.Contains(l.text, "|") }

// cells returns the cells of a row.
func cells(text string) []string {
	text = strings.TrimSpace(text)
	text = strings.TrimPrefix(text, "|")
	if strings.HasSuffix(text, "|") && !strings.HasSuffix(text, `\|`) {
		text = text[:len(text)-1]
	}
	var list []string
	from := 0
	for i := range len(text) {
		if text[i] == '|' && (i == 0 || text[i-1] != '\\') {
			list = append(list, strings.TrimSpace(text[from:i]))
			from = i + 1
		}
	}
	return append(list, strings.TrimSpace(text[from:]))
}

// rowMark returns the mark of a row that has one time of day, perhaps with its date in another cell. A
// cell that names a status is the heading. rowMark returns nil for any other row.
func rowMark(l *line, header []string) *mark {
	m := &mark{form: tableRow, strong: true, lines: 1}
	var date *Moment
	dateText := ""
	var texts []string
	for i, cell := range cells(l.text) {
		stamp := cellStamp(cell, l.n)
		switch {
		case stamp != nil && stamp.moment.Clock:
			if m.stamp != nil || !stamp.readable {
				return nil
			}
			m.stamp = stamp
			if stamp.moment.Zone == nil && i < len(header) {
				stamp.moment.Zone = zoneIn(header[i]).Zone
			}
		case stamp != nil && stamp.moment.hasDate():
			if date != nil {
				return nil
			}
			date, dateText = &stamp.moment, stamp.Source
		case m.label == "" && cell != "":
			if status, h := means(cell); h != other {
				m.label, m.status = cell, status
				continue
			}
			texts = append(texts, cell)
		case cell != "":
			texts = append(texts, cell)
		}
	}
	switch {
	case m.stamp == nil:
		return nil
	case date != nil && m.stamp.moment.hasDate():
		return nil
	case date != nil:
		t := &m.stamp.moment
		t.Year, t.Month, t.Day, t.Days, t.Either = date.Year, date.Month, date.Day, date.Days, date.Either
		m.stamp.Source = dateText + " " + m.stamp.Source
		m.stamp.Text = m.stamp.Source
	}
	m.rest = strings.Join(texts, " – ")
	return m
}

// cellStamp returns the time that a cell is, or nil.
func cellStamp(cell string, n int) *Stamp {
	text := strings.Trim(cell, "*_ ")
	if at := shortcodePattern.FindStringIndex(text); at != nil {
		if at[0] != 0 || at[1] != len(text) {
			return nil
		}
		return newStamp(text, valueOf(text), n)
	}
	found, end, ok := scanMoment(text)
	if !ok || strings.TrimSpace(text[end:]) != "" {
		return nil
	}
	return &Stamp{Source: text, Text: text, Line: n, moment: found, readable: found.Clock && found.UnknownZone == ""}
}

// zoneIn returns a moment with the time zone that the header of a column names, as in "Time (UTC)".
func zoneIn(header string) (m Moment) {
	for word := range strings.FieldsFuncSeq(header, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("+-:", r)
	}) {
		c := cursor{s: word}
		found := Moment{}
		if c.zone(&found); found.Zone != nil && c.rest() == "" {
			m = found
		}
	}
	return m
}

// dropHeaders removes the headers of tables whose rows became entries.
func (d *Document) dropHeaders() {
	list := d.sections[:0]
	for i, s := range d.sections {
		if i+1 < len(d.sections) && d.sections[i+1].mark != nil && d.sections[i+1].mark.form == tableRow {
			n := len(s.lines)
			for n > 0 && s.lines[n-1].blank {
				n--
			}
			if n > 1 && s.lines[n-1].table == head && s.lines[n-2].table == head {
				d.headers = append(d.headers, s.lines[n-2])
				s.lines = s.lines[:n-2]
			}
			if s.mark == nil && s.stamp == nil && s.empty() {
				continue
			}
		}
		list = append(list, s)
	}
	d.sections = list
}
