package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"statuary/internal/incident"
	"statuary/internal/timefmt"
	"statuary/internal/workspace"
)

func (a *app) updateCommand() *cobra.Command {
	var f writeFlags
	c := &cobra.Command{
		Use:   "update [ID [STATUS [MESSAGE]]]",
		Short: "Add an entry to the timeline of an incident",
		Long: `Add an entry to the timeline of an incident. Nothing else in its file changes.

ID can be any part of an id that no other incident contains. On a terminal, missing
arguments are asked for: the incident, the status and, without --component, the
statuses of components from lists, the message in $EDITOR. MESSAGE can also be given
with --message. A message of - is read from standard input, and "" writes an entry
without a message.

With --template, status and message come from a file of the folder templates/.

With --key, the arguments are STATUS and MESSAGE. If the newest entry of the incident
is the same, nothing is written, so the command can be repeated.

The entry sets the status of the incident: now, or at the time of --at if that is
in the future. An entry that would not set the status is refused, unless you add
--out-of-order.`,
		Example: `  statuary update api-errors identified "A deployment caused the errors. We are rolling it back."
  statuary update api monitoring -c api=operational --at -5m "The deployment is rolled back."
  tail -1 alert.txt | statuary update api-errors investigating -
  statuary update api-errors --template monitoring
  statuary update --key check-17 identified "The database is full."`,
		Args:              arguments(3),
		ValidArgsFunction: a.completeUpdate,
	}
	f.add(c, a)
	f.addMessage(c)
	f.addCancel(c)
	f.addKey(c, a)
	f.addTemplate(c, a, incident.Unplanned, incident.Maintenance)
	c.MarkFlagsMutuallyExclusive("key", "template")
	c.Flags().BoolVar(&f.outOfOrder, "out-of-order", false, "add an older entry that does not change the status, or an end before an entry that reopens the incident")
	c.RunE = func(c *cobra.Command, args []string) error {
		return running(func(ctx context.Context) error { return a.update(ctx, &f, args) })(c, nil)
	}
	return c
}

func (a *app) resolveCommand() *cobra.Command {
	var f writeFlags
	c := &cobra.Command{
		Use:   "resolve [ID [MESSAGE]]",
		Short: "Resolve an incident, or complete a maintenance",
		Long: `Add the entry that ends an incident: resolved, or completed for a maintenance.
Its components are operational from then on, without --component. On a terminal,
a missing ID is chosen from the active incidents.

With --key, the only argument is MESSAGE. If no open incident has the key, nothing is
written, and the exit status is 0.

To cancel a maintenance, use --cancel and a message. Before its window, it never takes
place; during its window, it ends with the entry.`,
		Example: `  statuary resolve api-errors "All requests have succeeded since 14:20."
  statuary resolve --key check-17 "All requests have succeeded since 14:20."
  statuary resolve db-upgrade --cancel "The upgrade is postponed. We will announce a new date."`,
		Args:              arguments(2),
		ValidArgsFunction: a.completeOpen,
	}
	f.add(c, a)
	f.addMessage(c)
	f.addCancel(c)
	f.addKey(c, a)
	f.addTemplate(c, a, incident.Unplanned, incident.Maintenance)
	c.MarkFlagsMutuallyExclusive("key", "template")
	c.RunE = func(c *cobra.Command, args []string) error {
		return running(func(ctx context.Context) error { return a.resolve(ctx, &f, args) })(c, nil)
	}
	return c
}

func (a *app) resolve(_ context.Context, f *writeFlags, args []string) error {
	if f.key != "" {
		return a.resolveKey(f, args)
	}
	f.statusMatters = true
	text, err := f.text(args, 1)
	if err != nil {
		return err
	}
	d, in, err := a.openIncident(f, args, func(d *workspace.Workspace) (workspace.Incident, error) { return a.pickOpen(d, f.cancel) })
	if err != nil {
		return err
	}
	return a.addEntry(d, in, f, endOf(in, f.cancel).String(), text, workspace.Intent{Resolve: true, Cancel: f.cancel})
}

// endOf returns the status that ends an incident, or cancels it.
func endOf(in workspace.Incident, cancel bool) incident.Status {
	switch {
	case in.Type == incident.Maintenance && cancel:
		return incident.Cancelled
	case in.Type == incident.Maintenance:
		return incident.Completed
	}
	return incident.Resolved
}

