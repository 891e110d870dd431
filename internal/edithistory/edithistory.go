// Package edithistory finds out when the texts of incidents were edited after readers had seen them.
//
// A [Reader] reads from git which versions the files of a site have had, and [Find] compares the
// versions of one incident file.
//
// A new entry of the timeline is no edit, nor is a change of a component, a tag or the YAML style. A
// changed title is one, and so is an entry that was removed or whose time, status, label or message
// changed, and a changed postmortem that was already published. Line breaks make no difference. Nobody
// has seen drafts, entries dated in the future and files with errors.
package edithistory

import (
	"strings"
	"time"

	"statuary/internal/incident"
)

// Edit is a version of a file that changed what readers had seen.
type Edit struct {
	Commit string    // full hash of the version's commit
	At     time.Time // the key "updated", if this version set it, otherwise the time of the commit
}

// Find returns the edits of an incident file, oldest first. texts holds the bytes of each version.
// The parser should accept unknown components, because those of old versions may have been removed
// from config.toml since.
func Find(p *incident.Parser, file string, versions []Version, texts [][]byte) []Edit {
	if onlyAdditions(texts) {
		return nil
	}
	return compare(p, file, versions, texts)
}

// compare parses all versions and compares each with the one before it.
func compare(p *incident.Parser, file string, versions []Version, texts [][]byte) []Edit {
	var list []Edit
	var last *incident.Incident // as readers saw it
	for n, v := range versions {
		in, _ := p.Parse(file, texts[n])
		if in == nil || in.Draft {
			continue
		}
		if last != nil && edited(last, in, v.At) {
			e := Edit{v.Commit, v.At}
			if !in.Updated.IsZero() && !in.Updated.Equal(last.Updated) {
				e.At = in.Updated
			}
			list = append(list, e)
		}
		last = in
	}
	return list
}

// edited reports whether in, at the given time, shows readers other words than old did.
func edited(old, in *incident.Incident, at time.Time) bool {
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
	return seen && joinLines(old.Title) != joinLines(in.Title) ||
		postmortem && old.Postmortem != "" && joinLines(old.Postmortem) != joinLines(in.Postmortem)
}

// entry is the part of an update that readers see as text.
type entry struct {
	at             int64 // nanoseconds since 1970
	status         incident.Status
	label, message string
}

func entryOf(u incident.Update) entry {
	return entry{u.At.UnixNano(), u.Status, joinLines(u.Label), joinLines(u.Message)}
}

// joinLines returns the text with each run of white space replaced by one space.
func joinLines(s string) string { return strings.Join(strings.Fields(s), " ") }
