package exchange

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"statuary/internal/importer/htmltext"
	"statuary/internal/incident"
)

// Decode reads the JSON form of a history: one document, or, if the file name ends
// in .jsonl or .ndjson, JSON Lines with one incident each. An incident that cannot
// be read is skipped and reported; Decode returns an error only if the file as a
// whole is not such a document.
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
		return nil, fmt.Errorf("%s: %w", ErrorPlace(file, src, err), err)
	}
	switch {
	case d.Version == nil && d.Incidents == nil:
		return nil, fmt.Errorf("%s: not a history: missing version and incidents (see docs/importing.md)", file)
	case d.Version != nil && *d.Version > Version:
		return nil, fmt.Errorf("%s: version %d is not supported; the newest supported version is %d", file, *d.Version, Version)
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
			r.Add(Loss, place, "a component that could not be read was left out", "%v", err)
			continue
		}
		c := incident.Component{ID: j.ID, Name: j.Name, Group: j.Group, Description: j.Description, Retired: j.Retired}
		if j.Since != "" {
			if c.Since, err = time.Parse(time.DateOnly, j.Since); err != nil {
				r.Add(Loss, place, "a since that is not a date was left out", "%s", shorten(j.Since))
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
			h.add(raw, Place(file, line), htmltext.Markdown, r)
		}
	}
	return h, nil
}

// ErrorPlace returns the place of a JSON error as file:line:column, or only the file if the
// error has no offset.
func ErrorPlace(file string, src []byte, err error) string {
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

// textOf returns the converter for a value of the key "text".
func textOf(word string) (func(string) htmltext.Text, error) {
	switch word {
	case "", "markdown":
		return htmltext.Markdown, nil
	case "html":
		return htmltext.HTML, nil
	case "plain":
		return htmltext.HTMLOrPlain, nil
	}
	return nil, fmt.Errorf("unknown text format %q; use markdown, html or plain", shorten(word))
}

// strict decodes a value and reports unknown keys.
func strict(raw []byte, v any, place string, r *Report) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	err := d.Decode(v)
	if err != nil && strings.Contains(err.Error(), "unknown field") {
		_, name, _ := strings.Cut(err.Error(), "unknown field ")
		r.Add(Loss, place, "an unknown key was left out", "%s", shorten(name))
		return json.Unmarshal(raw, v)
	}
	return err
}

// add decodes one incident and appends it to the history, or reports it as skipped.
func (h *History) add(raw []byte, place string, text func(string) htmltext.Text, r *Report) {
	r.Incidents.Read++
	var j record
	if err := strict(raw, &j, place, r); err != nil {
		r.Add(Skip, place, "an incident that could not be read", "%v", err)
		return
	}
	in, err := j.decode(place, text, r)
	if err != nil {
		r.Add(Skip, place, "an incident that could not be read", "%v", err)
		return
	}
	h.Incidents = append(h.Incidents, in)
}

func (j record) decode(place string, text func(string) htmltext.Text, r *Report) (*Incident, error) {
	md := func(s string) string {
		t := text(s)
		for _, lost := range t.Lost {
			r.Add(Loss, place, "part of a text was left out", "%s", lost)
		}
		return t.Markdown
	}
	in := &Incident{
		ID: j.ID, Title: j.Title, Components: j.Components, Postmortem: md(j.Postmortem), Tags: j.Tags, Draft: j.Draft, Aliases: j.Aliases, AtomID: j.AtomID, Key: j.Key, Ignore: j.Ignore,
	}
	in.Source.File = place
	for _, t := range []struct {
		from *time.Time
		to   *time.Time
	}{{j.ScheduledFor, &in.ScheduledFor}, {j.ScheduledUntil, &in.ScheduledUntil}, {j.Until, &in.Until}, {j.Updated, &in.Updated}} {
		if t.from != nil {
			*t.to = *t.from
		}
	}
	var err error
	switch {
	case j.Type == incident.Maintenance.String(), j.Type == "" && j.ScheduledFor != nil:
		in.Type = incident.Maintenance
	case j.Type == incident.Announcement.String():
		in.Type = incident.Announcement
	case j.Type != "" && j.Type != incident.Unplanned.String():
		return nil, fmt.Errorf("unknown type %q", shorten(j.Type))
	}
	for n, e := range j.Timeline {
		u := incident.Update{At: e.At, Label: e.Label, Message: md(e.Message)}
		if in.Type == incident.Announcement {
			u.Status = incident.Announced
		} else if u.Status, err = decodeStatus(e.Status); err != nil {
			return nil, fmt.Errorf("timeline[%d]: %w", n, err)
		}
		if e.NextUpdate != nil {
			u.NextUpdate = *e.NextUpdate
		}
		for _, s := range e.Components {
			w, err := decodeComponentStatus(s.Status)
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
			if v.Status, err = decodeComponentStatus(d.Status); err != nil {
				return nil, fmt.Errorf("downtime[%d]: %w", n, err)
			}
		}
		if d.To != nil {
			v.To = *d.To
		}
		in.Downtime = append(in.Downtime, v)
	}
	in.Impact = incident.ComputedImpact(in.Type, in.Updates)
	if j.Impact != "" {
		var ok bool
		if in.Impact, ok = incident.ImpactNamed(j.Impact); !ok {
			return nil, fmt.Errorf("unknown impact %q", shorten(j.Impact))
		}
	}
	return in, nil
}

func decodeStatus(word string) (incident.Status, error) {
	if s, ok := incident.StatusNamed(word); ok {
		return s, nil
	}
	return 0, fmt.Errorf("unknown status %q", shorten(word))
}

func decodeComponentStatus(word string) (incident.ComponentStatus, error) {
	if s, ok := incident.ComponentStatusNamed(word); ok {
		return s, nil
	}
	return 0, fmt.Errorf("unknown component status %q", shorten(word))
}
