// Package statusapi reads histories from the public documents of status page tools: Cachet, Kener,
// Better Stack, Instatus, OpenStatus and Uptime Kuma. The documents are fetched over HTTP, or read
// from files that somebody saved; both are read by the same code.
//
// The formats are those of the tools' documentation and sources, as docs/importing.md lists them.
// Every key may be missing.
package statusapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"statuary/internal/importer/exchange"
	"statuary/internal/importer/htmltext"
	"statuary/internal/incident"
)

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
