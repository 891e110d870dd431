package mdsites

import (
	"slices"
	"strings"
	"time"

	"statuary/internal/importer/exchange"
	"statuary/internal/importer/htmltext"
	"statuary/internal/importer/prose"
	"statuary/internal/incident"
	"statuary/internal/lazyregexp"
)

// event is a point in time that a postmortem names, such as "Resolved: 2020-02-18 14:59".
type event struct {
	label  string
	status incident.Status
	when   string
	line   int            // of the file
	zone   *time.Location // that the header of a table names, or nil
}

// frontEvents are the front matter keys with the beginning and the end of an incident.
var frontEvents = []struct {
	status incident.Status
	keys   []string
}{
	{incident.Investigating, strings.Fields("start started start_time starttime start_date startdate started_at startedat began incident_start incidentstart outage_start from begin beginning detected detected_at detectedat")},
	{incident.Resolved, strings.Fields("end ended end_time endtime end_date enddate ended_at endedat resolved resolved_at resolvedat resolved_on resolvedon resolvedwhen incident_end incidentend outage_end to until")},
}

// eventWords are labels of the beginning and the end of an incident, beside those of updates, in the
// languages of the shipped themes.
var eventWords = func() map[string]incident.Status {
	m := map[string]incident.Status{}
	for status, words := range map[incident.Status]string{
		incident.Investigating: "start|started|start of the outage|start of outage|start of the incident|start of incident|start of impact|start time|start date|began|begin|beginning|onset|incident start|incident began|incident started|outage start|outage began|outage started|impact start|impact started|" +
			"beginn|anfang|störungsbeginn|ausfallbeginn|début|début de l’incident|début de l'incident|inicio|inicio del incidente|comienzo|inizio|inizio dell’incidente|inizio dell'incidente|início|início do incidente|" +
			"beginn der störung|beginn des ausfalls|beginn des vorfalls|début de la panne|début de l’interruption|début de l'interruption|inicio de la interrupción|inicio de la caída|inizio dell’interruzione|inizio dell'interruzione|início da interrupção|" +
			"begin van de storing|start van de storing|początek awarii|początek incydentu|початок збою|початок інциденту|障害発生|障害開始|장애 시작|장애 발생|故障开始|بداية الانقطاع|" +
			"begin storing|aanvang|początek|rozpoczęcie|початок|発生|発生日時|開始|開始日時|시작|발생|시작 시간|开始|开始时间|发生时间|البداية|بداية|وقت البدء",
		incident.Resolved: "end|ended|end of the outage|end of outage|end of the incident|end of incident|end of impact|end time|end date|incident end|incident ended|incident over|outage end|outage ended|impact end|impact ended|service restored|recovered|" +
			"ende|störungsende|ausfallende|fin|fin de l’incident|fin de l'incident|fin del incidente|fine|fine dell’incidente|fine dell'incidente|fim|fim do incidente|término|" +
			"ende der störung|ende des ausfalls|ende des vorfalls|fin de la panne|fin de l’interruption|fin de l'interruption|fin de la interrupción|fin de la caída|fine dell’interruzione|fine dell'interruzione|fim da interrupção|" +
			"einde van de storing|koniec awarii|koniec incydentu|кінець збою|кінець інциденту|障害復旧|障害終了|장애 종료|장애 복구|故障结束|نهاية الانقطاع|" +
			"einde|einde storing|koniec|zakończenie|кінець|завершення|終了|終了日時|復旧日時|종료|종료 시간|复原|结束|结束时间|恢复时间|النهاية|نهاية|وقت الانتهاء",
	} {
		for word := range strings.SplitSeq(words, "|") {
			m[word] = status
		}
	}
	return m
}()

// eventStatus returns the status that a label means, and reports whether it names a point in time of an incident.
func eventStatus(label string) (incident.Status, bool) {
	if s, ok := eventWords[strings.ToLower(htmltext.Line(label))]; ok {
		return s, true
	}
	s, ok := prose.HeadingStatus(label)
	if !ok || s == incident.Postmortem {
		return incident.NoStatus, false
	}
	return exchange.LabelStatus(s.Label(), incident.Unplanned)
}

