package neutral

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"statuary/internal/importer/prose"
	"statuary/internal/incident"
)

// Version is the number of the JSON form. It rises when something that was
// written before means something else.
const Version = 1

// The JSON form, as docs/schema/import.schema.json describes it.
type (
	document struct {
		Version    int         `json:"version"`
		Text       string      `json:"text,omitempty"` // what texts are: "markdown" (default), "html" or "plain"
		Site       *site       `json:"site,omitempty"`
		Components []component `json:"components"`
		Incidents  []record    `json:"incidents"`
	}
	site struct {
		Title       string `json:"title,omitempty"`
		Description string `json:"description,omitempty"`
		URL         string `json:"url,omitempty"`
		TimeZone    string `json:"time_zone,omitempty"`
		Language    string `json:"language,omitempty"`
		PageID      string `json:"page_id,omitempty"`
		FeedTag     string `json:"feed_tag,omitempty"`
	}
	component struct {
		ID          string `json:"id"`
		Name        string `json:"name,omitempty"`
		Group       string `json:"group,omitempty"`
		Description string `json:"description,omitempty"`
		Since       string `json:"since,omitempty"` // a date
		Retired     bool   `json:"retired,omitempty"`
	}
	record struct {
		ID             string            `json:"id"`
		Title          string            `json:"title"`
		Type           string            `json:"type,omitempty"`
		Impact         string            `json:"impact,omitempty"`
		Components     []string          `json:"components,omitempty"`
		ScheduledFor   *time.Time        `json:"scheduled_for,omitempty"`
		ScheduledUntil *time.Time        `json:"scheduled_until,omitempty"`
		Timeline       []entry           `json:"timeline"`
		Downtime       []downtime        `json:"downtime,omitempty"`
		Postmortem     string            `json:"postmortem,omitempty"`
		Tags           []string          `json:"tags,omitempty"`
		Draft          bool              `json:"draft,omitempty"`
		Aliases        []string          `json:"aliases,omitempty"`
		AtomID         string            `json:"atom_id,omitempty"`
		Updated        *time.Time        `json:"updated,omitempty"`
		Ignore         map[string]string `json:"ignore,omitempty"` // rules of check, with reasons
	}
	entry struct {
		At         time.Time `json:"at"`
		Status     string    `json:"status"`
		Label      string    `json:"label,omitempty"`
		Message    string    `json:"message,omitempty"`
		Components []state   `json:"components,omitempty"` // in order, which an object has not
	}
	state struct {
		ID     string `json:"id"`
		Status string `json:"status"`
	}
	downtime struct {
		Component string     `json:"component"`
		Status    string     `json:"status"`
		From      time.Time  `json:"from"`
		To        *time.Time `json:"to,omitempty"`
	}
)

