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
	"statuary/internal/when"
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
		return edit.AddBody(d.Parser, in.Source.File, src, postmortemForm(in))
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

// postmortemForm is what a postmortem begins as: the questions that those of
// the field answer, and the facts that the timeline knows.
func postmortemForm(in desk.Incident) string {
	var b strings.Builder
	b.WriteString("## Summary\n\n<!-- What happened, to whom, and for how long: two or three sentences for readers who know nothing of your systems. -->\n\n")
	b.WriteString("## Impact\n\n<!-- Who could not do what? In numbers, where you have them. -->\n\n")
	if !in.Ended.IsZero() {
		fmt.Fprintf(&b, "It began at %s and lasted %s.\n\n", when.Format(in.Started, "2006-01-02 15:04"), when.Duration(in.Ended.Sub(in.Started)))
	}
	b.WriteString("## Timeline\n\n<!-- What was done and seen, beyond the updates. -->\n\n")
	for _, u := range in.Updates {
		if u.Status != incident.Postmortem {
			fmt.Fprintf(&b, "- **%s** %s\n", when.Format(u.At, "2006-01-02 15:04"), strings.ToLower(u.Status.Label()))
		}
	}
	b.WriteString("\n## Root cause\n\n<!-- Why could it happen? Systems, not people. -->\n\n")
	b.WriteString("## What went well\n\n<!-- What kept it from being worse? -->\n\n")
	b.WriteString("## Follow-ups\n\n<!-- What will be changed, and by when? -->\n\n- [ ] \n")
	return b.String()
}
