package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"charm.land/huh/v2"

	"statuary/internal/desk"
	"statuary/internal/incident"
	"statuary/internal/when"
)

// mostPicked is how many incidents a list to pick from holds.
const mostPicked = 200

// pick lets a person choose an incident.
func (a *app) pick(d *desk.Desk) (desk.Incident, error) {
	list := d.List()
	if !a.askable() {
		return desk.Incident{}, hinted("there is no ID", "name the incident; statuary list --open shows those that go on")
	}
	if len(list) == 0 {
		return desk.Incident{}, &desk.NotFound{Text: "the site has no incidents", Hint: "statuary new incident TITLE makes one"}
	}
	options := make([]huh.Option[int], 0, len(list))
	for n, in := range list[:min(len(list), mostPicked)] {
		options = append(options, huh.NewOption(fmt.Sprintf("%-13s %s  %s", stateWord(in), when.Format(in.Started, "2006-01-02 15:04"), in.Title), n))
	}
	var n int
	err := a.ask(huh.NewSelect[int]().Title("Which incident?").Options(options...).Filtering(len(options) > 10).Height(min(len(options)+2, 16)).Value(&n))
	return list[n], err
}

// pickStatus lets a person choose the status of an entry: that after the
// present one stands first.
func (a *app) pickStatus(in desk.Incident) (string, error) {
	words := incident.StatusesOf(in.Type)
	if !a.askable() {
		return "", hinted("there is no STATUS", "write one of "+strings.Join(words, ", "))
	}
	word := in.Status.String()
	for n, w := range words[:len(words)-1] {
		if w == word && in.Open {
			word = words[n+1]
			break
		}
	}
	options := make([]huh.Option[string], 0, len(words))
	for _, w := range words {
		s, err := incident.ReadStatus(w, in.Type)
		if err != nil {
			return "", err
		}
		options = append(options, huh.NewOption(s.Label(), w))
	}
	err := a.ask(huh.NewSelect[string]().Title(in.Title).Description("is now " + in.Status.Label() + ". What next?").Options(options...).Value(&word))
	return word, err
}

// ask puts a question on the terminal. TERM=dumb and ACCESSIBLE ask for one
// line after the other, without moving about.
func (a *app) ask(field huh.Field) error {
	form := huh.NewForm(huh.NewGroup(field)).WithOutput(a.stderr).WithShowHelp(true).
		WithAccessible(os.Getenv("ACCESSIBLE") != "" || os.Getenv("TERM") == "dumb")
	err := form.Run()
	if errors.Is(err, huh.ErrUserAborted) {
		return errors.New("nothing was chosen, and nothing was changed")
	}
	return err
}
