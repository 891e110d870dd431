package rules

import (
	"time"

	"statuary/internal/alert"
)

// firing returns the alerts that are firing.
func (r *Record) firing() (list []*Report) {
	for _, a := range r.Alerts {
		if a.State == alert.Firing {
			list = append(list, a)
		}
	}
	return list
}

// over returns when the last alert was resolved.
func (r *Record) over() (t time.Time) {
	for _, a := range r.Alerts {
		if a.State == alert.Resolved && a.Since.After(t) {
			t = a.Since
		}
	}
	return t
}

// forget forgets the incident and its texts.
func (r *Record) forget() {
	r.Incident, r.Sum, r.Before, r.Writing, r.Noted, r.Texts = "", "", "", false, false, Texts{}
}

// recover finds out whether the last run, which was killed, has written the file.
func (r *Record) recover(open Incident, exists func(id string) bool) {
	if !r.Writing {
		return
	}
	r.Writing = false
	switch {
	case r.Before == "" && !exists(r.Incident): // it was not created
		r.Incident, r.Sum = "", ""
	case r.Before != "" && open.ID == r.Incident && open.Sum == r.Before: // nothing was added
		r.Sum = r.Before
	}
	r.Before = ""
}

// Begin notes that the file of an incident is about to be written: before and after are its texts, and
// before is nil for a new file. The state is saved before the file is.
func (s *State) Begin(a Action, id string, before, after []byte) {
	r := s.Records[a.Key]
	r.Incident, r.Writing, r.Before = id, true, ""
	if before != nil {
		r.Before = Sum(before)
	}
	r.Sum = Sum(after)
}

// Wrote notes that the file of an action has been written.
func (s *State) Wrote(a Action) {
	r := s.Records[a.Key]
	r.Writing, r.Before = false, ""
	if a.Kind == Close {
		r.forget()
	}
}
