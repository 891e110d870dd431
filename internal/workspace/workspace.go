// Package workspace implements the commands that write incidents: it opens a site,
// finds the incident that an argument means, and changes its file.
//
// Errors in other files must not block an update, so only config.toml and the changed
// file have to be valid. The command check reports the rest.
package workspace

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"statuary/internal/config"
	"statuary/internal/diag"
	"statuary/internal/edit"
	"statuary/internal/history"
	"statuary/internal/incident"
	"statuary/internal/site"
)

// Workspace is a site at one time. It is for one goroutine.
type Workspace struct {
	Config   *config.Config
	Parser   *incident.Parser
	Now      time.Time // in the site's zone
	Problems diag.List // of the files read so far; those with errors are skipped

	site      *site.Site
	dir       string
	locked    bool // by Lock
	loaded    bool // all files have been read; else, the fields below are of some
	incidents []*incident.Incident
	current   map[*incident.Incident]*history.Incident
	order     []*history.Incident
	series    []*history.Series
}

// Open reads the settings of the site in a folder; other files are read when they are
// needed. The error is a diag.List if the settings are invalid.
func Open(dir string, now time.Time) (*Workspace, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer func() { _ = root.Close() }() // it was only read from
	s, problems := site.Open(root.FS(), runtime.GOMAXPROCS(0))
	if s == nil {
		return nil, problems
	}
	return &Workspace{Config: s.Config, Parser: s.Parser, Now: now.In(s.Config.Zone), dir: dir, site: s}, nil
}

// load reads all files of the site, once.
func (w *Workspace) load() error {
	if w.loaded {
		return nil
	}
	root, err := os.OpenRoot(w.dir)
	if err != nil {
		return err
	}
	defer func() { _ = root.Close() }() // it was only read from
	opened := *w.site                   // with the current files of the folder
	opened.FS = root.FS()
	all, problems, err := opened.Content()
	if err != nil {
		return err
	}
	w.setIncidents(all.Incidents, problems)
	w.loaded = true
	return nil
}

// setIncidents sets the incidents that the other methods use: all incidents of the site,
// or only those that matter for a command.
func (w *Workspace) setIncidents(all []*incident.Incident, problems diag.List) {
	c := w.Config
	h := history.New(slices.Clone(all), history.Options{Now: w.Now, Zone: c.Zone, Components: c.Components, Auto: c.Maintenance.Auto})
	w.incidents, w.Problems = all, problems
	w.order, w.series = h.Entries, h.Series
	w.current = make(map[*incident.Incident]*history.Incident, len(h.Entries))
	for _, i := range h.Entries {
		w.current[i.Incident] = i
	}
}

// Incident is an incident, maintenance or occurrence of the site.
type Incident struct {
	*incident.Incident
	Status   incident.Status
	Started  time.Time     // of the first update; for a maintenance, the start of the work
	Ended    time.Time     // zero while it is active
	Duration time.Duration // for which it was open
	Latest   time.Time     // of the newest update
	Open     bool          // it is active, or an upcoming maintenance
	Future   bool          // its first update is in the future, so readers do not see it yet

	SeriesNamed bool // Find was given a series, and chose this occurrence
}

// List returns all incidents: open ones first, by impact, then the newest.
func (w *Workspace) List() ([]Incident, error) {
	if err := w.load(); err != nil {
		return nil, err
	}
	return w.sorted(), nil
}

// sorted returns the incidents in the order of List. Active ones come first, in the
// order of pages, then upcoming maintenance and what readers do not see yet.
func (w *Workspace) sorted() []Incident {
	var open, over []Incident
	var active []*history.Incident
	known := map[*incident.Incident]bool{} // series whose occurrences are listed instead
	for _, s := range w.series {
		known[s.Incident] = len(s.Occurrences) > 0
	}
	for _, in := range w.incidents {
		if w.current[in] == nil && !known[in] {
			open = append(open, w.describe(in))
		}
	}
	for _, i := range w.order {
		switch one := w.describe(i.Incident); {
		case i.Open():
			active = append(active, i)
		case one.Open:
			open = append(open, one)
		default:
			over = append(over, one)
		}
	}
	slices.SortStableFunc(active, history.CompareActive)
	list := make([]Incident, 0, len(active)+len(open)+len(over))
	for _, i := range active {
		list = append(list, w.describe(i.Incident))
	}
	return slices.Concat(list, open, over)
}

func (w *Workspace) describe(in *incident.Incident) Incident {
	i := w.current[in]
	if i == nil {
		first := in.Updates[0]
		return Incident{Incident: in, Status: first.Status, Started: first.At, Latest: first.At, Open: true, Future: true}
	}
	return Incident{
		Incident: in, Status: i.Status, Started: i.Started, Ended: i.Ended, Duration: i.Duration(), Open: i.Open() || i.Upcoming(),
		Latest: i.Updates[len(i.Updates)-1].At,
	}
}

// Edit returns a change to the file of an incident. The function returns the new text
// for the current one. Save calls it again if the file has changed in between.
func (w *Workspace) Edit(in *incident.Incident, change func(src []byte) ([]byte, error)) (*Change, error) {
	c, err := Rewrite(w.dir, in.Source.File, change)
	if c != nil {
		c.ID, c.workspace = in.ID, w
	}
	return c, err
}

// Append plans to add an entry to the file of an incident.
func (w *Workspace) Append(in Incident, e incident.Update) (*Change, error) {
	return w.Edit(in.Incident, func(src []byte) ([]byte, error) { return edit.Append(w.Parser, in.Source.File, src, e) })
}

// FreeMoment returns the time of an entry that is written at a time, now: the same, or some seconds
// later if the incident already has an entry in that minute.
func (w *Workspace) FreeMoment(in Incident, at time.Time) time.Time {
	if at.After(in.Latest) || in.Latest.After(w.Now) {
		return at
	}
	if at := w.Now.Truncate(time.Second); at.After(in.Latest) {
		return at
	}
	return in.Latest.Add(time.Second)
}

// SchemaFile returns the path of a JSON Schema in a site: "incident", "page" or
// "config".
func SchemaFile(name string) string { return ".statuary/" + name + ".schema.json" }

// Schema returns the path of the schema of incidents, or "" if the site has none.
func (w *Workspace) Schema() string {
	name := SchemaFile("incident")
	if _, err := os.Stat(filepath.Join(w.dir, filepath.FromSlash(name))); err != nil {
		return ""
	}
	return name
}

// Named returns the ids of all components that the file names.
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

// ComponentState returns the status that the timeline has set for a component by a time, and reports
// whether it has set one.
func (in Incident) ComponentState(id string, by time.Time) (state incident.ComponentState, ok bool) {
	if in.Incident == nil {
		return state, false
	}
	for _, u := range in.Updates {
		for _, c := range u.Components {
			if c.ID == id && !u.At.After(by) {
				state, ok = c, true
			}
		}
	}
	return state, ok
}

// PublishesPostmortem reports whether the timeline has an entry that publishes the postmortem, now or
// later.
func (in Incident) PublishesPostmortem() bool {
	return slices.ContainsFunc(in.Updates, func(u incident.Update) bool { return u.Status == incident.Postmortem })
}

// NextStatus returns the status that usually follows the current one, or the current one if the
// incident has ended or none follows.
func (in Incident) NextStatus() string {
	words, now := incident.StatusesOf(in.Type), in.Status.String()
	n := slices.Index(words, now)
	if n < 0 || n == len(words)-1 || !in.Open {
		return now
	}
	return words[n+1]
}
