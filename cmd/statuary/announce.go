package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"statuary/internal/announce"
	"statuary/internal/announce/sitenews"
	"statuary/internal/config"
	"statuary/internal/diag"
	"statuary/internal/publish"
	"statuary/internal/publish/targets"
)

type announceFlags struct {
	siteFlags
	channels []string
	dryRun   bool
	json     bool
	ledger   string // branch of the ledger; empty: the ledger is stored with the target
	wait     time.Duration
}

// defaultWait is how long to wait until pages show the news.
const defaultWait = 5 * time.Minute

func (a *app) announceCommand() *cobra.Command {
	var f announceFlags
	c := &cobra.Command{
		Use:   "announce [TARGET]",
		Short: "Announce published news in the channels of config.toml",
		Long: `Announce what is new in the channels of config.toml, its tables [announce.NAME]:
updates of incidents, maintenance that is scheduled, begins or is completed, and
postmortems. Edits of old texts are not announced.

Run it after publishing. TARGET is the target that the site was published to, as
for statuary publish; a ledger of what was announced is stored there. Each entry
is announced once in each channel, also if several machines run this command. The
first run with a new channel announces nothing.

If CI publishes the site, there is no target: with --ledger-branch, the ledger is
on a branch of the remote origin that has no other files.

Before anything is sent, the command waits until the published pages show the
news. If a channel fails, the others are served, the exit status is 1, and the
next run tries again while the news is not older than max_age of the channel.`,
		Example: `  statuary publish && statuary announce
  statuary announce --dry-run
  statuary announce --ledger-branch statuary-announced`,
		Args:              arguments(1),
		ValidArgsFunction: a.completeTargets,
	}
	flags := c.Flags()
	flags.StringArrayVar(&f.channels, "channel", nil, "announce only in the channel with this `NAME`; may be repeated")
	flags.BoolVarP(&f.dryRun, "dry-run", "n", false, "print what would be announced, without sending anything")
	flags.StringVar(&f.ledger, "ledger-branch", "", "keep the ledger on the branch with this `NAME` of the remote origin, and not with a target")
	flags.DurationVar(&f.wait, "wait", defaultWait, "wait at most this `DURATION` until the published pages show the news; 0 does not look at them")
	flags.BoolVar(&f.json, "json", false, "report as JSON")
	flags.StringVar(&f.baseURL, "base-url", "", "address of the site (default: base_url in config.toml)")
	flags.StringVar(&f.now, "now", "", "run"+asOf)
	c.RunE = func(c *cobra.Command, args []string) error {
		name := ""
		if len(args) > 0 {
			name = args[0]
		}
		return running(func(ctx context.Context) error { return a.announce(ctx, f, name) })(c, nil)
	}
	return c
}

func (a *app) announce(ctx context.Context, f announceFlags, target string) error {
	root, now, err := a.openRoot(f.now)
	if err != nil {
		return err
	}
	defer root.Close()
	c, err := settings(root.FS(), config.Overrides{BaseURL: f.baseURL})
	if err != nil {
		return err
	}
	if len(c.Announce) == 0 && len(f.channels) == 0 {
		return a.noChannels(f)
	}
	store, baseURL, err := a.ledger(ctx, f, c, target)
	if err != nil {
		return err
	}
	outcomes, skipped, err := sitenews.Announce(ctx, sitenews.Options{
		Dir: a.site, FS: root.FS(), Overrides: config.Overrides{BaseURL: baseURL}, Targets: targets.Kinds(), Now: now, Store: store, Holder: rand.Text(),
		Only: f.channels, DryRun: f.dryRun, Wait: f.wait,
		Waiting: func(what string) { fmt.Fprintf(a.stderr, "statuary: waiting for %s\n", what) },
		Warn: func(err error) {
			fmt.Fprintf(a.stderr, "statuary: warning: %v\n", err)
			a.printHint(diag.HintOf(err))
		},
	})
	if errors.Is(err, publish.ErrStoreChanged) {
		err = announce.ErrOther
	}
	if f.json {
		if jerr := a.printJSON(announceJSON(outcomes, f.dryRun, err)); jerr != nil {
			return jerr
		}
	} else {
		a.print(skipped)
		if err == nil {
			a.reportAnnounced(outcomes, f.dryRun)
		}
	}
	if err != nil {
		return err
	}
	if failed(outcomes) {
		return &failure{}
	}
	return nil
}

// ledger returns where the ledger is, and the address of the site there.
func (a *app) ledger(ctx context.Context, f announceFlags, c *config.Config, target string) (publish.Store, string, error) {
	if f.ledger != "" {
		if target != "" {
			return nil, "", usagef("--ledger-branch is for sites without a target; omit %q", target)
		}
		store, err := targets.BranchStore(a.site, f.ledger)
		return store, f.baseURL, usage("", err)
	}
	d, err := a.destination(ctx, publishFlags{}, c, target)
	if err != nil {
		return nil, "", err
	}
	return d.Store, cmp.Or(f.baseURL, d.baseURL), nil
}

