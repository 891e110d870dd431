// Package statusapi reads histories from the public documents of status page tools: Cachet, Kener,
// Better Stack, Instatus, OpenStatus and Uptime Kuma. The documents are fetched over HTTP, or read
// from files that somebody saved; both are read by the same code.
//
// The formats are those of the tools' documentation and sources, as docs/importing.md lists them.
// Every key may be missing.
package statusapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"statuary/internal/importer/exchange"
	"statuary/internal/importer/fetch"
	"statuary/internal/importer/htmltext"
	"statuary/internal/incident"
)

// word is a string or a number in a document, as text. Other values are "".
type word string

func (w *word) UnmarshalJSON(raw []byte) error {
	var s string
	var n json.Number
	switch {
	case json.Unmarshal(raw, &s) == nil:
		*w = word(s)
	case json.Unmarshal(raw, &n) == nil:
		*w = word(n.String())
	}
	return nil
}

// moment is a time in a document: a string, seconds or milliseconds since 1970, or an object with
// the string. It may have no time zone. Anything else is no time.
type moment struct {
	text string
	unix time.Time
}

func (m *moment) UnmarshalJSON(raw []byte) error {
	var n float64
	var o struct{ String string }
	switch {
	case json.Unmarshal(raw, &m.text) == nil:
	case json.Unmarshal(raw, &n) == nil && n > 0 && n < 1e14:
		if n > 1e11 {
			n /= 1000
		}
		m.unix = time.Unix(int64(n), 0).UTC()
	case json.Unmarshal(raw, &o) == nil:
		m.text = o.String
	}
	return nil
}

// or returns the first of two times that is set.
func (m moment) or(other moment) moment {
	if m == (moment{}) {
		return other
	}
	return m
}

// reader fills a history.
type reader struct {
	r      *exchange.Report
	h      *exchange.History
	zone   *time.Location    // of times without one
	set    bool              // zone was set on the command line
	noZone int               // times without a zone
	ids    map[string]string // id of a component in the source → in the history
	taken  map[string]bool
}

func newReader(o exchange.Options, r *exchange.Report) *reader {
	u := &reader{r: r, h: &exchange.History{}, zone: time.UTC, ids: map[string]string{}, taken: map[string]bool{}}
	if o.Zone != nil {
		u.zone, u.set = o.Zone, true
		u.h.Site.TimeZone = o.Zone.String()
	}
	return u
}

// setZone sets the time zone of the page, unless the command line has set one.
func (u *reader) setZone(name string) {
	if zone, err := time.LoadLocation(name); err == nil && name != "" && name != "Local" && !u.set {
		u.zone = zone
		u.h.Site.TimeZone = name
	}
}

// at returns a time, or zero if there is none or it cannot be parsed.
func (u *reader) at(m moment) time.Time {
	if !m.unix.IsZero() {
		return m.unix
	}
	text := strings.TrimSpace(m.text)
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999Z0700", "2006-01-02 15:04:05.999999999Z07:00", "2006-01-02 15:04:05 MST"} {
		if t, err := time.Parse(layout, text); err == nil && (!strings.HasSuffix(layout, "MST") || strings.HasSuffix(text, " UTC")) {
			return t
		}
	}
	for _, layout := range []string{"2006-01-02 15:04:05.999999999", "2006-01-02T15:04:05.999999999", "2006-01-02 15:04", "2006-01-02T15:04"} {
		if t, err := time.ParseInLocation(layout, text, u.zone); err == nil {
			u.noZone++
			return t
		}
	}
	return time.Time{}
}

// markdown converts a text that is Markdown.
func (u *reader) markdown(text word, place string) string {
	return u.text(htmltext.Markdown(string(text)), place)
}

// html converts a text that is HTML, or plain if it has no tags.
func (u *reader) html(text word, place string) string {
	return u.text(htmltext.HTMLOrPlain(string(text)), place)
}

func (u *reader) text(t htmltext.Text, place string) string {
	for _, lost := range t.Lost {
		u.r.Add(exchange.Loss, place, "part of a text was left out", "%s", lost)
	}
	return t.Markdown
}

// addComponent adds a component with a readable id that no other one has.
func (u *reader) addComponent(key string, c incident.Component) {
	if _, ok := u.ids[key]; ok || key == "" {
		return
	}
	c.ID = exchange.Slug(c.Name)
	for _, id := range []string{exchange.Slug(c.Group + "-" + c.Name), exchange.Slug(c.Name + "-" + key), "component-" + key} {
		if c.ID == "" || u.taken[c.ID] {
			c.ID = id
		}
	}
	u.taken[c.ID], u.ids[key] = true, c.ID
	u.h.Components = append(u.h.Components, c)
}

