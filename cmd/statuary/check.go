package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"statuary/internal/build"
	"statuary/internal/diag"
)

func (a *app) checkCommand() *cobra.Command {
	var f siteFlags
	var format string
	c := &cobra.Command{
		Use:   "check",
		Short: "Show all problems of the site, and write nothing",
		Long: `Show all problems of the site in one run, and write nothing.

The pages are rendered too, so that mistakes in a theme come to light. The exit
status is 1 if there are errors; warnings alone leave it at 0.`,
		Args: cobra.NoArgs,
	}
	f.add(c)
	c.Flags().StringVar(&format, "format", "text", "text, json, or github for annotations in a workflow")
	c.RunE = running(func(ctx context.Context) error {
		if format != "text" && format != "json" && format != "github" {
			return &usageError{fmt.Sprintf("--format %q is not text, json or github", format)}
		}
		return a.check(ctx, f, format)
	})
	return c
}

func (a *app) check(ctx context.Context, f siteFlags, format string) error {
	b, closeSite, err := a.builder(f, false)
	if err != nil {
		return err
	}
	defer closeSite()
	result, err := b.Check(ctx)
	a.clearProgress()
	if err != nil {
		return err
	}
	all := append(append(diag.List{}, result.Problems...), result.LeftOut...)
	all.Sort()
	if err := a.printCheck(all, result, format); err != nil {
		return err
	}
	if all.HasErrors() {
		return &failure{}
	}
	return nil
}

func (a *app) printCheck(all diag.List, r *build.Result, format string) error {
	switch format {
	case "json":
		return a.printJSON(struct {
			OK       bool      `json:"ok"`
			Problems diag.List `json:"problems"`
		}{!all.HasErrors(), append(diag.List{}, a.located(all)...)})
	case "github":
		return diag.PrintGitHub(a.stdout, a.located(all))
	}
	a.print(all)
	if len(all) == 0 {
		fmt.Fprintf(a.stdout, "%s, no problems\n", count(r.Incidents, "incident"))
	} else {
		fmt.Fprintf(a.stdout, "%s\n", countProblems(all))
	}
	return nil
}
