package mdsites

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"time"

	"statuary/internal/importer/exchange"
	"statuary/internal/incident"
)

// facts is what the front matter states about an incident.
type facts struct {
	start, end time.Time                // end is zero while the incident is active, or if it is unknown
	over       bool                     // resolved or completed
	status     incident.ComponentStatus // of the components during the incident
	known      bool                     // whether status is set
}

// timeline sets the updates and the postmortem of an incident from the body of the
// post, and from the start and the end in the front matter.
func (r reader) timeline(in *exchange.Incident, f facts) {
	blocks, rest := r.contained(r.p.body)
	contained := len(blocks) > 0
	more := r.headed(rest)
	if more == nil && strings.TrimSpace(rest) != "" {
		more = []block{{text: rest, line: r.p.first}}
	}
	if contained { // text outside the containers describes the start
		var text strings.Builder
		for _, b := range more {
			text.WriteString(withLabel(b) + "\n\n")
		}
		more = nil
		if text := strings.TrimSpace(text.String()); text != "" {
			more = []block{{text: text}}
		}
	}
	more = r.postmortem(in, more)
	for _, list := range [][]block{more, blocks} {
		if r.dropWrongTimes(f, list); newestFirst(list) {
			slices.Reverse(list)
		}
	}
	r.addBlocks(in, f, append(more, blocks...))
	r.close(in, f)
	r.states(in, f)
	if in.Postmortem != "" {
		at := in.Updates[len(in.Updates)-1].At
		in.Updates = append(in.Updates, incident.Update{At: at, Status: incident.Postmortem})
		r.Add(exchange.Guess, r.p.name, "a postmortem without a publication date got the time of the newest update", "")
	}
}

// dropWrongTimes drops the times of updates more than a week before an incident
// whose start and end are known: such updates were copied from another incident.
func (r reader) dropWrongTimes(f facts, blocks []block) {
	for i := range blocks {
		if b := &blocks[i]; !b.at.IsZero() && !f.end.IsZero() && f.start.Sub(b.at) > far {
			r.Add(exchange.Loss, r.p.place(b.line), "the time of an update more than a week before the start was ignored", "%s", b.at.Format(time.RFC3339))
			b.at = time.Time{}
		}
	}
}

// blockStart matches text that starts with a list, a heading or another block, which
// cannot follow words on the same line.
var blockStart = regexp.MustCompile("^\\s*([-*+]|\\d+[.)]|#{1,6}|>|\\||```|~~~)")

// withLabel returns the text of a block with its label in bold before it.
func withLabel(b block) string {
	if b.label == "" {
		return b.text
	}
	if blockStart.MatchString(b.text) {
		return "**" + b.label + "**\n\n" + b.text
	}
	return "**" + b.label + "** – " + b.text
}

// postmortem moves blocks that are a postmortem from the updates to in.Postmortem.
func (r reader) postmortem(in *exchange.Incident, blocks []block) []block {
	var texts strings.Builder
	texts.WriteString(in.Postmortem)
	blocks = slices.DeleteFunc(blocks, func(b block) bool {
		s, ok := exchange.LabelStatus(b.label, in.Type)
		if !ok || s != incident.Postmortem {
			return false
		}
		texts.WriteString("\n\n" + r.tidy(b.text))
		return true
	})
	in.Postmortem = strings.TrimSpace(texts.String())
	return blocks
}

