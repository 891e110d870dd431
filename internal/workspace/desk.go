// Package workspace is a site as its writers use it: it opens a site, finds the incident that
// was meant, and puts changes into its file.
//
// A site with mistakes can still be written to. What is wrong with other files
// is for check to say, and must not hold up an update; only the settings, and
// the file that is to be changed, have to be right.
package workspace

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"statuary/internal/config"
	"statuary/internal/diag"
	"statuary/internal/history"
	"statuary/internal/incident"
	"statuary/internal/site"
)

// Desk is a site at a moment.
type Desk struct {
	Config   *config.Config
	Parser   *incident.Parser
	Now      time.Time // in the site's zone
	Problems diag.List // of files that can't be read, which are left out; of those that were looked at so far

	site      *site.Site
	dir       string
	loaded    bool // what follows is of all files
	incidents []*incident.Incident
	current   map[*incident.Incident]*history.Incident
	order     []*history.Incident
	series    []*history.Series
}

// Open reads the settings of the site in a folder; its files are read once they
// are asked for. Errors are diag.List, where the settings are wrong, and those of
// reading.
func Open(dir string, now time.Time) (*Desk, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer func() { _ = root.Close() }() // it was only read from
	s, problems := site.Open(root.FS(), runtime.GOMAXPROCS(0))
	if s == nil {
		return nil, problems
	}
	return &Desk{Config: s.Config, Parser: s.Parser, Now: now.In(s.Config.Zone), dir: dir, site: s}, nil
}

// load reads all files of the site, once.
func (d *Desk) load() error {
	if d.loaded {
		return nil
	}
	root, err := os.OpenRoot(d.dir)
	if err != nil {
		return err
	}
	defer func() { _ = root.Close() }() // it was only read from
	opened := *d.site                   // the folder has been opened again
	opened.FS = root.FS()
	all, problems, err := opened.Content()
	if err != nil {
		return err
	}
	d.lay(all.Incidents, problems)
	d.loaded = true
	return nil
}

// lay puts incidents on the desk: all of the site's, or those that matter.
func (d *Desk) lay(all []*incident.Incident, problems diag.List) {
	c := d.Config
	h := history.New(slices.Clone(all), history.Options{Now: d.Now, Zone: c.Zone, Components: c.Components, Auto: c.Maintenance.Auto})
	d.incidents, d.Problems = all, problems
	d.order, d.series = h.Incidents, h.Series
	d.current = make(map[*incident.Incident]*history.Incident, len(h.Incidents))
	for _, i := range h.Incidents {
		d.current[i.Incident] = i
	}
}

// Incident is one that the site has.
type Incident struct {
	*incident.Incident
	Status   incident.Status
	Started  time.Time     // first update; of a maintenance, when the work began or is to begin
	Ended    time.Time     // zero while it goes on
	Duration time.Duration // how long it was open
	Latest   time.Time     // the newest update
	Open     bool          // it goes on, or a maintenance is to come
	Future   bool          // readers do not know of it yet

	Loose bool // it is an occurrence of a series, and only the series was named
}

// List returns all incidents: those that are open first, the worst of them before
// the others, then the newest.
func (d *Desk) List() ([]Incident, error) {
	if err := d.load(); err != nil {
		return nil, err
	}
	return d.inOrder(), nil
}

// inOrder lists the incidents of the desk in the order of List. Of the open ones,
// those that are active come first, as on pages; maintenances to come and what
// readers do not see yet follow.
func (d *Desk) inOrder() []Incident {
	var open, over []Incident
	var active []*history.Incident
	known := map[*incident.Incident]bool{} // series with occurrences, which are listed in their place
	for _, s := range d.series {
		known[s.Incident] = len(s.Occurrences) > 0
	}
	for _, in := range d.incidents {
		if d.current[in] == nil && !known[in] {
			open = append(open, d.look(in))
		}
	}
	for _, i := range d.order {
		switch one := d.look(i.Incident); {
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
		list = append(list, d.look(i.Incident))
	}
	return slices.Concat(list, open, over)
}

func (d *Desk) look(in *incident.Incident) Incident {
	i := d.current[in]
	if i == nil {
		first := in.Updates[0]
		return Incident{Incident: in, Status: first.Status, Started: first.At, Latest: first.At, Open: true, Future: true}
	}
	return Incident{
		Incident: in, Status: i.Status, Started: i.Started, Ended: i.Ended, Duration: i.Duration(), Open: i.Open() || i.Upcoming(),
		Latest: i.Updates[len(i.Updates)-1].At,
	}
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
