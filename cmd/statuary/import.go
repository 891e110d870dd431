package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"statuary/internal/importer"
	"statuary/internal/importer/files"
	"statuary/internal/importer/neutral"
)

type importFlags struct {
	force    bool
	dryRun   bool
	json     bool
	report   string
	timeZone string
	text     string
	now      string
}

func (a *app) importCommand() *cobra.Command {
	var f importFlags
	c := &cobra.Command{
		Use:   "import TOOL SOURCE…",
		Short: "Turn another tool's history into files of this site",
		Long: `Turn another tool's history into files of this site.

TOOL is one of

` + toolList() + `
Incidents become content/incidents/ID.md, settings config.toml, and old addresses
redirects. A second import of the same source changes nothing; one of a newer
source changes the files that were not edited here. Those that were edited are
left alone, unless --force writes over them; what they held is then kept in
.statuary/replaced/.

The report tells what was read, written and skipped, and each loss and each
guess with its place in the source. docs/importing.md tells what each tool's
history becomes.`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) < 2 {
				return fmt.Errorf("name a tool and a source, such as: statuary import statuspage https://status.example.org")
			}
			if _, ok := importer.Find(args[0]); !ok {
				return fmt.Errorf("there is no tool %q; the tools are %s", args[0], strings.Join(toolNames(), ", "))
			}
			return nil
		},
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) == 0 {
				return toolNames(), cobra.ShellCompDirectiveNoFileComp
			}
			return nil, cobra.ShellCompDirectiveDefault
		},
	}
	c.Flags().BoolVar(&f.force, "force", false, "write over files that were edited here, and bring back those that were deleted")
	c.Flags().BoolVar(&f.dryRun, "dry-run", false, "report, and write nothing")
	c.Flags().BoolVar(&f.json, "json", false, "report as JSON")
	c.Flags().StringVar(&f.report, "report", "", "write the whole report to this file, as Markdown")
	c.Flags().StringVar(&f.timeZone, "time-zone", "", "zone of times that name none, such as Europe/Berlin (default: the source's, else UTC)")
	c.Flags().StringVar(&f.text, "text", "auto", "what texts of Statuspage are: auto, or markdown")
	c.RunE = func(c *cobra.Command, args []string) error {
		return running(func(ctx context.Context) error { return a.importFrom(ctx, args[0], args[1:], f) })(c, args)
	}
	return c
}

func toolNames() []string {
	var names []string
	for _, t := range importer.Tools() {
		names = append(names, t.Name)
	}
	return names
}

func toolList() string {
	var b strings.Builder
	for _, t := range importer.Tools() {
		fmt.Fprintf(&b, "  %-12s %s\n", t.Name, t.About)
	}
	return b.String()
}

func (f importFlags) options() (neutral.Options, error) {
	var o neutral.Options
	if f.timeZone != "" {
		zone, err := time.LoadLocation(f.timeZone)
		if err != nil || f.timeZone == "Local" {
			return o, &usageError{fmt.Sprintf("--time-zone %q is not a name of the IANA database, such as Europe/Berlin", f.timeZone)}
		}
		o.Zone = zone
	}
	switch f.text {
	case "auto":
	case "markdown":
		o.Markdown = true
	default:
		return o, &usageError{fmt.Sprintf("--text %q is not auto or markdown", f.text)}
	}
	return o, nil
}

// importFrom reads a history, checks it, and writes it.
func (a *app) importFrom(ctx context.Context, name string, sources []string, f importFlags) error {
	tool, _ := importer.Find(name)
	o, err := f.options()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(a.site, 0o755); err != nil {
		return err
	}
	site, err := os.OpenRoot(a.site)
	if err != nil {
		return err
	}
	defer site.Close()
	client := importer.NewClient(filepath.Join(a.site, ".statuary", "fetched"), func(s string) { fmt.Fprintf(a.stderr, "statuary: %s\n", s) })
	r := &neutral.Report{DryRun: f.dryRun}
	h, _, err := tool.Read(ctx, sources, importer.Options{Options: o, Client: client}, r)
	if errors.Is(err, fs.ErrNotExist) {
		return &usageError{fmt.Sprintf("%v; the source is a %s", err, tool.Source)}
	}
	if err != nil {
		return err
	}
	h.Check(r)
	plan, err := files.New(site.FS(), h, r, files.Options{Force: f.force})
	if err != nil {
		return err
	}
	if got := r.Incidents.Sum(); got != r.Incidents.Read {
		return fmt.Errorf("the counts do not add up: %d read, %d accounted for; nothing was written", r.Incidents.Read, got)
	}
	if !f.dryRun {
		if err := plan.Write(site, a.progress()); err != nil {
			return err
		}
		a.clearProgress()
		if err := client.Done(); err != nil {
			return err
		}
	}
	return a.reportImport(r, f)
}

func (a *app) reportImport(r *neutral.Report, f importFlags) error {
	if f.report != "" {
		out, err := os.Create(f.report)
		if err != nil {
			return err
		}
		if err := errors.Join(r.Markdown(out), out.Close()); err != nil {
			return err
		}
	}
	if f.json {
		return a.printJSON(r)
	}
	if err := r.Text(a.stdout); err != nil {
		return err
	}
	if f.dryRun {
		fmt.Fprintln(a.stdout, "a dry run: nothing was written")
	}
	return nil
}
