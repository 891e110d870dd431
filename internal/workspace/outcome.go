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

// Intent is what an entry should do, apart from its status.
type Intent struct {
	Resolve    bool // end the incident; it is an error if it has already ended
	Cancel     bool // the entry should cancel a maintenance
	OutOfOrder bool // allow an entry that does not change the current status
}

// Outcome is the effect of an entry.
type Outcome struct {
	Status incident.Status // that readers see now, once the change is saved; NoStatus if they do not see the incident
	Notes  []string        // messages for the writer

	From, Until time.Time // window of a new maintenance; else zero
}

// Judge returns the effect of an entry, or a *diag.Error if it is not the intended
// one: from the time of the entry, or now if that is later, the incident must have
// the status of the entry. It returns a diag.List if the file has errors.
func (w *Workspace) Judge(in Incident, c *Change, e incident.Update, want Intent) (*Outcome, error) {
	j := &judge{workspace: w, in: in, change: c, e: e, want: want, t: e.At}
	if w.Now.After(j.t) {
		j.t = w.Now
	}
	return j.judge()
}

// judge is a call of Judge.
type judge struct {
	workspace *Workspace
	in        Incident
	change    *Change
	e         incident.Update
	want      Intent
	t         time.Time // at which the entry must decide the status: its time, or now if that is later
	notes     []string

	earlier *history.Incident // at the time of the entry, without it; nil if not visible
	before  *history.Incident // at t, without the entry; nil if not visible
	after   *history.Incident // at t, with the entry
}

func (j *judge) judge() (*Outcome, error) {
	if err := j.load(); err != nil {
		return nil, err
	}
	for _, rule := range []func() *diag.Error{j.postmortem, j.window, j.reschedule, j.series, j.endBeforeStart, j.secondEnd, j.newerEntry, j.futureEntry} {
		if refusal := rule(); refusal != nil {
			return nil, refusal
		}
	}
	if j.before != nil && j.before.Status.Over() && !j.e.Status.Over() && j.after.Status == j.e.Status {
		j.note("this reopens the incident")
	}
	if at := j.pendingPostmortem(); !at.IsZero() && !j.after.Status.Over() {
		j.note("the entry at %s publishes the postmortem while the incident is open", clock(at))
	}
	if j.in.Draft {
		j.note("the incident is a draft, which readers do not see")
	}
	o := &Outcome{Notes: j.notes}
	now, err := j.workspace.incidentAt(j.in, j.change.After, j.workspace.Now)
	if now != nil {
		o.Status = now.Status
	}
	return o, err
}

// pendingPostmortem returns the time at which a postmortem will be published, or zero.
func (j *judge) pendingPostmortem() time.Time {
	for _, u := range j.after.Incident.Updates {
		if u.Status == incident.Postmortem && u.At.After(j.t) {
			return u.At
		}
	}
	return time.Time{}
}

func (j *judge) load() (err error) {
	if j.earlier, err = j.workspace.incidentAt(j.in, j.change.Before, j.e.At); err != nil {
		return err
	}
	if j.before, err = j.workspace.incidentAt(j.in, j.change.Before, j.t); err != nil {
		return err
	}
	if j.after, err = j.workspace.incidentAt(j.in, j.change.After, j.t); err == nil && j.after == nil {
		err = fmt.Errorf("%s has no entry at %s after the change", j.in.ID, clock(j.e.At))
	}
	return err
}

// incidentAt returns an incident as readers see it at time t if its file has the text
// src, or nil if they do not see it.
func (w *Workspace) incidentAt(in Incident, src []byte, t time.Time) (*history.Incident, error) {
	parsed, problems := w.Parser.Parse(in.Source.File, src)
	if parsed == nil || problems.HasErrors() {
		return nil, problems
	}
	c := w.Config
	h := history.New([]*incident.Incident{parsed}, history.Options{Now: t, Zone: c.Zone, Components: c.Components, Auto: c.Maintenance.Auto})
	for _, i := range h.Entries {
		if i.ID == in.ID || parsed.Repeat == nil {
			return i, nil
		}
	}
	if parsed.ID == in.ID && len(h.Series) == 1 {
		return h.Series[0].Current(), nil
	}
	return nil, nil
}

// JudgeNew returns the effect of the first entry of a new incident.
func (w *Workspace) JudgeNew(c *Change, e incident.Update) (*Outcome, error) {
	file := Incident{Incident: &incident.Incident{ID: c.ID, Source: diag.Pos{File: c.File}}}
	now, err := w.incidentAt(file, c.After, w.Now)
	if err != nil || now == nil {
		return &Outcome{}, err
	}
	o := &Outcome{Status: now.Status}
	if now.Status != e.Status && !e.At.After(w.Now) {
		o.Notes = append(o.Notes, fmt.Sprintf("it is automatically %s at this time", statusWord(now.Status)))
	}
	return o, nil
}

