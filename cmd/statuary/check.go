package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"statuary/internal/builder"
	"statuary/internal/diag"
	"statuary/internal/git"
	"statuary/internal/lint"
)

type checkFlags struct {
	siteFlags
	format string
	json   bool
	since  string
	fix    bool
	dryRun bool
	strict bool
}

var checkFormats = []string{"text", "json", "github", "sarif"}

func (a *app) checkCommand() *cobra.Command {
	var f checkFlags
	c := &cobra.Command{
		Use:   "check",
		Short: "Report errors and likely mistakes",
		Long: `Report all problems of the site at once, without writing anything.

Errors stop a build. Warnings are likely mistakes, and notes are suggestions;
docs/checks.md describes their rules. The exit status is 1 if there are errors or,
with --strict, warnings.`,
		Example: `  statuary check --format github --changed-since origin/main
  statuary check --fix --dry-run`,
		Args: arguments(0),
	}
	f.add(c)
	c.Flags().Lookup("keep-going").Usage = "also check what a build with --keep-going would publish, without the files with errors; they still fail the check"
	c.Flags().StringVar(&f.format, "format", "text", "format of the report: text, json, sarif, or github (annotations in a workflow)")
	c.Flags().BoolVar(&f.json, "json", false, "report as JSON; the same as --format json")
	c.Flags().StringVar(&f.since, "changed-since", "", "report only files changed since the branch left this commit or branch; needs git")
	c.Flags().BoolVar(&f.fix, "fix", false, "correct problems that have only one possible correction")
	c.Flags().BoolVar(&f.dryRun, "dry-run", false, "with --fix, print the changes without making them")
	c.Flags().BoolVar(&f.strict, "strict", false, "fail on warnings too")
	complete(c, "format", checkFormats)
	c.RunE = running(func(ctx context.Context) error {
		if !slices.Contains(checkFormats, f.format) {
			return usagef("--format %q is not text, json, github or sarif", f.format)
		}
		if f.json {
			if c.Flags().Changed("format") && f.format != "json" {
				return usagef("--json and --format %s cannot be used together", f.format)
			}
			f.format = "json"
		}
		if f.dryRun && !f.fix {
			return hinted("--dry-run needs --fix", "leave it out; without --fix, check changes nothing")
		}
		return a.check(ctx, f)
	})
	return c
}

func (a *app) check(ctx context.Context, f checkFlags) error {
	b, closeSite, err := a.builder(f.siteFlags)
	if err != nil {
		return err
	}
	defer closeSite()
	var changed map[string]bool
	if f.since != "" {
		if changed, err = (git.Runner{Dir: a.site}).ChangedSince(ctx, f.since); err != nil {
			return usage("--changed-since", err)
		}
	}
	result, err := b.Check(ctx)
	a.clearProgress()
	if err != nil {
		return err
	}
	all := append(append(diag.List{}, result.Problems...), result.LeftOut...)
	all.Sort()
	shown, others := all.Split(changed)
	if f.fix {
		if shown, err = a.fix(ctx, f, b, shown); err != nil || f.dryRun {
			return err
		}
	}
	if err := a.printCheck(shown, others, result, f.format); err != nil {
		return err
	}
	if errors, warnings, _ := shown.Severities(); errors > 0 || f.strict && warnings > 0 {
		return &failure{}
	}
	return nil
}

func (a *app) printCheck(all, others diag.List, r *builder.Result, format string) error {
	errors, warnings, notes := all.Severities()
	switch format {
	case "json":
		return a.printJSON(struct {
			OK       bool      `json:"ok"`
			Problems diag.List `json:"problems"`
		}{errors == 0, append(diag.List{}, a.withSitePath(all)...)})
	case "github":
		return diag.PrintGitHub(a.stdout, a.withSitePath(all))
	case "sarif":
		return lint.WriteSARIF(a.stdout, a.withSitePath(all), version())
	}
	a.print(all)
	if len(all) == 0 {
		fmt.Fprintf(a.stdout, "%s, no problems\n", count(r.Incidents, "incident"))
	} else {
		var parts []string
		for _, n := range []struct {
			n    int
			noun string
		}{{errors, "error"}, {warnings, "warning"}, {notes, "note"}} {
			if n.n > 0 {
				parts = append(parts, count(n.n, n.noun))
			}
		}
		fmt.Fprintf(a.stdout, "%s\n", strings.Join(parts, ", "))
	}
	if len(others) > 0 {
		fmt.Fprintf(a.stdout, "%s in unchanged files not shown\n", count(len(others), "problem"))
	}
	return nil
}
