package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"statuary/internal/atomicfile"
	"statuary/internal/diag"
	"statuary/internal/importer"
	"statuary/internal/importer/exchange"
	"statuary/internal/importer/sitewriter"
	"statuary/internal/publish"
)

type importFlags struct {
	force    bool
	keep     bool
	dryRun   bool
	json     bool
	report   string
	timeZone string
	text     string
	verify   bool
	now      string
}

func (a *app) importCommand() *cobra.Command {
	var f importFlags
	c := &cobra.Command{
		Use:   "import TOOL SOURCE…",
		Short: "Import the history of another tool",
		Long: `Import the history of another tool into this site.

TOOL is one of

` + toolList() + `
Each incident becomes a file content/incidents/ID.md, settings become config.toml,
and old addresses become redirects. Importing the same source again changes
nothing. Importing a newer source changes only files that were not edited locally;
for edited ones, the newer version is written to .statuary/incoming/. Copy what
you need from it, then import with --keep. With --force, the newer version
replaces the file, and the edited one is moved to .statuary/replaced/.

The report counts what was read, written and skipped, and lists losses and guesses
with their place in the source. docs/importing.md describes what is imported from
each tool.`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) < 2 {
				return hinted("missing tool and source", "statuary import statuspage https://status.example.org")
			}
			if _, ok := importer.Find(args[0]); !ok {
				return hinted(fmt.Sprintf("unknown tool %q", args[0]), "name one of "+strings.Join(toolNames(), ", "))
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
	c.Flags().BoolVar(&f.force, "force", false, "overwrite files that were edited locally, and restore deleted ones")
	c.Flags().BoolVar(&f.keep, "keep", false, "keep locally edited files and mark their conflicts as resolved")
	c.Flags().BoolVar(&f.dryRun, "dry-run", false, "report without writing anything")
	c.Flags().BoolVar(&f.json, "json", false, "report as JSON")
	c.Flags().StringVar(&f.report, "report", "", "write the full report to this file, as Markdown")
	c.Flags().StringVar(&f.timeZone, "time-zone", "", "time zone of times without one, such as Europe/Berlin (default: that of the source, else UTC)")
	c.Flags().StringVar(&f.text, "text", "auto", "format of Statuspage's texts: auto or markdown")
	c.Flags().BoolVar(&f.verify, "verify", false, "build the site and compare its JSON documents and Atom feed with those of the Statuspage")
	c.Flags().StringVar(&f.now, "now", "", "run"+asOf)
	c.MarkFlagsMutuallyExclusive("force", "keep")
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

func (f importFlags) options() (exchange.Options, error) {
	var o exchange.Options
	if f.timeZone != "" {
		zone, err := time.LoadLocation(f.timeZone)
		if err != nil || f.timeZone == "Local" {
			return o, usagef("--time-zone %q is not a name of the IANA database, such as Europe/Berlin", f.timeZone)
		}
		o.Zone = zone
	}
	switch f.text {
	case "auto":
	case "markdown":
		o.Markdown = true
	default:
		return o, usagef("--text %q is not auto or markdown", f.text)
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
	dir, done, err := a.importInto(f)
	if err != nil {
		return err
	}
	defer done()
	site, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer site.Close()
	client := importer.NewClient(filepath.Join(dir, ".statuary", "fetched"), func(s string) { fmt.Fprintf(a.stderr, "statuary: %s\n", s) })
	r := &exchange.Report{DryRun: f.dryRun}
	h, original, err := tool.Read(ctx, sources, importer.Options{Options: o, Client: client}, r)
	if errors.Is(err, fs.ErrNotExist) {
		return usagef("%v; the source is a %s", err, tool.Source)
	}
	if err != nil {
		return err
	}
	if f.verify && (original == nil || f.dryRun) {
		return usagef("--verify needs a Statuspage as the source, and cannot be used with --dry-run")
	}
	now, err := clock(f.now)
	if err != nil {
		return err
	}
	plan, err := importer.Plan(site.FS(), h, original, now(), sitewriter.Options{Force: f.force, Keep: f.keep}, r)
	if err != nil {
		return err
	}
	if len(h.Incidents) == 0 {
		r.Config = "not written"
		if err := a.reportImport(r, nil, f); err != nil {
			return err
		}
		if err := client.Done(); err != nil {
			return err
		}
		_ = site.Remove(".statuary") // if the fetched documents were all that it had
		return &failure{&diag.Error{
			Text: "the source has no incidents that can be imported; nothing was written",
			Hint: "the source is a " + tool.Source + "; if it is not from " + tool.Name + ", name another tool",
		}}
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
	var compared importer.Comparison
	if f.verify {
		if compared, err = a.compare(ctx, original, f); err != nil {
			return err
		}
	}
	return a.reportImport(r, compared, f)
}

// importInto returns the folder of the site. It creates a missing one; for a dry run, that
// is a temporary one. done removes the folder if it is temporary, or if nothing was written to it.
func (a *app) importInto(f importFlags) (dir string, done func(), err error) {
	if !f.dryRun {
		_, err := os.Stat(a.site)
		if errors.Is(err, fs.ErrNotExist) { // an import that fails leaves no empty folder
			done = func() { _ = os.Remove(a.site) }
		} else {
			done = func() {}
		}
		return a.site, done, atomicfile.MkdirAll(a.site, 0o755)
	}
	if _, err := os.Stat(a.site); !errors.Is(err, fs.ErrNotExist) {
		return a.site, func() {}, err
	}
	dir, remove, err := atomicfile.TempDir("statuary-import-")
	return dir, func() { _ = remove() }, err // it is in the folder for temporary files
}

// compare builds the site in memory and compares it with the documents it was imported
// from.
func (a *app) compare(ctx context.Context, original importer.Original, f importFlags) (importer.Comparison, error) {
	b, closeSite, err := a.builder(siteFlags{now: f.now})
	if err != nil {
		return nil, err
	}
	defer closeSite()
	built := map[string][]byte{}
	var mu sync.Mutex
	result, err := b.Build(ctx, func(file publish.File) error {
		if strings.HasSuffix(file.Path, ".json") || file.Path == "history.atom" {
			mu.Lock()
			defer mu.Unlock()
			built[file.Path] = bytes.Clone(file.Data)
		}
		return nil
	})
	a.clearProgress()
	if err != nil {
		if result != nil {
			a.print(result.Problems)
		}
		return nil, fmt.Errorf("the files were written, but the site cannot be built: %w", err)
	}
	return original.Compare(built), nil
}

func (a *app) reportImport(r *exchange.Report, compared importer.Comparison, f importFlags) error {
	if f.report != "" {
		if err := a.output(f.report, r.Markdown); err != nil {
			return err
		}
	}
	if f.json {
		r.Notes = append([]exchange.Note{}, r.Notes...) // [] and not null
		return a.printJSON(struct {
			*exchange.Report
			Compared importer.Comparison `json:"compared,omitempty"`
		}{r, compared})
	}
	if err := r.Text(a.stdout); err != nil {
		return err
	}
	if compared != nil {
		if err := compared.Text(a.stdout); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintln(a.stdout, r.Totals())
	return err
}
