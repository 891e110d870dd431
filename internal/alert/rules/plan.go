package rules

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"statuary/internal/alert"
	"statuary/internal/config"
	"statuary/internal/incident"
)

// Incident is what a plan needs to know about the open incident with a key.
type Incident struct {
	ID  string
	Sum string // digest of its file
}

// Input is what a plan is made from.
type Input struct {
	Rules      []config.Alert
	Components []incident.Component
	State      *State // is changed
	Alerts     []alert.Alert
	Open       map[string]Incident  // open incidents by key
	Exists     func(id string) bool // whether the site has an incident, open or not
	Now        time.Time
}

// Kind is what an action does.
type Kind string

// Kinds of actions.
const (
	Open  Kind = "open"  // create an incident
	Close Kind = "close" // add the entry that ends an incident
	Note  Kind = "note"  // add a comment to a file that a person has edited
	Wait  Kind = "wait"  // nothing until a time
	Leave Kind = "leave" // nothing, and nothing later
)

// Action is what is done to one incident. Only the first three kinds change files.
type Action struct {
	Kind       Kind
	Key        string // of the incident
	Rule       string
	Incident   string    // its id; empty if it does not exist yet
	At         time.Time // of the entry; for Wait, when something is due
	Text       string    // the message, the note, or why nothing is done
	Title      string
	Impact     incident.Impact
	Components []incident.ComponentState
}

// Plan is what is to be done.
type Plan struct {
	Actions   []Action
	Unmatched []alert.Alert
	Notes     []string
	NextDue   time.Time // zero if nothing is waiting
}

// maxAge is how old the time of an alert may be to be the time of an entry. Older entries would not be
// announced.
const maxAge = time.Hour

// Make returns what alerts do to incidents, and changes the state accordingly. Fields of the state about
// written files are set by [State.Begin] and [State.Wrote].
func Make(in Input) *Plan {
	p := &planner{Input: in, plan: &Plan{}, touched: map[string]bool{}}
	for _, a := range in.Alerts {
		p.report(a)
	}
	for _, key := range slices.Sorted(maps.Keys(in.State.Records)) {
		p.decide(key, in.State.Records[key])
	}
	in.State.prune(in.Now)
	return p.plan
}

type planner struct {
	Input
	plan    *Plan
	touched map[string]bool // keys of incidents that alerts are about
}

func (p *planner) note(format string, args ...any) {
	p.plan.Notes = append(p.plan.Notes, fmt.Sprintf(format, args...))
}

// report takes an alert into the state.
func (p *planner) report(a alert.Alert) {
	if a.At.IsZero() {
		a.At = p.Now
	}
	if a.At.After(p.Now) {
		if a.At.Sub(p.Now) > time.Minute {
			p.note("the time of %q is %s ahead of the clock; it counts as now", cmp.Or(a.Title, a.Key), a.At.Sub(p.Now).Round(time.Second))
		}
		a.At = p.Now
	}
	a.At = a.At.UTC().Truncate(time.Second)
	rule, key, id := find(p.Rules, a), "", digest(a.Source+"\x00"+a.Key)
	if rule != nil {
		key = keyOf(rule, a)
	}
	if known := p.settle(a, id, key); rule == nil {
		if !known {
			p.plan.Unmatched = append(p.plan.Unmatched, a)
		}
		return
	}
	r := p.State.Records[key]
	if r == nil {
		r = &Record{Alerts: map[string]*Report{}}
		p.State.Records[key] = r
	}
	r.Rule, p.touched[key] = rule.Name, true
	known := r.Alerts[id]
	switch {
	case known == nil:
		r.Alerts[id] = &Report{State: a.State, Since: a.At}
	case a.At.Before(known.Since) && a.State != known.State:
		p.note("%q (%s) is older than the last report about it, and is ignored", cmp.Or(a.Title, a.Key), a.State)
		return
	case known.State != a.State:
		*known = Report{State: a.State, Since: a.At}
	case a.State == alert.Firing && a.At.Before(known.Since):
		known.Since = a.At // the monitor has found an earlier beginning
	}
	if a.State == alert.Firing && r.Incident == "" && (known == nil || !known.Closed) && r.Texts == (Texts{}) {
		r.Texts = write(rule, p.Components, a, p.note)
	}
}

