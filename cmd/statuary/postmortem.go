package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"statuary/internal/desk"
	"statuary/internal/edit"
	"statuary/internal/incident"
)

func (a *app) postmortemCommand() *cobra.Command {
	var f writeFlags
	c := &cobra.Command{
		Use:   "postmortem [ID]",
		Short: "Begin the postmortem of an incident, or publish it",
		Long: `Begin the postmortem of an incident: a form to fill in below the front matter,
unless there is a text already, and the entry that publishes it.

--at says when it is published; until then it is seen by statuary serve --drafts
alone. --edit opens the file in $EDITOR afterwards.`,
		Example:           `  statuary postmortem api-errors --at "2026-12-01 10:00" --edit`,
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: a.completeAny,
	}
	f.add(c, a)
	c.RunE = func(c *cobra.Command, args []string) error {
		return running(func(ctx context.Context) error { return a.postmortem(ctx, &f, args) })(c, nil)
	}
	return c
}

func (a *app) postmortem(_ context.Context, f *writeFlags, args []string) error {
	d, in, err := a.openIncident(f, args)
	if err != nil {
		return err
	}
	e, err := f.entry(d, in.Type, incident.Postmortem.String())
	if err != nil {
		return err
	}
	if _, err := d.Aim(in, e); err != nil {
		return usage("", err)
	}
	published := false
	for _, u := range in.Updates {
		published = published || u.Status == incident.Postmortem
	}
	c, err := d.Edit(in.Incident, func(src []byte) ([]byte, error) {
		if !published {
			if src, err = edit.Append(d.Parser, in.Source.File, src, e); err != nil {
				return nil, err
			}
		}
		return edit.AddBody(d.Parser, in.Source.File, src, edit.Form(in.Incident, in.Started, in.Ended))
	})
	if err != nil {
		return a.refused(err)
	}
	if string(c.Before) == string(c.After) && !f.edit {
		return &desk.NotFound{Text: fmt.Sprintf("the postmortem of %s is written and published already", in.ID), Hint: ""}
	}
	if in.Open && !f.json {
		fmt.Fprintf(a.stderr, "statuary: the incident is not over: it is %s\n", strings.ToLower(in.Status.Label()))
	}
	if in.Postmortem == "" && !e.At.After(d.Now) && !f.json && !f.dryRun {
		fmt.Fprintf(a.stderr, "statuary: fill the form in before the site is built again; --at TIME would have published it later\n")
	}
	if err := a.save(d, f, c, e); err != nil || !f.edit || f.dryRun {
		return err
	}
	cmd := editorOf(a.place(c.File))
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stderr, os.Stderr
	return cmd.Run()
}
