package files

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"statuary/internal/config"
	"statuary/internal/content"
	"statuary/internal/importer/neutral"
	"statuary/internal/incident"
)

// Options of a plan.
type Options struct {
	Force bool // write over files that were edited here
	Keep  bool // files that were edited here are as they are to be, whatever their source says now

	// Comments stand above downtimes, by incident and index.
	Comments map[string]map[int]string
}

// Plan is what an import would write.
type Plan struct {
	Writes   []File   // in the order to write them in
	Settled  []string // files to delete: newer versions that lay beside files that were edited here
	manifest *manifest
}

// File is a file to write, its name relative to the site's folder.
type File struct {
	Name string
	Data []byte
}

type planner struct {
	Options
	site   fs.FS
	h      *neutral.History
	r      *neutral.Report
	plan   *Plan
	before *manifest
	files  map[string]string // id → the incident's file
}

// New plans to write a checked history into the folder of a site, and counts in
// the report what becomes of each incident.
func New(site fs.FS, h *neutral.History, r *neutral.Report, o Options) (*Plan, error) {
	before, err := readManifest(site)
	if err != nil {
		return nil, err
	}
	p := &planner{
		Options: o, site: site, h: h, r: r, before: before,
		plan: &Plan{manifest: &manifest{Version: 1, Tool: cmp.Or(before.Tool, r.Tool), Incidents: map[string]string{}, Files: map[string]string{}}},
	}
	if p.files, err = existing(site); err != nil {
		return nil, err
	}
	zone, err := p.config()
	if err != nil {
		return nil, err
	}
	if err := p.incidents(zone); err != nil {
		return nil, err
	}
	if len(h.Redirects) > 0 || slices.ContainsFunc(h.Incidents, func(in *incident.Incident) bool { return len(in.Aliases) > 0 }) {
		if err := p.redirects(); err != nil {
			return nil, err
		}
	}
	for id, sum := range before.Incidents { // those that the source has no more stay
		if _, ok := p.plan.manifest.Incidents[id]; !ok {
			p.plan.manifest.Incidents[id] = sum
			r.Add(neutral.Info, p.files[strings.ToLower(id)], "an incident of an earlier import that the source does not have any more was left as it is", "%s", id)
		}
	}
	for key, sum := range before.Files {
		if _, ok := p.plan.manifest.Files[key]; !ok && strings.HasPrefix(key, content.Root+"/") {
			p.plan.manifest.Files[key] = sum
		}
	}
	if m := p.plan.manifest.encode(); !bytes.Equal(m, before.encode()) || len(before.Files) == 0 {
		p.plan.Writes = append(p.plan.Writes, File{manifestName, m})
	}
	return p.plan, nil
}

// outcome is what becomes of a file.
type outcome int

const (
	fresh outcome = iota
	changed
	same
	edited
	conflict
	deleted
)

// decide compares the three versions of a file: what the last import wrote (its
// digest, or nothing), what is there, and what would be written. It plans the
// writing.
func (p *planner) decide(name, base string, data []byte) (outcome, error) {
	what, err := p.compare(name, base, data)
	if beside := path.Join(incoming, name); err == nil && what != conflict {
		if _, err := fs.Stat(p.site, beside); err == nil {
			p.plan.Settled = append(p.plan.Settled, beside)
		}
	}
	return what, err
}

// compare is decide without what is settled by it.
func (p *planner) compare(name, base string, data []byte) (outcome, error) {
	now, err := fs.ReadFile(p.site, name)
	missing := errors.Is(err, fs.ErrNotExist)
	if err != nil && !missing {
		return 0, err
	}
	write := func() { p.plan.Writes = append(p.plan.Writes, File{name, data}) }
	switch {
	case missing && base == "":
		write()
		return fresh, nil
	case missing && p.Force:
		write()
		return changed, nil
	case missing:
		return deleted, nil
	case bytes.Equal(now, data):
		return same, nil
	case digest(now) == base:
		write()
		return changed, nil
	case p.Force:
		p.plan.Writes = append(p.plan.Writes, File{path.Join(replaced, name), now})
		write()
		return changed, nil
	case digest(data) == base, p.Keep:
		return edited, nil
	}
	p.plan.Writes = append(p.plan.Writes, File{path.Join(incoming, name), data})
	return conflict, nil
}

