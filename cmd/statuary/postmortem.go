package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"statuary/internal/edit"
	"statuary/internal/incident"
	"statuary/internal/workspace"
)

func (a *app) postmortemCommand() *cobra.Command {
	var f writeFlags
	var publish bool
	c := &cobra.Command{
		Use:   "postmortem [ID]",
		Short: "Begin the postmortem of an incident, or publish it",
		Long: `Begin the postmortem of an incident: a form to fill in below the front matter of
its file, unless there is a text already. It is a draft, which no build publishes.
--edit opens the file in $EDITOR afterwards.

Once it is written, --publish adds the entry to the timeline that publishes it,
now or at the time of --at. The incident must be over by then.`,
		Example: `  statuary postmortem api-errors --edit
  statuary postmortem api-errors --publish --at "2026-12-01 10:00"`,
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: a.completeAny,
	}
	f.add(c, a)
	c.Flags().BoolVar(&publish, "publish", false, "publish the postmortem, which is written")
	c.RunE = func(c *cobra.Command, args []string) error {
		for _, name := range []string{"at", "component", "label"} {
			if c.Flags().Changed(name) && !publish {
				return hinted(fmt.Sprintf("--%s is about the entry that publishes the postmortem", name), "write the postmortem first; once it is written, add --publish")
			}
		}
		if publish && f.edit {
			return hinted("--edit and --publish do not go together", "publish the postmortem once it is written")
		}
		work := a.beginPostmortem
		if publish {
			work = a.publishPostmortem
		}
		return running(func(ctx context.Context) error { return work(ctx, &f, args) })(c, nil)
	}
	return c
}

// postmortemDraft is what postmortem prints with --json.
type postmortemDraft struct {
	ID        string `json:"id"`
	File      string `json:"file"`
	Status    string `json:"status"` // of the incident
	Published bool   `json:"published"`
	DryRun    bool   `json:"dry_run,omitempty"`
	Diff      string `json:"diff,omitempty"`
}

// beginPostmortem adds the form to a file that has no text yet.
func (a *app) beginPostmortem(_ context.Context, f *writeFlags, args []string) error {
	d, in, err := a.openIncident(f, args)
	if err != nil {
		return err
	}
	if in.Series != nil || in.Repeat != nil {
		return usage("", workspace.NoPostmortem)
	}
	duration := in.Duration
	if in.Ended.IsZero() {
		duration = 0
	}
	c, err := d.Edit(in.Incident, func(src []byte) ([]byte, error) {
		return edit.AddBody(d.Parser, in.Source.File, src, edit.Form(in.Incident, in.Started, duration))
	})
	if err != nil {
		return a.refused(err)
	}
	unchanged := bytes.Equal(c.Before, c.After)
	if unchanged && !f.edit && in.Form != "" {
		return hinted(fmt.Sprintf("%s has the form of a postmortem already", a.place(c.File)), "answer its questions; then statuary postmortem "+in.ID+" --publish publishes it")
	}
	if unchanged && !f.edit {
		if published(in) {
			return hinted(fmt.Sprintf("the postmortem of %s is written and published already", in.ID), "edit "+a.place(c.File))
		}
		return hinted(fmt.Sprintf("%s has a text below its front matter already, which is not published", a.place(c.File)), "statuary postmortem "+in.ID+" --publish publishes it once it is written")
	}
	if in.Open {
		fmt.Fprintf(a.stderr, "statuary: the incident is not over: it is %s\n", strings.ToLower(in.Status.Label()))
	}
	if !f.dryRun {
		if err := c.Save(); err != nil {
			return a.refused(err)
		}
	}
	if err := a.reportDraft(c, f, in, unchanged); err != nil || f.dryRun || !f.edit {
		return err
	}
	cmd := editorOf(a.place(c.File))
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stderr, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("the editor %s: %w; the draft is in %s", strings.Join(cmd.Args, " "), err, a.place(c.File))
	}
	return nil
}

func (a *app) reportDraft(c *workspace.Change, f *writeFlags, in workspace.Incident, unchanged bool) error {
	file := a.place(c.File)
	switch {
	case f.json:
		out := postmortemDraft{ID: in.ID, File: file, Status: in.Status.String(), Published: published(in), DryRun: f.dryRun}
		if f.dryRun {
			out.Diff = c.Diff()
		}
		return a.printJSON(out)
	case f.dryRun:
		fmt.Fprintf(a.stderr, "statuary: would write the form of a postmortem to %s; nothing was changed\n", file)
		_, err := fmt.Fprint(a.stdout, c.Diff())
		return err
	case unchanged:
		return nil // --edit opens what is there
	}
	fmt.Fprintf(a.stdout, "%s: draft of a postmortem, not published\n", file)
	if published(in) {
		fmt.Fprintf(a.stderr, "statuary: the timeline has the entry that publishes it: it is published as soon as the form is filled in\n")
	} else {
		a.printHint("once it is written, statuary postmortem " + in.ID + " --publish publishes it")
	}
	return nil
}

// published reports whether the timeline has an entry that publishes the
// postmortem, now or later.
func published(in workspace.Incident) bool {
	for _, u := range in.Updates {
		if u.Status == incident.Postmortem {
			return true
		}
	}
	return false
}

// publishPostmortem adds the entry that publishes a postmortem.
func (a *app) publishPostmortem(_ context.Context, f *writeFlags, args []string) error {
	d, in, err := a.openIncident(f, args)
	if err != nil {
		return err
	}
	e, err := f.entry(d, in.Type, incident.Postmortem.String())
	if err != nil {
		return err
	}
	if in, err = d.Aim(in, e); err != nil {
		return usage("", err)
	}
	if published(in) {
		return hinted(fmt.Sprintf("the timeline of %s publishes the postmortem already", in.ID), "edit "+a.place(in.Source.File)+" to change the time")
	}
	if edit.Unfilled(in.Postmortem) {
		return hinted(fmt.Sprintf("the postmortem of %s still has questions of its form", in.ID), "answer them or delete them in "+a.place(in.Source.File))
	}
	return a.addTo(d, in, f, e, workspace.Intent{})
}