// component returns the id of a component in the history. One that the source no longer lists gets an
// id that shows it.
func (u *reader) component(key string) string {
	if id := u.ids[key]; id != "" {
		return id
	}
	return "component-" + key
}

// add adds an incident, unless it has no update.
func (u *reader) add(in *exchange.Incident) {
	if len(in.Updates) == 0 {
		u.r.Add(exchange.Skip, in.Source.File, "an incident without a known time", "%s", in.Title)
		return
	}
	in.Impact = incident.ComputedImpact(in.Type, in.Updates)
	u.h.Incidents = append(u.h.Incidents, in)
}

// history returns the history, and reports times without a zone.
func (u *reader) history() *exchange.History {
	if u.noZone > 0 && !u.set {
		u.r.Add(exchange.Guess, "", "times have no time zone: they were read in that of the page; set another with --time-zone", "%d times in %s", u.noZone, u.zone)
	}
	return u.h
}

// phase returns the status of a maintenance at a time.
func phase(at, from, to time.Time, over bool) incident.Status {
	switch {
	case over && !to.IsZero() && !at.Before(to):
		return incident.Completed
	case !from.IsZero() && !at.Before(from):
		return incident.InProgress
	}
	return incident.Scheduled
}

// maintained returns components as under maintenance.
func maintained(ids []string) (list []incident.ComponentState) {
	for _, id := range ids {
		list = append(list, incident.ComponentState{ID: id, Status: incident.UnderMaintenance})
	}
	return list
}

// endUnless ends an incident whose record says that it is over, unless an update does.
func (u *reader) endUnless(in *exchange.Incident, status string, changed time.Time) {
	s, _ := incident.StatusNamed(status)
	if !s.Over() || slices.ContainsFunc(in.Updates, func(up incident.Update) bool { return up.Status.Over() }) {
		return
	}
	at := changed
	for _, up := range in.Updates {
		if up.At.After(at) {
			at = up.At
		}
	}
	if !at.IsZero() {
		in.Updates = append(in.Updates, incident.Update{At: at, Status: exchange.EndStatus(in.Type)})
		u.r.Add(exchange.Guess, in.Source.File, "a resolved incident without a final update ends when it was last changed", "%s", in.Title)
	}
}

// linkIDs returns the ids in the data of a JSON:API relationship: one object, or a list.
func linkIDs(raw json.RawMessage) (ids []string) {
	var list []struct {
		ID word `json:"id"`
	}
	if json.Unmarshal(raw, &list) != nil {
		var one *struct {
			ID word `json:"id"`
		}
		if json.Unmarshal(raw, &one) == nil && one != nil {
			return []string{string(one.ID)}
		}
	}
	for _, l := range list {
		ids = append(ids, string(l.ID))
	}
	return ids
}

// window sets the window of a maintenance and, without other entries, when it was in progress and
// completed: at the beginning and the end of the window, if over reports that it is over.
func (u *reader) window(in *exchange.Incident, from, to time.Time, over, begun bool, states []incident.ComponentState) {
	in.Type = incident.Maintenance
	in.ScheduledFor, in.ScheduledUntil = from, to
	if from.IsZero() || !begun && !over {
		return
	}
	in.Updates = append(in.Updates, incident.Update{At: from, Status: incident.InProgress, Components: states})
	switch {
	case over && to.After(from):
		in.Updates = append(in.Updates, incident.Update{At: to, Status: incident.Completed})
		u.r.Add(exchange.Guess, in.Source.File, "a completed maintenance begins and ends with its window", "%s", in.Title)
	case over:
		in.Updates = append(in.Updates, incident.Update{At: from, Status: incident.Completed})
		u.r.Add(exchange.Guess, in.Source.File, "a completed maintenance ends when it began: its end is not known", "%s", in.Title)
	}
}

