package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"statuary/internal/builder"
	"statuary/internal/diag"
	"statuary/internal/follow"
	"statuary/internal/publish"
)

// followLog prints what a follow.Loop does.
type followLog struct {
	*app
	showProblems func(diag.List) // nil, or shows errors elsewhere too
}

func (l followLog) Built(r *builder.Result, done string, took time.Duration, reason string) {
	l.print(r.Problems) // warnings
	l.printSkipped(r.LeftOut)
	if reason != "" {
		reason = " (" + reason + ")"
	}
	fmt.Fprintf(l.stdout, "%s %s in %d ms%s\n", clockTime(), done, took.Milliseconds(), reason)
}

func (l followLog) Problems(list diag.List) {
	l.print(list)
	fmt.Fprintf(l.stderr, "%s %s; keeping the last good site\n", clockTime(), countProblems(list))
	if l.showProblems != nil {
		l.showProblems(list)
	}
}

func (l followLog) Failed(err error) { l.printError(err) }

// clockTime returns the local time of day, for the log.
func clockTime() string { return time.Now().Format("15:04:05") }

// buildAndWatch runs build --watch.
func (a *app) buildAndWatch(ctx context.Context, f buildFlags, out string) error {
	b, folder, err := a.builderOf(f.siteFlags, true)
	if err != nil {
		return err
	}
	defer folder.Close()
	if err := b.NoSite(); err != nil {
		return err
	}
	if out, err = filepath.Abs(out); err != nil { // the working folder may be one that is swapped
		return err
	}
	loop := &follow.Loop{
		Folder: folder, Builder: b, Poll: f.poll, FixedTime: f.now != "", Log: followLog{app: a},
		Build: func(ctx context.Context) (*builder.Result, string, error) {
			result, report, err := b.BuildInto(ctx, a.outputFolder(out))
			a.clearProgress()
			return result, changed(report), err
		},
	}
	return loop.Run(ctx)
}

// changed returns what a sync did: "3 files written, 1 file deleted".
func changed(r publish.Report) string {
	var parts []string
	if r.Written > 0 {
		parts = append(parts, count(r.Written, "file")+" written")
	}
	if r.Deleted > 0 {
		parts = append(parts, count(r.Deleted, "file")+" deleted")
	}
	if len(parts) == 0 {
		return "nothing changed"
	}
	return strings.Join(parts, ", ")
}
