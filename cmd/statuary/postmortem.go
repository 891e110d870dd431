package main

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"statuary/internal/edit"
	"statuary/internal/incident"
	"statuary/internal/texteditor"
	"statuary/internal/workspace"
)

func (a *app) postmortemCommand() *cobra.Command {
	var f writeFlags
	var publish bool
	c := &cobra.Command{
		Use:   "postmortem [ID]",
		Short: "Start or publish the postmortem of an incident",
		Long: `Start the postmortem of an incident: add a form below the front matter of its
file, unless there is a text already. It is a draft: builds leave it out.
--edit then opens the file in $EDITOR.

Once the postmortem is written, --publish adds the timeline entry that publishes
it, now or at the time of --at. The incident must have ended at that time.`,
		Example: `  statuary postmortem api-errors --edit
  statuary postmortem api-errors --publish --at "2026-12-01 10:00"`,
		Args:              arguments(1),
		ValidArgsFunction: a.completeAny,
	}
	f.add(c, a)
	c.Flags().BoolVar(&publish, "publish", false, "publish the postmortem")
	c.RunE = func(c *cobra.Command, args []string) error {
		for _, name := range []string{"at", "component", "label"} {
			if c.Flags().Changed(name) && !publish {
				return hinted(fmt.Sprintf("--%s needs --publish", name), "it describes the entry that publishes the postmortem; write the postmortem first")
			}
		}
		if publish && f.edit {
			return hinted("--edit and --publish cannot be used together", "first write the postmortem with --edit, then publish it")
		}
		work := a.beginPostmortem
		if publish {
			work = a.publishPostmortem
		}
		return running(func(ctx context.Context) error { return work(ctx, &f, args) })(c, nil)
	}
	return c
}

// postmortemDraft is the output of postmortem with --json.
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
	d, in, err := a.openIncident(f, args, a.pickAny)
	if err != nil {
		return err
	}
	if in.Series != nil || in.Repeat != nil {
		return usage("", workspace.ErrNoPostmortem)
	}
	duration := in.Duration
	if in.Ended.IsZero() {
		duration = 0
	}
	c, err := d.Edit(in.Incident, func(src []byte) ([]byte, error) {
		return edit.AddBody(d.Parser, in.Source.File, src, edit.Form(in.Incident, in.Started, duration))
	})
	if err != nil {
		return a.reportUnsafe(err)
	}
	unchanged := bytes.Equal(c.Before, c.After)
	if unchanged && !f.edit && in.Form != "" {
		return hinted(fmt.Sprintf("%s has the form of a postmortem already", a.displayPath(c.File)), "answer its questions; then statuary postmortem "+in.ID+" --publish publishes it")
	}
	if unchanged && !f.edit {
		if in.PublishesPostmortem() {
			return hinted(fmt.Sprintf("the postmortem of %s is already published", in.ID), "edit "+a.displayPath(c.File))
		}
		return hinted(fmt.Sprintf("%s already has an unpublished text below its front matter", a.displayPath(c.File)), "once it is written, publish it with statuary postmortem "+in.ID+" --publish")
	}
	if in.Open {
		fmt.Fprintf(a.stderr, "statuary: the incident has not ended: it is %s\n", strings.ToLower(in.Status.Label()))
	}
	if !f.dryRun {
		if err := c.Save(); err != nil {
			return a.reportUnsafe(err)
		}
	}
	if err := a.reportDraft(c, f, in, unchanged); err != nil || f.dryRun || !f.edit {
		return err
	}
	if err := texteditor.Run(a.displayPath(c.File)); err != nil {
		return fmt.Errorf("%w; the draft is in %s", err, a.displayPath(c.File))
	}
	return nil
}

func (a *app) reportDraft(c *workspace.Change, f *writeFlags, in workspace.Incident, unchanged bool) error {
	file := a.displayPath(c.File)
	switch {
	case f.json:
		out := postmortemDraft{ID: in.ID, File: file, Status: in.Status.String(), Published: in.PublishesPostmortem(), DryRun: f.dryRun}
		if f.dryRun {
			out.Diff = c.Diff()
		}
		return a.printJSON(out)
	case f.dryRun:
		fmt.Fprintf(a.stderr, "statuary: would write the form of a postmortem to %s; nothing was changed\n", file)
		_, err := fmt.Fprint(a.stdout, c.Diff())
		return err
	case unchanged:
		return nil // --edit opens the existing text
	}
	fmt.Fprintf(a.stdout, "%s: draft of a postmortem, not published\n", file)
	if in.PublishesPostmortem() {
		fmt.Fprintf(a.stderr, "statuary: the timeline already has the entry that publishes it, so filling in the form publishes it\n")
	} else {
		a.printHint("once it is written, publish it with statuary postmortem " + in.ID + " --publish")
	}
	return nil
}

// publishPostmortem adds the entry that publishes a postmortem.
func (a *app) publishPostmortem(_ context.Context, f *writeFlags, args []string) error {
	d, in, err := a.openIncident(f, args, a.pickAny)
	if err != nil {
		return err
	}
	e, err := f.entry(d, in.Type, incident.Postmortem.String())
	if err != nil {
		return err
	}
	if in, err = d.ResolveOccurrence(in, e); err != nil {
		return usage("", err)
	}
	if in.PublishesPostmortem() {
		return hinted(fmt.Sprintf("the timeline of %s already publishes the postmortem", in.ID), "edit "+a.displayPath(in.Source.File)+" to change the time")
	}
	if edit.Unfilled(in.Postmortem) {
		return hinted(fmt.Sprintf("the postmortem of %s still has questions of its form", in.ID), "answer or delete them in "+a.displayPath(in.Source.File))
	}
	return a.saveEntry(d, in, f, e, workspace.Intent{})
}
