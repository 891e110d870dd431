package workspace

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"statuary/internal/diag"
	"statuary/internal/edit"
	"statuary/internal/history"
	"statuary/internal/incident"
	"statuary/internal/timefmt"
)

// Intent is what a writer wants of an entry, beside its text.
type Intent struct {
	Resolve    bool // the entry is to end the incident now; a second end is refused
	Cancel     bool // a maintenance is to be completed before it begins
	OutOfOrder bool // newer entries may keep deciding the status
}

// Outcome is what an entry does.
type Outcome struct {
	Status incident.Status // that readers see at the present, once the change is saved; NoStatus: they see nothing
	Notes  []string        // what the writer should know

	From, Until time.Time // the window of a maintenance that was announced by this; else zero
}

// Judge compares what an entry does to an incident with what it is meant to do:
// from its time on, or from now if that is later, the incident is to have the
// status of the entry. Errors are *diag.Error, and those of parsing.
func (d *Desk) Judge(in Incident, c *Change, e incident.Update, want Intent) (*Outcome, error) {
	j := &judge{desk: d, in: in, change: c, e: e, want: want, t: e.At}
	if d.Now.After(j.t) {
		j.t = d.Now
	}
	return j.judge()
}

// judge is a comparison that is being made.
type judge struct {
	desk   *Desk
	in     Incident
	change *Change
	e      incident.Update
	want   Intent
	t      time.Time // at which the entry counts
	notes  []string

	earlier *history.Incident // at the time of the entry, without it; nil: not visible
	before  *history.Incident // at t, without the entry; nil: not visible
	after   *history.Incident // at t, with it
}

func (j *judge) judge() (*Outcome, error) {
	if err := j.look(); err != nil {
		return nil, err
	}
	for _, rule := range []func() *diag.Error{j.postmortem, j.window, j.putOff, j.series, j.beginning, j.secondEnd, j.order, j.later} {
		if refusal := rule(); refusal != nil {
			return nil, refusal
		}
	}
	if j.before != nil && j.before.Status.Over() && !j.e.Status.Over() && j.after.Status == j.e.Status {
		j.note("the incident was over, and is open again")
	}
	if at := j.pendingPostmortem(); !at.IsZero() && !j.after.Status.Over() {
		j.note("the entry of %s publishes the postmortem while the incident is open", clock(at))
	}
	if j.in.Draft {
		j.note("the incident is a draft, and readers do not see it")
	}
	o := &Outcome{Notes: j.notes}
	now, err := j.desk.at(j.in, j.change.After, j.desk.Now)
	if now != nil {
		o.Status = now.Status
	}
	return o, err
}

// pendingPostmortem returns when a postmortem will be published, or zero.
func (j *judge) pendingPostmortem() time.Time {
	for _, u := range j.after.Incident.Updates {
		if u.Status == incident.Postmortem && u.At.After(j.t) {
			return u.At
		}
	}
	return time.Time{}
}

func (j *judge) look() (err error) {
	if j.earlier, err = j.desk.at(j.in, j.change.Before, j.e.At); err != nil {
		return err
	}
	if j.before, err = j.desk.at(j.in, j.change.Before, j.t); err != nil {
		return err
	}
	if j.after, err = j.desk.at(j.in, j.change.After, j.t); err == nil && j.after == nil {
		err = fmt.Errorf("%s has no entry at %s after the change", j.in.ID, clock(j.e.At))
	}
	return err
}

// at returns an incident as readers see it at a time by a text of its file; nil
// while they do not.
func (d *Desk) at(in Incident, src []byte, t time.Time) (*history.Incident, error) {
	parsed, problems := d.Parser.Parse(in.Source.File, src)
	if parsed == nil || problems.HasErrors() {
		return nil, problems
	}
	c := d.Config
	h := history.New([]*incident.Incident{parsed}, history.Options{Now: t, Zone: c.Zone, Components: c.Components, Auto: c.Maintenance.Auto})
	for _, i := range h.Incidents {
		if i.ID == in.ID || parsed.Repeat == nil {
			return i, nil
		}
	}
	if parsed.ID == in.ID && len(h.Series) == 1 {
		return h.Series[0].Current(), nil
	}
	return nil, nil
}

