package workspace

import (
	"path"
	"slices"
	"strings"

	"statuary/internal/incident"
)

// mostParsed is how many files are parsed to find the one that is meant.
const mostParsed = 100

// quickly is Find where it is plain which incident is meant: by its id or its file,
// or by a part that is of one id, or of one that goes on. Whatever has to be
// explained, it leaves to those who have read all files: so do sites with series,
// unless the whole id is given.
func (d *Desk) quickly(part, given string) (found Incident, ok bool, err error) {
	all, err := d.sketches()
	if err != nil || part == "" || !plain(all) {
		return Incident{}, false, err
	}
	name := strings.TrimPrefix(strings.ReplaceAll(given, `\`, "/"), "./")
	lower := strings.ToLower(part)
	series := slices.ContainsFunc(all, func(s sketch) bool { return s.series != nil })
	for n, means := range []func(s sketch) bool{
		func(s sketch) bool {
			return s.id == part || incident.NameID(s.file) == part || s.file == name || path.Join(d.dir, s.file) == path.Clean(name)
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
		if n > 0 { // of several, the one that goes on
			some, problems := d.parse(matching, func(s sketch) bool { return !over(s.front, d.Now) })
			d.lay(some, problems)
			if open := d.open(); len(open) == 1 && !problems.HasErrors() {
				return open[0], true, nil
			}
		}
		if len(matching) > mostParsed {
			break
		}
		some, problems := d.parse(matching, func(sketch) bool { return true })
		d.lay(some, problems)
		list := d.inOrder()
		if problems.HasErrors() || len(list) != 1 || some[0].Repeat != nil {
			break
		}
		if in := list[0]; n > 0 || in.ID == part || in.Source.File == name || path.Join(d.dir, in.Source.File) == path.Clean(name) {
			return in, true, nil
		}
		break
	}
	return Incident{}, false, nil
}

// Unfinished gives what goes on and what is to come, in the order of List. Files
// that are over beyond doubt are not parsed: what is wrong with them is not known
// then.
func (d *Desk) Unfinished() ([]Incident, error) {
	all, err := d.sketches()
	if err != nil {
		return nil, err
	}
	if plain(all) {
		d.lay(d.parse(all, func(s sketch) bool { return s.series != nil || !over(s.front, d.Now) }))
	} else if err := d.load(); err != nil {
		return nil, err
	}
	return d.open(), nil
}

// open lists what goes on of what is on the desk.
func (d *Desk) open() []Incident {
	return slices.DeleteFunc(d.inOrder(), func(in Incident) bool { return !in.Open })
}
