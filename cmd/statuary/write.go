package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"statuary/internal/diag"
	"statuary/internal/edit"
	"statuary/internal/incident"
	"statuary/internal/timefmt"
	"statuary/internal/workspace"
)

// writeFlags are the flags of all commands that write an incident's file.
type writeFlags struct {
	at         string
	components []string
	label      string
	nextUpdate string
	edit       bool
	dryRun     bool
	json       bool
	now        string

	cancel, outOfOrder bool     // only of some commands
	key                string   // the same
	message            []string // text of the entry, given by a flag

	template, language string // of a text from templates/
	statusMatters      bool   // a template must have the status of the entry
}

// addMessage adds the flag for the text of an entry.
func (f *writeFlags) addMessage(c *cobra.Command) {
	c.Flags().StringArrayVarP(&f.message, "message", "m", nil, "text of the entry, in Markdown; - reads standard input")
}

// text returns the text of an entry: the argument after the first n, or that of --message.
func (f *writeFlags) text(args []string, n int) ([]string, error) {
	rest := args[min(n, len(args)):]
	if len(rest) > 0 && len(f.message) > 0 {
		return nil, hinted("the message is given twice: as an argument and with --message", "give it once")
	}
	return append(rest, f.message...), nil
}

// addKey adds the flag of commands that add an entry.
func (f *writeFlags) addKey(c *cobra.Command, a *app) {
	c.Flags().StringVar(&f.key, "key", "", "the open incident with this `KEY`, in place of ID; if nothing is left to do, nothing is written")
	_ = c.RegisterFlagCompletionFunc("key", a.completeKeys) // the flag is there
}

func (f *writeFlags) addCancel(c *cobra.Command) {
	c.Flags().BoolVar(&f.cancel, "cancel", false, "cancel a maintenance: it does not take place, or stops now")
}

func (f *writeFlags) add(c *cobra.Command, a *app) {
	c.Flags().StringVar(&f.at, "at", "", "`TIME` of the entry: 15:04, -20m, or a timestamp (default: now)")
	c.Flags().StringArrayVarP(&f.components, "component", "c", nil, "new status of a component, such as api=major_outage; may be repeated")
	c.Flags().StringVar(&f.label, "label", "", "label to show instead of the status, such as Workaround")
	c.Flags().StringVar(&f.nextUpdate, "next-update", "", "`TIME` by which the next update will follow: 15:04, +30m, or a timestamp")
	c.Flags().BoolVarP(&f.edit, "edit", "e", false, "write the message in $EDITOR")
	c.Flags().BoolVar(&f.dryRun, "dry-run", false, "print the changes without making them")
	c.Flags().BoolVar(&f.json, "json", false, "report as JSON")
	c.Flags().StringVar(&f.now, "now", "", "run"+asOf)
	_ = c.RegisterFlagCompletionFunc("component", a.completeStates) // the flag is there
}

// openWorkspace opens the site for a command that writes.
func (a *app) openWorkspace(now string) (*workspace.Workspace, error) {
	clock, err := clock(now)
	if err != nil {
		return nil, err
	}
	d, err := workspace.Open(a.site, clock())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, usagef("folder %q does not exist", a.site)
	}
	return d, err
}

// entry returns the entry that the flags describe, without its message.
func (f *writeFlags) entry(d *workspace.Workspace, typ incident.Type, status string) (e incident.Update, err error) {
	e.Label = f.label
	if e.Status, err = incident.ReadStatus(status, typ); err != nil {
		return e, usage("", err)
	}
	if e.At, err = workspace.ParseMoment(f.at, d.Now); err != nil {
		return e, usage("--at", err)
	}
	if e.NextUpdate, err = workspace.ParseLater(f.nextUpdate, d.Now); err != nil {
		return e, usage("--next-update", err)
	}
	e.Components, err = d.ParseStates(f.components)
	return e, usage("", err)
}

// relativeTime returns how long ago a time is, or until it is, from two minutes on.
func relativeTime(t, now time.Time) string {
	switch d := now.Truncate(time.Minute).Sub(t); {
	case d >= 2*time.Minute:
		return ", " + timefmt.Duration(d) + " ago"
	case d <= -2*time.Minute:
		return ", in " + timefmt.Duration(-d) + ": the first build after that shows it"
	}
	return ""
}

