package incident

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"statuary/internal/diag"
	"statuary/internal/frontmatter"
	"statuary/internal/timefmt"
)

// timeline reads the updates, and puts them into order, oldest first. Updates with the same time are
// ordered by status.
func (d *decoder) timeline(f frontmatter.Field) {
	if f.Value.Kind == frontmatter.Scalar {
		d.Errorf(f.Value.Line, f.Value.Col, "", "the timeline must be a list, not a %s", f.Value.Kind)
		return
	}
	items := d.Items(f)
	if len(items) == 0 && f.Value.Kind != frontmatter.Map {
		d.Errorf(f.Line, f.Col, "add an entry: - at: 2006-01-02 15:04, and its status", "the timeline is empty")
		return
	}
	updates := make([]Update, 0, len(items))
	for _, v := range items {
		updates = append(updates, d.update(v))
	}
	d.in.Disorder = d.disorder(items, updates)
	slices.SortStableFunc(updates, func(a, b Update) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Status, b.Status))
	})
	if !d.Diags.HasErrors() {
		d.checkEnd(f, updates)
	}
	d.in.Updates = updates
}

// disorder returns the position of the first entry that breaks the order of most entries, or zero.
func (d *decoder) disorder(items []frontmatter.Value, updates []Update) diag.Pos {
	up, down := 0, 0
	for i := 1; i < len(updates); i++ {
		switch updates[i].At.Compare(updates[i-1].At) {
		case 1:
			up++
		case -1:
			down++
		}
	}
	if up == 0 || down == 0 {
		return diag.Pos{}
	}
	for i := 1; i < len(updates); i++ {
		wrong := -1
		if down > up {
			wrong = 1
		}
		if updates[i].At.Compare(updates[i-1].At) == wrong {
			for _, f := range items[i].Map {
				if f.Key == "at" {
					return diag.Pos{File: d.File, Line: f.Value.Line, Col: f.Value.Col}
				}
			}
		}
	}
	return diag.Pos{}
}

func (d *decoder) update(v frontmatter.Value) Update {
	var u Update
	inIncident := frontmatter.Elsewhere{Keys: d.names, Hint: "%s belongs to the incident: begin its line in the first column, outside of the timeline"}
	var has []string // keys of the entry, and those that misspelt ones probably stand for
	for _, f := range d.Fields(v, "a timeline entry") {
		i := slices.Index(d.entryNames, f.Key)
		if i < 0 {
			has = append(has, d.UnknownKey(f, "a timeline entry", d.entryNames, inIncident))
			continue
		}
		has = append(has, f.Key)
		d.entries[i].read(d, &u, f)
	}
	if v.Kind == frontmatter.Map && !slices.Contains(has, "at") {
		d.Errorf(v.Line, v.Col, "add at: 2006-01-02 15:04", "the timeline entry has no time")
	}
	if v.Kind == frontmatter.Map && !slices.Contains(has, "status") {
		d.Errorf(v.Line, v.Col, "add status: with one of "+strings.Join(statusesOf(d.in.Type), ", "), "the timeline entry has no status")
	}
	return u
}

func (d *decoder) status(f frontmatter.Field) Status {
	word := d.Short(f)
	s, ok := StatusNamed(word)
	switch {
	case f.Value.Kind > frontmatter.Scalar:
		return NoStatus // reported already
	case !ok && strings.EqualFold(word, "update"):
		d.Errorf(f.Value.Line, f.Value.Col, "repeat the status of the entry before; pages show the entry as an update", "%q is not a status", word)
	case !ok:
		d.UnknownWord(f.Value, "status", statusesOf(d.in.Type))
	case !s.Of(d.in.Type) && d.in.Type == Unplanned:
		d.Errorf(f.Value.Line, f.Value.Col, "add type: maintenance, or write "+orWords(statusesOf(Unplanned)), "%q is a status of maintenances, and this is an incident", s)
	case !s.Of(d.in.Type):
		d.Errorf(f.Value.Line, f.Value.Col, "write "+orWords(statusesOf(Maintenance)), "%q is a status of incidents, and this is a maintenance", s)
	}
	return s
}

