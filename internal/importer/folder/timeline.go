package folder

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"time"

	"statuary/internal/importer/neutral"
	"statuary/internal/incident"
)

// facts are what the front matter says of an incident.
type facts struct {
	start, end time.Time // end is zero while it lasts, and where nothing says when it ended
	over       bool
	status     incident.ComponentStatus // of the components meanwhile
	known      bool                     // that there is such a status
}

// timeline makes updates of a body, as far as it has times. The front matter
// has two of its own: the beginning, and the end.
func (r reader) timeline(in *incident.Incident, f facts) {
	blocks, rest := r.contained(r.p.body)
	contained := len(blocks) > 0
	more := r.headed(rest)
	if more == nil && strings.TrimSpace(rest) != "" {
		more = []block{{text: rest, line: r.p.first}}
	}
	if contained { // what stands around the containers tells of the beginning
		text := ""
		for _, b := range more {
			text += withLabel(b) + "\n\n"
		}
		more = nil
		if text = strings.TrimSpace(text); text != "" {
			more = []block{{text: text}}
		}
	}
	more = r.postmortem(in, more)
	for _, list := range [][]block{more, blocks} {
		if r.slips(f, list); newestFirst(list) {
			slices.Reverse(list)
		}
	}
	r.place(in, f, append(more, blocks...))
	r.close(in, f)
	r.states(in, f)
	if in.Postmortem != "" {
		at := in.Updates[len(in.Updates)-1].At
		in.Updates = append(in.Updates, incident.Update{At: at, Status: incident.Postmortem})
		r.Add(neutral.Guess, r.p.name, "a postmortem without a publication date got the time of the newest update", "")
	}
}

// slips takes the times of updates that lie long before an incident of which
// beginning and end are known: they were copied from another.
func (r reader) slips(f facts, blocks []block) {
	for i := range blocks {
		if b := &blocks[i]; !b.at.IsZero() && !f.end.IsZero() && f.start.Sub(b.at) > far {
			r.Add(neutral.Loss, r.p.place(b.line), "the time of an update more than a week before the start was ignored", "%s", b.at.Format(time.RFC3339))
			b.at = time.Time{}
		}
	}
}

// blockStart is a text that begins with a list, a heading or something else that
// can't follow words.
var blockStart = regexp.MustCompile("^\\s*([-*+]|\\d+[.)]|#{1,6}|>|\\||```|~~~)")

func withLabel(b block) string {
	if b.label == "" {
		return b.text
	}
	if blockStart.MatchString(b.text) {
		return "**" + b.label + "**\n\n" + b.text
	}
	return "**" + b.label + "** – " + b.text
}

// postmortem takes the block that is one out of the updates.
func (r reader) postmortem(in *incident.Incident, blocks []block) []block {
	return slices.DeleteFunc(blocks, func(b block) bool {
		s, ok := neutral.LabelStatus(b.label, in.Type)
		if !ok || s != incident.Postmortem {
			return false
		}
		in.Postmortem = strings.TrimSpace(in.Postmortem + "\n\n" + r.tidy(b.text))
		return true
	})
}

// newestFirst is true for blocks of which the last is the first: by their
// times, by a word for the end that stands before one for the beginning, or at
// the top.
func newestFirst(blocks []block) bool {
	var times []time.Time
	opening, closing := -1, -1
	for i, b := range blocks {
		if !b.at.IsZero() {
			times = append(times, b.at)
		}
		switch s, ok := neutral.LabelStatus(b.label, incident.Unplanned); {
		case ok && s == incident.Investigating && opening < 0:
			opening = i
		case ok && s == incident.Resolved && closing < 0:
			closing = i
		}
	}
	if len(times) > 1 && !times[0].Equal(times[len(times)-1]) {
		return times[0].After(times[len(times)-1])
	}
	if opening >= 0 && closing >= 0 {
		return closing < opening
	}
	return closing == 0 || opening > 0
}

// place makes updates of the blocks, the oldest first. Those with a time get an
// entry. Of the others, the first tells of the beginning and one that says so of
// the end; the rest is kept with the end, when all of it was known.
func (r reader) place(in *incident.Incident, f facts, blocks []block) {
	slices.SortStableFunc(blocks, func(a, b block) int {
		if a.at.IsZero() || b.at.IsZero() {
			return 0
		}
		return a.at.Compare(b.at)
	})
	first := incident.Investigating
	if in.Type == incident.Maintenance {
		first = incident.InProgress
	}
	var opening, closing []string
	closed := ""
	status := first
	for i, b := range blocks {
		text := r.tidy(b.text)
		s, known := neutral.LabelStatus(b.label, in.Type)
		if known {
			status = s
		}
		switch {
		case !b.at.IsZero():
			u := incident.Update{At: b.at, Status: status, Message: text}
			if !strings.EqualFold(b.label, "update") && b.label != "" {
				u.Label = b.label
			}
			in.Updates = append(in.Updates, u)
		case known && s.Over() && !f.end.IsZero() && closed == "":
			closed = text
		case i == 0 || known && s == incident.Investigating && len(opening) == 0:
			if b.label != "" && !known {
				text = withLabel(block{label: b.label, text: text})
			}
			opening = append(opening, text)
		case text != "":
			closing = append(closing, withLabel(block{label: b.label, text: text}))
			r.Add(neutral.Loss, r.p.place(b.line), "an update without a time: its text was added to a later entry", "%s", cmp.Or(b.label, "no heading"))
		}
	}
	if closed != "" {
		closing = append(closing, closed)
	}
	r.ends(in, f, first, strings.Join(opening, "\n\n"), strings.Join(closing, "\n\n"))
}

