// Package sitealerts changes the incidents of a site as alerts of monitors demand.
package sitealerts

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"statuary/internal/alert"
	"statuary/internal/alert/rules"
	"statuary/internal/atomicfile"
	"statuary/internal/diag"
	"statuary/internal/edit"
	"statuary/internal/incident"
	"statuary/internal/workspace"
)

// Outcome is what was done for one incident.
type Outcome struct {
	rules.Action
	Change *workspace.Change // nil if no file was changed
	Left   string            // why an incident was left alone although the rules demand a change; else empty
}

// Report is what a run has done.
type Report struct {
	Outcomes  []Outcome
	Unmatched []alert.Alert
	Notes     []string
	NextDue   time.Time
}

// Run applies the rules of a site to alerts, and to what has become due. Other commands that write to the
// site wait meanwhile. With dryRun, nothing is written.
func Run(d *workspace.Workspace, dir string, alerts []alert.Alert, dryRun bool) (*Report, error) {
	if len(d.Config.Alert) == 0 {
		return nil, &diag.Error{Text: "config.toml has no rules for alerts", Hint: "add a table [alert.NAME]; docs/alerts.md shows examples"}
	}
	unlock, err := d.Lock()
	if err != nil {
		return nil, err
	}
	defer unlock()
	r := &run{workspace: d, file: filepath.Join(dir, filepath.FromSlash(rules.File)), dryRun: dryRun}
	if err := r.read(); err != nil {
		return nil, err
	}
	open, err := r.open()
	if err != nil {
		return nil, err
	}
	plan := rules.Make(rules.Input{
		Rules: d.Config.Alert, Components: d.Config.Components, State: r.state, Alerts: alerts, Open: open, Now: d.Now,
		Exists: func(id string) bool { in, err := d.Find(id); return err == nil && in.ID == id },
	})
	report := &Report{Unmatched: plan.Unmatched, Notes: plan.Notes}
	if !plan.NextDue.IsZero() {
		report.NextDue = plan.NextDue.In(d.Config.Zone)
	}
	for _, a := range plan.Actions {
		if !a.At.IsZero() {
			a.At = a.At.In(d.Config.Zone)
		}
		o, err := r.act(a)
		if err != nil {
			return nil, errors.Join(err, r.save())
		}
		report.Outcomes = append(report.Outcomes, o)
	}
	return report, r.save()
}

type run struct {
	workspace *workspace.Workspace
	file      string // of the state
	dryRun    bool
	src       []byte // as in the file
	state     *rules.State
}

// read reads the state.
func (r *run) read() error {
	f, err := os.Open(r.file)
	if err == nil {
		defer f.Close()
		r.src, err = io.ReadAll(io.LimitReader(f, rules.MaxFile+1))
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	r.state, err = rules.Read(r.src)
	return err
}

// save writes the state, if it has changed.
func (r *run) save() error {
	text := r.state.Write()
	if r.dryRun || bytes.Equal(text, r.src) || r.src == nil && len(r.state.Records) == 0 {
		return nil
	}
	if err := atomicfile.MkdirAll(filepath.Dir(r.file), 0o755); err != nil {
		return err
	}
	if err := atomicfile.Write(r.file, text, 0o644); err != nil {
		return err
	}
	r.src = text
	return nil
}

// open returns the open incidents that have a key.
func (r *run) open() (map[string]rules.Incident, error) {
	list, err := r.workspace.ListOpen()
	if err != nil {
		return nil, err
	}
	open := map[string]rules.Incident{}
	for _, in := range list {
		if in.Key == "" {
			continue
		}
		if _, ok := open[in.Key]; ok {
			continue // check reports it
		}
		c, err := r.workspace.Edit(in.Incident, func(src []byte) ([]byte, error) { return src, nil })
		if err != nil {
			return nil, err
		}
		open[in.Key] = rules.Incident{ID: in.ID, Sum: rules.Sum(c.Before)}
	}
	return open, nil
}

// act does what an action says.
func (r *run) act(a rules.Action) (Outcome, error) {
	o := Outcome{Action: a}
	var err error
	switch a.Kind {
	case rules.Open:
		o.Change, err = r.create(a)
	case rules.Close:
		o.Change, err = r.end(&o)
	case rules.Note:
		o.Change, err = r.note(a)
	}
	if err != nil || o.Change == nil {
		return o, err
	}
	o.Incident = o.Change.ID
	if r.dryRun {
		return o, nil
	}
	if a.Kind != rules.Note {
		r.state.Begin(a, o.Change.ID, o.Change.Before, o.Change.After)
		if err := r.save(); err != nil {
			return o, err
		}
	}
	if err := o.Change.Save(); err != nil {
		return o, err
	}
	if a.Kind != rules.Note {
		r.state.Wrote(a)
	}
	return o, nil
}

// create plans to write a new incident.
func (r *run) create(a rules.Action) (*workspace.Change, error) {
	d := r.workspace
	if in, ok, err := d.FindKey(a.Key); ok || err != nil {
		if err == nil {
			err = fmt.Errorf("%s has the key %q", in.ID, a.Key)
		}
		return nil, err
	}
	e := incident.Update{At: a.At, Status: incident.Investigating, Message: a.Text, Components: a.Components}
	draft := edit.Draft{Title: a.Title, Key: a.Key, Impact: a.Impact, Updates: []incident.Update{e}, Schema: d.Schema()}
	for _, c := range a.Components {
		draft.Components = append(draft.Components, c.ID)
	}
	return d.Create("", draft)
}

// end plans to end an incident. It returns nil if the incident cannot be ended, and notes why.
func (r *run) end(o *Outcome) (*workspace.Change, error) {
	d := r.workspace
	in, ok, err := d.FindKey(o.Key)
	if err != nil || !ok {
		return nil, err
	}
	e := incident.Update{At: o.At, Status: incident.Resolved, Message: o.Text}
	if !e.At.After(in.Latest) {
		e.At = d.FreeMoment(in, d.Now.Truncate(time.Second))
	}
	o.At = e.At
	c, err := d.Append(in, e)
	if err == nil {
		_, err = d.Judge(in, c, e, workspace.Intent{Resolve: true})
	}
	var refused *diag.Error
	var unsafe *edit.Unsafe
	if errors.As(err, &refused) || errors.As(err, &unsafe) {
		o.Kind, o.Left = rules.Leave, err.Error()
		return nil, nil
	}
	return c, err
}

// note plans to add a comment to a file.
func (r *run) note(a rules.Action) (*workspace.Change, error) {
	d := r.workspace
	in, ok, err := d.FindKey(a.Key)
	if err != nil || !ok {
		return nil, err
	}
	return d.Edit(in.Incident, func(src []byte) ([]byte, error) { return edit.AddNote(d.Parser, in.Source.File, src, a.Text) })
}

// Titles returns the titles of alerts, each once, for a message.
func Titles(list []alert.Alert) string {
	const most = 5
	var titles []string
	for _, a := range list {
		title := a.Title
		if title == "" {
			title = a.Key
		}
		if !slices.Contains(titles, title) {
			titles = append(titles, title)
		}
	}
	if len(titles) > most {
		titles = append(titles[:most], fmt.Sprintf("and %d others", len(titles)-most))
	}
	return strings.Join(titles, ", ")
}