func (j *judge) note(format string, args ...any) {
	j.notes = append(j.notes, fmt.Sprintf(format, args...))
}

// verb returns the status of the entry as a word in a sentence.
func (j *judge) verb() string { return statusWord(j.e.Status) }

// postmortem refuses a postmortem before the end, since its entry would end the
// incident.
func (j *judge) postmortem() *diag.Error {
	if j.e.Status != incident.Postmortem {
		return nil
	}
	switch at := j.earlier; {
	case at == nil:
		return &diag.Error{Text: fmt.Sprintf("%s has no entry before %s, but a postmortem must come last", j.in.ID, clock(j.e.At)), Hint: "choose another --at TIME"}
	case at.Status.Over():
	case j.in.Type == incident.Maintenance && at.Upcoming():
		return &diag.Error{Text: fmt.Sprintf("%s has not begun, but a postmortem is published after the end", j.in.ID), Hint: "publish it once the maintenance is completed"}
	case j.before != nil && j.before.Status.Over():
		return &diag.Error{Text: fmt.Sprintf("%s had not ended at %s; it ended at %s", j.in.ID, clock(j.e.At), clock(j.before.Ended)), Hint: "a postmortem is published after the end; choose another --at TIME"}
	default:
		return &diag.Error{Text: fmt.Sprintf("%s has not ended: it is %s; a postmortem would end it", j.in.ID, statusWord(at.Status)), Hint: "first end it with statuary resolve " + j.in.ID + " MESSAGE"}
	}
	switch {
	case j.in.Form != "" || edit.Unfilled(j.after.Incident.Postmortem):
		return &diag.Error{Text: fmt.Sprintf("the postmortem of %s is a form that is not filled in", j.in.ID), Hint: "answer or delete its questions in " + j.in.Source.File}
	case j.e.Message == "" && j.after.Incident.Postmortem == "":
		return &diag.Error{Text: fmt.Sprintf("%s has no postmortem to publish", j.in.ID), Hint: "start one with statuary postmortem " + j.in.ID}
	}
	return nil
}

// window refuses to complete a maintenance before its window, to cancel one that has ended, and
// --cancel for anything but the end of a maintenance.
func (j *judge) window() *diag.Error {
	switch {
	case j.e.Status == incident.Cancelled:
		return j.cancel()
	case j.want.Cancel:
		return &diag.Error{Text: "--cancel only applies to a maintenance, with the status cancelled", Hint: "leave it out"}
	case j.in.Type != incident.Maintenance || j.e.Status != incident.Completed:
		return nil
	}
	notBegun := j.earlier != nil && j.earlier.Upcoming() && (j.earlier.ScheduledFor.IsZero() || j.e.At.Before(j.earlier.ScheduledFor))
	if notBegun {
		text := fmt.Sprintf("%s has not begun", j.in.ID)
		if from := j.earlier.ScheduledFor; !from.IsZero() {
			text = fmt.Sprintf("%s begins at %s, so it had not begun at %s", j.in.ID, clock(from), clock(j.e.At))
		}
		return &diag.Error{Text: text, Hint: "to cancel it, add --cancel; if it has ended, set the time with --at TIME"}
	}
	return nil
}

// cancel refuses to cancel a maintenance that was not announced, or that has ended.
func (j *judge) cancel() *diag.Error {
	switch at := j.earlier; {
	case at == nil:
		return &diag.Error{Text: fmt.Sprintf("%s cannot be cancelled: at %s it was not announced yet", j.in.ID, clock(j.e.At)), Hint: "choose another --at TIME, or delete " + j.in.Source.File}
	case at.Status.Over() && at.Newest().Status != incident.Cancelled:
		return &diag.Error{Text: fmt.Sprintf("%s cannot be cancelled: it ended at %s", j.in.ID, clock(at.Ended)), Hint: "if it was cancelled before, set the time with --at TIME"}
	case !at.Status.Over() && j.e.Message == "":
		return &diag.Error{Text: "a cancellation needs a message", Hint: "tell readers that the maintenance does not take place"}
	}
	return nil
}

// reschedule refuses to schedule a maintenance again once its window has begun: it
// would be announced for a time in the past.
func (j *judge) reschedule() *diag.Error {
	from := j.in.ScheduledFor
	if j.in.Type != incident.Maintenance || j.e.Status != incident.Scheduled || from.IsZero() || j.e.At.Before(from) || j.want.OutOfOrder {
		return nil
	}
	return &diag.Error{Text: fmt.Sprintf("the window of %s began at %s, so it cannot be %s again", j.in.ID, clock(from), statusWord(incident.Scheduled)), Hint: fmt.Sprintf("to postpone it, first set scheduled_for and scheduled_until in %s", j.in.Source.File)}
}

