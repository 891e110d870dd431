package main

import (
	"fmt"
	"slices"
	"strings"

	"statuary/internal/incident"
	"statuary/internal/workspace"
)

// updateKey adds an entry to the open incident with the key of --key, unless its newest entry is the
// same.
func (a *app) updateKey(f *writeFlags, args []string) error {
	d, in, ok, err := a.openKey(f)
	switch {
	case err != nil:
		return err
	case !ok:
		return noKey(f)
	case len(args) == 0:
		return hinted("missing status", "write statuary update --key KEY STATUS MESSAGE")
	case len(args) > 2:
		return hinted("too many arguments: with --key, they are STATUS and MESSAGE", "write statuary update --key KEY STATUS MESSAGE")
	}
	text, err := f.text(args, 1)
	if err != nil {
		return err
	}
	e, err := f.entry(d, in.Type, args[0])
	if err != nil {
		return err
	}
	if e.Message, err = a.message(text, f.edit, editorNotes(in, e)); err != nil {
		return err
	}
	return a.withKey(d, f, func(in workspace.Incident, ok bool) error {
		if !ok {
			return noKey(f)
		}
		if sameEntry(in.Updates[newestUpdate(d, in)], e) {
			return a.reportUnchanged(f, &in, fmt.Sprintf("the newest entry of %s is the same", in.ID))
		}
		return a.addEntry(d, in, f, args[0], []string{e.Message}, workspace.Intent{Cancel: f.cancel, OutOfOrder: f.outOfOrder})
	})
}

// resolveKey ends the open incident with the key of --key, if there is one.
func (a *app) resolveKey(f *writeFlags, args []string) error {
	if len(args) > 1 {
		return hinted("too many arguments: with --key, the only one is MESSAGE", "write statuary resolve --key KEY MESSAGE")
	}
	text, err := f.text(args, 0)
	if err != nil {
		return err
	}
	d, in, ok, err := a.openKey(f)
	if err != nil {
		return err
	}
	var message string
	if ok {
		e := incident.Update{Status: endOf(in, f.cancel), At: d.Now}
		if message, err = a.message(text, f.edit, editorNotes(in, e)); err != nil {
			return err
		}
	}
	return a.withKey(d, f, func(in workspace.Incident, ok bool) error {
		if !ok {
			return a.reportUnchanged(f, nil, fmt.Sprintf("no open incident has the key %q", f.key))
		}
		return a.addEntry(d, in, f, endOf(in, f.cancel).String(), []string{message}, workspace.Intent{Resolve: true, Cancel: f.cancel})
	})
}

// openKey opens the site, and returns the open incident with the key of --key.
func (a *app) openKey(f *writeFlags) (d *workspace.Workspace, in workspace.Incident, ok bool, err error) {
	if err := workspace.CheckKey(f.key); err != nil {
		return nil, in, false, usage("--key", err)
	}
	if d, err = a.openWorkspace(f.now); err != nil {
		return nil, in, false, err
	}
	in, ok, err = d.FindKey(f.key)
	return d, in, ok, err
}

// withKey calls a function with the open incident that has the key of --key, while no other command
// can change the site.
func (a *app) withKey(d *workspace.Workspace, f *writeFlags, write func(in workspace.Incident, ok bool) error) error {
	unlock, err := d.Lock()
	if err != nil {
		return err
	}
	defer unlock()
	f.edit = false // the message is written
	in, ok, err := d.FindKey(f.key)
	if err != nil {
		return err
	}
	return write(in, ok)
}

func noKey(f *writeFlags) error {
	return hinted(fmt.Sprintf("no open incident has the key %q", f.key), fmt.Sprintf("create it with statuary new incident TITLE --key %q", f.key))
}

// newestUpdate returns the index of the newest update that is not in the future, or 0.
func newestUpdate(d *workspace.Workspace, in workspace.Incident) (n int) {
	for k, u := range in.Updates {
		if !u.At.After(d.Now) {
			n = k
		}
	}
	return n
}

// sameEntry reports whether two updates are equal, apart from their times.
func sameEntry(a, b incident.Update) bool {
	return a.Status == b.Status && a.Label == b.Label && a.Message == strings.TrimSpace(b.Message) && slices.Equal(a.Components, b.Components)
}
