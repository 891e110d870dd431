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
	"strings"
	"time"

	"github.com/spf13/cobra"

	"statuary/internal/atomicfile"
	"statuary/internal/civil"
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
		Short: "Write the history for other programs to read",
		Long: `Write the history for other programs to read, to standard output or a file.

  json         all that the files say, in the neutral format that import reads
  csv          a table for spreadsheets and service reports: a row for each
               component of each incident, with the minutes of downtime that count
  statuspage   the documents of Statuspage's API in one, with every incident

docs/importing.md describes the three.`,
		Args:      cobra.MatchAll(cobra.ExactArgs(1), cobra.OnlyValidArgs),
		ValidArgs: exportForms,
	}
	c.Flags().StringVarP(&f.out, "out", "o", "", "file to write to (default: standard output)")
	c.Flags().StringVar(&f.from, "from", "", "csv: first day, such as 2026-01-01, or a time")
	c.Flags().StringVar(&f.to, "to", "", "csv: last day, which is part of it, or a time")
	c.Flags().StringVar(&f.component, "component", "", "csv: the id of one component")
	c.Flags().StringVar(&f.now, "now", "", "pretend that it is this time, such as 2006-01-02T15:04:05Z (default: SOURCE_DATE_EPOCH, or the present)")
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
	filter, err := f.filter(c)
	if err != nil {
		return err
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
		return nil, nil, usagef("there is no folder %s", a.site)
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

// filter reads the flags of a table. Days are the site's; the last is part of
// the span.
func (f exportFlags) filter(c *config.Config) (export.Filter, error) {
	filter := export.Filter{Component: f.component}
	for _, t := range []struct {
		flag, text string
		to         *time.Time
		days       civil.Day
	}{{"--from", f.from, &filter.From, 0}, {"--to", f.to, &filter.To, 1}} {
		if t.text == "" {
			continue
		}
		day, err := civil.Parse(t.text)
		if err == nil {
			*t.to = (day + t.days).Start(c.Zone)
			continue
		}
		if *t.to, err = time.Parse(time.RFC3339, t.text); err != nil {
			return filter, usagef("%s %q is not a day such as 2026-01-31, nor a time such as 2026-01-31T15:04:05Z", t.flag, t.text)
		}
	}
	if !filter.To.IsZero() && !filter.From.Before(filter.To) {
		return filter, usagef("--to lies before --from")
	}
	if f.component != "" {
		var ids []string
		for _, comp := range c.Components {
			ids = append(ids, comp.ID)
			if comp.ID == f.component {
				return filter, nil
			}
		}
		text := fmt.Sprintf("there is no component %q; there are %s", f.component, strings.Join(ids, ", "))
		if near, ok := diag.Nearest(f.component, ids); ok {
			text = fmt.Sprintf("there is no component %q; did you mean %q?", f.component, near)
		}
		return filter, usagef("%s", text)
	}
	return filter, nil
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
