// Package statuspage reads the history of an Atlassian Statuspage: from its public
// URLs, without an API key, or from saved documents.
//
// What each URL contains was measured on real pages; see docs/importing.md. The
// documents differ by year and by URL, so every key may be missing: a record of
// /incidents/CODE.json has other keys than one of /api/v2/incidents.json, and a
// record of 2016 differs from both.
package statuspage

import (
	"encoding/json"
	"strings"
	"time"
)

// moment is a time in a document. Null, missing and invalid times are zero.
type moment struct{ time.Time }

func (m *moment) UnmarshalJSON(raw []byte) error {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return nil
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05 UTC"} {
		if t, err := time.Parse(layout, strings.TrimSpace(s)); err == nil {
			m.Time = t
			return nil
		}
	}
	return nil
}

// word is a string in a document. Values of other types, which some scrapers write,
// are read as "".
type word string

func (w *word) UnmarshalJSON(raw []byte) error {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		*w = word(s)
	}
	return nil
}

// page is the object "page" of the API or of the history page.
type page struct {
	ID          word   `json:"id"`
	Name        word   `json:"name"`
	URL         word   `json:"url"`
	Domain      word   `json:"domain"`
	Subdomain   word   `json:"subdomain"`
	TimeZone    word   `json:"time_zone"`
	CreatedAt   moment `json:"created_at"`
	UpdatedAt   moment `json:"updated_at"`
	Description word   `json:"page_description"`
}

type component struct {
	ID             word   `json:"id"`
	Name           word   `json:"name"`
	Description    word   `json:"description"`
	Position       int    `json:"position"`
	GroupID        word   `json:"group_id"`
	Group          bool   `json:"group"`
	StartDate      word   `json:"start_date"`
	Showcase       *bool  `json:"showcase"`
	OnlyIfDegraded bool   `json:"only_show_if_degraded"`
	CreatedAt      moment `json:"created_at"`
}

// affected is an entry of affected_components. In 2016 one could hold a
// sentence for a name, and no code.
type affected struct {
	Code word `json:"code"`
	Name word `json:"name"`
	New  word `json:"new_status"`
}

type update struct {
	ID        word            `json:"id"`
	Status    word            `json:"status"`
	Body      word            `json:"body"`
	CreatedAt moment          `json:"created_at"`
	DisplayAt moment          `json:"display_at"`
	Affected  json.RawMessage `json:"affected_components"`
}

// record is an incident or a maintenance.
type record struct {
	ID             word            `json:"id"`
	Code           word            `json:"code"`
	Name           word            `json:"name"`
	Status         word            `json:"status"`
	Impact         word            `json:"impact"`
	CreatedAt      moment          `json:"created_at"`
	UpdatedAt      moment          `json:"updated_at"`
	StartedAt      moment          `json:"started_at"`
	ResolvedAt     moment          `json:"resolved_at"`
	Shortlink      word            `json:"shortlink"`
	ScheduledFor   moment          `json:"scheduled_for"`
	ScheduledUntil moment          `json:"scheduled_until"`
	Updates        []update        `json:"incident_updates"`
	Components     json.RawMessage `json:"components"`
	Postmortem     word            `json:"postmortem_body"`
	PublishedAt    moment          `json:"postmortem_published_at"`

	place   string
	planned bool // from a list of maintenances
	size    int  // of its JSON, in bytes
}

func (r *record) id() string {
	if r.ID != "" {
		return string(r.ID)
	}
	return string(r.Code)
}

// row is an incident in the list of a month. Its message and its timestamp are HTML;
// the timestamp has no year.
type row struct {
	Code      word `json:"code"`
	Name      word `json:"name"`
	Message   word `json:"message"`
	Impact    word `json:"impact"`
	Timestamp word `json:"timestamp"`

	place string
	year  int
	month time.Month
}

type month struct {
	Name      string `json:"name"`
	Year      int    `json:"year"`
	Incidents []row  `json:"incidents"`
}

// document has the top-level keys of all documents of Statuspage.
type document struct {
	Page       *page                 `json:"page"`
	PageStatus *struct{ Page *page } `json:"page_status"`
	Components []component           `json:"components"`
	Incidents  []json.RawMessage     `json:"incidents"`
	Incident   json.RawMessage       `json:"incident"`
	Planned    []json.RawMessage     `json:"scheduled_maintenances"`
	Months     []json.RawMessage     `json:"months"`
	Updates    json.RawMessage       `json:"incident_updates"`
	StartTime  string                `json:"start_time"`
	Text       string                `json:"text"` // "markdown" in documents exported by Statuary
}

// uptimeMonth is a month in /uptime/ID.json.
type uptimeMonth struct {
	Name string      `json:"name"`
	Year int         `json:"year"`
	Days []uptimeDay `json:"days"`
}

type uptimeDay struct {
	Date   string  `json:"date"`
	P      float64 `json:"p"` // seconds of partial outage
	M      float64 `json:"m"` // seconds of major outage
	Events []struct {
		Code string `json:"code"`
	} `json:"events"`
}