// writeReport is the output of a command that writes with --json.
type writeReport struct {
	Result         string     `json:"result"` // a writeResult
	ID             string     `json:"id"`
	File           string     `json:"file"`
	Status         string     `json:"status"`
	At             *time.Time `json:"at"`         // null if there is no incident
	StatusNow      string     `json:"status_now"` // that readers see now; empty if they do not see the incident yet
	ScheduledFor   *time.Time `json:"scheduled_for,omitempty"`
	ScheduledUntil *time.Time `json:"scheduled_until,omitempty"`
	Notes          []string   `json:"notes"`
	DryRun         bool       `json:"dry_run,omitempty"`
	Diff           string     `json:"diff,omitempty"`
}

// Results of commands that write.
const (
	resultCreated   = "created"
	resultUpdated   = "updated"
	resultUnchanged = "unchanged"
)

// reportUnchanged reports that a command has nothing to do. The incident is nil if there is none.
func (a *app) reportUnchanged(f *writeFlags, in *workspace.Incident, why string) error {
	if f.json {
		w := writeReport{Result: resultUnchanged, DryRun: f.dryRun, Notes: []string{why}}
		if in != nil {
			w.ID, w.File, w.Status, w.At, w.StatusNow = in.ID, a.displayPath(in.Source.File), in.Status.String(), timeOrNil(in.Latest), in.Status.String()
		}
		return a.printJSON(w)
	}
	_, err := fmt.Fprintf(a.stdout, "nothing was changed: %s\n", why)
	return err
}

// save saves a change, or prints it with --dry-run, and reports what was done.
func (a *app) save(d *workspace.Workspace, f *writeFlags, c *workspace.Change, e incident.Update, o *workspace.Outcome) error {
	if !f.dryRun {
		if err := c.Save(); err != nil {
			return a.reportUnsafe(err)
		}
		a.removeText()
	}
	for _, note := range o.Notes {
		fmt.Fprintf(a.stderr, "statuary: %s\n", note)
	}
	if f.json {
		w := writeReport{
			Result: resultUpdated, ID: c.ID, File: a.displayPath(c.File), Status: e.Status.String(), At: timeOrNil(e.At), DryRun: f.dryRun,
			StatusNow: o.Status.String(), Notes: append([]string{}, o.Notes...), ScheduledFor: timeOrNil(o.From), ScheduledUntil: timeOrNil(o.Until),
		}
		if c.Before == nil {
			w.Result = resultCreated
		}
		if f.dryRun {
			w.Diff = c.Diff()
		}
		return a.printJSON(w)
	}
	summary := fmt.Sprintf("%s: %s, %s%s", a.displayPath(c.File), strings.ReplaceAll(e.Status.String(), "_", " "), timefmt.Format(e.At, "2006-01-02 15:04"), relativeTime(e.At, d.Now))
	if !o.From.IsZero() {
		summary += "\n" + workspace.Window{From: o.From, Until: o.Until}.String()
	}
	if f.dryRun {
		fmt.Fprintf(a.stderr, "statuary: nothing was changed; without --dry-run, this would be written:\n%s\n", summary)
		_, err := fmt.Fprint(a.stdout, c.Diff())
		return err
	}
	_, err := fmt.Fprintln(a.stdout, summary)
	return err
}

// displayPath returns the path of a file of the site from the current folder.
func (a *app) displayPath(file string) string {
	return a.withSitePath(diag.List{{Pos: diag.Pos{File: file}}})[0].File
}

// reportUnsafe prints the entry to paste if a file cannot be edited safely, and returns
// the error of the command.
func (a *app) reportUnsafe(err error) error {
	var unsafe *edit.Unsafe
	if !errors.As(err, &unsafe) {
		return usage("", err)
	}
	a.print(diag.List{unsafe.Diagnostic})
	fmt.Fprintf(a.stderr, "statuary: nothing was changed; paste this entry into the file:\n")
	fmt.Fprint(a.stdout, unsafe.Paste)
	return &failure{}
}

// isInteractive reports whether questions can be asked: standard input and standard error
// are terminals.
func (a *app) isInteractive() bool { return isTerminal(a.stderr) && isTerminal(os.Stdin) }
