package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"

	"github.com/spf13/cobra"

	"statuary/internal/atomicfile"
	"statuary/internal/config"
	"statuary/internal/diag"
	"statuary/internal/export"
	"statuary/internal/history"
	"statuary/internal/importer/exchange"
	"statuary/internal/incident"
	"statuary/internal/site"
)

type exportFlags struct {
	out       string
	from, to  string
	component string
	now       string
}

var exportForms = []string{"json", "csv", "statuspage"}

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
		Args:      cobra.MatchAll(cobra.ExactArgs(1), cobra.OnlyValidArgs),
		ValidArgs: exportForms,
	}
	c.Flags().StringVarP(&f.out, "out", "o", "", "`FILE` to write to (default: standard output)")
	c.Flags().StringVar(&f.from, "from", "", "csv: first day, such as 2026-01-01, or a timestamp")
	c.Flags().StringVar(&f.to, "to", "", "csv: last day (included), or a timestamp")
	c.Flags().StringVar(&f.component, "component", "", "csv: only this component, by its id")
	c.Flags().StringVar(&f.now, "now", "", nowUsage)
	c.RunE = func(c *cobra.Command, args []string) error {
		return running(func(context.Context) error { return a.export(args[0], f) })(c, args)
	}
	return c
}

func (a *app) export(form string, f exportFlags) error {
	if form != "csv" && f.from+f.to+f.component != "" {
		return usagef("--from, --to and --component are for csv")
	}
	now, err := clock(f.now)
	if err != nil {
		return err
	}
	c, all, err := a.history()
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
	return a.output(f.out, func(w io.Writer) error {
		if form == "json" {
			return exchange.Encode(w, export.Neutral(c, all, now()))
		}
		var published []*incident.Incident
		for _, in := range all {
			if !in.Draft {
				published = append(published, in)
			}
		}
		h := history.New(published, history.Options{Now: now(), Zone: c.Zone, Components: c.Components, Auto: c.Maintenance.Auto})
		if form == "csv" {
			return export.CSV(w, c, h, filter)
		}
		return export.Statuspage(w, c, h)
	})
}

// history reads the site. One with errors is not exported: what can't be read
// would be missing.
func (a *app) history() (*config.Config, []*incident.Incident, error) {
	root, err := os.OpenRoot(a.site)
	if err != nil {
		return nil, nil, usagef("folder %q does not exist", a.site)
	}
	defer root.Close()
	s, problems := site.Open(root.FS(), runtime.GOMAXPROCS(0))
	if s == nil {
		return nil, nil, problems
	}
	all, problems, err := s.Content()
	if err != nil {
		return nil, nil, err
	}
	if problems.HasErrors() {
		errs := diag.List{}
		for _, d := range problems {
			if !d.Warning {
				errs = append(errs, d)
			}
		}
		return nil, nil, errs
	}
	return s.Config, all.Incidents, nil
}

// output writes to a file, whole or not at all, or to standard output.
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