// Begun returns what a change does that writes a new incident with its first
// entry.
func (d *Desk) Begun(c *Change, e incident.Update) (*Outcome, error) {
	file := Incident{Incident: &incident.Incident{ID: c.ID, Source: diag.Pos{File: c.File}}}
	now, err := d.at(file, c.After, d.Now)
	if err != nil || now == nil {
		return &Outcome{}, err
	}
	o := &Outcome{Status: now.Status}
	if now.Status != e.Status && !e.At.After(d.Now) {
		o.Notes = append(o.Notes, fmt.Sprintf("by the clock, it is %s", statusWord(now.Status)))
	}
	return o, nil
}

func (j *judge) note(format string, args ...any) {
	j.notes = append(j.notes, fmt.Sprintf(format, args...))
}

func (j *judge) verb() string { return statusWord(j.e.Status) }

// postmortem refuses one of an incident that is not over: its entry would end it.
func (j *judge) postmortem() *diag.Error {
	if j.e.Status != incident.Postmortem {
		return nil
	}
	switch at := j.earlier; {
	case at == nil:
		return &diag.Error{Text: fmt.Sprintf("%s has no entry before %s, and a postmortem comes last", j.in.ID, clock(j.e.At)), Hint: "give another --at TIME"}
	case at.Status.Over():
	case j.in.Type == incident.Maintenance && at.Upcoming():
		return &diag.Error{Text: fmt.Sprintf("%s has not begun, and a postmortem is published after the end", j.in.ID), Hint: "publish it once the maintenance is completed"}
	case j.before != nil && j.before.Status.Over():
		return &diag.Error{Text: fmt.Sprintf("%s was not over at %s, but only at %s", j.in.ID, clock(j.e.At), clock(j.before.Ended)), Hint: "a postmortem is published after the end; give another --at TIME"}
	default:
		return &diag.Error{Text: fmt.Sprintf("%s is not over: it is %s; a postmortem would end it", j.in.ID, statusWord(at.Status)), Hint: "statuary resolve " + j.in.ID + " MESSAGE ends it first"}
	}
	switch {
	case j.in.Form != "" || edit.Unfilled(j.after.Incident.Postmortem):
		return &diag.Error{Text: fmt.Sprintf("the postmortem of %s is a form that has not been filled in", j.in.ID), Hint: "answer or delete its questions in " + j.in.Source.File}
	case j.e.Message == "" && j.after.Incident.Postmortem == "":
		return &diag.Error{Text: fmt.Sprintf("%s has no postmortem to publish", j.in.ID), Hint: "statuary postmortem " + j.in.ID + " begins one"}
	}
	return nil
}

// window refuses to complete a maintenance before it begins, unless it is to be
// cancelled.
func (j *judge) window() *diag.Error {
	if j.in.Type != incident.Maintenance || j.e.Status != incident.Completed {
		if j.want.Cancel {
			return &diag.Error{Text: "--cancel is for a maintenance that has not begun", Hint: "leave it out"}
		}
		return nil
	}
	ahead := j.earlier != nil && j.earlier.Upcoming() && (j.earlier.ScheduledFor.IsZero() || j.e.At.Before(j.earlier.ScheduledFor))
	switch {
	case ahead && !j.want.Cancel:
		text := fmt.Sprintf("%s has not begun", j.in.ID)
		if from := j.earlier.ScheduledFor; !from.IsZero() {
			text = fmt.Sprintf("%s begins at %s, and had not begun at %s", j.in.ID, clock(from), clock(j.e.At))
		}
		return &diag.Error{Text: text, Hint: "--cancel completes it before it begins; --at TIME dates an end that has been"}
	case !ahead && j.want.Cancel:
		return &diag.Error{Text: fmt.Sprintf("%s can't be cancelled: it was announced and had begun, or was not announced, at %s", j.in.ID, clock(j.e.At)), Hint: "leave out --cancel"}
	case ahead && j.e.Message == "":
		return &diag.Error{Text: "a cancellation needs a message", Hint: "say that the maintenance does not take place"}
	}
	return nil
}

// putOff refuses an entry that plans a maintenance again whose window has begun: it
// would be announced for a time in the past.
func (j *judge) putOff() *diag.Error {
	from := j.in.ScheduledFor
	if j.in.Type != incident.Maintenance || j.e.Status != incident.Scheduled || from.IsZero() || j.e.At.Before(from) || j.want.OutOfOrder {
		return nil
	}
	return &diag.Error{Text: fmt.Sprintf("the window of %s began at %s, so it can't be %s again", j.in.ID, clock(from), statusWord(incident.Scheduled)), Hint: fmt.Sprintf("to put it off, write the new window into scheduled_for and scheduled_until in %s first", j.in.Source.File)}

}

