package site

import (
	"fmt"
	"io"
	"strings"
	"time"

	"statuary/internal/feed"
	"statuary/internal/history"
	"statuary/internal/incident"
	"statuary/internal/markdown"
	"statuary/internal/when"
)

// FeedView is a feed, with the texts not rendered yet.
type FeedView struct {
	Feed    feed.Feed // without entries
	Entries []FeedEntry
}

// FeedEntry is an incident in a feed.
type FeedEntry struct {
	Entry   feed.Entry // without its HTML
	From    time.Time  // the window of a maintenance that has not begun; else zero
	Until   time.Time
	Updates []FeedUpdate // newest first
}

// FeedUpdate is an entry of the timeline in a feed.
type FeedUpdate struct {
	At    time.Time
	Label string
	Text  markdown.Text
	Auto  string
}

// feeds makes /history.atom and /history.rss.
func (p *plan) feeds() []Page {
	v := FeedView{Feed: feed.Feed{
		ID:       p.Config.Feed.Tag + ":/history",
		Title:    p.site.Name + " - Incident History",
		Home:     p.Config.URL(),
		Language: p.Config.Language,
		Author:   p.Config.Title,
		Updated:  p.changed,
	}}
	if v.Feed.Updated.IsZero() {
		// A feed must say when it was changed. One without entries never was,
		// and the time of the build would make each build another feed.
		v.Feed.Updated = time.Unix(0, 0).In(p.Config.Zone)
	}
	list := p.History.Incidents
	for _, i := range list[:min(len(list), p.Config.Feed.Entries)] {
		v.Entries = append(v.Entries, p.feedEntry(i))
	}
	make := func(path string, r feedRenderer) Page {
		v := v
		v.Feed.Self = p.Config.URL() + path
		return Page{Path: path, View: made(v), Renderer: r}
	}
	return []Page{
		make("history.atom", feedRenderer{p.Markdown, "atom"}),
		make("history.rss", feedRenderer{p.Markdown, "rss"}),
	}
}

func (p *plan) feedEntry(i *history.Incident) FeedEntry {
	e := FeedEntry{Entry: feed.Entry{
		ID:        i.AtomID,
		Title:     i.Title,
		URL:       p.Config.Origin + p.incidentLink(i),
		Published: i.Newest().At,
		Updated:   i.UpdatedAt,
	}}
	if e.Entry.ID == "" {
		e.Entry.ID = p.Config.Feed.Tag + ":Incident/" + escape(i.ID)
	}
	// Statuspage dates an entry by its newest update, and a maintenance that
	// has not begun by the beginning of its window (37,866 of 37,867 entries).
	if i.Upcoming() && !i.ScheduledFor.IsZero() {
		e.Entry.Published = i.ScheduledFor
		e.From, e.Until = i.ScheduledFor, i.ScheduledUntil
	}
	text := func(source string) markdown.Text {
		t := p.text(i, source, "", 3)
		t.Absolute = true
		return t
	}
	for n := len(i.Updates) - 1; n >= 0; n-- {
		u := FeedUpdate{At: i.Updates[n].At, Label: updateLabel(i.Updates, n), Text: text(i.Updates[n].Message), Auto: autoText(i.Updates[n])}
		if i.Updates[n].Status == incident.Postmortem && i.Postmortem != "" {
			u.Text = text(i.Postmortem)
		}
		e.Updates = append(e.Updates, u)
	}
	return e
}

// feedRenderer writes a FeedView in a format.
type feedRenderer struct {
	markdown *markdown.Converter
	format   string
}

// Render implements Renderer.
func (r feedRenderer) Render(w io.Writer, view any) error {
	v := view.(FeedView)
	f := v.Feed
	for _, e := range v.Entries {
		entry := e.Entry
		entry.HTML = r.html(e)
		f.Entries = append(f.Entries, entry)
	}
	if r.format == "rss" {
		return feed.RSS(w, &f)
	}
	return feed.Atom(w, &f)
}

// html writes an entry in the form that readers of Statuspage's feeds take
// apart: the time in <small>, its numbers in <var>, the status in <strong>.
func (r feedRenderer) html(e FeedEntry) string {
	var b strings.Builder
	if !e.From.IsZero() {
		b.WriteString("<p><strong>THIS IS A SCHEDULED EVENT " + feedWindow(e.From, e.Until) + "</strong></p>")
	}
	for _, u := range e.Updates {
		body := strings.TrimSpace(string(r.markdown.HTML(u.Text)))
		if body == "" {
			body = "<p>" + u.Auto + "</p>"
		}
		fmt.Fprintf(&b, "<p><small>%s %s</small><br><strong>%s</strong> - ", feedTime(u.At), when.Zone(u.At), escapeHTML(u.Label))
		// Footnotes link within their text, which in a feed has no address.
		body = strings.ReplaceAll(body, `href="#`, `href="`+escapeHTML(e.Entry.URL)+`#`)
		// The first paragraph goes on in the line; other things come after it.
		if rest, ok := strings.CutPrefix(body, "<p>"); ok {
			b.WriteString(rest)
		} else {
			b.WriteString("</p>" + body)
		}
	}
	return b.String()
}

// feedTime writes day and time as Statuspage does: a day of one digit has a
// space before it.
func feedTime(t time.Time) string {
	return fmt.Sprintf("%s <var data-var='date'>%2d</var>, <var data-var='time'>%s</var>", t.Format("Jan"), t.Day(), t.Format("15:04"))
}

func feedWindow(from, until time.Time) string {
	switch {
	case until.IsZero():
		return feedTime(from) + " " + when.Zone(from)
	case sameDay(from, until):
		return feedTime(from) + " - <var data-var='time'>" + until.Format("15:04") + "</var> " + when.Zone(until)
	}
	return feedTime(from) + " " + when.Zone(from) + " &nbsp;-&nbsp; " + feedTime(until) + " " + when.Zone(until)
}
