package importer

import (
	"bytes"
	"context"
	"os"
	"path/filepath"

	"statuary/internal/git"
	"statuary/internal/importer/exchange"
	"statuary/internal/importer/upptime"
)

// log returns the history of a checkout, if the tool reads it and the folder is the top of a
// repository; otherwise nil. A history that cannot be read is reported as a loss.
func (t Tool) log(ctx context.Context, folder string, r *exchange.Report) *exchange.File {
	if t.gitLog == nil {
		return nil
	}
	if _, err := os.Stat(filepath.Join(folder, ".git")); err != nil {
		return nil
	}
	// The settings of a foreign repository may name programs to run.
	runner := git.Runner{Dir: folder, Env: []string{
		"GIT_CONFIG_COUNT=2", "GIT_CONFIG_KEY_0=core.fsmonitor", "GIT_CONFIG_VALUE_0=false", "GIT_CONFIG_KEY_1=core.quotePath", "GIT_CONFIG_VALUE_1=false",
	}}
	var all bytes.Buffer
	for _, args := range t.gitLog {
		out, err := runner.Run(ctx, nil, args...)
		if err != nil {
			r.Add(exchange.Loss, folder, "the history of the checkout could not be read", "%v", err)
			return nil
		}
		all.Write(out)
	}
	if shallow, err := runner.Line(ctx, "rev-parse", "--is-shallow-repository"); err == nil && shallow == "true" {
		r.Add(exchange.Loss, folder, "the checkout has only a part of its history: run git fetch --unshallow", "")
	}
	return &exchange.File{Name: upptime.GitLog, Data: all.Bytes()}
}
