package workspace

import (
	"path"
	"slices"
	"strings"

	"statuary/internal/incident"
)

// mostParsed is the largest number of files that findFast parses.
const maxParsed = 100

// findFast is Find without parsing all files. It finds an incident by its id or file,
// or by a part that only one id, or one active incident's, contains. It reports false
// if an error has to be explained or, unless part is a whole id, if the site has
// series; then all files are needed.
func (w *Workspace) findFast(part, given string) (found Incident, ok bool, err error) {
	all, err := w.sketches()
	if err != nil || part == "" || !uniqueIDs(all) {
		return Incident{}, false, err
	}
	name := strings.TrimPrefix(strings.ReplaceAll(given, `\`, "/"), "./")
	lower := strings.ToLower(part)
	series := slices.ContainsFunc(all, func(s sketch) bool { return s.series != nil })
	for n, means := range []func(s sketch) bool{
		func(s sketch) bool {
			return s.id == part || incident.NameID(s.file) == part || s.file == name || path.Join(w.dir, s.file) == path.Clean(name)
		},
		func(s sketch) bool { return strings.HasPrefix(strings.ToLower(s.id), lower) },
		func(s sketch) bool { return strings.Contains(strings.ToLower(s.id), lower) },
	} {
		if n > 0 && series {
			break
		}
		matching := slices.DeleteFunc(slices.Clone(all), func(s sketch) bool { return !means(s) })
		if len(matching) == 0 {
			continue
		}
		if n > 0 { // if several match, the active one is meant
			some, problems := w.parse(matching, func(s sketch) bool { return !surelyOver(s.front, w.Now) })
			w.setIncidents(some, problems)
			if open := w.open(); len(open) == 1 && !problems.HasErrors() {
				return open[0], true, nil
			}
		}
		if len(matching) > maxParsed {
			break
		}
		some, problems := w.parse(matching, func(sketch) bool { return true })
		w.setIncidents(some, problems)
		list := w.sorted()
		if problems.HasErrors() || len(list) != 1 || some[0].Repeat != nil {
			break
		}
		if in := list[0]; n > 0 || in.ID == part || in.Source.File == name || path.Join(w.dir, in.Source.File) == path.Clean(name) {
			return in, true, nil
		}
		break
	}
	return Incident{}, false, nil
}

// ListOpen returns active incidents and upcoming maintenance, in the order of List. It
// does not parse files of incidents that have certainly ended, so their problems are
// not in Problems.
func (w *Workspace) ListOpen() ([]Incident, error) {
	all, err := w.sketches()
	if err != nil {
		return nil, err
	}
	if uniqueIDs(all) {
		w.setIncidents(w.parse(all, func(s sketch) bool { return s.series != nil || !surelyOver(s.front, w.Now) }))
	} else if err := w.load(); err != nil {
		return nil, err
	}
	return w.open(), nil
}

// open returns the open ones of the current incidents.
func (w *Workspace) open() []Incident {
	return slices.DeleteFunc(w.sorted(), func(in Incident) bool { return !in.Open })
}
