// Package follow builds a site again whenever its files or the clock change it: it is
// the loop of "serve" and "build --watch".
package follow

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"statuary/internal/builder"
	"statuary/internal/config"
	"statuary/internal/diag"
	"statuary/internal/watch"
)

// Loop builds a site again and again, one build at a time.
type Loop struct {
	Folder    *Folder          // of the site
	Builder   *builder.Builder // reads the folder; it gets the new one if the folder is replaced
	Poll      bool             // poll the folder instead of waiting for events
	FixedTime bool             // all builds are of one time, so the clock makes none due
	Log       Log

	// Build builds the site and puts its files where they belong. The text is what
	// was done: "3 files written".
	Build func(context.Context) (*builder.Result, string, error)

	// Check looks for more problems of the site, after each build and until the next is due. The
	// error is a list of problems, which is logged as those of a build are. It may be nil.
	Check func(context.Context) error

	// Early makes the loop call Build soon after a change, when files may still be incomplete. Build has to
	// call Settled before it shows anything.
	Early bool

	Clock Clock // SystemClock if it is nil

	settling settling
	begun    int       // the count of events when the last build began
	held     time.Time // when the first site was held back; zero if the last one was not
	outdated bool      // the last build was held back

	next     time.Time // when the clock changes the site, as far as is known; zero if FixedTime is set
	failures int       // builds that failed since the last one that did not
	failure  string    // the last failure that was logged
}

// due is when to build again if no file changes.
type due struct {
	at     time.Time // zero: never
	reason string
	built  time.Time // when the last build began; if the clock is set back, it has to be repeated
}

// Log is told what happens. Its methods are called from one goroutine, except Failed.
type Log interface {
	// Built is called after a build. The reason is a file or "the clock", and empty for
	// the first build.
	Built(r *builder.Result, done string, took time.Duration, reason string)

	// Problems is called if the site has errors, so that the last build stays.
	Problems(diag.List)

	// Failed is called with any other error; the loop continues.
	Failed(error)
}

// configGrace is how long config.toml may be missing before that is an error: some
// programs delete a file before they write it.
const configGrace = time.Second

// wake is how often the clock is read, so that a machine that was asleep, or whose clock was
// set, notices that a build is overdue.
const wake = time.Minute

// The pauses before a failed build is repeated: each is twice the one before, up to the longest. A
// full disk, an unmounted folder and a file that can't be read cause no event when they are repaired.
const (
	firstPause   = time.Second
	longestPause = 5 * time.Minute
)

// Reasons of builds that no file caused.
const (
	byClock = "the clock"
	byRetry = "trying again"
)

// Run builds the site, and builds it again on each change, until the context is done.
// Changes during a build cause one more build after it.
func (l *Loop) Run(ctx context.Context) error {
	if l.Clock == nil {
		l.Clock = SystemClock{}
	}
	// Watching starts before the first build, so that no change is missed.
	o := watch.Options{Wanted: builder.Watched, Poll: l.Poll, Polling: l.polling, Unwatched: l.unwatched, Touched: l.settling.touched}
	if l.Early {
		o.Quiet = early
	}
	changes, err := watch.Watch(ctx, l.Folder.Path, o)
	if err != nil {
		return err
	}
	reason := ""
	for {
		next := l.build(ctx, reason, changes)
		if ctx.Err() != nil {
			return nil
		}
		var ok bool
		check := l.check(ctx)
		reason, ok = l.wait(ctx, changes, next, check.problems)
		check.stop()
		if !ok {
			if ctx.Err() == nil {
				return errors.New("can no longer watch the site for changes")
			}
			return nil
		}
	}
}

// polling reports that the system cannot watch the site.
func (l *Loop) polling(err error) {
	l.Log.Failed(&diag.Error{
		Text: fmt.Sprintf("the system cannot watch this folder: %v", err),
		Hint: "polling it every second instead; on Linux, raise fs.inotify.max_user_watches and max_user_instances with sysctl",
	})
}

