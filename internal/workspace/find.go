package workspace

import (
	"fmt"
	"path"
	"strings"

	"statuary/internal/chars"
	"statuary/internal/content"
	"statuary/internal/diag"
	"statuary/internal/incident"
)

// mostNamed is the largest number of ids in a message.
const maxListed = 6

// Find returns the incident with an id or a file. The id may be shortened to a
// beginning, or else a part, that only one incident's id has, or only one active
// incident's. The id of a series refers to its active occurrence, or else the next,
// or else the last. The error is a *diag.Error, or a diag.List if the incident's file
// has errors.
func (w *Workspace) Find(part string) (Incident, error) {
	file := part
	part = chars.Compose(part) // ids are composed
	if !w.loaded {
		if in, ok, err := w.findFast(part, file); ok || err != nil {
			return in, err
		}
	}
	list, err := w.List()
	if err != nil {
		return Incident{}, err
	}
	name := strings.TrimPrefix(strings.ReplaceAll(file, `\`, "/"), "./")
	is := func(in *incident.Incident) bool {
		return in.ID == part || in.Source.File == name || path.Join(w.dir, in.Source.File) == path.Clean(name)
	}
	for _, s := range w.series {
		if is(s.Incident) && s.Current() != nil {
			return w.currentOf(s.Incident), nil
		}
	}
	for _, in := range list {
		if is(in.Incident) {
			return in, nil
		}
	}
	if broken := w.broken(part, name); broken != nil {
		return Incident{}, broken
	}
	lower := strings.ToLower(part)
	for _, matches := range []func(id string) bool{
		func(id string) bool { return strings.HasPrefix(id, lower) },
		func(id string) bool { return strings.Contains(id, lower) },
	} {
		var found, open []Incident
		for _, in := range list {
			if part != "" && matches(strings.ToLower(in.ID)) {
				found = append(found, in)
			}
		}
		found = w.mergeOccurrences(found)
		for _, in := range found {
			if in.Open {
				open = append(open, in)
			}
		}
		if len(open) == 1 {
			found = open
		}
		switch {
		case len(found) == 1:
			return found[0], nil
		case len(found) > 1:
			return Incident{}, &diag.Error{Text: fmt.Sprintf("%q matches %d incidents", part, len(found)), Hint: "write more of the id: " + ids(found)}
		}
	}
	return Incident{}, w.notFound(part, list)
}

// notFound returns the error of a part that no id has.
func (w *Workspace) notFound(part string, list []Incident) error {
	var known []string
	for _, in := range list {
		known = append(known, in.ID)
		if day, title, ok := strings.Cut(in.ID, "-"); ok && len(day) == 4 && len(title) > 6 && title[2] == '-' && title[5] == '-' {
			known = append(known, title[6:]) // without the date
		}
	}
	e := &diag.Error{Text: fmt.Sprintf("unknown incident %q", part), Hint: "list all incidents with statuary list"}
	if near, ok := diag.Nearest(part, known); ok {
		e.Hint = fmt.Sprintf("did you mean %q?", near)
	} else if len(list) == 0 {
		e.Hint = "create the first with statuary new incident TITLE"
	}
	return e
}

// broken returns the errors of the file that an id or path means, or nil.
func (w *Workspace) broken(part, name string) error {
	var list diag.List
	for _, p := range w.Problems {
		if !p.Warning && strings.HasPrefix(p.File, content.Incidents+"/") && (p.File == name || incident.NameID(p.File) == part) {
			list = append(list, p)
		}
	}
	if list == nil {
		return nil
	}
	return list
}

// ids returns the first ids of a list, for a message.
func ids(list []Incident) string {
	var names []string
	for i, in := range list {
		if i == maxListed {
			names = append(names, "…")
			break
		}
		names = append(names, in.ID)
	}
	return strings.Join(names, ", ")
}