// far is how long before the first update an incident can have begun. More than
// that is a slip in one of the two.
const far = 7 * 24 * time.Hour

// ends adds the entries of the beginning and of the end.
func (r reader) ends(in *incident.Incident, f facts, first incident.Status, opening, closing string) {
	early := oldest(in)
	switch {
	case len(in.Updates) == 0, f.start.Before(early.Add(-time.Minute)) && early.Sub(f.start) < far, f.start.Before(early) && in.Updates[0].Status.Over():
		in.Updates = append(in.Updates, incident.Update{At: f.start, Status: first, Message: opening})
	case early.Sub(f.start) >= far:
		r.Add(neutral.Guess, r.p.name, "the date is more than a week before the first update: the incident starts at that update", "%s and %s",
			f.start.Format(time.DateTime), early.Format(time.DateTime))
		fallthrough
	default:
		n := slices.IndexFunc(in.Updates, func(u incident.Update) bool { return u.At.Equal(early) })
		in.Updates[n].Message = strings.TrimSpace(opening + "\n\n" + in.Updates[n].Message)
	}
	slices.SortStableFunc(in.Updates, func(a, b incident.Update) int { return a.At.Compare(b.At) })
	if closing == "" {
		return
	}
	if f.over && !f.end.IsZero() {
		end := incident.Update{At: f.end, Status: endOf(in.Type), Message: closing}
		if n := slices.IndexFunc(in.Updates, func(u incident.Update) bool { return u.Status.Over() && u.At.Sub(f.end).Abs() <= time.Minute }); n >= 0 {
			in.Updates[n].Message = strings.TrimSpace(closing + "\n\n" + in.Updates[n].Message)
			return
		}
		in.Updates = append(in.Updates, end)
		slices.SortStableFunc(in.Updates, func(a, b incident.Update) int { return a.At.Compare(b.At) })
		return
	}
	last := &in.Updates[len(in.Updates)-1]
	last.Message = strings.TrimSpace(last.Message + "\n\n" + closing)
}

func oldest(in *incident.Incident) (t time.Time) {
	for _, u := range in.Updates {
		if t.IsZero() || u.At.Before(t) {
			t = u.At
		}
	}
	return t
}

func endOf(t incident.Type) incident.Status {
	if t == incident.Maintenance {
		return incident.Completed
	}
	return incident.Resolved
}

// close makes the last entry say what the front matter says: that it is over, or
// that it is not.
func (r reader) close(in *incident.Incident, f facts) {
	last := &in.Updates[len(in.Updates)-1]
	if !f.over {
		if last.Status.Over() {
			r.Add(neutral.Guess, r.p.name, "the text says that the incident is resolved, the front matter that it is not: treated as resolved", "")
		}
		return
	}
	if last.Status.Over() {
		return
	}
	done := endOf(in.Type)
	switch {
	case !f.end.IsZero() && last.At.Sub(f.end) > time.Minute:
		r.after(in, f.end, done)
	case !f.end.IsZero() && f.end.After(last.At.Add(time.Minute)):
		in.Updates = append(in.Updates, incident.Update{At: f.end, Status: done})
	case f.end.IsZero() && len(in.Updates) == 1:
		// Nothing says when. It ends when it began, so that no downtime is made up.
		r.Add(neutral.Guess, r.p.name, "a resolved incident without an end time ends when it started, so that no downtime is counted", "")
		in.Updates = append(in.Updates, incident.Update{At: last.At, Status: done})
	default:
		// A last update that was written at the end is the end, whatever it is
		// called; so is one that was added after it.
		if last.Label == "" {
			last.Label = "Update"
		}
		last.Status = done
	}
}

// after closes an incident that people have written about after its end.
func (r reader) after(in *incident.Incident, end time.Time, done incident.Status) {
	said := false
	for i := range in.Updates {
		u := &in.Updates[i]
		if u.At.Sub(end) < -time.Minute {
			continue
		}
		said = said || u.At.Sub(end) <= time.Minute
		if !u.Status.Over() && u.Label == "" {
			u.Label = "Update"
		}
		u.Status = done
	}
	if !said {
		in.Updates = append(in.Updates, incident.Update{At: end, Status: done})
		slices.SortStableFunc(in.Updates, func(a, b incident.Update) int { return a.At.Compare(b.At) })
	}
}

// states says what the components went through: from the beginning until the
// end they were in the status that the front matter gives.
func (r reader) states(in *incident.Incident, f facts) {
	if !f.known || len(in.Components) == 0 {
		return
	}
	for _, id := range in.Components {
		in.Updates[0].Components = append(in.Updates[0].Components, incident.ComponentState{ID: id, Status: f.status})
	}
}
