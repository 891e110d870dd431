// Package revision tells, from the versions that an incident's file has had, when
// words were changed that readers had seen.
//
// A new entry of the timeline changes nothing of what was said before, nor does a
// component, a tag or a way of writing YAML. The title does, and an entry that is
// not there any more as it was: its time, its status, its label or its message.
// So does the postmortem, once it is published. Where lines are broken makes no
// difference. Drafts, entries dated in the future and files with errors have not
// been seen by anybody.
package revision

import (
	"strings"
	"time"

	"statuary/internal/incident"
)

// Version is a file as it was from a moment on.
type Version struct {
	At   time.Time
	Text []byte
}

// Edit is a version that changed what readers had seen.
type Edit struct {
	Version int       // its number in the list
	At      time.Time // when: as the file itself says with "updated", where this version wrote that, or else when the version is of
}

// Edits finds them, the oldest first. Components need not be known: those of
// former times may be gone.
func Edits(p *incident.Parser, name string, versions []Version) []Edit {
	if onlyGrows(versions) {
		return nil
	}
	return compare(p, name, versions)
}

// compare reads all versions.
func compare(p *incident.Parser, name string, versions []Version) []Edit {
	var list []Edit
	var last *incident.Incident // as readers saw it
	for n, v := range versions {
		in, _ := p.Parse(name, v.Text)
		if in == nil || in.Draft {
			continue
		}
		if last != nil && changed(last, in, v.At) {
			e := Edit{n, v.At}
			if !in.Updated.IsZero() && !in.Updated.Equal(last.Updated) {
				e.At = in.Updated
			}
			list = append(list, e)
		}
		last = in
	}
	return list
}

// changed is true if, at a moment, readers find other words than before.
func changed(old, in *incident.Incident, at time.Time) bool {
	seen, postmortem := false, false
	left := map[entry]int{}
	for _, u := range in.Updates {
		left[entryOf(u)]++
	}
	for _, u := range old.Updates {
		if u.At.After(at) {
			continue
		}
		seen = true
		postmortem = postmortem || u.Status == incident.Postmortem
		e := entryOf(u)
		if left[e] == 0 {
			return true
		}
		left[e]--
	}
	return seen && flat(old.Title) != flat(in.Title) ||
		postmortem && old.Postmortem != "" && flat(old.Postmortem) != flat(in.Postmortem)
}

// entry is what an update says.
type entry struct {
	at             int64
	status         incident.Status
	label, message string
}

func entryOf(u incident.Update) entry {
	return entry{u.At.UnixNano(), u.Status, flat(u.Label), flat(u.Message)}
}

// flat is a text without its line breaks.
func flat(s string) string { return strings.Join(strings.Fields(s), " ") }
