// Package thirdparty keeps the statuses of components of other services, as their own status pages
// show them. Package pagesync reads those pages into a [Data], which is a file of the site, so that builds need
// no network.
package thirdparty

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"statuary/internal/config"
	"statuary/internal/diag"
	"statuary/internal/incident"
)

// File is the file of the statuses, below the folder of the site.
const File = "content/third-party.json"

// MaxAge is how long a status is known after it was read. CI systems often start an hourly build late,
// so it is longer than an hour.
const MaxAge = 90 * time.Minute

// MaxSize is the largest size of the file, in bytes.
const MaxSize = 1 << 20

// Status is what a status page showed of a component.
type Status struct {
	Page      string    `json:"page"`      // address of the status page
	Component string    `json:"component"` // its name there
	Status    string    `json:"status"`
	Changed   time.Time `json:"changed_at"` // when its status last changed there
	Checked   time.Time `json:"checked_at"` // when the page was last read
}

// Data has the statuses by the id of our component.
type Data map[string]Status

// Parse reads the file of a Data. An empty file has no statuses.
func Parse(src []byte) (Data, diag.List) {
	d := Data{}
	if len(bytes.TrimSpace(src)) == 0 {
		return d, nil
	}
	problem := func(format string, args ...any) diag.List {
		return diag.List{{Pos: diag.Pos{File: File, Line: 1, Col: 1}, Text: fmt.Sprintf(format, args...), Hint: "delete the file; statuary sync writes it again"}}
	}
	if len(src) > MaxSize {
		return nil, problem("the file is larger than 1 MB")
	}
	if err := json.Unmarshal(src, &d); err != nil {
		return nil, problem("the file is not what statuary sync writes: %v", err)
	}
	for id, s := range d {
		if _, ok := incident.ComponentStatusNamed(s.Status); !ok {
			return nil, problem("unknown status %q of %s", s.Status, id)
		}
	}
	return d, nil
}

// Encode returns the file of a Data. Equal data results in equal bytes.
func (d Data) Encode() []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(d); err != nil {
		panic("thirdparty: " + err.Error()) // it has nothing that can't be encoded
	}
	return b.Bytes()
}

// Of returns the status of a component at a time, and until when it is known. It reports false if it
// is not known: the page was not read within MaxAge, or the settings name another component now.
func (d Data) Of(c config.ThirdParty, now time.Time) (status Status, until time.Time, ok bool) {
	s, ok := d[c.ID]
	until = s.Checked.Add(MaxAge)
	return s, until, ok && s.Page == c.Page && s.Component == c.NameThere && now.Before(until)
}

// Host returns the host of a status page, for readers: "githubstatus.com".
func Host(page string) string {
	_, host, _ := strings.Cut(page, "://")
	host, _, _ = strings.Cut(host, "/")
	return strings.TrimPrefix(host, "www.")
}
