package mdsites

import (
	"path"
	"strings"
	"time"

	"statuary/internal/importer/exchange"
	"statuary/internal/importer/htmltext"
	"statuary/internal/importer/prose"
	"statuary/internal/incident"
	"statuary/internal/lazyregexp"
)

// Markdown reads postmortems: Markdown files with or without the front matter of a
// site generator. Each file becomes an incident with the text as its postmortem. The
// day comes from the front matter, the file name, the title, a line "Date:" or, as a guess, from the
// first date in the text; the start and end come from the front matter, or from lines and tables with
// labels such as "Resolved: 2020-02-18 14:59", if any.
func Markdown(files []exchange.File, o exchange.Options, r *exchange.Report) (*exchange.History, error) {
	h := &exchange.History{Site: exchange.Site{TimeZone: flagZone(o)}}
	var posts []*post
	for _, f := range files {
		if !isMarkdown(strings.TrimSuffix(f.Name, ".erb")) {
			continue
		}
		r.Incidents.Read++
		if p := openPost(f, r); p != nil {
			posts = append(posts, p)
		}
	}
	c := newTimeReader(posts, o, r)
	if c.days == prose.UnknownDays {
		var dates []prose.Moment
		for _, p := range posts {
			dates = append(dates, prose.Slashed(p.body)...)
		}
		c.days = prose.Days(dates)
	}
	for _, p := range posts {
		if in := markdownPost(p, c); in != nil {
			h.Incidents = append(h.Incidents, in)
		}
	}
	return h, nil
}

var (
	heading   = lazyregexp.New(`^#[ \t]+([^\n]+?)[ \t]*#*[ \t]*(?:\n|$)`)
	underline = lazyregexp.New(`^([^\n]+)\n=+[ \t]*(?:\n|$)`)
	dateLine  = lazyregexp.New(`(?im)^[-*\s]*\**(?:date|incident date|start(?:ed)?)\**:?\**:?\s*([^\n]+)$`)
	dayPrefix = lazyregexp.New(`^\d{4}-?\d{2}-?\d{2}[-_ ]*`)
	// aside matches names of files that accompany postmortems.
	aside = lazyregexp.New(`(?i)^(?:readme|index|_index|template|contributing|changelog|license|.*[-_ ]template)$`)
)

func markdownPost(p *post, c timeReader) *exchange.Incident {
	in := p.newIncident()
	body := strings.TrimSpace(p.body)
	if m := heading.FindStringSubmatchIndex(body); m != nil {
		in.Title, body = titleOf(in.Title, body[m[2]:m[3]], body, m[1])
	} else if m := underline.FindStringSubmatchIndex(body); m != nil {
		in.Title, body = titleOf(in.Title, body[m[2]:m[3]], body, m[1])
	}
	if in.Title == "" {
		in.Title = dayPrefix.ReplaceAllString(path.Base(p.slug), "")
		in.Title = strings.ReplaceAll(in.Title, "-", " ")
		c.Add(exchange.Guess, p.name, "a file without a title got its file name as its title", "%s", in.Title)
	}
	in.Postmortem = prose.Tidy(strings.TrimSpace(body), p.name, c.Report)
	if in.Postmortem == "" || incident.BlankText(in.Postmortem) {
		c.Add(exchange.Skip, p.name, "a file without text", "")
		return nil
	}
	c.events(in, p)
	published, known := c.published(in, p)
	if len(in.Updates) == 0 && !known {
		c.Add(exchange.Skip, p.name, "not an incident: no date in the front matter, the file name, the title or the text", "%s", in.Title)
		return nil
	}
	if !known {
		published = dated{Time: in.Updates[len(in.Updates)-1].At}
	}
	if n := len(in.Updates); n > 0 && published.Before(in.Updates[n-1].At) {
		published = dated{Time: in.Updates[n-1].At} // only the day of publication is known
		c.Add(exchange.Guess, p.name, "a postmortem without a publication date got the time of the newest update", "")
	} else if published.day {
		c.Add(exchange.Guess, p.name, "only the day is known: the postmortem is dated to midnight, and no downtime is counted", "%s", published.Format(time.DateOnly))
	}
	in.Updates = append(in.Updates, incident.Update{At: published.Time, Status: incident.Postmortem})
	for _, key := range []string{"tags", "categories"} {
		in.Tags = append(in.Tags, p.list(key)...)
	}
	p.reportUnused(c.Report)
	return in
}

// titleOf returns the title of a post, and its body without the heading that ends at
// end. The title is front, or the heading if front is empty; a heading that differs
// from front stays in the body.
func titleOf(front, heading, body string, end int) (title, rest string) {
	plain := htmltext.Line(strings.Trim(heading, "*_ "))
	if front == "" || strings.EqualFold(htmltext.Line(front), plain) {
		return plain, body[end:]
	}
	return front, body
}

// published returns the publication date of a postmortem: from the front matter, the file name, the
// title, a line "Date:" or, if no update has a time, the first date in the text.
func (c timeReader) published(in *exchange.Incident, p *post) (dated, bool) {
	for _, key := range []string{"date", "published", "publishDate", "created", "last_reviewed_on"} {
		if text, line := p.get(key); text != "" {
			if t, ok := c.parse(text, p.place(line), nil, time.Time{}); ok {
				return t, true
			}
		}
	}
	if t, ok := c.dayInName(in, p); ok {
		return t, true
	}
	if m := dateLine.FindStringSubmatch(p.body); m != nil {
		if t, ok := c.dayIn(m[1]); ok {
			return t, true
		}
	}
	if t, ok := c.dayIn(p.body); ok && len(in.Updates) == 0 && !aside.MatchString(stem(p.name)) {
		c.Add(exchange.Guess, p.name, "a postmortem without a date got the first date in its text", "%s", t.Format(time.DateOnly))
		return t, true
	}
	return dated{}, false
}

// dayInName returns the day in the file name, or else in the title.
func (c timeReader) dayInName(in *exchange.Incident, p *post) (dated, bool) {
	if t, ok := c.dayInFile(p.slug); ok {
		return t, true
	}
	return c.dayIn(in.Title)
}
