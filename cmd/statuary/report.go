package main

import (
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
)

// reportFormat is the format in which build and publish report the problems of a site.
type reportFormat struct{ format string }

func (f *reportFormat) addFormat(c *cobra.Command) {
	c.Flags().StringVar(&f.format, "format", "text", "format of the report: text, json, or github (annotations and outputs of a workflow)")
	complete(c, "format", []string{"text", "json", "github"})
}

// check checks the format, and sets json if that is the format.
func (f *reportFormat) check(json *bool) error {
	if !slices.Contains([]string{"text", "json", "github"}, f.format) {
		return usagef("--format %q is not text, json or github", f.format)
	}
	if *json && f.github() {
		return usagef("--json and --format github cannot be used together")
	}
	*json = *json || f.format == "json"
	return nil
}

func (f *reportFormat) github() bool { return f.format == "github" }

// report prints the problems of a site, and then which files were skipped.
func (a *app) report(r *builder.Result, f reportFormat) error {
	a.print(r.Problems)
	a.printSkipped(r.LeftOut)
	if !f.github() {
		return nil
	}
	all := slices.Concat(r.Problems, r.LeftOut)
	all.Sort()
	if err := diag.PrintGitHub(a.stdout, a.withSitePath(all)); err != nil {
		return err
	}
	return a.writeOutputs(r)
}

// writeOutputs sets the outputs of a step of a GitHub workflow: next_change, the time of the
// next change, skipped, the files that were skipped because of errors, and channels, the names of the
// channels that news is announced in. It does nothing outside of a workflow.
func (a *app) writeOutputs(r *builder.Result) error {
	name := os.Getenv("GITHUB_OUTPUT")
	if name == "" || r.Next.IsZero() {
		return nil
	}
	text := fmt.Sprintf("next_change=%s\n", r.Next.UTC().Format(time.RFC3339))
	if len(r.LeftOut) > 0 {
		text += fmt.Sprintf("skipped=%s\n", strings.Join(filesOf(a.withSitePath(r.LeftOut)), " "))
	}
	if names := channelNames(r.Config); len(names) > 0 {
		text += fmt.Sprintf("channels=%s\n", strings.Join(names, " "))
	}
	f, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}

// filesOf returns the files of problems, each once. Names with line breaks are left out.
func filesOf(list diag.List) (names []string) {
	for _, d := range list {
		if !slices.Contains(names, d.File) && !strings.ContainsAny(d.File, "\r\n") {
			names = append(names, d.File)
		}
	}
	slices.Sort(names)
	return names
}

// printSkipped prints the errors of files that were skipped, and a line that counts
// the files.
func (a *app) printSkipped(list diag.List) {
	if len(list) == 0 {
		return
	}
	a.print(list)
	files := map[string]bool{}
	for _, d := range list {
		files[d.File] = true
	}
	them, are := "it", "it is"
	if len(files) > 1 {
		them, are = "them", "they are"
	}
	fmt.Fprintf(a.stderr, "statuary: WARNING: skipped %s with errors; fix %s, %s missing from the site\n", count(len(files), "file"), them, are)
}

// outcome returns the error that a command ends with. err is the error of the build, or
// nil if the site was built, perhaps without some files.
func outcome(err error, r *builder.Result) error {
	switch {
	case err != nil:
		return &failure{}
	case len(r.LeftOut) > 0:
		return errSkipped
	}
	return nil
}

// channelNames returns the names of the channels that a site announces news in.
func channelNames(c *config.Config) (names []string) {
	for _, channel := range c.Announce {
		names = append(names, channel.Name)
	}
	return names
}
