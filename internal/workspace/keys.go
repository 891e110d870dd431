package workspace

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"statuary/internal/chars"
	"statuary/internal/content"
	"statuary/internal/diag"
	"statuary/internal/incident"
)

// MaxKey is the longest key of an incident in bytes.
const MaxKey = 200

// CheckKey returns a *diag.Error for a text that cannot be the key of an incident.
func CheckKey(key string) error {
	const hint = "use the id that the monitor has for the alert"
	switch {
	case key == "":
		return &diag.Error{Text: "the key is empty", Hint: hint}
	case len(key) > MaxKey:
		return &diag.Error{Text: fmt.Sprintf("the key has %d bytes", len(key)), Hint: fmt.Sprintf("shorten it to %d bytes", MaxKey)}
	case key != strings.TrimSpace(key) || !chars.IsClean(key) || strings.ContainsAny(key, "\r\n\t"):
		return &diag.Error{Text: fmt.Sprintf("the key %q has spaces around it, or characters that are not text", key), Hint: hint}
	}
	return nil
}

// FindKey returns the open incident with a key, the newest if there are several. It returns a diag.List
// if a file with errors may be that incident.
func (w *Workspace) FindKey(key string) (found Incident, ok bool, err error) {
	open, err := w.ListOpen()
	if err != nil {
		return Incident{}, false, err
	}
	for _, in := range open {
		if in.Key == key && (!ok || in.Started.After(found.Started)) {
			found, ok = in, true
		}
	}
	if ok {
		return found, true, nil
	}
	return Incident{}, false, w.brokenWith(key)
}

// brokenWith returns the errors of the files that contain a text, or nil.
func (w *Workspace) brokenWith(text string) error {
	var list diag.List
	var files []string
	for _, p := range w.Problems {
		if p.Warning || !strings.HasPrefix(p.File, content.Incidents+"/") {
			continue
		}
		if c, err := Rewrite(w.dir, p.File, func(src []byte) ([]byte, error) { return src, nil }); err == nil &&
			(slices.Contains(files, p.File) || bytes.Contains(c.Before, []byte(text))) {
			files = append(files, p.File)
			list = append(list, p)
		}
	}
	if list == nil {
		return nil
	}
	return list
}

// FindActive returns an active incident, not a maintenance, that names a component. The error is a
// *diag.Error if there is no such component.
func (w *Workspace) FindActive(component string) (found Incident, ok bool, err error) {
	if _, err := w.Parser.ReadState(component, incident.MajorOutage.String()); err != nil {
		return Incident{}, false, err
	}
	open, err := w.ListOpen()
	if err != nil {
		return Incident{}, false, err
	}
	for _, in := range open {
		if in.Type == incident.Unplanned && slices.Contains(in.Named(), component) {
			return in, true, nil
		}
	}
	return Incident{}, false, nil
}

// Lock waits until no other process changes the site, and then makes others wait until unlock is called.
// Files that were read before are read again.
func (w *Workspace) Lock() (unlock func(), err error) {
	release, err := w.lock()
	if err != nil {
		return nil, err
	}
	w.loaded, w.locked = false, true
	return func() {
		w.locked = false
		release()
	}, nil
}
