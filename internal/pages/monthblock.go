package pages

import (
	"cmp"
	"html/template"
	"slices"
	"strconv"
	"strings"
	"time"

	"statuary/internal/api"
	"statuary/internal/civil"
	"statuary/internal/history"
	"statuary/internal/incident"
	"statuary/internal/pages/draw"
	"statuary/internal/pages/view"
)

// othersID is the id of the first incident on a month's page that is filed under another
// month.
const othersID = "_others"

// monthBlock returns a month. Its days link to rows on the page with the given address,
// or on the same page if that is empty: to the first incident that is filed under the
// day, or else to the first that touched it.
func (b *base) monthBlock(m *history.Month, page string, rows bool) view.MonthBlock {
	count := history.Impacts(m.Incidents)
	v := view.MonthBlock{Name: b.monthName(m.Civil()), URL: b.monthLink(m.Civil()), Weekdays: b.weekdays(), Count: unplanned(count), Planned: count[incident.Planned]}
	list := m.Incidents
	if len(m.Announced) > 0 {
		list = slices.Concat(list, m.Announced)
		slices.SortStableFunc(list, func(a, b *history.Incident) int { return cmp.Compare(b.FiledDay(), a.FiledDay()) })
	}
	anchors := map[civil.Day]string{} // of the days under which incidents are filed
	touched := map[civil.Day]string{}
	onDay := map[civil.Day][]*history.Incident{}
	touch := func(i *history.Incident, anchor string) {
		for _, day := range i.TouchedIn(m) {
			onDay[day] = append(onDay[day], i)
			if touched[day] == "" {
				touched[day] = anchor
			}
		}
	}
	for n, i := range m.Others {
		r := b.reference(i)
		if n == 0 && page == "" {
			r.ID = othersID
		}
		v.Others = append(v.Others, r)
	}
	for _, i := range list {
		day := i.FiledDay()
		_, _, number := day.Date()
		anchor := "_" + strconv.Itoa(number)
		if rows {
			r := b.row(i)
			if page == "" && anchors[day] == "" {
				r.ID = anchor
			}
			v.Rows = append(v.Rows, r)
		}
		anchors[day] = anchor
		if i.Type != incident.Announcement {
			touch(i, anchor)
		}
	}
	for _, i := range m.Others {
		touch(i, othersID)
	}
	cells := make([]view.CalendarCell, m.Civil().Len()) // a day that the zone skipped stays empty
	for _, d := range m.Days {
		_, _, number := d.Day.Date()
		cell := view.CalendarCell{Day: number}
		switch {
		case d.Future:
			cell.Tone = "future"
		case d.Touched:
			cell.Tone, cell.Title = tones[d.Worst], b.words.T(lower(d.Worst.Label()))
			if cell.Tone == "operational" {
				cell.Tone, cell.Title = "none", b.quietWords(onDay[d.Day])
			}
		}
		if anchor := cmp.Or(anchors[d.Day], touched[d.Day]); anchor != "" {
			cell.Link = page + "#" + anchor
		}
		cells[number-1] = cell
	}
	v.Weeks = b.weeks(m.Civil(), cells)
	return v
}

// weekdays returns the heads of calendars.
func (b *base) weekdays() []view.Weekday {
	list := make([]view.Weekday, 7)
	for n, d := range b.words.Weekdays() {
		list[b.column(time.Weekday((n+1)%7))] = view.Weekday(d)
	}
	return list
}

// column returns the column of a day in calendars, from 0.
func (b *base) column(day time.Weekday) int { return (int(day-b.config.WeekStart) + 7) % 7 }

// props returns a history as the attribute in which Statuspage's page has it, on one
// line and with &quot;, because programs search for it in this form.
func props(h api.History) template.HTMLAttr {
	var b strings.Builder
	if err := api.Encode(&b, h); err != nil {
		panic("pages: " + err.Error()) // it holds nothing that can't be encoded
	}
	return template.HTMLAttr(`data-react-props="` + strings.ReplaceAll(draw.EscapeHTML(strings.TrimSpace(b.String())), "&#34;", "&quot;") + `"`)
}

// weeks splits the days of a month into weeks.
func (b *base) weeks(m civil.Month, days []view.CalendarCell) [][]view.CalendarCell {
	cells := append(make([]view.CalendarCell, b.column(m.First().Weekday())), days...)
	for len(cells)%7 > 0 {
		cells = append(cells, view.CalendarCell{})
	}
	return slices.Collect(slices.Chunk(cells, 7))
}