const conflicting = "a file was edited here and its source has changed: it was left alone, and the new version is beside it; once you have settled it, --keep says so; --force writes over it and keeps the old one"

// written is a file of an incident, or what is wrong with it.
type written struct {
	data []byte
	err  error
}

func (p *planner) incidents(zone *time.Location) error {
	all, err := p.format(zone)
	if err != nil {
		return err
	}
	for i, in := range p.h.Incidents {
		place := in.Source.String()
		if all[i].err != nil {
			p.r.Add(neutral.Skip, place, "an incident that can't be written", "%v", all[i].err)
			continue
		}
		base := p.before.Incidents[in.ID]
		name := p.name(in)
		what, err := p.decide(name, base, all[i].data)
		if err != nil {
			return err
		}
		p.plan.manifest.Incidents[in.ID] = digest(all[i].data)
		c := &p.r.Incidents
		switch what {
		case fresh:
			c.New++
		case changed:
			c.Changed++
		case same:
			c.Unchanged++
		case edited:
			c.Edited++
		case deleted:
			c.Deleted++
			p.r.Add(neutral.Info, place, "an incident that was deleted here is not brought back; --force does", "%s", name)
		case conflict:
			c.Conflicts++
			p.plan.manifest.Incidents[in.ID] = base // until somebody has settled it
			if base == "" {
				delete(p.plan.manifest.Incidents, in.ID)
			}
			p.r.Add(neutral.Info, place, conflicting, "%s, %s", name, path.Join(incoming, name))
		}
		if err := p.attachments(in, name, what == deleted); err != nil {
			return err
		}
	}
	return nil
}

// name is the file of an incident: the one that it has, or a new one.
func (p *planner) name(in *incident.Incident) string {
	if name := p.files[strings.ToLower(in.ID)]; name != "" {
		return name
	}
	return path.Join(content.Incidents, in.ID+".md")
}

// format writes all incidents, and reads each again: what does not come back as
// it was is not written.
func (p *planner) format(zone *time.Location) ([]written, error) {
	ids := make([]string, len(p.h.Components))
	for i, c := range p.h.Components {
		ids[i] = c.ID
	}
	parser := incident.NewParser(zone, ids)
	all := make([]written, len(p.h.Incidents))
	var wait sync.WaitGroup
	next := make(chan int)
	for range runtime.GOMAXPROCS(0) {
		wait.Go(func() {
			for i := range next {
				in := p.h.Incidents[i]
				name := p.name(in)
				data := Format(in, incident.NameID(name), zone, p.Comments[in.ID])
				all[i] = written{data, proof(parser, name, in, data)}
			}
		})
	}
	for i := range all {
		next <- i
	}
	close(next)
	wait.Wait()
	return all, nil
}

// proof reads a file again and compares.
func proof(parser *incident.Parser, name string, in *incident.Incident, data []byte) error {
	back, problems := parser.Parse(name, data)
	if problems.HasErrors() {
		return problems
	}
	want := *in
	want.Source, want.Disorder = back.Source, back.Disorder
	want.Updates = slices.Clone(in.Updates)
	got := *back
	got.Updates = slices.Clone(back.Updates)
	for _, v := range []*incident.Incident{&want, &got} {
		plain(v)
	}
	if !reflect.DeepEqual(want, got) {
		return fmt.Errorf("it does not come back as it was: %s", difference(&want, &got))
	}
	return nil
}

// plain puts an incident into a form in which equal ones are deeply equal.
func plain(in *incident.Incident) {
	utc := func(t time.Time) time.Time {
		if t.IsZero() {
			return time.Time{}
		}
		return t.UTC().Round(0)
	}
	in.ScheduledFor, in.ScheduledUntil, in.Updated = utc(in.ScheduledFor), utc(in.ScheduledUntil), utc(in.Updated)
	for i := range in.Updates {
		u := &in.Updates[i]
		u.At = utc(u.At)
		u.Components = slices.Clip(append([]incident.ComponentState(nil), u.Components...))
	}
	in.Downtime = append([]incident.Downtime(nil), in.Downtime...)
	for i := range in.Downtime {
		in.Downtime[i].From, in.Downtime[i].To = utc(in.Downtime[i].From), utc(in.Downtime[i].To)
	}
	in.Components, in.Tags, in.Aliases = append([]string(nil), in.Components...), append([]string(nil), in.Tags...), append([]string(nil), in.Aliases...)
}

