package workspace

import (
	"fmt"
	"path"
	"strings"
	"time"

	"statuary/internal/chars"
	"statuary/internal/content"
	"statuary/internal/diag"
	"statuary/internal/edit"
	"statuary/internal/incident"
)

// Create makes a change that writes a new incident. Without an id, one is made
// of the date and the title; with one, it must not be taken.
func (d *Desk) Create(id string, draft edit.Draft) (*Change, error) {
	if err := d.load(); err != nil {
		return nil, err
	}
	taken := map[string]bool{}
	for _, in := range d.incidents {
		taken[chars.Fold(in.ID)] = true
	}
	for _, i := range d.order {
		taken[chars.Fold(i.ID)] = true // those of series too
	}
	for _, p := range d.Problems {
		taken[chars.Fold(incident.NameID(p.File))] = true
	}
	if id = chars.Compose(id); id != "" {
		if problem := incident.BadID(id); problem != "" {
			return nil, &diag.Error{Text: fmt.Sprintf("the id %q %s", id, problem), Hint: incident.IDHint}
		}
		if taken[chars.Fold(id)] {
			return nil, &diag.Error{Text: fmt.Sprintf("there is an incident with the id %s already", id), Hint: "statuary update " + id + " adds an entry to it"}
		}
	} else {
		day := draft.Updates[0].At
		if !draft.ScheduledFor.IsZero() {
			day = draft.ScheduledFor
		}
		base := day.Format("2006-01-02")
		switch slug := edit.Slug(draft.Title); {
		case slug != "" && draft.Repeat != "":
			base = slug // each occurrence adds its own day
		case slug != "":
			base += "-" + slug
		}
		id = base
		for n := 2; taken[chars.Fold(id)]; n++ {
			id = fmt.Sprintf("%s-%d", base, n)
		}
	}
	day := draft.Updates[0].At
	if !draft.ScheduledFor.IsZero() {
		day = draft.ScheduledFor
	}
	c := &Change{ID: id, File: path.Join(d.folder(day), id+".md"), desk: d, create: true}
	if draft.Schema != "" {
		draft.Schema = strings.Repeat("../", strings.Count(c.File, "/")) + draft.Schema
	}
	var err error
	c.After, err = edit.Create(d.Parser, c.File, draft)
	return c, err
}

// folder is where the file of a new incident goes: into the folder of the year,
// unless the site keeps its files in one folder.
func (d *Desk) folder(day time.Time) string {
	if d.Flat() {
		return content.Incidents
	}
	return path.Join(content.Incidents, day.Format("2006"))
}

// Flat is true for a site that keeps most incidents in content/incidents/ itself.
func (d *Desk) Flat() bool {
	_ = d.load() // whoever asks has listed them, or will hear of it
	flat, years := 0, 0
	for _, in := range d.incidents {
		if path.Dir(in.Source.File) == content.Incidents {
			flat++
		} else {
			years++
		}
	}
	return flat > years
}