// series refuses an entry for a series of which no window is in progress, unless one
// was named: it would belong to the last window.
func (j *judge) series() *diag.Error {
	if j.after.Series == nil || !j.in.SeriesNamed || j.e.Status == incident.Scheduled || j.earlier == nil || j.earlier.Open() || j.e.Status == incident.Cancelled {
		return nil
	}
	text := fmt.Sprintf("no occurrence of %s was in progress at %s", j.after.Series.ID, clock(j.e.At))
	if !j.earlier.Ended.IsZero() {
		text += fmt.Sprintf("; the last ended at %s", clock(j.earlier.Ended))
	}
	return &diag.Error{Text: text, Hint: "name the occurrence by its day: " + j.after.ID}
}

// endBeforeStart refuses an end before the first entry.
func (j *judge) endBeforeStart() *diag.Error {
	first := j.first()
	if first.IsZero() || !j.e.At.Before(first) || !j.e.Status.Over() {
		return nil
	}
	return &diag.Error{Text: fmt.Sprintf("%s at %s is before the incident began at %s", j.verb(), clock(j.e.At), clock(first)), Hint: "choose another --at TIME"}
}

// first returns the time of the file's first entry before the change.
func (j *judge) first() time.Time {
	if len(j.in.Updates) == 0 {
		return time.Time{}
	}
	return j.in.Updates[0].At
}

// secondEnd refuses to resolve an incident that has ended, now or at the time of the
// entry. It notes an entry that replaces the automatic end of a maintenance.
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
		j.note("it was completed automatically at %s; with this entry it lasted until %s", clock(newest.At), clock(j.e.At))
	case j.want.Resolve:
		return &diag.Error{Text: fmt.Sprintf("%s has already ended: %s at %s", j.in.ID, statusWord(newest.Status), clock(over.Ended)), Hint: fmt.Sprintf("to add another entry, use statuary update %s %s MESSAGE", j.in.ID, j.e.Status)}
	}
	return nil
}

// newerEntry refuses an entry that is not the newest, so that another one decides the
// status.
func (j *judge) newerEntry() *diag.Error {
	if j.after.Status == j.e.Status {
		return nil
	}
	newest := j.after.Updates[len(j.after.Updates)-1]
	if j.want.OutOfOrder && !j.want.Resolve {
		j.note("the status stays %s, because of the entry at %s", statusWord(j.after.Status), clock(newest.At))
		if j.before != nil && !j.before.Ended.IsZero() && j.before.Duration() != j.after.Duration() {
			j.note("with this entry the incident was open for %s instead of %s", timefmt.Duration(j.after.Duration()), timefmt.Duration(j.before.Duration()))
		}
		return nil
	}
	text := fmt.Sprintf("the entry at %s, %s, is newer than %s and decides the status", clock(newest.At), statusWord(newest.Status), clock(j.e.At))
	if newest.Auto {
		text = fmt.Sprintf("it becomes %s automatically at %s, after %s", statusWord(newest.Status), clock(newest.At), clock(j.e.At))
	}
	hint := "leave out --at to use the current time"
	if !j.want.Resolve {
		hint += ", or add --out-of-order to keep the status"
	}
	return &diag.Error{Text: text, Hint: hint}
}

// futureEntry notes an entry dated in the future that changes the status again, and
// refuses an end that it would undo.
func (j *judge) futureEntry() *diag.Error {
	n := slices.IndexFunc(j.after.Incident.Updates, func(u incident.Update) bool { return u.At.After(j.t) && u.Status != incident.Postmortem })
	if n < 0 {
		return nil
	}
	u := j.after.Incident.Updates[n]
	if j.e.Status.Over() && !u.Status.Over() && !j.want.OutOfOrder {
		return &diag.Error{Text: fmt.Sprintf("%s has an entry dated %s, %s, which would reopen it", j.in.ID, clock(u.At), statusWord(u.Status)), Hint: fmt.Sprintf("delete that entry from %s first", j.in.Source.File)}
	}
	j.note("an entry dated %s will make it %s", clock(u.At), statusWord(u.Status))
	return nil
}

// statusWord returns a status as in a sentence: "in progress".
func statusWord(s incident.Status) string { return strings.ReplaceAll(s.String(), "_", " ") }

// clock formats a time for a message.
func clock(t time.Time) string { return timefmt.Format(t, "2006-01-02 15:04") }
