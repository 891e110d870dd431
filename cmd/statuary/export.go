package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"statuary/internal/atomicfile"
	"statuary/internal/export"
)

type exportFlags struct {
	out       string
	from, to  string
	component string
	now       string
}

func (a *app) exportCommand() *cobra.Command {
	var f exportFlags
	c := &cobra.Command{
		Use:   "export json|csv|statuspage",
		Short: "Write the history as JSON or CSV, for other programs",
		Long: `Write the history to standard output or a file, for other programs.

  json         the complete history, in the neutral format that import reads
  csv          a table for spreadsheets and service reports, with a row for each
               component of each incident and the minutes of downtime that count
  statuspage   the documents of Statuspage's API in one, with all incidents

docs/importing.md describes the formats.`,
		Args:      arguments(1, "format"),
		ValidArgs: export.Forms,
	}
	c.Flags().StringVarP(&f.out, "out", "o", "", "`FILE` to write to (default: standard output)")
	c.Flags().StringVar(&f.from, "from", "", "csv: first day, such as 2026-01-01, or a timestamp")
	c.Flags().StringVar(&f.to, "to", "", "csv: last day (included), or a timestamp")
	c.Flags().StringVar(&f.component, "component", "", "csv: only this component, by its id")
	c.Flags().StringVar(&f.now, "now", "", "run"+asOf)
	c.RunE = func(c *cobra.Command, args []string) error {
		return running(func(context.Context) error { return a.export(args[0], f) })(c, args)
	}
	return c
}

func (a *app) export(form string, f exportFlags) error {
	if !slices.Contains(export.Forms, form) {
		return hinted(fmt.Sprintf("unknown format %q", form), "name one of "+strings.Join(export.Forms, ", "))
	}
	if form != export.FormCSV && f.from+f.to+f.component != "" {
		return usagef("--from, --to and --component are for csv")
	}
	root, now, err := a.openRoot(f.now)
	if err != nil {
		return err
	}
	defer root.Close()
	c, all, err := export.Open(root.FS())
	if err != nil {
		return err
	}
	filter, err := export.ParseFilter(c, f.from, f.to, f.component)
	if err != nil {
		return usage("", err)
	}
	for _, loss := range export.Losses(form, c, all) {
		fmt.Fprintf(a.stderr, "statuary: %s\n", loss)
	}
	return a.output(f.out, func(w io.Writer) error { return export.Write(w, form, c, all, filter, now()) })
}

// output writes to a file, completely or not at all, or to standard output.
func (a *app) output(name string, write func(io.Writer) error) error {
	if name == "" || name == "-" {
		w := bufio.NewWriter(a.stdout)
		return errors.Join(write(w), w.Flush())
	}
	var data bytes.Buffer
	if err := write(&data); err != nil {
		return err
	}
	return atomicfile.Write(name, data.Bytes(), 0o644)
}
