package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"statuary/internal/builder"
	"statuary/internal/diag"
	"statuary/internal/publish"
	"statuary/internal/timefmt"
)

type buildFlags struct {
	siteFlags
	out  string
	json bool
	reportFormat
	watch bool
	poll  bool
}

func (a *app) buildCommand() *cobra.Command {
	var f buildFlags
	c := &cobra.Command{
		Use:   "build",
		Short: "Build the site into public/",
		Long: `Build the site into public/.

A build writes only files that differ, and deletes only files that an earlier
build wrote. If the site has errors, it writes nothing and the exit status is 1.
With --keep-going, it skips files in content/ with errors, builds the rest, and
the exit status is 3. Errors in config.toml or the theme always stop a build.

If the last build had incidents and the site has none of them any more, content/
is probably not mounted or not checked out. The build writes nothing then, and
the exit status is 1. With --allow-empty, it builds the site anyway.

The last line of the output is the time of the next change: a maintenance
window begins or ends, an update dated in the future becomes visible, or a day
ends. Build again at that time.`,
		Args: arguments(0),
	}
	f.add(c)
	f.addCache(c)
	f.addAllowEmpty(c)
	c.Flags().StringVar(&f.out, "out", "", "folder to write to (default: public in the site's folder)")
	c.Flags().BoolVar(&f.json, "json", false, "report as JSON; the same as --format json")
	f.addFormat(c)
	c.Flags().BoolVar(&f.watch, "watch", false, "build again on every change, until interrupted")
	c.Flags().BoolVar(&f.poll, "poll", false, "with --watch, poll for changes instead of waiting for events, as network drives and container mounts need")
	c.RunE = running(func(ctx context.Context) error {
		if err := f.check(&f.json); err != nil {
			return err
		}
		if f.watch && (f.json || f.github()) {
			return hinted("--watch only prints text", "leave out --json and --format")
		}
		return a.build(ctx, f)
	})
	return c
}

// buildReport is the output of build with --json.
type buildReport struct {
	OK         bool           `json:"ok"`
	Incidents  int            `json:"incidents"`
	Updates    int            `json:"updates"`
	Files      publish.Report `json:"files"`
	Seconds    float64        `json:"seconds"`
	NextChange *time.Time     `json:"next_change"`
	Problems   diag.List      `json:"problems"`
	LeftOut    diag.List      `json:"left_out"`
}

func (a *app) build(ctx context.Context, f buildFlags) error {
	start := time.Now()
	out, err := a.outDir(f.out)
	if err != nil {
		return err
	}
	if f.watch {
		return a.buildAndWatch(ctx, f, out)
	}
	b, closeSite, err := a.builder(f.siteFlags)
	if err != nil {
		return err
	}
	defer closeSite()
	result, report, err := b.BuildInto(ctx, a.outputFolder(out))
	a.clearProgress()
	if result != nil && result.Config != nil {
		result.Problems = append(result.Problems, result.Config.ExampleAddress()...)
	}
	var problems diag.List
	if err != nil && !errors.As(err, &problems) {
		if f.json && result != nil {
			result.Problems = append(result.Problems, diag.Diagnostic{Text: err.Error(), Hint: diag.HintOf(err)})
			return errors.Join(a.printJSON(buildJSON(result, report, false, time.Since(start), a)), err)
		}
		if result != nil {
			err = errors.Join(a.report(result, f.reportFormat), err)
		}
		return err
	}
	if f.json {
		if err := a.printJSON(buildJSON(result, report, err == nil, time.Since(start), a)); err != nil {
			return err
		}
		return outcome(err, result)
	}
	if perr := a.report(result, f.reportFormat); perr != nil {
		return perr
	}
	if err != nil {
		fmt.Fprintf(a.stderr, "statuary: %s; %s was not changed\n", countProblems(result.Problems), out)
		return outcome(err, result)
	}
	fmt.Fprintf(a.stdout, "%s, %s: %s in %s (%d written, %d unchanged, %d deleted), %.2f s\n",
		count(result.Incidents, "incident"), count(result.Updates, "update"), count(report.Written+report.Unchanged, "file"), out,
		report.Written, report.Unchanged, report.Deleted, time.Since(start).Seconds())
	fmt.Fprintf(a.stdout, "next change: %s\n", timefmt.Format(result.Next, "2006-01-02 15:04"))
	return outcome(nil, result)
}

func buildJSON(r *builder.Result, report publish.Report, ok bool, took time.Duration, a *app) buildReport {
	out := buildReport{
		OK: ok, Incidents: r.Incidents, Updates: r.Updates, Files: report, Seconds: took.Seconds(),
		Problems: append(diag.List{}, a.withSitePath(r.Problems)...), LeftOut: append(diag.List{}, a.withSitePath(r.LeftOut)...),
	}
	if !r.Next.IsZero() {
		out.NextChange = &r.Next
	}
	return out
}

func (a *app) printJSON(v any) error {
	e := json.NewEncoder(a.stdout)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// countProblems returns the number of problems: "2 errors, 1 warning".
func countProblems(list diag.List) string {
	errors, warnings := list.Count()
	text := count(errors, "error")
	if warnings > 0 {
		text += ", " + count(warnings, "warning")
	}
	return text
}

func count(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return fmt.Sprintf("%d %s", n, noun)
}
