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

// maxOptions is the largest number of incidents to choose from.
const maxOptions = 200

// pickIncident asks for an incident.
func (a *app) pickIncident(d *workspace.Workspace) (workspace.Incident, error) {
	list, field, n, err := a.incidentField(d)
	if err != nil {
		return workspace.Incident{}, err
	}
	err = a.ask(field)
	return list[*n], err
}

// pickIncidentAndStatus asks for an incident, and then for the status of an entry. It is
// one form with two questions, since a second form would miss keys typed while it starts.
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

// incidentField returns the question for an incident. Once it is answered, the int is the
// index of the incident.
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

// pickStatus asks for the status of an entry.
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

// ask asks questions on the terminal, one after the other. With TERM=dumb or ACCESSIBLE,
// it prints line by line, without moving the cursor.
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