// Encode writes a history in its JSON form, the same bytes for the same history.
func Encode(w io.Writer, h *History) error {
	d := document{Version: Version, Components: []component{}, Incidents: []record{}}
	if h.Site != (Site{}) {
		d.Site = (*site)(&site{h.Site.Title, h.Site.Description, h.Site.URL, h.Site.TimeZone, h.Site.Language, h.Site.PageID, h.Site.FeedTag})
	}
	for _, c := range h.Components {
		j := component{ID: c.ID, Name: c.Name, Group: c.Group, Description: c.Description, Retired: c.Retired}
		if !c.Since.IsZero() {
			j.Since = c.Since.Format(time.DateOnly)
		}
		d.Components = append(d.Components, j)
	}
	for _, in := range h.Incidents {
		d.Incidents = append(d.Incidents, encode(in))
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(d)
}

func encode(in *incident.Incident) record {
	j := record{
		ID: in.ID, Title: in.Title, Type: in.Type.String(), Impact: in.Impact.String(), Components: in.Components,
		ScheduledFor: optional(in.ScheduledFor), ScheduledUntil: optional(in.ScheduledUntil), Timeline: []entry{},
		Postmortem: in.Postmortem, Tags: in.Tags, Draft: in.Draft, Aliases: in.Aliases, AtomID: in.AtomID, Updated: optional(in.Updated), Ignore: in.Ignore,
	}
	for _, u := range in.Updates {
		e := entry{At: u.At, Status: u.Status.String(), Label: u.Label, Message: u.Message}
		for _, c := range u.Components {
			e.Components = append(e.Components, state{c.ID, c.Status.String()})
		}
		j.Timeline = append(j.Timeline, e)
	}
	for _, d := range in.Downtime {
		j.Downtime = append(j.Downtime, downtime{d.Component, d.Status.String(), d.From, optional(d.To)})
	}
	return j
}

func optional(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// Decode reads the JSON form: a document, or JSON Lines with an incident each.
// An incident that can't be read is skipped, with what is wrong and where; only
// a file that is no such document at all is an error.
func Decode(file string, src []byte, r *Report) (*History, error) {
	src = bytes.TrimPrefix(src, []byte("\ufeff"))
	if strings.HasSuffix(file, ".jsonl") || strings.HasSuffix(file, ".ndjson") {
		return decodeLines(file, src, r)
	}
	var d struct {
		Version    *int              `json:"version"`
		Text       string            `json:"text"`
		Site       site              `json:"site"`
		Components []json.RawMessage `json:"components"`
		Incidents  []json.RawMessage `json:"incidents"`
	}
	if err := json.Unmarshal(src, &d); err != nil {
		return nil, fmt.Errorf("%s: %w", At(file, src, err), err)
	}
	switch {
	case d.Version == nil && d.Incidents == nil:
		return nil, fmt.Errorf("%s: not a history: it has neither version nor incidents (see docs/importing.md)", file)
	case d.Version != nil && *d.Version > Version:
		return nil, fmt.Errorf("%s: version %d is newer than this program, which knows %d", file, *d.Version, Version)
	}
	text, err := textOf(d.Text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	h := &History{Site: Site{d.Site.Title, d.Site.Description, d.Site.URL, d.Site.TimeZone, d.Site.Language, d.Site.PageID, d.Site.FeedTag}}
	for i, raw := range d.Components {
		place := fmt.Sprintf("%s: components[%d]", file, i)
		var j component
		if err := strict(raw, &j, place, r); err != nil {
			r.Add(Loss, place, "a component that can't be read was left out", "%v", err)
			continue
		}
		c := incident.Component{ID: j.ID, Name: j.Name, Group: j.Group, Description: j.Description, Retired: j.Retired}
		if j.Since != "" {
			if c.Since, err = time.Parse(time.DateOnly, j.Since); err != nil {
				r.Add(Loss, place, "a first day that is not a date was left out", "%s", shorten(j.Since))
			}
		}
		h.Components = append(h.Components, c)
	}
	for i, raw := range d.Incidents {
		h.add(raw, fmt.Sprintf("%s: incidents[%d]", file, i), text, r)
	}
	return h, nil
}

func decodeLines(file string, src []byte, r *Report) (*History, error) {
	h := &History{}
	line := 0
	for raw := range bytes.Lines(src) {
		line++
		if raw = bytes.TrimSpace(raw); len(raw) > 0 {
			h.add(raw, Place(file, line), prose.Markdown, r)
		}
	}
	return h, nil
}

// At is the place of an error of JSON, as file:line:col.
func At(file string, src []byte, err error) string {
	var syntax *json.SyntaxError
	var typed *json.UnmarshalTypeError
	at := int64(0)
	switch {
	case errors.As(err, &syntax):
		at = syntax.Offset
	case errors.As(err, &typed):
		at = typed.Offset
	}
	if at == 0 || at > int64(len(src)) {
		return file
	}
	before := src[:at-1]
	line := 1 + bytes.Count(before, []byte("\n"))
	return fmt.Sprintf("%s:%d:%d", file, line, len(before)-bytes.LastIndexByte(before, '\n'))
}

func textOf(word string) (func(string) prose.Text, error) {
	switch word {
	case "", "markdown":
		return prose.Markdown, nil
	case "html":
		return prose.HTML, nil
	case "plain":
		return prose.Of, nil
	}
	return nil, fmt.Errorf("text: %q is not markdown, html or plain", shorten(word))
}

// strict decodes a value, and notes keys that it does not know.
func strict(raw []byte, v any, place string, r *Report) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	err := d.Decode(v)
	if err != nil && strings.Contains(err.Error(), "unknown field") {
		_, name, _ := strings.Cut(err.Error(), "unknown field ")
		r.Add(Loss, place, "a key that the format does not have was left out", "%s", shorten(name))
		return json.Unmarshal(raw, v)
	}
	return err
}

// add reads one incident.
func (h *History) add(raw []byte, place string, text func(string) prose.Text, r *Report) {
	r.Incidents.Read++
	var j record
	if err := strict(raw, &j, place, r); err != nil {
		r.Add(Skip, place, "an incident that can't be read", "%v", err)
		return
	}
	in, err := j.decode(place, text, r)
	if err != nil {
		r.Add(Skip, place, "an incident that can't be read", "%v", err)
		return
	}
	h.Incidents = append(h.Incidents, in)
}

func (j record) decode(place string, text func(string) prose.Text, r *Report) (*incident.Incident, error) {
	md := func(s string) string {
		t := text(s)
		for _, lost := range t.Lost {
			r.Add(Loss, place, "part of a text was left out", "%s", lost)
		}
		return t.Markdown
	}
	in := &incident.Incident{
		ID: j.ID, Title: j.Title, Components: j.Components, Postmortem: md(j.Postmortem), Tags: j.Tags, Draft: j.Draft, Aliases: j.Aliases, AtomID: j.AtomID, Ignore: j.Ignore,
	}
	in.Source.File = place
	for _, t := range []struct {
		from *time.Time
		to   *time.Time
	}{{j.ScheduledFor, &in.ScheduledFor}, {j.ScheduledUntil, &in.ScheduledUntil}, {j.Updated, &in.Updated}} {
		if t.from != nil {
			*t.to = *t.from
		}
	}
	var err error
	switch {
	case j.Type == incident.Maintenance.String(), j.Type == "" && j.ScheduledFor != nil:
		in.Type = incident.Maintenance
	case j.Type != "" && j.Type != incident.Unplanned.String():
		return nil, fmt.Errorf("unknown type %q", shorten(j.Type))
	}
	for n, e := range j.Timeline {
		u := incident.Update{At: e.At, Label: e.Label, Message: md(e.Message)}
		if u.Status, err = status(e.Status); err != nil {
			return nil, fmt.Errorf("timeline[%d]: %w", n, err)
		}
		for _, s := range e.Components {
			w, err := componentStatus(s.Status)
			if err != nil {
				return nil, fmt.Errorf("timeline[%d]: %w", n, err)
			}
			u.Components = append(u.Components, incident.ComponentState{ID: s.ID, Status: w})
		}
		in.Updates = append(in.Updates, u)
	}
	for n, d := range j.Downtime {
		v := incident.Downtime{Component: d.Component, From: d.From, Status: incident.MajorOutage}
		if d.Status != "" {
			if v.Status, err = componentStatus(d.Status); err != nil {
				return nil, fmt.Errorf("downtime[%d]: %w", n, err)
			}
		}
		if d.To != nil {
			v.To = *d.To
		}
		in.Downtime = append(in.Downtime, v)
	}
	in.Impact = Computed(in)
	if j.Impact != "" {
		var ok bool
		if in.Impact, ok = Impact(j.Impact); !ok {
			return nil, fmt.Errorf("unknown impact %q", shorten(j.Impact))
		}
	}
	return in, nil
}

func status(word string) (incident.Status, error) {
	if s, ok := Status(word); ok {
		return s, nil
	}
	return 0, fmt.Errorf("unknown status %q", shorten(word))
}

func componentStatus(word string) (incident.ComponentStatus, error) {
	if s, ok := ComponentStatus(word); ok {
		return s, nil
	}
	return 0, fmt.Errorf("unknown component status %q", shorten(word))
}
