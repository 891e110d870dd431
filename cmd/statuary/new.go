package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"statuary/internal/edit"
	"statuary/internal/incident"
	"statuary/internal/timefmt"
	"statuary/internal/workspace"
)

// newFlags are the flags of the commands that create an incident.
type newFlags struct {
	writeFlags
	id     string
	impact string
	status string
	from   string
	until  string
	repeat string

	unlessOpen  string
	statusGiven bool
}

func (a *app) newCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "new",
		Short: "Create an incident, a scheduled maintenance or an announcement",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			return hinted("missing subcommand: incident, maintenance or announcement", "statuary new incident TITLE, or statuary new maintenance TITLE --from … --until …")
		},
	}
	c.AddCommand(a.newIncidentCommand(), a.newMaintenanceCommand(), a.newAnnouncementCommand())
	return c
}

func (f *newFlags) add(c *cobra.Command, a *app) {
	f.writeFlags.add(c, a)
	f.addMessage(c)
	c.Flags().StringVar(&f.key, "key", "", "`KEY` of a monitor for the incident; if an open incident has it, nothing is written")
	c.Flags().StringVar(&f.id, "id", "", "id of the incident (default: date and title)")
}

// titleArgs checks the arguments: TITLE may be missing if a template has one.
func (f *newFlags) titleArgs(c *cobra.Command, args []string) error {
	if f.template != "" {
		return arguments(1)(c, args)
	}
	return arguments(1, "title")(c, args)
}

func (a *app) newIncidentCommand() *cobra.Command {
	var f newFlags
	c := &cobra.Command{
		Use:   "incident [TITLE]",
		Short: "Create an incident",
		Long: `Create the file of an incident with its first entry.

Without --message, $EDITOR opens for the message. Before that, on a terminal and
without --component, you are asked which components are affected.

With --template, the text comes from a file of the folder templates/, as do the
status, impact and title that are not given.

With --key or --unless-open, the command can be repeated: if the incident is open
already, nothing is written, and the exit status is 0. Other commands find the
incident by its key. After its end, the same key creates another incident.`,
		Example: `  statuary new incident "API returns errors" -c api=major_outage -m "We are investigating."
  statuary new incident "API is down" -c api=major_outage -m "Detected by our monitors." --key check-17 --unless-open api
  statuary new incident --template investigating -c api=major_outage`,
		Args: f.titleArgs,
	}
	f.add(c, a)
	f.addTemplate(c, a, incident.Unplanned)
	c.Flags().StringVar(&f.status, "status", "investigating", "first status")
	c.Flags().StringVar(&f.impact, "impact", "", "impact: none, minor, major or critical (default: that of the components)")
	complete(c, "status", incident.StatusesOf(incident.Unplanned))
	c.Flags().StringVar(&f.unlessOpen, "unless-open", "", "write nothing if an unresolved incident affects this `COMPONENT`")
	complete(c, "impact", incident.Impacts())
	_ = c.RegisterFlagCompletionFunc("unless-open", a.completeComponents) // the flag is there
	c.RunE = func(c *cobra.Command, args []string) error {
		f.statusGiven = c.Flags().Changed("status")
		return running(func(ctx context.Context) error { return a.new(ctx, &f, incident.Unplanned, strings.Join(args, "")) })(c, nil)
	}
	return c
}

func (a *app) newMaintenanceCommand() *cobra.Command {
	f := newFlags{status: "scheduled"}
	c := &cobra.Command{
		Use:   "maintenance [TITLE] --from TIME --until TIME",
		Short: "Create a scheduled maintenance",
		Long: `Create the file of a scheduled maintenance with its announcement.

The maintenance starts and ends automatically at the times of its window, unless
you add entries once the window has begun. Its components are affected from its
start to its end.

With --repeat, the window is the first of a series, and the message announces
each of them. The rule is an RRULE (RFC 5545) that repeats at most daily.`,
		Example: `  statuary new maintenance "Database upgrade" --from "2026-12-01 22:00" --until 23:30 -c db=under_maintenance -m "Writes will fail for a few minutes."
  statuary new maintenance "Weekly restart" --from "2026-12-06 02:00" --until 30m --repeat "FREQ=WEEKLY;BYDAY=SU" -c db=under_maintenance -m "The API restarts every Sunday."`,
		Args: f.titleArgs,
	}
	f.add(c, a)
	f.addTemplate(c, a, incident.Maintenance)
	c.Flags().StringVar(&f.from, "from", "", "start of the window: a timestamp, or a time of today")
	c.Flags().StringVar(&f.until, "until", "", "end of the window: a timestamp, a time of the same day (or the next, up to 12 hours later), or a duration such as 90m")
	c.Flags().StringVar(&f.repeat, "repeat", "", "recurrence rule (RRULE of RFC 5545), such as FREQ=WEEKLY;BYDAY=SU")
	_ = c.MarkFlagRequired("from") // the flag is there
	_ = c.MarkFlagRequired("until")
	c.RunE = func(c *cobra.Command, args []string) error {
		return running(func(ctx context.Context) error { return a.new(ctx, &f, incident.Maintenance, strings.Join(args, "")) })(c, nil)
	}
	return c
}

