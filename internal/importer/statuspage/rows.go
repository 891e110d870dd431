package statuspage

import (
	"strings"
	"time"

	"statuary/internal/importer/exchange"
	"statuary/internal/importer/feedtime"
	"statuary/internal/importer/htmltext"
	"statuary/internal/incident"
)

// fromRow returns an incident that is known only from the list of a month: its
// title, impact, start, end and newest text. It returns nil, and reports the row as
// skipped, if the time cannot be read. zone is the time zone of the page.
func (c *collector) fromRow(code string, row row, zone string) *exchange.Incident {
	c.r.Incidents.Read++
	loc, err := time.LoadLocation(zone)
	if err != nil {
		loc = time.UTC
	}
	in := &exchange.Incident{ID: code, Title: string(row.Name), AtomID: c.feedIDs[code]}
	in.Source.File = row.place
	plain := htmltext.HTML(string(row.Timestamp)).Markdown
	from, until, _ := strings.Cut(plain, " - ")
	// An incident is listed under the month in which it ended, or else started.
	end := time.Date(row.year, row.month, 15, 0, 0, 0, 0, loc)
	start, ok := feedtime.Parse(from)
	if !ok || row.month == 0 {
		c.r.Add(exchange.Skip, row.place, "an incident known only from a list, without a readable time", "%s", row.Name)
		return nil
	}
	wall := func(w feedtime.Wall, near time.Time) time.Time {
		t := w.Near(near, 0)
		return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), 0, 0, loc)
	}
	last, ok := feedtime.Parse(until)
	if !ok && until != "" {
		last, ok = feedtime.Parse(start.Month.String()[:3] + " " + start.DayString() + ", " + until)
	}
	first, newest := incident.Investigating, incident.Resolved
	if row.Impact == "maintenance" {
		in.Type = incident.Maintenance
		first, newest = incident.InProgress, incident.Completed
	}
	t := c.text(row.Message, row.place)
	if htmltext.IsHTML(string(row.Message)) {
		t = htmltext.HTML(string(row.Message)).Markdown
	}
	if ok {
		ended := wall(last, end)
		in.Updates = []incident.Update{{At: wall(start, ended), Status: first}, {At: ended, Status: newest, Message: t}}
	} else {
		in.Updates = []incident.Update{{At: wall(start, end), Status: first, Message: t}}
	}
	in.Impact = incident.ComputedImpact(in.Type, in.Updates)
	if i, ok := incident.ImpactNamed(string(row.Impact)); ok {
		in.Impact = i
	}
	c.r.Add(exchange.Loss, row.place, "an incident known only from a list was imported with its title, impact, start, end and newest text", "%s", row.Name)
	return in
}
