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
)

func (a *app) lspCommand() *cobra.Command {
	var now string
	c := &cobra.Command{
		Use:   "lsp",
		Short: "Show what check says in an editor, and complete front matter",
		Long: `Speak the Language Server Protocol over standard input and output. An editor
starts it, and shows what statuary check says of the site while it is written,
of texts that are not saved yet as well. In front matter it completes keys, the
words of the format and ids of components.

Without --site, the site is the folder that the editor has open, or the next
above it that holds config.toml. docs/writing.md has settings for editors.`,
		Args: cobra.NoArgs,
	}
	c.Flags().StringVar(&now, "now", "", "pretend that it is this time, such as 2006-01-02T15:04:05Z")
	c.Flags().Bool("stdio", true, "as it does anyway; some editors say so")
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
			b := builder.New(builder.Options{Site: over(root.FS()), Now: clock, Remember: true, Jobs: runtime.GOMAXPROCS(0)})
			return func(ctx context.Context) (*config.Config, diag.List, error) {
				r, err := b.Check(ctx)
				return r.Config, r.Problems, err
			}, nil
		}
		return lsp.Serve(ctx, stdio{os.Stdin, a.stdout}, o)
	})
	return c
}

// stdio is the connection to the editor that has started the process.
type stdio struct {
	io.ReadCloser
	io.Writer
}
