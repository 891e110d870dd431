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

	"statuary/internal/builder"
	"statuary/internal/config"
	"statuary/internal/diag"
	"statuary/internal/publish"
	"statuary/internal/watch"
)

// follower builds a site again whenever it has changed.
type follower struct {
	*app
	flags   siteFlags
	poll    bool
	builder *builder.Builder
	folder  *siteFolder                                            // which the builder reads
	build   func(context.Context) (*builder.Result, string, error) // the text says what came of it
	trouble func(diag.List)                                        // shows what is wrong; may be nil
}

// Patience with a settings file that is away: some programs delete it before
// they write it anew.
const configGrace = time.Second

// wake is how often the clock is looked at, so that a machine that was asleep
// finds that it is late.
const wake = time.Minute

// follow builds once, and then again and again, one build at a time, until the
// context is done. What changes during a build is built next.
func (f *follower) follow(ctx context.Context) error {
	// Watching begins before the first build, so that no change is lost.
	changes, err := watch.Watch(ctx, f.folder.path, watch.Options{Wanted: builder.Watched, Poll: f.poll, Polling: f.polling, Unwatched: f.unwatched})
	if err != nil {
		return err
	}
	why := ""
	for {
		next := f.once(ctx, why, changes)
		if ctx.Err() != nil {
			return nil
		}
		var ok bool
		if why, ok = f.wait(ctx, changes, next); !ok {
			if ctx.Err() == nil {
				return errors.New("the site can't be watched any more")
			}
			return nil
		}
	}
}

// polling reports that the system can't watch the site.
func (f *follower) polling(err error) {
	f.printError(&diag.Error{
		Text: fmt.Sprintf("the system can't watch this folder: %v", err),
		Hint: "looking for changes every second instead; on Linux, raise fs.inotify.max_user_watches and max_user_instances with sysctl",
	})
}

// unwatched reports a folder whose changes can't be seen.
func (f *follower) unwatched(path string, err error) {
	hint := "make the folder readable, then start again"
	if network := new(watch.NetworkError); errors.As(err, &network) {
		hint = "start with --poll, which looks for changes every second"
	}
	f.printError(&diag.Error{Text: fmt.Sprintf("changes in %s are not seen: %v", filepath.Join(f.site, filepath.FromSlash(path)), err), Hint: hint})
}

// once builds, and gives the moment at which the clock will make it due again.
func (f *follower) once(ctx context.Context, why string, changes <-chan watch.Change) time.Time {
	start := time.Now()
	if f.folder.Reopen() {
		f.builder.Site = f.folder.FS()
	}
	result, done, err := f.build(ctx)
	var problems diag.List
	switch {
	case ctx.Err() != nil:
		return time.Time{}
	case errors.As(err, &problems):
		if f.configIsAway() {
			select {
			case c := <-changes:
				return f.once(ctx, describe(c), changes)
			case <-time.After(configGrace):
			case <-ctx.Done():
				return time.Time{}
			}
		}
		f.print(problems)
		fmt.Fprintf(f.stderr, "%s %s; the last good site stays\n", stamp(), countProblems(problems))
		if f.trouble != nil {
			f.trouble(problems)
		}
		return time.Time{}
	case err != nil:
		f.printError(err)
		return time.Time{}
	}
	f.print(result.Problems) // warnings
	f.printSkipped(result.LeftOut)
	if why != "" {
		why = " (" + why + ")"
	}
	fmt.Fprintf(f.stdout, "%s %s in %d ms%s\n", stamp(), done, time.Since(start).Milliseconds(), why)
	if f.flags.now != "" {
		return time.Time{} // the time stands still
	}
	return result.Next
}

func stamp() string { return time.Now().Format("15:04:05") }

func (f *follower) configIsAway() bool {
	_, err := os.Stat(filepath.Join(f.folder.path, config.File))
	return errors.Is(err, fs.ErrNotExist)
}

// wait returns when a build is due, with the reason, or false at the end.
func (f *follower) wait(ctx context.Context, changes <-chan watch.Change, next time.Time) (why string, ok bool) {
	tick := time.NewTicker(wake)
	defer tick.Stop()
	var due <-chan time.Time
	if !next.IsZero() {
		due = time.After(time.Until(next))
	}
	for {
		select {
		case <-ctx.Done():
			return "", false
		case c, ok := <-changes:
			return describe(c), ok
		case <-due:
			return "the clock", true
		case <-tick.C:
			if !next.IsZero() && !time.Now().Before(next) {
				return "the clock", true
			}
		}
	}
}

// describe names the first file of a change and counts the rest.
func describe(c watch.Change) string {
	var names []string
	for _, p := range c.Paths {
		if len(names) == 0 || names[len(names)-1] != p {
			names = append(names, p)
		}
	}
	switch len(names) {
	case 0:
		return "files changed"
	case 1:
		return names[0]
	}
	return names[0] + " and others"
}

// buildAndWatch is build --watch.
func (a *app) buildAndWatch(ctx context.Context, f buildFlags, out string) error {
	b, folder, err := a.builderOf(f.siteFlags, true)
	if err != nil {
		return err
	}
	defer folder.Close()
	if err := hasSite(b); err != nil {
		return err
	}
	if out, err = filepath.Abs(out); err != nil { // the working folder may be one that is swapped
		return err
	}
	follower := &follower{
		app: a, flags: f.siteFlags, poll: f.poll, builder: b, folder: folder,
		build: func(ctx context.Context) (*builder.Result, string, error) {
			result, report, err := a.buildInto(ctx, b, out)
			a.clearProgress()
			return result, changed(report), err
		},
	}
	return follower.follow(ctx)
}

// changed says what a sync did.
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