// newestFirst reports whether blocks are in reverse order: by their times, or
// because a label for the end comes before one for the start or is the first.
func newestFirst(blocks []block) bool {
	var times []time.Time
	opening, closing := -1, -1
	for i, b := range blocks {
		if !b.at.IsZero() {
			times = append(times, b.at)
		}
		switch s, ok := exchange.LabelStatus(b.label, incident.Unplanned); {
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

// addBlocks adds the blocks to the updates, the oldest first. A block with a time
// gets an entry. Of the others, the first becomes the text of the start and one with
// a label for the end the text of the end; the texts of the rest are added to the
// end, when all of it was known.
func (r reader) addBlocks(in *exchange.Incident, f facts, blocks []block) {
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
		s, known := exchange.LabelStatus(b.label, in.Type)
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
			r.Add(exchange.Loss, r.p.place(b.line), "an update without a time: its text was added to a later entry", "%s", cmp.Or(b.label, "no heading"))
		}
	}
	if closed != "" {
		closing = append(closing, closed)
	}
	r.ends(in, f, first, strings.Join(opening, "\n\n"), strings.Join(closing, "\n\n"))
}

// far is how long before its first update an incident can plausibly have started. If
// it is longer, one of the two times is wrong.
const far = 7 * 24 * time.Hour

// ends adds the texts of the start and the end, as entries of their own if needed.
func (r reader) ends(in *exchange.Incident, f facts, first incident.Status, opening, closing string) {
	early := exchange.Oldest(in)
	switch {
	case len(in.Updates) == 0, f.start.Before(early.Add(-time.Minute)) && early.Sub(f.start) < far, f.start.Before(early) && in.Updates[0].Status.Over():
		in.Updates = append(in.Updates, incident.Update{At: f.start, Status: first, Message: opening})
	case early.Sub(f.start) >= far:
		r.Add(exchange.Guess, r.p.name, "the date is more than a week before the first update: the incident starts at that update", "%s and %s",
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
		end := incident.Update{At: f.end, Status: exchange.EndStatus(in.Type), Message: closing}
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

// close adapts the last entry to what the front matter has about whether the incident is over. If only
// the text states that it is over, the text is right.
func (r reader) close(in *exchange.Incident, f facts) {
	last := &in.Updates[len(in.Updates)-1]
	if !f.over {
		if last.Status.Over() {
			r.Add(exchange.Guess, r.p.name, "the text says that the incident is resolved, the front matter that it is not: treated as resolved", "")
		}
		return
	}
	if last.Status.Over() {
		return
	}
	done := exchange.EndStatus(in.Type)
	switch {
	case !f.end.IsZero() && last.At.Sub(f.end) > time.Minute:
		r.closeBeforeLast(in, f.end, done)
	case !f.end.IsZero() && f.end.After(last.At.Add(time.Minute)):
		in.Updates = append(in.Updates, incident.Update{At: f.end, Status: done})
	case f.end.IsZero() && len(in.Updates) == 1:
		r.Add(exchange.Guess, r.p.name, "a resolved incident without an end time ends when it started, so that no downtime is counted", "")
		in.Updates = append(in.Updates, incident.Update{At: last.At, Status: done})
	default:
		// A last update written at the end, or after it, is the end, whatever its
		// label is.
		if last.Label == "" {
			last.Label = "Update"
		}
		last.Status = done
	}
}

// closeBeforeLast closes an incident that has updates after its end.
func (r reader) closeBeforeLast(in *exchange.Incident, end time.Time, done incident.Status) {
	closed := false
	for i := range in.Updates {
		u := &in.Updates[i]
		if u.At.Sub(end) < -time.Minute {
			continue
		}
		closed = closed || u.At.Sub(end) <= time.Minute
		if !u.Status.Over() && u.Label == "" {
			u.Label = "Update"
		}
		u.Status = done
	}
	if !closed {
		in.Updates = append(in.Updates, incident.Update{At: end, Status: done})
		slices.SortStableFunc(in.Updates, func(a, b incident.Update) int { return a.At.Compare(b.At) })
	}
}

// states sets the component statuses: from the start to the end of the incident, its
// components have the status in the front matter.
func (r reader) states(in *exchange.Incident, f facts) {
	if !f.known || len(in.Components) == 0 {
		return
	}
	for _, id := range in.Components {
		in.Updates[0].Components = append(in.Updates[0].Components, incident.ComponentState{ID: id, Status: f.status})
	}
}
