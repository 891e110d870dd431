package mdsites

import (
	"strconv"
	"strings"
	"time"

	"statuary/internal/importer/exchange"
	"statuary/internal/importer/prose"
	"statuary/internal/incident"
	"statuary/internal/lazyregexp"
)

// part matches a number and its unit in a duration.
var part = lazyregexp.New(`^(\d{1,4}(?:[.,]\d{1,2})?)\s*(\p{L}+)?\.?(?:\s*(?:,|(?:and|und|et|y|e|en|i)\b))?\s*`)

// units are the units of durations, by the beginnings of their names in the languages of the shipped themes.
var units = []struct {
	length time.Duration
	names  string
}{
	{time.Minute, "m mn min mins minute minutes minuten minut minuty minuta minuto minutos minuti minuut хв хвилин 分 分钟 분 دقيقة دقائق"},
	{time.Hour, "h hr hrs hour hours std stunde stunden heure heures hora horas ora ore uur uren godz godzina godziny год година години 時間 小时 시간 ساعة ساعات"},
	{24 * time.Hour, "d day days tag tage jour jours día días dia dias giorno giorni dag dagen dzień dni день дні 日 天 일 يوم أيام"},
	{time.Second, "s sec secs second seconds"},
}

var unitLengths = func() map[string]time.Duration {
	m := map[string]time.Duration{}
	for _, u := range units {
		for name := range strings.FieldsSeq(u.names) {
			m[name] = u.length
		}
	}
	return m
}()

// parseDuration parses a duration such as "155", in minutes, "5mn", "1h30", "1:30" or "2 hours and 30
// minutes". It reports whether text is one, of at most 100 days.
func parseDuration(text string) (d time.Duration, ok bool) {
	rest := strings.ToLower(strings.Trim(text, " \t~≈"))
	if hours, minutes, found := strings.Cut(rest, ":"); found && len(minutes) == 2 {
		rest = hours + "h" + minutes
	}
	last := time.Duration(0)
	for rest != "" {
		m := part.FindStringSubmatch(rest)
		if m == nil {
			return 0, false
		}
		n, err := strconv.ParseFloat(strings.Replace(m[1], ",", ".", 1), 64)
		unit, known := unitLengths[m[2]]
		if m[2] == "" && (last == 0 || last == time.Hour) {
			unit, known = time.Minute, true // "155" or the end of "1h30"
		}
		if err != nil || !known || last > 0 && unit >= last {
			return 0, false
		}
		d += time.Duration(n * float64(unit))
		last, rest = unit, rest[len(m[0]):]
	}
	return d, d > 0 && d <= 100*24*time.Hour
}

// duration returns the duration in the front matter. One that cannot be read is reported.
func (c timeReader) duration(p *post) time.Duration {
	text, line := p.get("duration")
	if text == "" {
		return 0
	}
	d, ok := parseDuration(text)
	if !ok {
		c.Add(exchange.Loss, p.place(line), "a duration that could not be read was left out", "%s", text)
	}
	return d
}

// window sets the window of a maintenance: its beginning is in the front matter, or else that of the post;
// its end is in the front matter, or else that of the post, or else follows from the duration. If the post
// has no end, the maintenance ends with its window.
func (c timeReader) window(in *exchange.Incident, p *post, f *prose.Facts) {
	in.ScheduledFor = f.Start
	for _, key := range []string{"scheduled", "scheduled_for", "scheduledFor", "scheduledStart", "scheduled_start"} {
		if text, line := p.get(key); text != "" {
			if t, ok := c.parse(text, p.place(line), f.Own, f.Start); ok {
				in.ScheduledFor = t.Time
				break
			}
			c.Add(exchange.Loss, p.place(line), "the beginning of a maintenance window that could not be read was left out", "%s", text)
		}
	}
	in.ScheduledUntil = f.End
	for _, key := range []string{"scheduled_until", "scheduledUntil", "scheduledEnd", "scheduled_end"} {
		if text, line := p.get(key); text != "" {
			if t, ok := c.parse(text, p.place(line), f.Own, f.Start); ok && t.After(in.ScheduledFor) {
				in.ScheduledUntil = t.Time
				break
			}
			c.Add(exchange.Loss, p.place(line), "the end of a maintenance window that could not be read was left out", "%s", text)
		}
	}
	if d := c.duration(p); d > 0 && in.ScheduledUntil.IsZero() {
		in.ScheduledUntil = in.ScheduledFor.Add(d)
	}
	if !in.ScheduledUntil.After(in.ScheduledFor) {
		in.ScheduledUntil = time.Time{}
	}
	if f.End.IsZero() {
		f.End, f.Planned = in.ScheduledUntil, true
	}
}

// announce dates the announcement of a maintenance that is not over and whose post has no times in its
// text: at the beginning of its window, pages would not show it before it begins.
func (c timeReader) announce(in *exchange.Incident, p *post, over bool) {
	if over || len(p.document.Stamps) > 0 || len(in.Updates) != 1 || !in.Updates[0].At.Equal(in.ScheduledFor) {
		return
	}
	in.Updates[0].At, in.Updates[0].Status = exchange.Announced(in.ScheduledFor, true), incident.Scheduled
	c.Add(exchange.Guess, p.name, exchange.UnknownAnnouncement, "%s", in.Title)
}

// scheduledStatus is the status of the components of a maintenance without another severity.
func scheduledStatus(f *prose.Facts) {
	if !f.Known {
		f.Status, f.Known = incident.UnderMaintenance, true
	}
}
