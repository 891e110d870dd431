package pages

import (
	"fmt"
	"io"
	"strings"
	"time"

	"statuary/internal/feed"
	"statuary/internal/i18n"
	"statuary/internal/markdown"
	"statuary/internal/pages/draw"
	"statuary/internal/timefmt"
)

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
	switch r.format {
	case "rss":
		return feed.RSS(w, &f)
	case "json":
		return feed.JSON(w, &f)
	}
	return feed.Atom(w, &f)
}

// html returns an entry in the form that programs parse in Statuspage's feeds: the time
// in <small>, its numbers in <var>, the status in <strong>.
func (r feedRenderer) html(e FeedEntry) string {
	var b strings.Builder
	size := 0
	for _, u := range e.Updates {
		size += len(u.Text.Source) + len(u.Text.Source)/4 + 256
	}
	b.Grow(size)
	if !e.From.IsZero() {
		b.WriteString("<p><strong>THIS IS A SCHEDULED EVENT " + feedWindow(e.From, e.Until) + "</strong></p>")
	}
	for _, u := range e.Updates {
		body := strings.TrimSpace(string(r.markdown.HTML(u.Text)))
		if body == "" && u.Auto != "" {
			body = "<p>" + draw.EscapeHTML(u.Auto) + "</p>"
		}
		if u.Next != "" {
			body += "<p>" + draw.EscapeHTML(u.Next) + "</p>"
		}
		if strings.IndexByte(body, '#') >= 0 { // most have none, and this is quick to see
			// Footnotes link within their text, which in a feed has no address.
			page, _, _ := strings.Cut(e.Entry.URL, "#")
			body = strings.ReplaceAll(body, `href="#`, `href="`+draw.EscapeHTML(page)+`#`)
		}
		if e.Single && body == "" {
			body = "<p>" + draw.EscapeHTML(u.Label) + "</p>"
		}
		if body != "" && i18n.RightToLeft(u.Text.Source) {
			body = `<div dir="auto">` + body + "</div>"
		}
		if e.Single {
			b.WriteString(body)
			break
		}
		fmt.Fprintf(&b, "<p><small>%s %s</small><br><strong>%s</strong>", feedTime(u.At), timefmt.Zone(u.At), draw.EscapeHTML(u.Label))
		// The first paragraph is on the same line, as on Statuspage. Other elements, and
		// texts from right to left, follow on lines of their own.
		rest, inline := strings.CutPrefix(body, "<p>")
		switch {
		case body == "":
			b.WriteString("</p>")
		case inline:
			b.WriteString(" - " + rest)
		default:
			b.WriteString(" - </p>" + body)
		}
	}
	if e.Note != "" {
		b.WriteString("<p><em>" + draw.EscapeHTML(e.Note) + "</em></p>")
	}
	return b.String()
}

// feedTime formats day and time as Statuspage does: a day of one digit has a space
// before it.
func feedTime(t time.Time) string {
	return fmt.Sprintf("%s <var data-var='date'>%2d</var>, <var data-var='time'>%s</var>", t.Format("Jan"), t.Day(), t.Format("15:04"))
}

func feedWindow(from, until time.Time) string {
	switch {
	case until.IsZero():
		return feedTime(from) + " " + timefmt.Zone(from)
	case sameDay(from, until):
		return feedTime(from) + " - <var data-var='time'>" + until.Format("15:04") + "</var> " + timefmt.Zone(until)
	}
	return feedTime(from) + " " + timefmt.Zone(from) + " &nbsp;-&nbsp; " + feedTime(until) + " " + timefmt.Zone(until)
}

// FeedView is a feed whose texts are not rendered yet.
type FeedView struct {
	Feed    feed.Feed // without entries
	Entries []FeedEntry
}

// FeedEntry is an incident in a feed or, in the feed of one incident, an update.
type FeedEntry struct {
	Entry   feed.Entry // without its HTML
	From    time.Time  // the window of a maintenance that has not begun; else zero
	Until   time.Time
	Single  bool         // of the updates, the newest is shown without its time and status
	Note    string       // that texts are not translated; empty where they are
	Updates []FeedUpdate // newest first
}

// FeedUpdate is an entry of the timeline in a feed.
type FeedUpdate struct {
	At    time.Time
	Label string
	Text  markdown.Text
	Auto  string
	Next  string // by when the next update is announced; empty if none is
}
