package main

import (
	"context"
	"io"
	"io/fs"
	"os"
	"runtime"

	"github.com/spf13/cobra"

	"statuary/internal/builder"
	"statuary/internal/config"
	"statuary/internal/diag"
	"statuary/internal/lsp"
	"statuary/internal/publish/targets"
)

func (a *app) lspCommand() *cobra.Command {
	var now string
	c := &cobra.Command{
		Use:   "lsp",
		Short: "Run a language server, for problems and completion in editors",
		Long: `Run a server of the Language Server Protocol on standard input and output.
Started by an editor, it reports the problems that statuary check finds, including
those in unsaved texts, and completes keys, values and ids of components in front
matter.

Without --site, the site is the folder that the editor has open, or the nearest
one above it with a config.toml. docs/writing.md has settings for editors.`,
		Args: arguments(0),
	}
	c.Flags().StringVar(&now, "now", "", "run"+asOf)
	c.Flags().Bool("stdio", true, "use standard input and output (the default); some editors pass it")
	_ = c.Flags().MarkHidden("stdio") // the flag is there
	c.RunE = running(func(ctx context.Context) error {
		clock, err := clock(now)
		if err != nil {
			return err
		}
		o := lsp.Options{Now: clock, Version: version()}
		if c.Flag("site").Changed {
			o.Dir = a.site
		}
		o.Open = func(dir string, over func(fs.FS) fs.FS) (lsp.Check, error) {
			root, err := os.OpenRoot(dir) // until the process ends
			if err != nil {
				return nil, err
			}
			b := builder.New(builder.Options{Site: over(root.FS()), Now: clock, Targets: targets.Kinds(), Remember: true, Jobs: runtime.GOMAXPROCS(0)})
			return func(ctx context.Context) (*config.Config, diag.List, error) {
				r, err := b.Check(ctx)
				return r.Config, r.Problems, err
			}, nil
		}
		return lsp.Serve(ctx, stdio{os.Stdin, a.stdout}, o)
	})
	return c
}

// stdio is the connection to the editor that started the process.
type stdio struct {
	io.ReadCloser
	io.Writer
}
