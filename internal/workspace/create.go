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

// Create returns a change that writes a new incident. An empty id is replaced by one
// made of the date and the title. The error is a *diag.Error if the id is invalid or
// taken.
func (w *Workspace) Create(id string, draft edit.Draft) (*Change, error) {
	if err := w.load(); err != nil {
		return nil, err
	}
	taken := map[string]bool{}
	for _, in := range w.incidents {
		taken[chars.Fold(in.ID)] = true
	}
	for _, i := range w.order {
		taken[chars.Fold(i.ID)] = true // including occurrences
	}
	for _, p := range w.Problems {
		taken[chars.Fold(incident.NameID(p.File))] = true
	}
	if id = chars.Compose(id); id != "" {
		if problem := incident.BadID(id); problem != "" {
			return nil, &diag.Error{Text: fmt.Sprintf("the id %q %s", id, problem), Hint: incident.IDHint}
		}
		if most := longestID(draft); len(id) > most {
			return nil, &diag.Error{Text: fmt.Sprintf("the id has %d bytes, and the names of its files would be too long", len(id)), Hint: fmt.Sprintf("shorten it to %d bytes", most)}
		}
		if taken[chars.Fold(id)] {
			return nil, &diag.Error{Text: fmt.Sprintf("the id %q is already used", id), Hint: "to add an entry to that incident, use statuary update " + id}
		}
	} else {
		day := draft.Updates[0].At
		if !draft.ScheduledFor.IsZero() {
			day = draft.ScheduledFor
		}
		base := day.Format("2006-01-02")
		switch slug := chars.Slug(draft.Title); {
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
	c := &Change{ID: id, File: path.Join(w.folder(day), id+".md"), workspace: w, create: true}
	if draft.Schema != "" {
		draft.Schema = strings.Repeat("../", strings.Count(c.File, "/")) + draft.Schema
	}
	var err error
	c.After, err = edit.Create(w.Parser, c.File, draft)
	return c, err
}

// longestID returns the length in bytes of the longest id of a new incident. File systems hold
// names of 255 bytes.
func longestID(draft edit.Draft) int {
	if draft.Repeat != "" {
		return 255 - len("-2006-01-02") // the folder of an occurrence
	}
	return 255 - len(".md")
}

// folder returns the folder of a new incident's file: that of the year, unless the
// site keeps its files in one folder.
func (w *Workspace) folder(day time.Time) string {
	if w.Flat() {
		return content.Incidents
	}
	return path.Join(content.Incidents, day.Format("2006"))
}

// Flat reports whether most incident files are directly in content/incidents/.
func (w *Workspace) Flat() bool {
	_ = w.load() // callers have listed the incidents, or get the error when they do
	flat, years := 0, 0
	for _, in := range w.incidents {
		if path.Dir(in.Source.File) == content.Incidents {
			flat++
		} else {
			years++
		}
	}
	return flat > years
}