// noChannels reports that there is nothing to do, which is no failure: a workflow may always announce.
func (a *app) noChannels(f announceFlags) error {
	if f.json {
		return a.printJSON(announceJSON(nil, f.dryRun, nil))
	}
	fmt.Fprintln(a.stdout, "no channels: config.toml has no [announce.NAME]")
	return nil
}

func failed(outcomes []announce.Outcome) bool {
	for _, o := range outcomes {
		if len(o.Failed) > 0 || o.Over > 0 {
			return true
		}
	}
	return false
}

// reportAnnounced prints what was sent, a line for each message.
func (a *app) reportAnnounced(outcomes []announce.Outcome, dryRun bool) {
	sent := 0
	for _, o := range outcomes {
		name := o.Channel.Name
		if o.New {
			fmt.Fprintf(a.stderr, "statuary: the channel %s is new: what is published already is not announced\n", name)
		}
		if o.Over > 0 {
			fmt.Fprintf(a.stderr, "statuary: %s: %d messages are more than its limit of %d; nothing was sent\n", name, o.Over, o.Channel.Limit)
			a.printHint("if they are right, set limit in [announce." + name + "]")
		}
		list, verb := o.Sent, "announced in"
		if dryRun {
			list, verb = o.Send, "would announce in"
		}
		for _, n := range list {
			sent++
			fmt.Fprintf(a.stdout, "%s %s: %s: %s\n", verb, name, n.Incident.ID, newsText(n))
		}
		for _, x := range o.Failed {
			fmt.Fprintf(a.stderr, "statuary: %s: %s: %s: %v\n", name, x.News.Incident.ID, newsText(x.News), x.Err)
			if hint := diag.HintOf(x.Err); hint != "" {
				a.printHint(hint)
			}
		}
		for _, x := range o.Refused {
			fmt.Fprintf(a.stderr, "statuary: %s: %s: %s: %v; it is not sent to them again\n", name, x.News.Incident.ID, newsText(x.News), x.Err)
		}
		if o.Skipped > 0 {
			fmt.Fprintf(a.stderr, "statuary: %s: %s may have been sent by a run that was killed, and on_doubt does not repeat them\n", name, count(o.Skipped, "message"))
		}
	}
	if sent == 0 && !failed(outcomes) {
		fmt.Fprintln(a.stdout, "nothing new to announce")
	}
}

// newsText returns what a piece of news is.
func newsText(n announce.News) string {
	if n.Soon() {
		return "begins soon"
	}
	return n.Status().String()
}

// announceReport is the output of announce with --json.
type announceReport struct {
	OK       bool              `json:"ok"`
	DryRun   bool              `json:"dry_run"`
	Error    string            `json:"error,omitempty"`
	Channels []announceChannel `json:"channels"`
}

type announceChannel struct {
	Name    string         `json:"name"`
	New     bool           `json:"new"` // what was published before it is not announced
	Sent    []announceNews `json:"sent"`
	Pending []announceNews `json:"pending"` // of a dry run
	Failed  []announceNews `json:"failed"`
	Refused []announceNews `json:"refused,omitempty"` // sent, but refused by some recipients
	Skipped int            `json:"skipped"`
	Over    int            `json:"over_limit"`
}

type announceNews struct {
	Incident string    `json:"incident"`
	News     string    `json:"news"`
	At       time.Time `json:"at"`
	Error    string    `json:"error,omitempty"`
}

func announceJSON(outcomes []announce.Outcome, dryRun bool, err error) announceReport {
	r := announceReport{OK: err == nil && !failed(outcomes), DryRun: dryRun, Channels: []announceChannel{}}
	if err != nil {
		r.Error = err.Error()
	}
	list := func(news []announce.News) []announceNews {
		out := []announceNews{}
		for _, n := range news {
			out = append(out, announceNews{Incident: n.Incident.ID, News: newsText(n), At: n.At})
		}
		return out
	}
	for _, o := range outcomes {
		c := announceChannel{Name: o.Channel.Name, New: o.New, Sent: list(o.Sent), Pending: []announceNews{}, Failed: []announceNews{}, Skipped: o.Skipped, Over: o.Over}
		if dryRun {
			c.Pending = list(o.Send)
		}
		for _, x := range o.Refused {
			c.Refused = append(c.Refused, announceNews{x.News.Incident.ID, newsText(x.News), x.News.At, x.Err.Error()})
		}
		for _, x := range o.Failed {
			c.Failed = append(c.Failed, announceNews{x.News.Incident.ID, newsText(x.News), x.News.At, x.Err.Error()})
		}
		r.Channels = append(r.Channels, c)
	}
	return r
}
