package pages

import (
	"io"
	"strings"
	"sync"
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
	shared   *sharedEntries
	rss      bool // entries that are in several feeds are in one of RSS as well
	format   string
}

// Render implements Renderer.
func (r feedRenderer) Render(w io.Writer, view any) error {
	v := view.(FeedView)
	if r.format == "json" {
		list := make([]feed.Entry, len(v.Entries))
		for n, e := range v.Entries {
			list[n] = e.Entry
			list[n].HTML = r.appendHTML(nil, e)
		}
		return feed.JSON(w, &v.Feed, list)
	}
	buf := feedBuffers.Get().(*[]byte)
	defer feedBuffers.Put(buf)
	*buf = (*buf)[:0]
	var err error
	for _, e := range v.Entries {
		if *buf, err = r.append(*buf, e); err != nil {
			return err
		}
	}
	if r.format == "rss" {
		return feed.RSS(w, &v.Feed, *buf)
	}
	return feed.Atom(w, &v.Feed, *buf)
}

// feedBuffers are for the entries of a feed, and for the HTML of an entry.
var feedBuffers = sync.Pool{New: func() any { return new([]byte) }}

// append appends an entry in the renderer's format.
func (r feedRenderer) append(b []byte, e *FeedEntry) ([]byte, error) {
	encoded, known := r.shared.encoded.Get(e)
	if !known {
		html := feedBuffers.Get().(*[]byte)
		defer feedBuffers.Put(html)
		*html = r.appendHTML((*html)[:0], e)
		entry := e.Entry
		entry.HTML = *html
		if !e.Shared {
			return r.appendEntry(b, &entry)
		}
		var err error
		if encoded, err = r.encode(&entry); err != nil {
			return b, err
		}
		r.shared.encoded.Add(e, encoded)
	}
	if r.format == "rss" {
		return append(b, encoded.rss...), nil
	}
	return append(b, encoded.atom...), nil
}

// encode encodes an entry in all formats that are needed.
func (r feedRenderer) encode(e *feed.Entry) (encoded encodedEntry, err error) {
	encoded.atom, err = feed.AppendAtomEntry(nil, e)
	if err == nil && r.rss {
		encoded.rss, err = feed.AppendRSSItem(nil, e)
	}
	return encoded, err
}

// appendEntry appends an entry with its HTML in the renderer's format.
func (r feedRenderer) appendEntry(b []byte, e *feed.Entry) ([]byte, error) {
	if r.format == "rss" {
		return feed.AppendRSSItem(b, e)
	}
	return feed.AppendAtomEntry(b, e)
}

// appendHTML appends an entry in the form that programs parse in Statuspage's feeds: the time
// in <small>, its numbers in <var>, the status in <strong>.
func (r feedRenderer) appendHTML(b []byte, e *FeedEntry) []byte {
	if !e.From.IsZero() {
		b = append(b, "<p><strong>THIS IS A SCHEDULED EVENT "...)
		b = append(appendFeedWindow(b, e.From, e.Until), "</strong></p>"...)
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
			b = append(b, body...)
			break
		}
		b = append(appendFeedTime(append(b, "<p><small>"...), u.At), ' ')
		b = append(append(b, timefmt.Zone(u.At)...), "</small><br><strong>"...)
		b = append(append(b, draw.EscapeHTML(u.Label)...), "</strong>"...)
		// The first paragraph is on the same line, as on Statuspage. Other elements, and
		// texts from right to left, follow on lines of their own.
		rest, inline := strings.CutPrefix(body, "<p>")
		switch {
		case body == "":
			b = append(b, "</p>"...)
		case inline:
			b = append(append(b, " - "...), rest...)
		default:
			b = append(append(b, " - </p>"...), body...)
		}
	}
	if e.Note != "" {
		b = append(append(append(b, "<p><em>"...), draw.EscapeHTML(e.Note)...), "</em></p>"...)
	}
	return b
}

// appendFeedTime appends day and time as Statuspage does: a day of one digit has a space
// before it.
func appendFeedTime(b []byte, t time.Time) []byte {
	b = t.AppendFormat(b, "Jan <var data-var='date'>_2</var>, ")
	return appendFeedClock(b, t)
}

func appendFeedClock(b []byte, t time.Time) []byte {
	return t.AppendFormat(b, "<var data-var='time'>15:04</var>")
}

func appendFeedWindow(b []byte, from, until time.Time) []byte {
	b = appendFeedTime(b, from)
	switch {
	case until.IsZero():
		return append(append(b, ' '), timefmt.Zone(from)...)
	case sameDay(from, until):
		b = appendFeedClock(append(b, " - "...), until)
	default:
		b = append(append(append(b, ' '), timefmt.Zone(from)...), " &nbsp;-&nbsp; "...)
		b = appendFeedTime(b, until)
	}
	return append(append(b, ' '), timefmt.Zone(until)...)
}