var (
	// eventLine matches a line with a label, such as "- **Resolved:** 2020-02-18 14:59".
	eventLine = lazyregexp.New(`^[ \t]*(?:[-*+•][ \t]+)?[*_]*(\p{L}[\p{L}\p{M}’' ]{1,40}?)[*_]*(?:[ \t]*[:：][*_]*|[*_]+[ \t]*[-–—]|[ \t]+(?:at|on|um|am|à|le|a las|el|alle|às|om|op)\b)[ \t]*([\d٠-٩０-９\p{L}][^\n]*)$`)
	// plainEvent matches a list item without a separator: "- Resolved 2020-02-18 14:59".
	plainEvent = lazyregexp.New(`^[ \t]*[-*][ \t]+\**(\p{Lu}[\p{L} ]{3,40}?)\**[ \t]+(\d[^\n]*)$`)
)

// events adds an update for each point in time that the front matter, a line or a table of a postmortem
// names. The front matter wins over the text.
func (c timeReader) events(in *exchange.Incident, p *post) {
	found := frontMatterEvents(p)
	known := map[bool]bool{} // whether the front matter has the end, and the beginning
	for _, e := range found {
		known[e.status.Over()] = true
	}
	for _, e := range textEvents(p) {
		if over := e.status.Over(); !(over || e.status == incident.Investigating) || !known[over] {
			found = append(found, e)
		}
	}
	day, named := c.dayInName(in, p)
	only := day // the day of times without one
	if !named {
		if m := dateLine.FindStringSubmatch(p.body); m != nil {
			only, _ = c.dayIn(m[1])
		}
	}
	if strings.Contains(p.body, "|") {
		found = c.tableEvents(p, found, only, known[false])
	}
	if len(found) == 0 {
		return
	}
	var start time.Time
	for _, e := range found {
		c.event(in, p, e, day, only, start)
		if n := len(in.Updates); n > 0 && (start.IsZero() || in.Updates[n-1].At.Before(start)) {
			start = in.Updates[n-1].At
		}
	}
	slices.SortStableFunc(in.Updates, func(a, b incident.Update) int { return a.At.Compare(b.At) })
	c.afterEnd(in, p)
	c.ended(in, p)
}

// afterEnd keeps what a postmortem names after the last end from opening the incident again, such as
// "Incident declared": whoever writes a postmortem knows the end.
func (c timeReader) afterEnd(in *exchange.Incident, p *post) {
	for n := len(in.Updates) - 1; n >= 0; n-- {
		if !in.Updates[n].Status.Over() {
			continue
		}
		for i := n + 1; i < len(in.Updates); i++ {
			u := &in.Updates[i]
			if u.Label == "" {
				u.Label = u.Status.Label()
			}
			u.Status = incident.Resolved
			c.Add(exchange.Guess, p.name, "an update after the end was kept: the incident does not become longer", "%s: %s is after %s",
				u.Label, u.At.Format(time.RFC3339), in.Updates[n].At.Format(time.RFC3339))
		}
		return
	}
}

// ended reports an incident without an end, unless its duration is known.
func (c timeReader) ended(in *exchange.Incident, p *post) {
	n := len(in.Updates)
	if n == 0 || in.Updates[n-1].Status.Over() {
		return
	}
	if text, _ := p.get("duration"); text != "" {
		if d := c.duration(p); d > 0 {
			in.Updates = append(in.Updates, incident.Update{At: in.Updates[0].At.Add(d), Status: incident.Resolved})
			slices.SortStableFunc(in.Updates, func(a, b incident.Update) int { return a.At.Compare(b.At) })
			c.Add(exchange.Guess, p.name, "a resolved incident without an end time ends after its duration", "%s", d)
			return
		}
	}
	c.Add(exchange.Guess, p.name, "an incident without an end time ends at its last known time", "")
}

// frontMatterEvents returns the beginning and the end in the front matter. Their values are times.
func frontMatterEvents(p *post) []event {
	var list []event
	for _, f := range frontEvents {
		for _, key := range f.keys {
			field, ok := p.front[key]
			if m, isTime := prose.ParseMoment(field.Value.Text); !ok || !isTime || !m.Clock {
				continue
			}
			text, line := p.get(key)
			list = append(list, event{status: f.status, when: text, line: line})
			break
		}
	}
	return list
}

