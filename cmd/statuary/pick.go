package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"charm.land/huh/v2"

	"statuary/internal/incident"
	"statuary/internal/timefmt"
	"statuary/internal/workspace"
)

// mostPicked is how many incidents a list to pick from holds.
const maxOptions = 200

// pick lets a person choose an incident.
func (a *app) pickIncident(d *workspace.Workspace) (workspace.Incident, error) {
	list, field, n, err := a.incidentField(d)
	if err != nil {
		return workspace.Incident{}, err
	}
	err = a.ask(field)
	return list[*n], err
}

// pickBoth lets a person choose an incident, and then the status of an entry.
// It is one form with two questions: a second form would miss the keys that are
// typed while it begins.
func (a *app) pickIncidentAndStatus(d *workspace.Workspace) (workspace.Incident, string, error) {
	list, field, n, err := a.incidentField(d)
	if err != nil {
		return workspace.Incident{}, "", err
	}
	var word string
	status := huh.NewSelect[string]().Height(8).Value(&word).
		TitleFunc(func() string { return list[*n].Title }, n).
		DescriptionFunc(func() string { return statusQuestion(list[*n]) }, n).
		OptionsFunc(func() []huh.Option[string] { return statusOptions(list[*n]) }, n)
	err = a.ask(field, status)
	return list[*n], word, err
}

// incidentField asks for one of the incidents; its number will be in the int.
func (a *app) incidentField(d *workspace.Workspace) ([]workspace.Incident, huh.Field, *int, error) {
	if !a.isInteractive() {
		return nil, nil, nil, hinted("missing ID", "name an incident; statuary list --open lists the active ones")
	}
	list, err := d.List()
	if err != nil {
		return nil, nil, nil, err
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

// pickStatus lets a person choose the status of an entry.
func (a *app) pickStatus(in workspace.Incident) (string, error) {
	if !a.isInteractive() {
		return "", hinted("missing STATUS", "write one of "+strings.Join(incident.StatusesOf(in.Type), ", "))
	}
	var word string
	err := a.ask(huh.NewSelect[string]().Title(in.Title).Description(statusQuestion(in)).Options(statusOptions(in)...).Value(&word))
	return word, err
}

func statusQuestion(in workspace.Incident) string {
	return "The status is " + in.Status.Label() + ". New status?"
}

// statusOptions lists the statuses that an incident can have. The one after the
// present one is offered.
func statusOptions(in workspace.Incident) []huh.Option[string] {
	words := incident.StatusesOf(in.Type)
	next := in.Status.String()
	for n, w := range words[:len(words)-1] {
		if w == next && in.Open {
			next = words[n+1]
			break
		}
	}
	options := make([]huh.Option[string], 0, len(words))
	for _, w := range words {
		s, err := incident.ReadStatus(w, in.Type)
		if err == nil { // they are its own
			options = append(options, huh.NewOption(s.Label(), w).Selected(w == next))
		}
	}
	return options
}

// ask puts questions on the terminal, one after the other. TERM=dumb and ACCESSIBLE ask for one
// line after the other, without moving about.
func (a *app) ask(fields ...huh.Field) error {
	var groups []*huh.Group // each question by itself
	for _, f := range fields {
		groups = append(groups, huh.NewGroup(f))
	}
	form := huh.NewForm(groups...).WithOutput(a.stderr).WithShowHelp(true).
		WithAccessible(os.Getenv("ACCESSIBLE") != "" || os.Getenv("TERM") == "dumb")
	err := form.Run()
	if errors.Is(err, huh.ErrUserAborted) {
		return errors.New("cancelled; nothing was changed")
	}
	return err
}