func statusesOf(t Type) []string {
	var words []string
	for s := Investigating; s <= Postmortem; s++ {
		if s.Of(t) {
			words = append(words, s.String())
		}
	}
	return words
}

func orWords(words []string) string {
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}

// checkEnd warns of an incident that ends before it begins: either the time is wrong, which leaves
// the incident open, or it was reopened and never closed.
func (d *decoder) checkEnd(f frontmatter.Field, updates []Update) {
	first := updates[0]
	if len(updates) == 1 || !first.Status.Over() || first.Status == Postmortem {
		return
	}
	next := updates[1]
	if next.Status.Over() {
		return
	}
	for _, item := range f.Value.List {
		for _, k := range item.Map {
			if k.Key != "at" {
				continue
			}
			if t, err := parseTime(k.Value.Text, d.zone); err == nil && t.Equal(first.At) {
				d.Warnf(k.Value.Line, k.Value.Col, "end-before-start", "correct one of the two times; otherwise the incident stays open",
					"%s at %s, before the incident began at %s", first.Status, clock(first.At), clock(next.At))
				return
			}
		}
	}
}

func clock(t time.Time) string { return timefmt.Format(t, "2006-01-02 15:04") }

// window checks the window of a maintenance.
func (d *decoder) window() {
	from, until := d.in.ScheduledFor, d.in.ScheduledUntil
	f := d.at["scheduled_until"]
	switch {
	case until.IsZero():
	case d.at["scheduled_for"].Value.Kind == frontmatter.Null:
		d.Errorf(f.Line, f.Col, "add scheduled_for: with the time at which it begins", "the window has an end but no beginning")
	case !from.IsZero() && !until.After(from):
		d.Errorf(f.Value.Line, f.Value.Col, "correct one of the two", "the window ends at %s, not after its beginning at %s", clock(until), clock(from))
	}
}

func (d *decoder) downtimes(f frontmatter.Field) {
	for _, v := range d.Items(f) {
		dt := Downtime{Status: MajorOutage}
		var has []string
		for _, f := range d.Fields(v, "a downtime") {
			i := slices.Index(d.downtimeNames, f.Key)
			if i < 0 {
				has = append(has, d.UnknownKey(f, "a downtime", d.downtimeNames))
				continue
			}
			if f.Key != "component" {
				has = append(has, f.Key)
			}
			d.Parser.downtimes[i].read(d, &dt, f)
		}
		if v.Kind != frontmatter.Map {
			continue
		}
		if dt.Component == "" && !slices.Contains(has, "component") {
			d.Errorf(v.Line, v.Col, "add component: and its id", "the downtime has no component")
		}
		if !slices.Contains(has, "from") {
			d.Errorf(v.Line, v.Col, "add from: 2006-01-02 15:04", "the downtime has no beginning")
		}
		d.in.Downtime = append(d.in.Downtime, dt)
	}
}

// postmortem warns if the body and the timeline disagree about the postmortem.
func (d *decoder) postmortem(file frontmatter.File) {
	var entry *Update
	for i := range d.in.Updates {
		if d.in.Updates[i].Status == Postmortem {
			entry = &d.in.Updates[i]
		}
	}
	_, line := body(file)
	switch {
	case d.in.Form != "" && entry == nil && d.in.Updates != nil:
		d.Warnf(line, 1, "postmortem-unpublished", "write it, then publish it with: statuary postmortem "+d.in.ID+" --publish", "the postmortem is an empty form and is not published")
	case d.in.Postmortem != "" && entry == nil && d.in.Updates != nil:
		d.Warnf(line, 1, "postmortem-unpublished", "publish it with: statuary postmortem "+d.in.ID+" --publish", "the text below the front matter is a postmortem that is not published yet")
	case d.in.Form != "" && entry != nil && !d.in.Shown(*entry):
		d.Warnf(line, 1, "postmortem-form", "write the postmortem, or delete the entry with status: postmortem", "the timeline publishes a postmortem, but it is an empty form and stays unpublished")
	case d.in.Postmortem == "" && entry != nil && entry.Message == "":
		f := d.at["timeline"]
		d.Warnf(f.Line, f.Col, "postmortem-missing", "write it below the front matter", "the timeline publishes a postmortem, but there is none")
	}
}
