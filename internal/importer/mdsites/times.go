package mdsites

import (
	"cmp"
	"path"
	"strings"
	"time"

	"statuary/internal/importer/exchange"
	"statuary/internal/importer/prose"
	"statuary/internal/lazyregexp"
)

// dated is a time, or only a day.
type dated struct {
	time.Time
	day    bool           // only the day is known; Time is its midnight
	offset *time.Location // the time zone that is written; nil if there is none
}

// timeReader parses times in front matter, and reports what it had to guess.
type timeReader struct {
	exchange.Options
	*exchange.Report
	order prose.Order    // of the updates in most posts of the site
	days  prose.DayOrder // of dates such as 02/05/2024 in the site
}

// newTimeReader returns the reader of the times of a site.
func newTimeReader(posts []*post, o exchange.Options, r *exchange.Report) timeReader {
	documents := make([]*prose.Document, len(posts))
	var moments []prose.Moment
	for i, p := range posts {
		documents[i] = p.document
		moments = append(moments, p.document.Moments()...)
		for _, f := range p.front {
			if text := f.Value.Text; len(text) > 5 && strings.ContainsAny(text[1:3], "/-") {
				if m, ok := prose.ParseMoment(text); ok {
					moments = append(moments, m)
				}
			}
		}
	}
	return timeReader{o, r, prose.Majority(documents), prose.Days(moments)}
}

// settle returns a date whose day and month could be swapped with the one meaning that it can have: that
// of other dates of the site, or else the one near a day that is known, unless that is zero.
func (c timeReader) settle(m prose.Moment, text, place string, near time.Time) prose.Moment {
	order := c.days
	if order == prose.UnknownDays && !near.IsZero() {
		order = m.Nearest(near, near, 14*24*time.Hour)
	}
	if order == prose.UnknownDays {
		return m
	}
	m = m.InOrder(order)
	c.Add(exchange.Guess, place, "a date whose day and month could be swapped was read like the other dates, or so that it fits the date of the post", "%s is %s",
		text, m.In(time.UTC).Format(time.DateOnly))
	return m
}

// parse parses a time of the front matter. A time without a time zone is in own, the time zone of
// another date of the post, unless the user has set one. near is a day of the post, or zero. parse
// reports whether text is a time.
func (c timeReader) parse(text, place string, own *time.Location, near time.Time) (dated, bool) {
	m, ok := prose.ParseMoment(text)
	if m.Either && ok {
		m = c.settle(m, text, place, near)
	}
	if !ok || !m.Dated() || m.UnknownZone != "" {
		return dated{}, false
	}
	if m.LongHour {
		c.Add(exchange.Guess, place, "an hour with three digits was accepted", "%s", text)
	}
	zone := c.Zone
	switch {
	case m.Zone != nil || zone != nil || !m.Clock:
	case own != nil && own != time.UTC:
		zone = own
		c.Add(exchange.Guess, place, "a time without a time zone was read with the offset of the post's dates; set another with --time-zone", "%s", text)
	default:
		c.Add(exchange.Guess, place, "a time without a time zone was read as UTC; set another with --time-zone", "%s", text)
	}
	return dated{m.In(cmp.Or(zone, time.UTC)), !m.Clock, m.Zone}, true
}

// compact matches a date without separators in a file name.
var compact = lazyregexp.New(`(?:^|\D)(20\d{2})(\d{2})(\d{2})(?:\D|$)`)

// dayIn returns the first day in a text, and reports whether there is one.
func (c timeReader) dayIn(text string) (dated, bool) {
	m, ok := prose.FirstDate(text, c.days)
	if !ok {
		return dated{}, false
	}
	m = prose.Moment{Year: m.Year, Month: m.Month, Day: m.Day}
	return dated{Time: m.In(flagZoneOrUTC(c.Options)), day: true}, true
}

// dayInFile returns the day in the name of a file, and reports whether there is one.
func (c timeReader) dayInFile(name string) (dated, bool) {
	name = path.Base(name)
	if m := compact.FindStringSubmatch(name); m != nil {
		name = m[1] + "-" + m[2] + "-" + m[3]
	}
	return c.dayIn(name)
}
