package mdsites

import (
	"strings"
	"time"
	"unicode/utf8"

	"statuary/internal/importer/exchange"
	"statuary/internal/importer/prose"
	"statuary/internal/incident"
)

// tableRow is a row of a table that has one time of day.
type tableRow struct {
	event
	known bool // the label names a status
}

// tables returns the rows with a time of each table of a text. whole reports whether each row of the table
// has one, as in a timeline.
func tables(p *post) (list []table) {
	fenced := false
	lines := strings.Split(p.body, "\n")
	for i := 1; i < len(lines); i++ {
		if strings.HasPrefix(strings.TrimSpace(lines[i]), "```") {
			fenced = !fenced
		}
		if fenced || !strings.Contains(lines[i], "|") || !prose.IsDelimiter(lines[i]) || !strings.Contains(lines[i-1], "|") {
			continue
		}
		t := table{whole: true}
		header := prose.Cells(lines[i-1])
		for i++; i < len(lines) && strings.Contains(lines[i], "|"); i++ {
			row, ok := rowTime(prose.Cells(lines[i]), header)
			if !ok {
				t.whole = false
				continue
			}
			row.line = p.first + i
			t.rows = append(t.rows, row)
		}
		list = append(list, t)
	}
	return list
}

type table struct {
	rows  []tableRow
	whole bool
}

// rowTime returns the time in the cells of a row, perhaps with its date in another cell, and its label: the cell that
// names a status, or else the first text. It reports whether the row has one time of day and a text.
func rowTime(cells, header []string) (row tableRow, ok bool) {
	date := ""
	for n, cell := range cells {
		plain := strings.Trim(cell, "*_: ")
		m, isTime := prose.ParseMoment(plain)
		switch s, named := eventStatus(plain); {
		case plain == "":
		case isTime && m.Clock:
			if row.when != "" {
				return row, false
			}
			row.when = plain
			if n < len(header) {
				row.zone = prose.ZoneIn(header[n])
			}
		case isTime && date == "":
			date = plain
		case named && !row.known:
			row.label, row.status, row.known = plain, s, true
		case row.label == "":
			row.label = plain
		}
	}
	if m, _ := prose.ParseMoment(row.when); date != "" && row.when != "" && !m.Dated() {
		row.when = date + " " + row.when
	}
	return row, row.when != "" && row.label != ""
}

// first returns the row at which a timeline begins: the last one if the newest is above. It reports whether there is
// one that is not too long before day, like the preparations of a change.
func (t table) first(c timeReader, day dated) (tableRow, bool) {
	if !t.whole || len(t.rows) < 2 {
		return tableRow{}, false
	}
	quiet := c
	quiet.Report = &exchange.Report{}
	down := 0 // the number of rows newer than the next row, minus the number of older ones
	var last time.Time
	for _, row := range t.rows {
		at, ok := quiet.at(row.event, "", day)
		if !ok {
			return tableRow{}, false
		}
		if !last.IsZero() {
			down += last.Compare(at.Time)
		}
		last = at.Time
	}
	top, bottom := t.rows[0], t.rows[len(t.rows)-1]
	begin := top
	if ended := top.status.Over(); down > 0 || ended && !bottom.status.Over() {
		begin = bottom
	}
	at, _ := quiet.at(begin.event, "", day)
	return begin, day.IsZero() || day.Sub(at.Time) <= maxEarly
}

// maxLabel is the number of characters up to which the text of a row is a label.
const maxLabel = 60

// tableEvents returns found with what the tables of a text add to it. A timeline whose first row has a label that names
// no status begins there, unless the text says when the incident began. Each other time with such a label stays in the
// text, and is reported.
func (c timeReader) tableEvents(p *post, found []event, day dated, began bool) []event {
	at := map[int]bool{} // lines whose times are known
	for _, e := range found {
		at[e.line] = true
		_, word := eventWords[strings.ToLower(e.label)]
		began = began || word && e.status == incident.Investigating
	}
	var added []event
	for _, t := range tables(p) {
		any := t.whole && len(t.rows) > 1
		for _, row := range t.rows {
			any = any || row.known
		}
		if !any {
			continue
		}
		first, whole := t.first(c, day)
		for _, row := range t.rows {
			switch place := p.place(row.line); {
			case at[row.line]:
			case row.known && t.whole:
				added = append(added, row.event)
			case whole && row.line == first.line && !began:
				began = true
				c.Add(exchange.Guess, place, "a postmortem without a beginning begins with the first row of its timeline", "%s %s", row.when, row.label)
				row.status = incident.Investigating
				if utf8.RuneCountInString(row.label) > maxLabel {
					row.label = ""
				}
				added = append(added, row.event)
			default:
				c.Times.Read++
				c.Times.Kept++
				c.Add(exchange.Guess, place, "a time in a table whose label names no status stays in the text: it is not an update", "%s %.60s", row.when, row.label)
			}
		}
	}
	return append(added, found...)
}
