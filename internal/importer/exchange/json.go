package exchange

import (
	"encoding/json"
	"io"
	"time"
)

// Version is the version of the JSON form. It increases when the meaning of an
// existing key changes.
const Version = 1

// These types are the JSON form, as docs/schema/import.schema.json describes it.
type (
	document struct {
		Version    int         `json:"version"`
		Text       string      `json:"text,omitempty"` // format of texts: "markdown" (default), "html" or "plain"
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
		Until          *time.Time        `json:"until,omitempty"` // of an announcement
		Timeline       []entry           `json:"timeline"`
		Downtime       []downtime        `json:"downtime,omitempty"`
		Postmortem     string            `json:"postmortem,omitempty"`
		Tags           []string          `json:"tags,omitempty"`
		Draft          bool              `json:"draft,omitempty"`
		Aliases        []string          `json:"aliases,omitempty"`
		AtomID         string            `json:"atom_id,omitempty"`
		Key            string            `json:"key,omitempty"`
		Updated        *time.Time        `json:"updated,omitempty"`
		Ignore         map[string]string `json:"ignore,omitempty"` // rule of check → reason
	}
	entry struct {
		At         time.Time  `json:"at"`
		Status     string     `json:"status"`
		Label      string     `json:"label,omitempty"`
		Message    string     `json:"message,omitempty"`
		Components []state    `json:"components,omitempty"` // a list, because objects have no order
		NextUpdate *time.Time `json:"next_update,omitempty"`
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

// Encode writes a history in its JSON form. Equal histories result in equal bytes.
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

func encode(in *Incident) record {
	j := record{
		ID: in.ID, Title: in.Title, Type: in.Type.String(), Impact: in.Impact.String(), Components: in.Components,
		ScheduledFor: optional(in.ScheduledFor), ScheduledUntil: optional(in.ScheduledUntil), Until: optional(in.Until), Timeline: []entry{},
		Postmortem: in.Postmortem, Tags: in.Tags, Draft: in.Draft, Aliases: in.Aliases, AtomID: in.AtomID, Key: in.Key, Updated: optional(in.Updated), Ignore: in.Ignore,
	}
	for _, u := range in.Updates {
		e := entry{At: u.At, Status: u.Status.String(), Label: u.Label, Message: u.Message, NextUpdate: optional(u.NextUpdate)}
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