// openIncident opens the site and returns the incident of the first argument, or asks for one with
// pick.
func (a *app) openIncident(f *writeFlags, args []string, pick func(*workspace.Workspace) (workspace.Incident, error)) (*workspace.Workspace, workspace.Incident, error) {
	d, err := a.openWorkspace(f.now)
	if err != nil {
		return nil, workspace.Incident{}, err
	}
	if len(args) == 0 {
		in, err := pick(d)
		return d, in, err
	}
	in, err := a.findIncident(d, args[0])
	return d, in, usage("", err)
}

func (a *app) update(_ context.Context, f *writeFlags, args []string) error {
	if f.key != "" {
		return a.updateKey(f, args)
	}
	text, err := f.text(args, 2)
	if err != nil {
		return err
	}
	d, err := a.openWorkspace(f.now)
	if err != nil {
		return err
	}
	var in workspace.Incident
	var status string
	switch {
	case f.template != "" && len(args) < 2:
		in, status, err = a.templateEntry(d, f, args)
	case len(args) == 0:
		in, status, err = a.pickEntry(d, f)
	case len(args) == 1:
		if in, err = a.findIncident(d, args[0]); err == nil {
			status, err = a.pickStatus(d, f, in)
		}
	default:
		in, err = a.findIncident(d, args[0])
		status = args[1]
		if err == nil && len(args) == 2 && len(text) == 0 && !f.edit && f.template == "" && changesComponents(status, in.Type) {
			err = a.askStates(d, f, in.Type, in)
		}
	}
	if err != nil {
		return usage("", err)
	}
	if f.cancel && status == incident.Completed.String() {
		status = incident.Cancelled.String()
	}
	return a.addEntry(d, in, f, status, text, workspace.Intent{Cancel: f.cancel, OutOfOrder: f.outOfOrder})
}

// addEntry adds an entry, and asks for its message if it is missing.
func (a *app) addEntry(d *workspace.Workspace, in workspace.Incident, f *writeFlags, status string, message []string, want workspace.Intent) error {
	e, err := f.entry(d, in.Type, status)
	if err != nil {
		return err
	}
	if f.at == "" {
		e.At = d.FreeMoment(in, e.At)
	}
	if in, err = d.ResolveOccurrence(in, e); err != nil {
		return usage("", err)
	}
	// Refuse before the message is written what would be refused with any message.
	trial := e
	trial.Message = "message"
	if c, err := d.Append(in, trial); err == nil {
		if _, err := d.Judge(in, c, trial, want); err != nil {
			return usage("", err)
		}
	}
	if e.Message, err = a.entryMessage(d, f, in, e, message); err != nil {
		return err
	}
	return a.saveEntry(d, in, f, e, want)
}

// saveEntry adds an entry, or returns an error if it would not have the intended effect.
func (a *app) saveEntry(d *workspace.Workspace, in workspace.Incident, f *writeFlags, e incident.Update, want workspace.Intent) error {
	if f.at == "" {
		e.At = d.FreeMoment(in, e.At)
	}
	c, err := d.Append(in, e)
	if err != nil {
		return a.reportUnsafe(err)
	}
	outcome, err := d.Judge(in, c, e, want)
	if err != nil {
		return usage("", err)
	}
	return a.save(d, f, c, e, outcome)
}

// editorNotes returns the text below a message in the editor: the incident, the entry and
// the last entries.
func editorNotes(in workspace.Incident, e incident.Update) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%s)\n", in.Title, in.ID)
	fmt.Fprintf(&b, "%s, %s\n", e.Status.Label(), timefmt.Format(e.At, "2006-01-02 15:04"))
	for _, c := range e.Components {
		fmt.Fprintf(&b, "%s: %s\n", c.ID, c.Status.Label())
	}
	for n := len(in.Updates) - 1; n >= max(0, len(in.Updates)-3); n-- {
		u := in.Updates[n]
		fmt.Fprintf(&b, "\n%s, %s\n%s\n", u.Status.Label(), timefmt.Format(u.At, "2006-01-02 15:04"), u.Message)
	}
	return strings.ReplaceAll(b.String(), "-->", "-- >")
}
