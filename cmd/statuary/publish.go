package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"statuary/internal/builder"
	"statuary/internal/config"
	"statuary/internal/diag"
	"statuary/internal/publish"
	"statuary/internal/publish/targets"
	"statuary/internal/timefmt"
)

type publishFlags struct {
	siteFlags
	dryRun bool
	force  bool
	json   bool
	yes    bool
	news   bool // announce them too
	reportFormat
	maxDeletes string
	place      map[string]string // flags that replace keys of the target's table
}

func (a *app) publishCommand() *cobra.Command {
	var f publishFlags
	c := &cobra.Command{
		Use:   "publish [TARGET]",
		Short: "Build the site and upload it",
		Long: `Build the site and upload it to a publish target.

TARGET is the name of a table [publish.NAME] in config.toml, or one of

` + kindList() + `
TARGET can be omitted if config.toml has only one such table.

Only files that differ are sent: files that pages use before the pages, and the
home page after all others. Deletions come last, and only files that Statuary
published are deleted. If the site has errors, nothing is sent. With --keep-going,
files in content/ with errors are skipped, the rest is published, and the exit
status is 3. If a publish is interrupted, the next one completes it.`,
		Args:              arguments(1),
		ValidArgsFunction: a.completeTargets,
	}
	f.add(c)
	f.addCache(c)
	f.addAllowEmpty(c)
	flags := c.Flags()
	flags.BoolVarP(&f.dryRun, "dry-run", "n", false, "print which files would be sent and deleted, without changing anything")
	flags.StringVar(&f.maxDeletes, "max-deletes", "", "refuse to delete more files: a number, or a percentage of the published files (default: 20%)")
	flags.BoolVar(&f.force, "force", false, "send every file, even unchanged ones")
	flags.BoolVar(&f.yes, "yes", false, "publish even if base_url is an example address, such as https://status.example.org/")
	flags.BoolVar(&f.json, "json", false, "report as JSON; the same as --format json")
	flags.BoolVar(&f.news, "announce", false, "then announce the news, as statuary announce does")
	f.addFormat(c)
	c.MarkFlagsMutuallyExclusive("announce", "json")
	c.MarkFlagsMutuallyExclusive("announce", "format")
	for _, kind := range targets.Kinds() {
		for _, key := range kind.Keys {
			switch name := targets.FlagName(key.Name); {
			case key.Flag == "":
			case key.Type == config.Bool:
				flags.Bool(name, false, key.Flag)
			default:
				flags.String(name, "", key.Flag)
			}
		}
	}
	c.RunE = func(c *cobra.Command, args []string) error {
		if err := f.check(&f.json); err != nil {
			return err
		}
		f.place = replacedKeys(c)
		name := ""
		if len(args) > 0 {
			name = args[0]
		}
		return running(func(ctx context.Context) error { return a.publish(ctx, f, name) })(c, nil)
	}
	return c
}

// replacedKeys returns the values of flags that replace keys of a target's table, by key.
func replacedKeys(c *cobra.Command) map[string]string {
	keys := map[string]string{}
	for _, kind := range targets.Kinds() {
		for _, key := range kind.Keys {
			if flag := c.Flag(targets.FlagName(key.Name)); key.Flag != "" && flag.Changed && flag.Value.String() != "" {
				keys[key.Name] = flag.Value.String()
			}
		}
	}
	return keys
}

// publishReport is the output of publish with --json.
type publishReport struct {
	OK         bool           `json:"ok"`
	Target     string         `json:"target"`
	DryRun     bool           `json:"dry_run"`
	Error      string         `json:"error,omitempty"`
	Files      publish.Report `json:"files"`
	BytesSent  int64          `json:"bytes_sent"`              // before compression; 0 if nothing was sent, or not all
	BytesToGo  *int64         `json:"bytes_to_send,omitempty"` // of a dry run
	Plan       *publish.Plan  `json:"plan,omitempty"`          // of a dry run
	Notes      []string       `json:"notes"`
	Seconds    float64        `json:"seconds"`
	NextChange *time.Time     `json:"next_change"`
	Problems   diag.List      `json:"problems"`
	LeftOut    diag.List      `json:"left_out"`
}

