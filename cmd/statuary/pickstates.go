package main

import (
	"slices"

	"charm.land/huh/v2"

	"statuary/internal/incident"
	"statuary/internal/workspace"
)

// statesQuestion asks which components change, and then for the new status of each.
type statesQuestion struct {
	components []incident.Component
	usual      incident.ComponentStatus                        // preselected for a component that the incident has not named
	current    func(id string) (incident.ComponentState, bool) // as the timeline of the incident has it
	depends    any                                             // pointer to what current depends on; nil: nothing
	changed    []string                                        // the answer: ids
	words      []string                                        // the answer for each of components
}

// newStatesQuestion returns the question for an entry of an incident of a type; of may return no
// incident if it is new. It returns nil if there is nothing to ask: the flags have the components, or
// the site has none.
func (a *app) newStatesQuestion(d *workspace.Workspace, f *writeFlags, typ incident.Type, of func() workspace.Incident) *statesQuestion {
	if len(f.components) > 0 || !a.isInteractive() {
		return nil
	}
	q := &statesQuestion{usual: incident.DegradedPerformance}
	if typ == incident.Maintenance {
		q.usual = incident.UnderMaintenance
	}
	for _, c := range d.Config.Components {
		if !c.Retired {
			q.components = append(q.components, c)
		}
	}
	if q.components == nil {
		return nil
	}
	q.current = func(id string) (incident.ComponentState, bool) { return of().ComponentState(id, d.Now) }
	q.words = make([]string, len(q.components))
	return q
}

// questions returns the questions; they are only asked if asked returns true.
func (q *statesQuestion) questions(asked func() bool) []question {
	if q == nil {
		return nil
	}
	which := huh.NewMultiSelect[string]().Title("Which components change?").
		Description("Space selects, Enter continues. Without a selection, none changes.").
		Height(min(len(q.components)+3, 16)).Filterable(len(q.components) > 10).Value(&q.changed)
	if which.Options(q.options()...); q.depends != nil {
		which.OptionsFunc(q.options, q.depends)
	}
	list := []question{{which, asked}}
	for n, c := range q.components {
		status := huh.NewSelect[string]().Height(len(incident.ComponentStatuses())+2).Value(&q.words[n]).
			Title("New status of "+c.Name+"?").
			OptionsFunc(func() []huh.Option[string] { return q.statuses(c.ID) }, q)
		list = append(list, question{status, func() bool { return asked() && slices.Contains(q.changed, c.ID) }})
	}
	return list
}

// options returns the components with their current statuses.
func (q *statesQuestion) options() []huh.Option[string] {
	var list []huh.Option[string]
	for _, c := range q.components {
		text := c.Name
		if s, ok := q.current(c.ID); ok {
			text += " (" + s.Status.Label() + ")"
		}
		list = append(list, huh.NewOption(text, c.ID))
	}
	return list
}

// statuses returns the statuses of components. The current one is selected, or else the usual one.
func (q *statesQuestion) statuses(id string) []huh.Option[string] {
	selected := q.usual
	if s, ok := q.current(id); ok {
		selected = s.Status
	}
	var list []huh.Option[string]
	for _, word := range incident.ComponentStatuses() {
		if s, ok := incident.ComponentStatusNamed(word); ok {
			list = append(list, huh.NewOption(s.Label(), word).Selected(s == selected))
		}
	}
	return list
}

// setStates sets the answers as if they were given with --component.
func (f *writeFlags) setStates(q *statesQuestion) {
	if q == nil {
		return
	}
	for n, c := range q.components {
		if slices.Contains(q.changed, c.ID) && q.words[n] != "" {
			f.components = append(f.components, c.ID+"="+q.words[n])
		}
	}
}

// changesComponents reports whether an entry with a status can usefully set statuses of components.
// An end does not: all are operational from then on.
func changesComponents(word string, t incident.Type) bool {
	s, err := incident.ReadStatus(word, t)
	return err == nil && !s.Over()
}

// askStates asks for the statuses of components of a new incident, or of an entry whose incident and
// status are given.
func (a *app) askStates(d *workspace.Workspace, f *writeFlags, typ incident.Type, in workspace.Incident) error {
	q := a.newStatesQuestion(d, f, typ, func() workspace.Incident { return in })
	if q == nil {
		return nil
	}
	err := a.ask(q.questions(always)...)
	f.setStates(q)
	return err
}

func always() bool { return true }