func (a *app) new(_ context.Context, f *newFlags, typ incident.Type, title string) error {
	d, err := a.openWorkspace(f.now)
	if err != nil {
		return err
	}
	if done, err := a.isOpen(d, f); done || err != nil {
		return err
	}
	if title, err = a.applyTemplate(d, f, typ, title); err != nil {
		return err
	}
	title = strings.Join(strings.Fields(title), " ")
	if title == "" {
		return hinted("the title is empty", "describe the incident in a few words")
	}
	if len(f.message) == 0 && !f.edit && f.template == "" {
		if err := a.askStates(d, &f.writeFlags, typ, workspace.Incident{}); err != nil {
			return err
		}
	}
	draft := edit.Draft{Title: title, Key: f.key, Type: typ}
	e, err := f.entry(d, typ, f.status)
	if err != nil {
		return err
	}
	for _, c := range e.Components {
		draft.Components = append(draft.Components, c.ID)
	}
	if f.impact != "" {
		if draft.Impact, err = incident.ReadImpact(f.impact); err != nil {
			return usage("--impact", err)
		}
	}
	if e.Status == incident.Postmortem {
		return hinted("the first status cannot be postmortem", "use --status resolved; then start the postmortem with statuary postmortem ID")
	}
	if typ == incident.Maintenance {
		w, err := workspace.ParseWindow(f.from, f.until, d.Now)
		if err != nil {
			return usage("", err)
		}
		draft.ScheduledFor, draft.ScheduledUntil = w.From, w.Until
	}
	if draft.Repeat = strings.TrimSpace(f.repeat); draft.Repeat != "" {
		if err := incident.CheckRule(draft.Repeat, draft.ScheduledFor); err != nil {
			return usage("--repeat", err)
		}
	}
	if from := draft.ScheduledFor; !from.IsZero() && !e.At.Before(from) {
		what := "a maintenance must be announced before its window"
		if draft.Repeat != "" {
			what = "a maintenance that repeats must be announced before its first window"
		}
		return hinted(fmt.Sprintf("%s, which begins at %s", what, timefmt.Format(from, "2006-01-02 15:04")), "correct --from, or set the time of the announcement with --at")
	}
	preview := workspace.Incident{Incident: &incident.Incident{
		Title: title, ID: "new", Type: typ, Components: draft.Components, ScheduledFor: draft.ScheduledFor, ScheduledUntil: draft.ScheduledUntil,
	}}
	if e.Message, err = a.entryMessage(d, &f.writeFlags, preview, e, f.message); err != nil {
		return err
	}
	draft.Updates = []incident.Update{e}
	draft.Schema = d.Schema()
	if f.key != "" || f.unlessOpen != "" { // another run may have created it while the message was written
		unlock, err := d.Lock()
		if err != nil {
			return err
		}
		defer unlock()
		if done, err := a.isOpen(d, f); done || err != nil {
			return err
		}
	}
	c, err := d.Create(f.id, draft)
	if err != nil {
		return a.reportUnsafe(err)
	}
	outcome, err := d.JudgeNew(c, e)
	if err != nil {
		return a.reportUnsafe(err)
	}
	outcome.From, outcome.Until = draft.ScheduledFor, draft.ScheduledUntil
	return a.save(d, &f.writeFlags, c, e, outcome)
}

// isOpen reports whether the incident of --key or --unless-open is open, and prints it.
func (a *app) isOpen(d *workspace.Workspace, f *newFlags) (bool, error) {
	if f.key != "" {
		if err := workspace.CheckKey(f.key); err != nil {
			return false, usage("--key", err)
		}
		in, ok, err := d.FindKey(f.key)
		if err != nil {
			return false, err
		}
		if ok {
			return true, a.reportUnchanged(&f.writeFlags, &in, fmt.Sprintf("%s is open and has the key %q", in.ID, f.key))
		}
	}
	if f.unlessOpen != "" {
		in, ok, err := d.FindActive(f.unlessOpen)
		if err != nil {
			return false, usage("--unless-open", err)
		}
		if ok {
			return true, a.reportUnchanged(&f.writeFlags, &in, fmt.Sprintf("%s is open and affects %s", in.ID, f.unlessOpen))
		}
	}
	return false, nil
}