// series refuses an entry of a window that nobody has named and that is not being
// worked on: the last window would get it.
func (j *judge) series() *diag.Error {
	if j.after.Series == nil || !j.in.Loose || j.e.Status == incident.Scheduled || j.earlier == nil || j.earlier.Open() || j.want.Cancel {
		return nil
	}
	text := fmt.Sprintf("no window of %s was in progress at %s", j.after.Series.ID, clock(j.e.At))
	if !j.earlier.Ended.IsZero() {
		text += fmt.Sprintf("; the last ended at %s", clock(j.earlier.Ended))
	}
	return &diag.Error{Text: text, Hint: "name the window with its day: " + j.after.ID}
}

// beginning refuses an end before the first entry.
func (j *judge) beginning() *diag.Error {
	first := j.first()
	if first.IsZero() || !j.e.At.Before(first) || !j.e.Status.Over() {
		return nil
	}
	return &diag.Error{Text: fmt.Sprintf("%s at %s is before the incident began at %s", j.verb(), clock(j.e.At), clock(first)), Hint: "give another --at TIME"}
}

// first returns the time of the first entry before the change.
func (j *judge) first() time.Time {
	if len(j.in.Updates) == 0 {
		return time.Time{}
	}
	return j.in.Updates[0].At
}

// secondEnd refuses to resolve what is over, now or at the time of the entry, and notes an entry that only repeats
// the end.
func (j *judge) secondEnd() *diag.Error {
	if !j.e.Status.Over() || j.e.Status == incident.Postmortem {
		return nil
	}
	over := j.earlier
	if j.want.Resolve && j.before != nil && j.before.Status.Over() {
		over = j.before
	}
	if over == nil || !over.Status.Over() {
		return nil
	}
	newest := over.Newest()
	switch {
	case newest.Auto:
		j.note("the clock had completed it at %s; by this entry it lasted until %s", clock(newest.At), clock(j.e.At))
	case j.want.Resolve:
		return &diag.Error{Text: fmt.Sprintf("%s is over already: %s at %s", j.in.ID, statusWord(newest.Status), clock(over.Ended)), Hint: fmt.Sprintf("statuary update %s %s MESSAGE adds another entry", j.in.ID, j.e.Status)}
	}
	return nil
}

// order refuses an entry that a newer one overrides.
func (j *judge) order() *diag.Error {
	if j.after.Status == j.e.Status {
		return nil
	}
	newest := j.after.Updates[len(j.after.Updates)-1]
	if j.want.OutOfOrder && !j.want.Resolve {
		j.note("the status stays %s, by the entry of %s", statusWord(j.after.Status), clock(newest.At))
		if j.before != nil && !j.before.Ended.IsZero() && j.before.Duration() != j.after.Duration() {
			j.note("by this entry the incident was open for %s, and not for %s", timefmt.Duration(j.after.Duration()), timefmt.Duration(j.before.Duration()))
		}
		return nil
	}
	text := fmt.Sprintf("the entry of %s, %s, is newer than %s and decides the status", clock(newest.At), statusWord(newest.Status), clock(j.e.At))
	if newest.Auto {
		text = fmt.Sprintf("the clock makes it %s at %s, after %s", statusWord(newest.Status), clock(newest.At), clock(j.e.At))
	}
	hint := "leave out --at for an entry of now"
	if !j.want.Resolve {
		hint += ", or add --out-of-order for an older entry; the status stays as it is"
	}
	return &diag.Error{Text: text, Hint: hint}
}

// later notes entries that are dated in the future and change the status again,
// and refuses an end that such an entry would undo.
func (j *judge) later() *diag.Error {
	n := slices.IndexFunc(j.after.Incident.Updates, func(u incident.Update) bool { return u.At.After(j.t) && u.Status != incident.Postmortem })
	if n < 0 {
		return nil
	}
	u := j.after.Incident.Updates[n]
	if j.e.Status.Over() && !u.Status.Over() && !j.want.OutOfOrder {
		return &diag.Error{Text: fmt.Sprintf("%s has an entry dated %s, %s, which would open it again", j.in.ID, clock(u.At), statusWord(u.Status)), Hint: fmt.Sprintf("delete that entry from %s first", j.in.Source.File)}

	}
	j.note("an entry dated %s makes it %s from then on", clock(u.At), statusWord(u.Status))
	return nil
}

// statusWord is a status in a sentence: "in progress".
func statusWord(s incident.Status) string { return strings.ReplaceAll(s.String(), "_", " ") }

func clock(t time.Time) string { return timefmt.Format(t, "2006-01-02 15:04") }
