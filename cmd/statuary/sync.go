package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"statuary/internal/atomicfile"
	"statuary/internal/config"
	"statuary/internal/thirdparty"
	"statuary/internal/thirdparty/pagesync"
)

type syncFlags struct {
	dryRun bool
	json   bool
	now    string
}

func (a *app) syncCommand() *cobra.Command {
	var f syncFlags
	c := &cobra.Command{
		Use:   "sync",
		Short: "Read the statuses of third-party components from their status pages",
		Long: `Read the statuses of third-party components, the [[components]] of config.toml with a
key statuspage, from the status pages of those services, and write them to
content/third-party.json. Builds read that file and never use the network.

Each page is requested once. If a page fails, the others are read, its components keep
their last statuses, and the exit status is 1. Pages show a status for 90 minutes after
it was read. The file changes when a status does, or when its times are older than
half an hour. Without third-party components, the command does nothing and succeeds.`,
		Example: `  statuary sync && statuary build
  statuary sync --dry-run`,
		Args: cobra.NoArgs,
	}
	c.Flags().BoolVarP(&f.dryRun, "dry-run", "n", false, "print the statuses without writing the file")
	c.Flags().BoolVar(&f.json, "json", false, "report as JSON")
	c.Flags().StringVar(&f.now, "now", "", "run"+asOf)
	c.RunE = running(func(ctx context.Context) error { return a.sync(ctx, f) })
	return c
}

// syncReport is the output of sync --json.
type syncReport struct {
	File       string          `json:"file"`
	Written    bool            `json:"written"`
	DryRun     bool            `json:"dry_run,omitempty"`
	Components thirdparty.Data `json:"components"`
	Pages      []syncPage      `json:"pages"`
}

type syncPage struct {
	Page     string   `json:"page"`
	OK       bool     `json:"ok"`
	Changed  []string `json:"changed"`
	Problems []string `json:"problems"`
}

func (a *app) sync(ctx context.Context, f syncFlags) error {
	root, now, err := a.openRoot(f.now)
	if err != nil {
		return err
	}
	defer root.Close()
	c, err := settings(root.FS(), config.Overrides{})
	if err != nil {
		return err
	}
	src, err := fs.ReadFile(root.FS(), thirdparty.File)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	old, problems := thirdparty.Parse(src)
	a.print(problems)
	if problems != nil {
		old = thirdparty.Data{}
	}
	cache := filepath.Join(a.site, ".statuary", "cache", "third-party.json")
	validators := pagesync.Validators{}
	if data, err := os.ReadFile(cache); err == nil && json.Unmarshal(data, &validators) != nil {
		validators = pagesync.Validators{}
	}
	data, outcomes := pagesync.Sync(ctx, c.ThirdParty, old, validators, now())
	if ctx.Err() != nil {
		return ctx.Err()
	}
	text := data.Encode()
	changed := !bytes.Equal(text, src) && (len(data) > 0 || len(src) > 0)
	if changed && !f.dryRun {
		if err := atomicfile.WriteIn(root, filepath.FromSlash(thirdparty.File), text, 0o644); err != nil {
			return err
		}
	}
	if len(c.ThirdParty) > 0 && !f.dryRun && os.MkdirAll(filepath.Dir(cache), 0o755) == nil {
		// A cache that cannot be written only costs time.
		_ = atomicfile.WriteCache(cache, func(w io.Writer) error { return json.NewEncoder(w).Encode(validators) })
	}
	return a.reportSync(f, changed, data, outcomes, c)
}

func (a *app) reportSync(f syncFlags, changed bool, data thirdparty.Data, outcomes []pagesync.Outcome, c *config.Config) error {
	failed := false
	report := syncReport{File: a.displayPath(thirdparty.File), Written: changed && !f.dryRun, DryRun: f.dryRun, Components: data, Pages: []syncPage{}}
	for _, o := range outcomes {
		failed = failed || len(o.Problems) > 0
		report.Pages = append(report.Pages, syncPage{o.Page, !o.Failed, append([]string{}, o.Changed...), append([]string{}, o.Problems...)})
		for _, p := range o.Problems {
			fmt.Fprintf(a.stderr, "statuary: %s\n", p)
		}
	}
	if f.json {
		if err := a.printJSON(report); err != nil {
			return err
		}
	} else {
		if len(c.ThirdParty) == 0 {
			fmt.Fprintln(a.stdout, "no third-party components: config.toml has no [[components]] with statuspage")
		}
		for _, t := range c.ThirdParty {
			word := "not known"
			if s, ok := data[t.ID]; ok {
				word = strings.ReplaceAll(s.Status, "_", " ")
			}
			fmt.Fprintf(a.stdout, "%s: %s, from %s\n", t.ID, word, thirdparty.Host(t.Page))
		}
	}
	if failed {
		return &failure{}
	}
	return nil
}
