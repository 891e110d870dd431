package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"statuary/internal/alert"
	"statuary/internal/alert/rules"
	"statuary/internal/alert/sitealerts"
	"statuary/internal/frontmatter"
	"statuary/internal/timefmt"
)

type alertFlags struct {
	file                      string
	due, strict, dryRun, json bool
	now                       string
}

func (a *app) alertCommand() *cobra.Command {
	var f alertFlags
	c := &cobra.Command{
		Use:   "alert SOURCE",
		Short: "Open and resolve incidents as monitors demand",
		Long: `Read what a monitor has sent to a webhook, and open or resolve incidents by the
rules of config.toml, its tables [alert.RULE].

SOURCE is the monitor, and the payload is read from standard input, or from --file:
` + wrapped(alert.Names(), 76) + `.

An alert opens an incident once it has lasted as long as the rule says, and the
incident is resolved once all of its alerts have been over for a while. What is
waiting is kept in ` + rules.File + `, which belongs in the repository. --due
opens and resolves what has become due, without a payload: run it every few minutes.

Alarms that are repeated change nothing. An incident whose file a person has edited
is left alone: once the alert is over, its file gets a comment.

If no rule matches, nothing is changed, and the exit status is 0; with --strict, it
is 1.`,
		Example: `  statuary alert alertmanager <payload.json
  statuary alert grafana --file payload.json --dry-run
  statuary alert --due`,
		Args: arguments(1),
	}
	c.ValidArgsFunction = cobra.FixedCompletions(alert.Names(), cobra.ShellCompDirectiveNoFileComp)
	flags := c.Flags()
	flags.StringVar(&f.file, "file", "", "`FILE` with the payload (default: standard input)")
	flags.BoolVar(&f.due, "due", false, "without a payload: open and resolve what has become due")
	flags.BoolVar(&f.strict, "strict", false, "exit status 1 if no rule matches an alert")
	flags.BoolVar(&f.dryRun, "dry-run", false, "print the changes without making them")
	flags.BoolVar(&f.json, "json", false, "report as JSON")
	flags.StringVar(&f.now, "now", "", "run"+asOf)
	c.RunE = func(c *cobra.Command, args []string) error {
		return running(func(ctx context.Context) error { return a.alert(ctx, f, args) })(c, nil)
	}
	return c
}

// wrapped returns a list of words in lines of a width.
func wrapped(words []string, width int) string {
	var b strings.Builder
	length := 0
	for i, w := range words {
		switch {
		case i == 0:
		case length+len(w) > width:
			b.WriteString(",\n")
			length = 0
		default:
			b.WriteString(", ")
		}
		b.WriteString(w)
		length += len(w) + 2
	}
	return b.String()
}

func (a *app) alert(_ context.Context, f alertFlags, args []string) error {
	var in alert.Result
	switch {
	case len(args) == 0 && !f.due:
		return hinted("missing source", "write statuary alert SOURCE <payload.json; sources are "+strings.Join(alert.Names(), ", "))
	case len(args) > 0 && f.due:
		return usagef("--due takes no payload, so no source")
	case f.due && f.file != "":
		return usagef("--due takes no payload, so no --file")
	case len(args) > 0:
		var err error
		if in, err = readAlerts(args[0], f.file); err != nil {
			return err
		}
	}
	d, err := a.openWorkspace(f.now)
	if err != nil {
		return err
	}
	r, err := sitealerts.Run(d, a.site, in.Alerts, f.dryRun)
	if err != nil {
		return a.reportUnsafe(err)
	}
	r.Notes = append(append([]string{}, in.Notes...), r.Notes...)
	if f.json {
		err = a.printJSON(a.alertJSON(f, in, r))
	} else {
		err = a.reportAlerts(f, in, r)
	}
	if err == nil && f.strict && len(r.Unmatched) > 0 {
		return &failure{}
	}
	return err
}

// readAlerts reads a payload from a file, or from standard input.
func readAlerts(source, file string) (alert.Result, error) {
	s, err := alert.Find(source)
	if err != nil {
		return alert.Result{}, usage("", err)
	}
	in, name := io.Reader(os.Stdin), "standard input"
	if file != "" && file != "-" {
		opened, err := os.Open(file)
		if err != nil {
			return alert.Result{}, err
		}
		defer opened.Close()
		in, name = opened, file
	}
	src, err := io.ReadAll(io.LimitReader(in, alert.MaxPayload+1))
	if err != nil {
		return alert.Result{}, err
	}
	return alert.Decode(s, name, src)
}

