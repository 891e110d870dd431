package main

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"

	"charm.land/huh/v2"

	"statuary/internal/incident"
	"statuary/internal/timefmt"
	"statuary/internal/workspace"
)

// maxOptions is the largest number of incidents to choose from.
const maxOptions = 200

// pickAny asks for an incident.
func (a *app) pickAny(d *workspace.Workspace) (workspace.Incident, error) {
	return a.pickIncident(d, (*workspace.Workspace).List, nil)
}

// pickOpen asks for an incident that an entry can end: an active one or, to cancel it, a maintenance
// that has not ended.
func (a *app) pickOpen(d *workspace.Workspace, cancel bool) (workspace.Incident, error) {
	return a.pickIncident(d, (*workspace.Workspace).ListOpen, func(in workspace.Incident) bool {
		if cancel {
			return in.Type == incident.Maintenance && !in.Future
		}
		return !in.Future && in.Status != incident.Scheduled
	})
}

// pickIncident asks for one of the incidents that incidentField offers.
func (a *app) pickIncident(d *workspace.Workspace, of listFunc, keep func(workspace.Incident) bool) (workspace.Incident, error) {
	list, field, n, err := a.incidentField(d, of, keep)
	if err != nil {
		return workspace.Incident{}, err
	}
	err = a.ask(question{field, always})
	return list[*n], err
}

// pickEntry asks for an incident, and then for the status of an entry and the statuses of components. It
// is one form, since a second form would miss keys typed while it starts.
func (a *app) pickEntry(d *workspace.Workspace, f *writeFlags) (workspace.Incident, string, error) {
	list, field, n, err := a.incidentField(d, (*workspace.Workspace).List, nil)
	if err != nil {
		return workspace.Incident{}, "", err
	}
	var word string
	status := huh.NewSelect[string]().Height(8).Value(&word).
		TitleFunc(func() string { return list[*n].Title }, n).
		DescriptionFunc(func() string { return statusQuestion(list[*n]) }, n).
		OptionsFunc(func() []huh.Option[string] { return statusOptions(list[*n]) }, n)
	q := a.newStatesQuestion(d, f, incident.Unplanned, func() workspace.Incident { return list[*n] })
	if q != nil {
		q.depends = n
	}
	asked := func() bool { return changesComponents(word, list[*n].Type) }
	err = a.ask(append([]question{{field, always}, {status, always}}, q.questions(asked)...)...)
	f.setStates(q)
	return list[*n], word, err
}

// listFunc lists incidents of a site.
type listFunc func(*workspace.Workspace) ([]workspace.Incident, error)

// incidentField returns the question for an incident. Once it is answered, the int is the
// index of the incident. It offers the incidents of a list that keep accepts; nil accepts all.
func (a *app) incidentField(d *workspace.Workspace, of listFunc, keep func(workspace.Incident) bool) ([]workspace.Incident, huh.Field, *int, error) {
	if !a.isInteractive() {
		return nil, nil, nil, hinted("missing ID", "name an incident; statuary list --open lists the active ones")
	}
	list, err := of(d)
	if err != nil {
		return nil, nil, nil, err
	}
	list = slices.DeleteFunc(list, func(in workspace.Incident) bool { return in.Type == incident.Announcement })
	if keep != nil {
		list = slices.DeleteFunc(list, func(in workspace.Incident) bool { return !keep(in) })
		if len(list) == 0 {
			return nil, nil, nil, hinted("no incident is active", "statuary list lists all incidents; name the one that you mean")
		}
	}
	if len(list) == 0 {
		return nil, nil, nil, hinted("the site has no incidents", "create one with statuary new incident TITLE")
	}
	options := make([]huh.Option[int], 0, len(list))
	for n, in := range list[:min(len(list), maxOptions)] {
		options = append(options, huh.NewOption(fmt.Sprintf("%-13s %s  %s", statusText(in), timefmt.Format(in.Started, "2006-01-02 15:04"), in.Title), n))
	}
	n := new(int)
	return list, huh.NewSelect[int]().Title("Which incident?").Options(options...).Filtering(len(options) > 10).Height(min(len(options)+2, 16)).Value(n), n, nil
}

// pickStatus asks for the status of an entry, and for the statuses of components.
func (a *app) pickStatus(d *workspace.Workspace, f *writeFlags, in workspace.Incident) (string, error) {
	if !a.isInteractive() {
		return "", hinted("missing STATUS", "write one of "+strings.Join(incident.StatusesOf(in.Type), ", "))
	}
	var word string
	status := huh.NewSelect[string]().Title(in.Title).Description(statusQuestion(in)).Options(statusOptions(in)...).Value(&word)
	q := a.newStatesQuestion(d, f, in.Type, func() workspace.Incident { return in })
	asked := func() bool { return changesComponents(word, in.Type) }
	err := a.ask(append([]question{{status, always}}, q.questions(asked)...)...)
	f.setStates(q)
	return word, err
}

func statusQuestion(in workspace.Incident) string {
	return "The status is " + in.Status.Label() + ". New status?"
}

// statusOptions returns the statuses that an incident can have. The one after the current
// one is selected.
func statusOptions(in workspace.Incident) []huh.Option[string] {
	words := incident.StatusesOf(in.Type)
	next := in.NextStatus()
	options := make([]huh.Option[string], 0, len(words))
	for _, w := range words {
		s, err := incident.ReadStatus(w, in.Type)
		if err == nil { // they are its own
			options = append(options, huh.NewOption(s.Label(), w).Selected(w == next))
		}
	}
	return options
}

// question is a question of a form. It is skipped if asked returns false once all before it are
// answered.
type question struct {
	field huh.Field
	asked func() bool
}

// formInput returns the input of a form, and a function that closes it. On Unix, a form has an input of
// its own: it may leave a reader behind, which would take the first key of the next form or of the editor.
func formInput() (in *os.File, closeInput func()) {
	if runtime.GOOS != "windows" {
		if tty, err := os.Open("/dev/tty"); err == nil {
			return tty, func() { _ = tty.Close() }
		}
	}
	return os.Stdin, func() {}
}

// ask asks questions on the terminal, one after the other. With TERM=dumb or ACCESSIBLE,
// it prints line by line, without moving the cursor.
func (a *app) ask(questions ...question) error {
	form := func(groups ...*huh.Group) *huh.Form {
		return huh.NewForm(groups...).WithOutput(a.stderr).WithShowHelp(true)
	}
	var err error
	if os.Getenv("ACCESSIBLE") != "" || os.Getenv("TERM") == "dumb" {
		for _, q := range questions { // forms that print lines do not skip questions
			if err == nil && q.asked() {
				err = form(huh.NewGroup(q.field)).WithAccessible(true).Run()
			}
		}
	} else {
		var groups []*huh.Group // each question by itself
		for _, q := range questions {
			groups = append(groups, huh.NewGroup(q.field).WithHideFunc(func() bool { return !q.asked() }))
		}
		in, closeInput := formInput()
		err = form(groups...).WithInput(in).Run()
		closeInput()
	}
	if errors.Is(err, huh.ErrUserAborted) {
		return errors.New("cancelled; nothing was changed")
	}
	return err
}