// difference names the first part in which two incidents differ.
func difference(a, b *incident.Incident) string {
	va, vb := reflect.ValueOf(*a), reflect.ValueOf(*b)
	for i := range va.NumField() {
		if !reflect.DeepEqual(va.Field(i).Interface(), vb.Field(i).Interface()) {
			return fmt.Sprintf("%s %.200v is %.200v", va.Type().Field(i).Name, va.Field(i).Interface(), vb.Field(i).Interface())
		}
	}
	return "nothing"
}

// redirects adds to the list of old addresses what is not in it. It only grows:
// another tool's import, or somebody, may have filled it too.
func (p *planner) redirects() error {
	const name = content.Root + "/_redirects"
	now, err := fs.ReadFile(p.site, name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	known := map[string]bool{}
	for line := range strings.Lines(string(now)) {
		from, _, _ := strings.Cut(strings.TrimSpace(line), " ")
		known[from] = true
	}
	out := slices.Clone(now)
	for line := range strings.Lines(string(formatRedirects(p.h))) {
		if from, _, _ := strings.Cut(line, " "); !known[from] {
			known[from] = true
			out = append(out, line...)
		}
	}
	if !bytes.Equal(out, now) {
		p.plan.Writes = append(p.plan.Writes, File{name, out})
	}
	return nil
}

// config plans config.toml and gives the time zone that files are written in: a
// site that has its own settings keeps them, and gets the components that it
// lacks.
func (p *planner) config() (*time.Location, error) {
	data := FormatConfig(p.h)
	zone, err := time.LoadLocation(cmp.Or(p.h.Site.TimeZone, "Etc/UTC"))
	if err != nil {
		return nil, err
	}
	base := p.before.Files[config.File]
	now, err := fs.ReadFile(p.site, config.File)
	p.plan.manifest.Files[config.File] = digest(data)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		p.plan.Writes = append(p.plan.Writes, File{config.File, data})
		p.r.Config = "new"
		if _, ok := siteURL(p.h.Site.URL); !ok {
			p.r.Add(neutral.Guess, config.File, "the source does not tell the address of the page: set base_url", "%s", placeholder)
		}
		return zone, nil
	case err != nil:
		return nil, err
	case bytes.Equal(now, data):
		p.r.Config = "unchanged"
		return zone, nil
	case digest(now) == base && p.before.Tool == p.r.Tool:
		p.plan.Writes = append(p.plan.Writes, File{config.File, data})
		p.r.Config = "changed"
		return zone, nil
	}
	if p.before.Tool != p.r.Tool {
		p.plan.manifest.Files[config.File] = base // another tool's import made it
		if base == "" {
			delete(p.plan.manifest.Files, config.File)
		}
	}
	return p.extend(now)
}

// extend adds components to settings that somebody wrote.
func (p *planner) extend(now []byte) (*time.Location, error) {
	var loader config.Loader
	c, problems := loader.Load(p.site, config.Overrides{})
	if problems.HasErrors() {
		return nil, problems
	}
	p.r.Config = "kept as it is"
	out := slices.Clone(now)
	for i, comp := range p.h.Components {
		if n := slices.IndexFunc(c.Components, func(o incident.Component) bool { return strings.EqualFold(o.ID, comp.ID) }); n >= 0 {
			p.rename(i, c.Components[n].ID)
			continue
		}
		if !bytes.HasSuffix(out, []byte("\n")) {
			out = append(out, '\n')
		}
		out = append(out, formatComponent(comp)...)
		p.r.Config = "kept, with components added"
	}
	if !bytes.Equal(out, now) {
		p.plan.Writes = append(p.plan.Writes, File{config.File, out})
	}
	return c.Zone, nil
}

// rename calls a component as the site's own settings do: "API" and "api" are
// one.
func (p *planner) rename(component int, to string) {
	from := p.h.Components[component].ID
	if from == to {
		return
	}
	p.h.Components[component].ID = to
	swap := func(id *string) {
		if *id == from {
			*id = to
		}
	}
	for _, in := range p.h.Incidents {
		for i := range in.Components {
			swap(&in.Components[i])
		}
		for u := range in.Updates {
			for i := range in.Updates[u].Components {
				swap(&in.Updates[u].Components[i].ID)
			}
		}
		for i := range in.Downtime {
			swap(&in.Downtime[i].Component)
		}
	}
}
