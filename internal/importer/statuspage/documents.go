// Package statuspage reads the history of an Atlassian Statuspage: from its
// public addresses, without a key, or from documents that were saved before.
//
// Which address holds what was measured on real pages; see docs/importing.md.
// The documents differ by year and by address, so everything in them may be
// missing: a record of /incidents/CODE.json has other keys than one of
// /api/v2/incidents.json, and one of 2016 others again.
package statuspage

import (
	"encoding/json"
	"strings"
	"time"
)

// moment is a time in a document: null, missing and unreadable ones are zero.
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

// word is a text in a document. Scrapers write numbers and lists where texts
// were due; those are empty.
type word string

func (w *word) UnmarshalJSON(raw []byte) error {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		*w = word(s)
	}
	return nil
}

// page is the object "page", of the API or of the history.
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
	planned bool // it stood in a list of maintenances
	size    int  // of its document
}

func (r *record) id() string {
	if r.ID != "" {
		return string(r.ID)
	}
	return string(r.Code)
}

// row is an incident in the list of a month. Its message is HTML, and so is its
// timestamp, which has no year.
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

// document is any of Statuspage's, by its keys.
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
	Text       string                `json:"text"` // "markdown" in documents that were exported by this program
}

// uptimeMonth is a month of /uptime/ID.json.
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