// each calls do with each file that is JSON. A file that is not is an error if it is the only one.
func (u *reader) each(files []exchange.File, do func(f exchange.File, src []byte) (known bool, err error)) error {
	found := false
	for _, f := range files {
		src := bytes.TrimPrefix(f.Data, []byte("\ufeff"))
		known, err := false, error(nil)
		if !json.Valid(src) {
			var v any
			err = json.Unmarshal(src, &v)
			err = fmt.Errorf("%s: %w", exchange.ErrorPlace(f.Name, src, err), err)
		} else {
			known, err = do(f, src)
		}
		switch {
		case err != nil && len(files) == 1:
			return err
		case err != nil:
			u.r.Add(exchange.Loss, f.Name, "a file that could not be read was left out", "%v", err)
		case !known:
			u.r.Add(exchange.Loss, f.Name, "a file that is no document of this tool was left out", "")
		}
		found = found || known
	}
	if !found {
		return errors.New("no document of this tool was found; docs/importing.md lists what is read")
	}
	return nil
}

// onlyXML reports whether all files are XML, which feeds are, and the documents of these tools are not.
func onlyXML(files []exchange.File) bool {
	return !slices.ContainsFunc(files, func(f exchange.File) bool {
		return !bytes.HasPrefix(bytes.TrimLeft(f.Data, "\ufeff \t\r\n"), []byte("<"))
	})
}

// session fetches documents from one page.
type session struct {
	*fetch.Client
	base  string
	files []exchange.File
}

// newSession returns a session with the page at an address. The last part of its path is removed if
// it is one of names, the documents that people copy the address of.
func newSession(c *fetch.Client, address string, names ...string) (*session, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return nil, fmt.Errorf("%q is not the address of a page, such as https://status.example.org", address)
	}
	u.RawQuery, u.Fragment = "", ""
	base := strings.TrimRight(u.String(), "/")
	for _, n := range names {
		base = strings.TrimSuffix(base, "/"+n)
	}
	return &session{Client: c, base: base}, nil
}

// get fetches a document and keeps it.
func (s *session) get(ctx context.Context, name string, kind fetch.Kind) ([]byte, error) {
	data, err := s.Get(ctx, s.base+"/"+name, kind)
	if err == nil {
		s.files = append(s.files, exchange.File{Name: name, Data: data})
	}
	return data, err
}

// getOr fetches a document, or a feed if the page does not have the document, and reports whether it is
// the feed. lacks is what the feed does not have.
func (s *session) getOr(ctx context.Context, name string, kind fetch.Kind, feed, lacks string, r *exchange.Report) (isFeed bool, err error) {
	_, err = s.get(ctx, name, kind)
	status := new(fetch.StatusError)
	if err == nil || !errors.As(err, new(*fetch.KindError)) && !(errors.As(err, &status) && (status.Code == 404 || status.Code == 410)) {
		return false, err
	}
	if _, feedErr := s.get(ctx, feed, fetch.Feed); feedErr != nil {
		return false, fmt.Errorf("%w; nor has the page a feed: %w", err, feedErr)
	}
	r.Add(exchange.Loss, s.base+"/"+name, "the page does not have this document: its feed was read, which has less", "%s lacks %s", feed, lacks)
	return true, nil
}

// history reads the documents that were fetched.
func (s *session) history(read func([]exchange.File, exchange.Options, *exchange.Report) (*exchange.History, error), o exchange.Options, r *exchange.Report) (*exchange.History, error) {
	h, err := read(s.files, o, r)
	if err == nil {
		h.Site.URL = s.base
	}
	return h, err
}

// maxPages is the limit for lists that do not end.
const maxPages = 2000

// pages fetches all pages of a list. more returns whether another page follows the given one. Only
// an error on the first page leaves the list unread; one on a later page ends the import, because
// the rest would be missing.
func (s *session) pages(ctx context.Context, name string, more func(data []byte) (bool, error)) error {
	var last []byte
	for n := 1; n <= maxPages; n++ {
		sep := "?"
		if strings.Contains(name, "?") {
			sep = "&"
		}
		data, err := s.get(ctx, fmt.Sprintf("%s%spage=%d", name, sep, n), fetch.JSON)
		if err == nil && n > 1 && bytes.Equal(data, last) {
			err = fmt.Errorf("%s/%s: page %d is page %d again", s.base, name, n, n-1)
		}
		next := false
		if err == nil {
			next, err = more(data)
		}
		switch {
		case err != nil && n > 1 && ctx.Err() == nil:
			return fmt.Errorf("could not read the whole list: %w", err)
		case err != nil:
			return err
		case !next:
			return nil
		}
		last = data
	}
	return fmt.Errorf("%s/%s: the list does not end after %d pages", s.base, name, maxPages)
}