// textEvents returns the points in time that the lines and the tables of a text name.
func textEvents(p *post) []event {
	var list []event
	number := p.first - 1
	fenced := false
	var header []string // of the table that the line is in
	lines := strings.Split(p.body, "\n")
	for i, text := range lines {
		number++
		if strings.HasPrefix(strings.TrimSpace(text), "```") {
			fenced = !fenced
		}
		switch row := strings.Contains(text, "|"); {
		case !row:
			header = nil
		case i >= 2 && prose.IsDelimiter(lines[i-1]):
			header = prose.Cells(lines[i-2])
		}
		if fenced || len(text) > 400 {
			continue
		}
		if strings.Contains(text, "|") {
			list = append(list, rowEvents(lines, i, number, header)...)
			continue
		}
		m := eventLine.FindStringSubmatch(text)
		if m == nil {
			m = plainEvent.FindStringSubmatch(text)
		}
		if m == nil {
			continue
		}
		if s, ok := eventStatus(m[1]); ok {
			list = append(list, event{label: m[1], status: s, when: m[2], line: number})
		}
	}
	return list
}

// rowEvents returns the points in time that row i of a table names: a label and its time, or times below
// their labels. header has the cells of the table's header, or is nil.
func rowEvents(lines []string, i, number int, header []string) []event {
	cells := prose.Cells(lines[i])
	var list []event
	if i >= 2 && prose.IsDelimiter(lines[i-1]) {
		for n := range min(len(cells), len(header)) {
			label, _, _ := strings.Cut(header[n], "(")
			if s, ok := eventStatus(strings.Trim(label, "*_ ")); ok && prose.IsTime(cells[n]) {
				list = append(list, event{label: strings.TrimSpace(label), status: s, when: cells[n], line: number, zone: prose.ZoneIn(header[n])})
			}
		}
		if len(list) > 0 {
			return list
		}
	}
	var label, when string
	var status incident.Status
	var zone *time.Location
	for n, cell := range cells {
		plain := strings.Trim(cell, "*_: ")
		switch s, ok := eventStatus(plain); {
		case plain == "":
		case prose.IsTime(plain) && when == "":
			when = plain
			if n < len(header) {
				zone = prose.ZoneIn(header[n])
			}
		case ok && label == "":
			label, status = plain, s
		default:
			return nil
		}
	}
	if label == "" || when == "" {
		return nil
	}
	return []event{{label: label, status: status, when: when, line: number, zone: zone}}
}

// maxEarly is how long before the day of a postmortem its incident may begin.
const maxEarly = 7 * 24 * time.Hour

// event adds the update of an event, if its time can be read. day is the one in the file name or the
// title, only that of times without one, and start the earliest time of another event; each may be zero.
func (c timeReader) event(in *exchange.Incident, p *post, e event, day, only dated, start time.Time) {
	place := p.place(e.line)
	t, ok := c.at(e, place, only)
	if !ok || t.day {
		return
	}
	c.Times.Read++
	if !day.IsZero() && day.Sub(t.Time) > maxEarly {
		c.Times.Lost++
		c.Add(exchange.Loss, place, "a time more than a week before the day in the file name or title was ignored", "%s %s", e.label, t.Format(time.DateTime))
		return
	}
	if e.status.Over() && !start.IsZero() && t.Before(start) && t.clock {
		t.Time = t.AddDate(0, 0, 1) // after midnight
	}
	c.Times.Written++
	in.Updates = append(in.Updates, incident.Update{At: t.Time, Status: e.status, Label: e.label})
}

// clockTime is a time of which perhaps only the time of day is written.
type clockTime struct {
	dated
	clock bool
}

// at returns the time of an event. One without a day is on the given day.
func (c timeReader) at(e event, place string, day dated) (clockTime, bool) {
	text := prose.Leading(e.when)
	if text == "" {
		return clockTime{}, false
	}
	m, ok := prose.ParseMoment(text)
	if !ok || m.UnknownZone != "" {
		return clockTime{}, false
	}
	if m.Year == 0 && m.Month == 0 && m.Clock && !day.IsZero() {
		m.Year, m.Month, m.Day = day.Year(), int(day.Month()), day.Day()
		if m.Zone == nil {
			m.Zone = e.zone
		}
		c.Add(exchange.Guess, place, "a time without a day got the day of the update before it, or of the post's date", "%s is on %s", text, day.Format(time.DateOnly))
		return clockTime{dated{Time: m.In(flagZoneOrUTC(c.Options))}, true}, true
	}
	if m.Zone == nil && m.Clock && e.zone != nil {
		text += time.Time{}.In(e.zone).Format(" -07:00") // what the table says wins over --time-zone
	}
	t, ok := c.parse(text, place, e.zone, day.Time)
	return clockTime{t, false}, ok
}
