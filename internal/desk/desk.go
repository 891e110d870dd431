// Package desk is where a writer sits: it opens a site, finds the incident that
// was meant, and puts changes into its file.
//
// A site with mistakes can still be written to. What is wrong with other files
// is for check to say, and must not hold up an update; only the settings, and
// the file that is to be changed, have to be right.
package desk

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"statuary/internal/config"
	"statuary/internal/content"
	"statuary/internal/diag"
	"statuary/internal/edit"
	"statuary/internal/history"
	"statuary/internal/incident"
)

// Desk is a site at a moment.
type Desk struct {
	Config   *config.Config
	Parser   *incident.Parser
	Now      time.Time // in the site's zone
	Problems diag.List // of files that can't be read, which are left out

	dir       string
	incidents []*incident.Incident
	current   map[*incident.Incident]*history.Incident
	order     []*history.Incident
	series    []*history.Series
}

// Open reads the site in a folder. Errors are diag.List, where its settings are
// wrong, and those of reading.
func Open(dir string, now time.Time) (*Desk, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer func() { _ = root.Close() }() // it was only read from
	var settings config.Loader
	c, problems := settings.Load(root.FS(), config.Overrides{})
	if c == nil {
		return nil, problems
	}
	ids := make([]string, len(c.Components))
	for i, one := range c.Components {
		ids[i] = one.ID
	}
	d := &Desk{Config: c, Parser: incident.NewParser(c.Zone, ids), Now: now.In(c.Zone), dir: dir, current: map[*incident.Incident]*history.Incident{}}
	loader := content.Loader{Jobs: runtime.GOMAXPROCS(0), Forget: true, Languages: c.Languages}
	all, problems, err := loader.Load(root.FS(), d.Parser)
	if err != nil {
		return nil, err
	}
	d.Problems = problems
	d.incidents = all.Incidents
	h := history.New(slices.Clone(all.Incidents), history.Options{Now: d.Now, Zone: c.Zone, Components: c.Components, Auto: c.Maintenance.Auto})
	d.order, d.series = h.Incidents, h.Series
	for _, i := range h.Incidents {
		d.current[i.Incident] = i
	}
	return d, nil
}

// Incident is one that the site has.
type Incident struct {
	*incident.Incident
	Status  incident.Status
	Started time.Time // first update; of a maintenance, when the work began or is to begin
	Ended   time.Time // zero while it goes on
	Latest  time.Time // the newest update
	Open    bool      // it goes on, or a maintenance is to come
	Future  bool      // readers do not know of it yet

	Loose bool // it is an occurrence of a series, and only the series was named
}

// List gives all incidents, those that go on first, then the newest first.
func (d *Desk) List() []Incident {
	var list []Incident
	known := map[*incident.Incident]bool{} // series with occurrences, which are listed in their place
	for _, s := range d.series {
		known[s.Incident] = len(s.Occurrences) > 0
	}
	for _, in := range d.incidents {
		if d.current[in] == nil && !known[in] {
			list = append(list, d.look(in))
		}
	}
	for _, open := range []bool{true, false} {
		for _, i := range d.order {
			if one := d.look(i.Incident); one.Open == open {
				list = append(list, one)
			}
		}
	}
	slices.SortStableFunc(list, func(a, b Incident) int {
		switch {
		case a.Open == b.Open:
			return 0
		case a.Open:
			return -1
		}
		return 1
	})
	return list
}

func (d *Desk) look(in *incident.Incident) Incident {
	i := d.current[in]
	if i == nil {
		first := in.Updates[0]
		return Incident{Incident: in, Status: first.Status, Started: first.At, Latest: first.At, Open: true, Future: true}
	}
	return Incident{
		Incident: in, Status: i.Status, Started: i.Started, Ended: i.Ended, Open: i.Open() || i.Upcoming(),
		Latest: i.Updates[len(i.Updates)-1].At,
	}
}

// NotFound says that no incident, or more than one, is meant by what was given.
type NotFound struct {
	Text, Hint string
}

func (e *NotFound) Error() string { return e.Text }

// mostNamed is how many ids a message lists.
const mostNamed = 6

// Find gives the incident of an id. It may be shortened to a beginning, or to a
// part, that only one incident has; of several, one that goes on is meant where
// no other does. The path of the file is as good. Of a series, the occurrence is
// meant that goes on, or else the next, or else the last. Errors are *NotFound,
// and diag.List where the incident's own file can't be read.
func (d *Desk) Find(part string) (Incident, error) {
	list := d.List()
	name := strings.TrimPrefix(strings.ReplaceAll(part, `\`, "/"), "./")
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
			return Incident{}, &NotFound{fmt.Sprintf("%q is the id of %d incidents", part, len(found)), "write more of it: " + ids(found)}
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
	e := &NotFound{Text: fmt.Sprintf("there is no incident %q", part), Hint: "statuary list shows all"}
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

// Create makes a change that writes a new incident. Without an id, one is made
// of the date and the title; with one, it must not be taken.
func (d *Desk) Create(id string, draft edit.Draft) (*Change, error) {
	taken := map[string]bool{}
	for _, in := range d.incidents {
		taken[strings.ToLower(in.ID)] = true
	}
	for _, i := range d.order {
		taken[strings.ToLower(i.ID)] = true // those of series too
	}
	for _, p := range d.Problems {
		taken[strings.ToLower(incident.NameID(p.File))] = true
	}
	if id != "" {
		if problem := incident.BadID(id); problem != "" {
			return nil, &NotFound{fmt.Sprintf("the id %q %s", id, problem), "ids are made of letters, digits, -, _ and ."}
		}
		if taken[strings.ToLower(id)] {
			return nil, &NotFound{fmt.Sprintf("there is an incident with the id %s already", id), "statuary update " + id + " adds an entry to it"}
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
		for n := 2; taken[strings.ToLower(id)]; n++ {
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

// Edit makes a change to the file of an incident. The function is given the
// file's text and gives the new one; when the change is saved it may be called
// again, with the text as it is by then.
func (d *Desk) Edit(in *incident.Incident, change func(src []byte) ([]byte, error)) (*Change, error) {
	c, err := Rewrite(d.dir, in.Source.File, change)
	if c != nil {
		c.ID, c.desk = in.ID, d
	}
	return c, err
}

// SchemaFile is where a site keeps a JSON Schema for editors: that of its
// incidents, of its pages, or of its settings.
func SchemaFile(name string) string { return ".statuary/" + name + ".schema.json" }

// Schema is the path of the incidents' in the site's folder, if it is there.
func (d *Desk) Schema() string {
	name := SchemaFile("incident")
	if _, err := os.Stat(filepath.Join(d.dir, filepath.FromSlash(name))); err != nil {
		return ""
	}
	return name
}

// Named lists the ids of the components that the file names anywhere.
func (in Incident) Named() []string {
	list := slices.Clone(in.Components)
	add := func(id string) {
		if !slices.Contains(list, id) {
			list = append(list, id)
		}
	}
	for _, u := range in.Updates {
		for _, c := range u.Components {
			add(c.ID)
		}
	}
	for _, d := range in.Downtime {
		add(d.Component)
	}
	return append([]string{}, list...)
}