func (a *app) publish(ctx context.Context, f publishFlags, name string) error {
	start := time.Now()
	f.noCache = f.noCache || f.dryRun // a dry run writes nothing
	b, closeSite, err := a.builder(f.siteFlags)
	if err != nil {
		return err
	}
	defer closeSite()
	c, problems := b.Settings()
	if c == nil {
		return problems
	}
	d, err := a.destination(ctx, f, c, name)
	if err != nil {
		return err
	}
	if f.baseURL == "" {
		b.Overrides.BaseURL = d.baseURL
	}
	var result *builder.Result
	plan, err := publish.SyncWith(ctx, d.Target, publish.Options{
		DryRun:  f.dryRun,
		Extra:   d.Extra,
		Approve: func(p *publish.Plan) error { return a.approve(d, f, b, result, p) },
	}, func(put func(publish.File) error) (err error) {
		result, err = b.Build(ctx, put)
		return err
	})
	a.clearProgress()
	var notes []string
	if d.Notes != nil {
		notes = d.Notes()
	}
	err = explain(err, plan)
	if result == nil { // the target could not be opened
		result = &builder.Result{}
	}
	if f.json {
		return a.publishJSON(f, d, result, plan, notes, err, time.Since(start))
	}
	if perr := a.report(result, f.reportFormat); perr != nil {
		return perr
	}
	switch {
	case errors.As(err, &problems):
		fmt.Fprintf(a.stderr, "statuary: %s; nothing was published\n", countProblems(result.Problems))
		return &failure{}
	case err != nil:
		return err
	}
	if f.dryRun {
		printPlan(a.stdout, plan)
	}
	fmt.Fprintf(a.stdout, "%s, %.2f s\n", summary(d, plan, f.dryRun), time.Since(start).Seconds())
	for _, n := range notes {
		fmt.Fprintln(a.stdout, n)
	}
	fmt.Fprintf(a.stdout, "next change: %s\n", timefmt.Format(result.Next, "2006-01-02 15:04"))
	if f.news {
		if err := a.announce(ctx, announceFlags{siteFlags: f.siteFlags, dryRun: f.dryRun, wait: defaultWait}, name); err != nil {
			return err
		}
	}
	return outcome(nil, result)
}

// approve is called when the site is built and nothing is sent yet.
func (a *app) approve(d *destination, f publishFlags, b *builder.Builder, r *builder.Result, p *publish.Plan) error {
	a.clearProgress()
	if d.Settle != nil {
		if problem := d.Settle(r.Config.Root); problem != "" {
			fmt.Fprintf(a.stderr, "statuary: warning: %s\n", problem)
		}
	}
	if err := a.refuseExample(d, f, r.Config); err != nil {
		return err
	}
	err := d.limit.Check(p)
	if err != nil && f.dryRun { // still print the plan
		fmt.Fprintf(a.stderr, "statuary: warning: %v; without --max-deletes %d, it would be refused\n", err, len(p.Delete))
		err = nil
	}
	if err != nil {
		return err
	}
	if f.maxDeletes != "" {
		return nil // the deletions were expected
	}
	err = b.Approve(p)
	if err != nil && f.dryRun {
		fmt.Fprintf(a.stderr, "statuary: warning: %v; without --allow-empty, it would be refused\n", err)
		return nil
	}
	return err
}

// refuseExample returns an error for a site whose base_url is an example, except in a
// folder, which is not public.
func (a *app) refuseExample(d *destination, f publishFlags, c *config.Config) error {
	if !config.IsExample(c.Origin) {
		return nil
	}
	text := fmt.Sprintf("the address of the site is still the example %s", c.URL())
	switch {
	case f.yes:
		return nil
	case d.folder && slices.Contains(c.Check.Ignore, config.ExampleRule):
		return nil
	case d.folder:
		fmt.Fprintf(a.stderr, "statuary: warning: %s\n", text)
		return nil
	case f.dryRun:
		fmt.Fprintf(a.stderr, "statuary: warning: %s; without --yes, it would be refused\n", text)
		return nil
	}
	return &diag.Error{
		Text: text + "; nothing was published",
		Hint: "set base_url in config.toml to the address that visitors use, or publish with --yes",
	}
}

func (a *app) publishJSON(f publishFlags, d *destination, r *builder.Result, p *publish.Plan, notes []string, err error, took time.Duration) error {
	out := publishReport{
		OK: err == nil, Target: d.Name, DryRun: f.dryRun, Files: p.Report(), Notes: append([]string{}, notes...), Seconds: took.Seconds(),
		Problems: append(diag.List{}, a.withSitePath(r.Problems)...), LeftOut: append(diag.List{}, a.withSitePath(r.LeftOut)...),
	}
	if sent := p.Sent(); f.dryRun {
		out.Plan, out.BytesToGo = p, &sent
	} else if err == nil {
		out.BytesSent = sent
	}
	if !r.Next.IsZero() {
		out.NextChange = &r.Next
	}
	var problems diag.List
	if err != nil && !errors.As(err, &problems) {
		out.Error = err.Error()
		if hint := diag.HintOf(err); hint != "" {
			out.Error += "\nhint: " + hint
		}
	}
	if perr := a.printJSON(out); perr != nil {
		return perr
	}
	return outcome(err, r)
}

// kindList returns the list of the kinds of targets for the help.
func kindList() string {
	var b strings.Builder
	for _, kind := range targets.Kinds() {
		fmt.Fprintf(&b, "  %-19s %s\n", kind.Usage, kind.About)
	}
	return b.String()
}

// completeTargets completes the names of the site's tables.
func (a *app) completeTargets(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	var names []string
	for _, kind := range targets.Kinds() {
		if kind.Example != "" {
			names = append(names, kind.Example)
		}
	}
	if c, err := settings(os.DirFS(a.site), config.Overrides{}); err == nil {
		for _, p := range c.Publish {
			names = append(names, p.Name+"\t"+p.Target)
		}
	}
	return names, cobra.ShellCompDirectiveDefault
}
