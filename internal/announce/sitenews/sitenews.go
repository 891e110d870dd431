// Package sitenews announces the news of a site in the channels of its settings.
package sitenews

import (
	"context"
	"fmt"
	"io/fs"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"time"

	"statuary/internal/announce"
	"statuary/internal/announce/channels"
	"statuary/internal/config"
	"statuary/internal/diag"
	"statuary/internal/history"
	"statuary/internal/incident"
	"statuary/internal/publish"
	"statuary/internal/site"
)

// Options are the options of one run.
type Options struct {
	Dir       string // the site's folder
	FS        fs.FS  // the same
	Overrides config.Overrides
	Targets   []config.TargetKind
	Now       func() time.Time
	Store     publish.Store
	Holder    string        // identifies this run
	Only      []string      // names of channels; empty: all
	DryRun    bool          // send nothing, and change nothing
	Wait      time.Duration // how long to wait until pages show the news; 0: do not look
	Waiting   func(for_ string)
	Warn      func(err error) // called for a channel without news whose secrets are missing; may be nil
	Client    *http.Client    // nil for one with limits
}

// Announce announces what is new. Files with errors, which the list has, are not announced; neither are
// they published. Errors of single channels are in their outcomes. The error is a diag.List if the
// settings have errors.
func Announce(ctx context.Context, o Options) ([]announce.Outcome, diag.List, error) {
	n, err := read(o)
	if err != nil {
		return nil, nil, err
	}
	run := announce.Run{
		Store: o.Store, Now: o.Now, Holder: o.Holder, DryRun: o.DryRun, Message: n.message,
		Waiting: func() { o.Waiting("another run that announces") },
		Open: func(ctx context.Context, name string) (announce.Sender, error) {
			return channels.Open(ctx, n.tables[name], channels.Options{Site: o.Dir, Client: o.Client, Payload: n.payload, Feeds: n.feeds()})
		},
	}
	if o.Wait > 0 {
		run.Await = n.await
	}
	for _, a := range n.config.Announce {
		if len(o.Only) > 0 && !slices.Contains(o.Only, a.Name) {
			continue
		}
		run.Channels = append(run.Channels, channelOf(a))
	}
	outcomes, err := run.Do(ctx, n.history)
	for _, one := range outcomes {
		// Channels with news have failed already, except in a dry run.
		if problem := channels.CheckSecrets(n.tables[one.Channel.Name]); problem != nil && o.Warn != nil && (o.DryRun || len(one.Send) == 0) {
			o.Warn(problem)
		}
	}
	return outcomes, n.problems, err
}

// news is a site whose news is announced.
type news struct {
	Options
	config   *config.Config
	history  *history.History
	problems diag.List // errors of files
	tables   map[string]config.Announce
	texts    map[string]*texts // by language
}

func read(o Options) (*news, error) {
	loader := site.Loader{Overrides: o.Overrides, Targets: o.Targets, Jobs: runtime.GOMAXPROCS(0)}
	s, problems := loader.Open(o.FS)
	if s == nil {
		return nil, problems
	}
	c := s.Config
	if len(c.Announce) == 0 {
		return nil, &diag.Error{Text: "config.toml has no [announce.NAME], so there is no channel to announce in", Hint: "docs/announcing.md shows how to add one"}
	}
	for _, name := range o.Only {
		if !slices.ContainsFunc(c.Announce, func(a config.Announce) bool { return a.Name == name }) {
			return nil, &diag.Error{Text: fmt.Sprintf("config.toml has no [announce.%s]", name), Hint: "name one of " + strings.Join(names(c), ", ")}
		}
	}
	if problems := check(c); len(problems) > 0 {
		return nil, problems
	}
	all, problems, err := s.Content()
	if err != nil {
		return nil, err
	}
	problems = slices.DeleteFunc(problems, func(d diag.Diagnostic) bool { return d.Warning })
	n := &news{problems: problems, Options: o, config: c, tables: map[string]config.Announce{}, texts: map[string]*texts{}}
	for _, a := range c.Announce {
		n.tables[a.Name] = a
		if err := n.load(all, a.Language); err != nil {
			return nil, err
		}
	}
	n.history = historyOf(c, all.Incidents, o.Now())
	return n, nil
}

// historyOf returns the history of the incidents that are not drafts.
func historyOf(c *config.Config, all []*incident.Incident, now time.Time) *history.History {
	list := slices.DeleteFunc(slices.Clone(all), func(i *incident.Incident) bool { return i.Draft })
	return history.New(list, history.Options{Now: now, Zone: c.Zone, Components: c.Components, Auto: c.Maintenance.Auto})
}

// check reports languages of channels that the site does not have.
func check(c *config.Config) (problems diag.List) {
	for _, a := range c.Announce {
		if known := append([]string{c.Language}, c.Languages...); a.Language != "" && !slices.Contains(known, a.Language) {
			problems = append(problems, diag.Diagnostic{
				Pos: a.Pos, Text: fmt.Sprintf("[announce.%s]: the site is not in the language %q", a.Name, a.Language), Hint: "write one of " + strings.Join(known, ", "),
			})
		}
	}
	return problems
}

func names(c *config.Config) (list []string) {
	for _, a := range c.Announce {
		list = append(list, a.Name)
	}
	return list
}

func channelOf(a config.Announce) *announce.Channel {
	return &announce.Channel{
		Name: a.Name, Components: a.Components, Impact: a.Impact, News: a.News, Before: a.Before, MaxAge: a.MaxAge, OnDoubt: a.OnDoubt,
		Limit: a.Limit, Recognises: channels.Recognises(a.Kind),
	}
}