// unwatched reports a folder whose changes are missed.
func (l *Loop) unwatched(path string, err error) {
	hint := "make the folder readable, then start again"
	if network := new(watch.NetworkError); errors.As(err, &network) {
		hint = "start with --poll, which looks for changes every second"
	}
	l.Log.Failed(&diag.Error{
		Text: fmt.Sprintf("cannot watch %s for changes: %v", filepath.Join(l.Folder.Name, filepath.FromSlash(path)), err),
		Hint: hint,
	})
}

// build builds once, and returns when to build again.
func (l *Loop) build(ctx context.Context, reason string, changes <-chan watch.Change) due {
	start := l.Clock.Now()
	if l.Folder.Reopen() {
		l.Builder.Site = l.Folder.FS()
	}
	l.begun, l.outdated = l.settling.count(), false
	result, done, err := l.Build(ctx)
	var problems diag.List
	switch {
	case ctx.Err() != nil || l.outdated: // the change that made it so is still to be received
		return due{}
	case err == nil:
		l.failures, l.failure = 0, ""
		l.setNext(result)
		l.Log.Built(result, done, l.Clock.Now().Sub(start), reason)
		return due{l.next, byClock, start}
	case errors.As(err, &problems) && l.configMissing():
		select {
		case c := <-changes:
			return l.build(ctx, describe(c), changes)
		case <-l.Clock.After(configGrace):
		case <-ctx.Done():
			return due{}
		}
	}
	// The same failure is logged again only if a file has changed.
	if text := err.Error(); text != l.failure || reason != byRetry && reason != byClock {
		l.failure = text
		if problems != nil {
			l.Log.Problems(problems)
		} else {
			l.Log.Failed(err)
		}
	}
	l.setNext(result)
	return l.retry(start)
}

// setNext sets when the clock changes the site, if a build found that out.
func (l *Loop) setNext(r *builder.Result) {
	if r != nil && !r.Next.IsZero() && !l.FixedTime {
		l.next = r.Next
	}
}

// retry returns when to build again after a failure of a build that began at start: after a pause, or
// earlier if the clock changes the site.
func (l *Loop) retry(start time.Time) due {
	pause := longestPause
	if l.failures < 16 {
		pause = min(pause, firstPause<<l.failures)
	}
	l.failures++
	now := l.Clock.Now()
	at := now.Add(pause)
	if l.next.After(now) && l.next.Before(at) {
		return due{l.next, byClock, start}
	}
	return due{at, byRetry, start}
}

// checking is a running check.
type checking struct {
	problems chan diag.List // has the problems once they are known, if there are any
	stop     func()         // stops the check, and returns when it has ended
}

// check starts a check.
func (l *Loop) check(ctx context.Context) checking {
	c := checking{make(chan diag.List, 1), func() {}}
	if l.Check == nil {
		return c
	}
	ctx, cancel := context.WithCancel(ctx)
	l.settling.onTouch(cancel)
	var running sync.WaitGroup
	running.Go(func() {
		var problems diag.List
		if err := l.Check(ctx); errors.As(err, &problems) {
			c.problems <- problems
		}
	})
	c.stop = func() {
		l.settling.onTouch(nil)
		cancel()
		running.Wait()
	}
	return c
}

// configMissing reports whether the folder has no config.toml.
func (l *Loop) configMissing() bool {
	_, err := os.Stat(filepath.Join(l.Folder.Path, config.File))
	return errors.Is(err, fs.ErrNotExist)
}

// wait returns the reason when a build is due, or false once the context is done or
// the changes end. Meanwhile it logs problems.
func (l *Loop) wait(ctx context.Context, changes <-chan watch.Change, next due, problems <-chan diag.List) (reason string, ok bool) {
	for {
		pause := wake
		if !next.at.IsZero() {
			pause = min(pause, max(0, next.at.Sub(l.Clock.Now())))
		}
		timer := l.Clock.After(pause)
		for waiting := true; waiting; {
			select {
			case <-ctx.Done():
				return "", false
			case c, ok := <-changes:
				return describe(c), ok
			case list := <-problems:
				l.Log.Problems(list)
			case <-timer:
				waiting = false
			}
		}
		now := l.Clock.Now()
		switch {
		case !next.at.IsZero() && !now.Before(next.at):
			return next.reason, true
		case !l.FixedTime && now.Before(next.built):
			return byClock, true // the clock was set back
		}
	}
}

// describe returns the first file of a change, and whether there are others.
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