// reportAlerts prints what was done, a line for each incident.
func (a *app) reportAlerts(f alertFlags, in alert.Result, r *sitealerts.Report) error {
	for _, note := range r.Notes {
		fmt.Fprintf(a.stderr, "statuary: %s\n", note)
	}
	if len(r.Unmatched) > 0 {
		fmt.Fprintf(a.stderr, "statuary: no rule matches %s from %s: %s\n", count(len(r.Unmatched), "alert"), in.Source, sitealerts.Titles(r.Unmatched))
		if f.strict || f.dryRun {
			a.printHint("add a rule [alert.NAME] to config.toml")
		}
		if f.dryRun { // else logs of CI would show labels, which may name internal hosts
			a.printLabels(r.Unmatched)
		}
	}
	if f.dryRun && len(r.Outcomes) > 0 {
		fmt.Fprintf(a.stderr, "statuary: nothing was changed; without --dry-run, this would be done:\n")
	}
	for _, o := range r.Outcomes {
		fmt.Fprintln(a.stdout, a.outcomeText(o))
		if f.dryRun && o.Change != nil {
			fmt.Fprint(a.stdout, o.Change.Diff())
		}
	}
	if len(r.Outcomes) == 0 {
		fmt.Fprintln(a.stdout, "nothing to do")
	}
	return nil
}

// mostLabelled is the number of alerts whose labels are printed.
const mostLabelled = 5

// printLabels prints the labels of alerts as the key match of a rule.
func (a *app) printLabels(list []alert.Alert) {
	for _, one := range list[:min(mostLabelled, len(list))] {
		var pairs []frontmatter.Pair
		for _, name := range slices.Sorted(maps.Keys(one.Labels)) {
			if value := one.Labels[name]; value != "" {
				pairs = append(pairs, frontmatter.Pair{Key: name, Value: frontmatter.TOML.Text(value)})
			}
		}
		if len(pairs) > 0 {
			fmt.Fprintf(a.stderr, "  match = %s\n", frontmatter.TOML.Table(pairs))
		}
	}
}

// outcomeText returns a line about what was done for an incident.
func (a *app) outcomeText(o sitealerts.Outcome) string {
	name := "rule " + o.Rule
	if o.Change != nil {
		name = a.displayPath(o.Change.File)
	} else if o.Incident != "" {
		name = o.Incident
	}
	at := timefmt.Format(o.At, "2006-01-02 15:04")
	switch {
	case o.Left != "":
		return fmt.Sprintf("%s: left alone: %s", name, o.Left)
	case o.Change == nil && o.Kind == rules.Wait:
		return fmt.Sprintf("%s: waiting: %s at %s", name, o.Text, at)
	case o.Change == nil:
		return fmt.Sprintf("%s: unchanged: %s", name, o.Text)
	case o.Kind == rules.Open:
		return fmt.Sprintf("%s: investigating, %s", name, at)
	case o.Kind == rules.Close:
		return fmt.Sprintf("%s: resolved, %s", name, at)
	}
	return fmt.Sprintf("%s: left alone, with a comment: %s", name, o.Text)
}

// alertReport is the output of alert with --json.
type alertReport struct {
	Source    string         `json:"source"` // empty with --due
	Alerts    int            `json:"alerts"`
	Unmatched int            `json:"unmatched"`
	Incidents []alertOutcome `json:"incidents"`
	Notes     []string       `json:"notes"`
	NextDue   *time.Time     `json:"next_due"` // null if nothing is waiting
	DryRun    bool           `json:"dry_run,omitempty"`
}

type alertOutcome struct {
	Result string     `json:"result"` // created, updated, unchanged, waiting or left_alone
	Rule   string     `json:"rule"`
	Key    string     `json:"key"`
	ID     string     `json:"id"`   // empty if no incident was opened yet
	File   string     `json:"file"` // empty if no file was changed
	At     *time.Time `json:"at"`   // of the entry; of waiting, when something is due
	Why    string     `json:"why,omitempty"`
	Diff   string     `json:"diff,omitempty"`
}

func (a *app) alertJSON(f alertFlags, in alert.Result, r *sitealerts.Report) alertReport {
	j := alertReport{Source: in.Source, Alerts: len(in.Alerts), Unmatched: len(r.Unmatched), Incidents: []alertOutcome{}, Notes: r.Notes, NextDue: timeOrNil(r.NextDue), DryRun: f.dryRun}
	for _, o := range r.Outcomes {
		one := alertOutcome{Result: resultUnchanged, Rule: o.Rule, Key: o.Key, ID: o.Incident, At: timeOrNil(o.At), Why: o.Text}
		switch {
		case o.Left != "":
			one.Result, one.Why = resultLeft, o.Left
		case o.Kind == rules.Note:
			one.Result = resultLeft
		case o.Kind == rules.Wait:
			one.Result = resultWaiting
		case o.Kind == rules.Open:
			one.Result, one.Why = resultCreated, ""
		case o.Kind == rules.Close:
			one.Result, one.Why = resultUpdated, ""
		}
		if o.Change != nil {
			one.File = a.displayPath(o.Change.File)
			if f.dryRun {
				one.Diff = o.Change.Diff()
			}
		}
		j.Incidents = append(j.Incidents, one)
	}
	return j
}

// Results of alerts, besides those of other commands that write.
const (
	resultWaiting = "waiting"
	resultLeft    = "left_alone"
)