// settle resolves an alert in the records of other keys, to which it belonged before its labels or the
// rules changed: a report of its end may lack the labels that the rule matches. It reports whether another
// record knows the alert.
func (p *planner) settle(a alert.Alert, id, key string) (known bool) {
	for other, r := range p.State.Records {
		report := r.Alerts[id]
		if other == key || report == nil {
			continue
		}
		known, p.touched[other] = true, true
		if report.State == alert.Firing && !a.At.Before(report.Since) {
			*report = Report{State: alert.Resolved, Since: a.At}
		}
	}
	return known
}

// decide decides what is done to the incident of a record.
func (p *planner) decide(key string, r *Record) {
	r.recover(p.Open[key], p.Exists)
	rule := p.rule(r.Rule)
	open, isOpen := p.Open[key]
	a := Action{Key: key, Rule: r.Rule, Incident: open.ID}
	firing, over := r.firing(), r.over()
	switch {
	case rule == nil:
		if !isOpen {
			delete(p.State.Records, key)
		}
	case isOpen && (r.Incident != open.ID || r.Sum != open.Sum):
		p.edited(a, r, firing, over)
	case isOpen && len(firing) > 0:
		p.leave(a, "the incident is open")
	case isOpen:
		if due := over.Add(rule.Quiet); p.Now.Before(due) {
			p.wait(with(a, Wait, due, "all alerts are over; the incident is resolved"))
			return
		}
		a = with(a, Close, p.entryTime(over), r.Texts.Resolved)
		p.plan.Actions = append(p.plan.Actions, a)
	default:
		p.closed(a, rule, r, firing)
	}
}

// closed decides about alerts whose incident is not open.
func (p *planner) closed(a Action, rule *config.Alert, r *Record, firing []*Report) {
	if r.Incident != "" { // a person has ended it
		for _, f := range firing {
			f.Closed = true
		}
		r.forget()
		if len(firing) > 0 {
			p.leave(a, "a person has ended the incident; the alert opens no other one until it has been resolved")
		}
		return
	}
	var first time.Time
	for _, f := range firing {
		if !f.Closed && (first.IsZero() || f.Since.Before(first)) {
			first = f.Since
		}
	}
	if first.IsZero() {
		r.Texts = Texts{}
		return
	}
	if due := first.Add(rule.After); p.Now.Before(due) {
		p.wait(with(a, Wait, due, "the alert has just begun; an incident is opened"))
		return
	}
	a = with(a, Open, p.entryTime(first), r.Texts.Message)
	a.Title, a.Impact = r.Texts.Title, impact(rule)
	for _, id := range rule.Components {
		a.Components = append(a.Components, incident.ComponentState{ID: id, Status: rule.Status})
	}
	p.plan.Actions = append(p.plan.Actions, a)
}

// edited decides about an incident whose file a person has edited, or that a person has created: once
// its alerts are over, its file gets one note.
func (p *planner) edited(a Action, r *Record, firing []*Report, over time.Time) {
	if r.Incident != a.Incident {
		r.forget()
		r.Incident = a.Incident
	}
	if len(firing) == 0 && !r.Noted && !over.IsZero() {
		r.Noted = true
		p.plan.Actions = append(p.plan.Actions, with(a, Note, over, fmt.Sprintf("The alert of the rule %s was over at %s. The incident was edited, so it was not resolved.", a.Rule, over.In(p.Now.Location()).Format("2006-01-02 15:04 MST"))))
		return
	}
	p.leave(a, "a person has edited the incident")
}

func (p *planner) leave(a Action, why string) {
	if p.touched[a.Key] {
		p.plan.Actions = append(p.plan.Actions, with(a, Leave, time.Time{}, why))
	}
}

func (p *planner) wait(a Action) {
	p.plan.Actions = append(p.plan.Actions, a)
	if p.plan.NextDue.IsZero() || a.At.Before(p.plan.NextDue) {
		p.plan.NextDue = a.At
	}
}

func with(a Action, kind Kind, at time.Time, text string) Action {
	a.Kind, a.At, a.Text = kind, at, text
	return a
}

// entryTime returns the time of an entry about something that happened at t.
func (p *planner) entryTime(t time.Time) time.Time {
	if p.Now.Sub(t) > maxAge {
		return p.Now.Truncate(time.Second)
	}
	return t
}

func (p *planner) rule(name string) *config.Alert {
	for n := range p.Rules {
		if p.Rules[n].Name == name {
			return &p.Rules[n]
		}
	}
	return nil
}
