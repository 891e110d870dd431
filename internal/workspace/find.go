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

// mostNamed is how many ids a message lists.
const mostNamed = 6

// Find gives the incident of an id. It may be shortened to a beginning, or to a
// part, that only one incident has; of several, one that goes on is meant where
// no other does. The path of the file is as good. Of a series, the occurrence is
// meant that goes on, or else the next, or else the last. Errors are *diag.Error,
// and diag.List where the incident's own file can't be read.
func (d *Desk) Find(part string) (Incident, error) {
	file := part
	part = chars.Compose(part) // as ids are
	if !d.loaded {
		if in, ok, err := d.quickly(part, file); ok || err != nil {
			return in, err
		}
	}
	list, err := d.List()
	if err != nil {
		return Incident{}, err
	}
	name := strings.TrimPrefix(strings.ReplaceAll(file, `\`, "/"), "./")
	is := func(in *incident.Incident) bool {
		return in.ID == part || in.Source.File == name || path.Join(d.dir, in.Source.File) == path.Clean(name)
	}
	for _, s := range d.series {
		if is(s.Incident) && s.Current() != nil {
			return d.currentOf(s.Incident), nil
		}
	}
	for _, in := range list {
		if is(in.Incident) {
			return in, nil
		}
	}
	if broken := d.broken(part, name); broken != nil {
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
		found = d.gather(found)
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
			return Incident{}, &diag.Error{Text: fmt.Sprintf("%q is the id of %d incidents", part, len(found)), Hint: "write more of it: " + ids(found)}
		}
	}
	return Incident{}, d.notFound(part, list)
}

func (d *Desk) notFound(part string, list []Incident) error {
	var known []string
	for _, in := range list {
		known = append(known, in.ID)
		if day, title, ok := strings.Cut(in.ID, "-"); ok && len(day) == 4 && len(title) > 6 && title[2] == '-' && title[5] == '-' {
			known = append(known, title[6:]) // without the date
		}
	}
	e := &diag.Error{Text: fmt.Sprintf("there is no incident %q", part), Hint: "statuary list shows all"}
	if near, ok := diag.Nearest(part, known); ok {
		e.Hint = fmt.Sprintf("did you mean %q?", near)
	} else if len(list) == 0 {
		e.Hint = "statuary new incident TITLE makes the first"
	}
	return e
}

// broken gives what is wrong with a file that is meant and can't be read.
func (d *Desk) broken(part, name string) error {
	var list diag.List
	for _, p := range d.Problems {
		if !p.Warning && strings.HasPrefix(p.File, content.Incidents+"/") && (p.File == name || incident.NameID(p.File) == part) {
			list = append(list, p)
		}
	}
	if list == nil {
		return nil
	}
	return list
}

func ids(list []Incident) string {
	var names []string
	for i, in := range list {
		if i == mostNamed {
			names = append(names, "…")
			break
		}
		names = append(names, in.ID)
	}
	return strings.Join(names, ", ")
}
