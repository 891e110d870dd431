package builder

import (
	"context"
	"errors"
	"io/fs"

	"statuary/internal/config"
	"statuary/internal/publish"
)

// NoSite returns the problem of a folder without a config.toml, or nil. A caller that builds until
// it is interrupted waits for errors to be corrected, but not for a site to be created.
func (b *Builder) NoSite() error {
	if _, err := fs.Stat(b.Site, config.File); !errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	_, problems := b.Settings()
	return problems
}

// BuildInto builds the site into a folder. It does nothing if nothing has changed since the last
// build, and does not create the folder if there is no site.
func (b *Builder) BuildInto(ctx context.Context, out *publish.Dir) (*Result, publish.Report, error) {
	var result *Result
	if b.NoSite() != nil {
		result, err := b.Build(ctx, func(publish.File) error { return nil })
		return result, publish.Report{}, err
	}
	if result, ok := b.Unchanged(); ok {
		if report, ok := out.Intact(result.Build); ok {
			return result, report, nil
		}
	}
	plan, err := publish.SyncWith(ctx, out, publish.Options{Approve: b.Approve}, func(put func(publish.File) error) (err error) {
		result, err = b.Build(ctx, put)
		out.Build = result.Build
		return err
	})
	return result, plan.Report(), err
}
