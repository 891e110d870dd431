package main

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"statuary/internal/timefmt"
	"statuary/internal/workspace"
)

type listFlags struct {
	open  bool
	json  bool
	limit int
	now   string
}

func (a *app) listCommand() *cobra.Command {
	var f listFlags
	c := &cobra.Command{
		Use:     "list",
		Aliases: []string{"ls"},
		Short:   "List incidents: active ones first by impact, then the newest",
		Args:    arguments(0),
	}
	c.Flags().BoolVar(&f.open, "open", false, "list only active incidents and upcoming maintenance")
	c.Flags().BoolVar(&f.json, "json", false, "list as JSON, with all details")
	c.Flags().IntVarP(&f.limit, "limit", "n", 30, "number of incidents; 0 lists all")
	c.Flags().StringVar(&f.now, "now", "", "run"+asOf)
	c.RunE = running(func(ctx context.Context) error { return a.list(ctx, f) })
	return c
}

// listed is an incident in the output of list --json. Times are RFC 3339, in the site's
// zone.
type listed struct {
	ID             string     `json:"id"`
	Title          string     `json:"title"`
	Type           string     `json:"type"`
	Status         string     `json:"status"`
	Impact         string     `json:"impact"`
	Open           bool       `json:"open"`
	Draft          bool       `json:"draft,omitempty"`
	StartedAt      time.Time  `json:"started_at"`
	EndedAt        *time.Time `json:"ended_at"`
	UpdatedAt      time.Time  `json:"updated_at"`
	ScheduledFor   *time.Time `json:"scheduled_for,omitempty"`
	ScheduledUntil *time.Time `json:"scheduled_until,omitempty"`
	Components     []string   `json:"components"`
	Updates        int        `json:"updates"`
	File           string     `json:"file"`
}

func (a *app) list(_ context.Context, f listFlags) error {
	d, err := a.openWorkspace(f.now)
	if err != nil {
		return err
	}
	of := d.List
	if f.open {
		of = d.ListOpen
	}
	list, err := of()
	if err != nil {
		return err
	}
	found := len(list)
	if f.limit > 0 {
		list = list[:min(f.limit, len(list))]
	}
	if broken, _ := d.Problems.Count(); broken > 0 {
		fmt.Fprintf(a.stderr, "statuary: skipped files with errors; list them with statuary check\n")
	}
	if f.json {
		out := make([]listed, len(list))
		for i, in := range list {
			out[i] = a.listed(in)
		}
		return a.printJSON(out)
	}
	w := tabwriter.NewWriter(a.stdout, 0, 8, 2, ' ', 0)
	for _, in := range list {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", in.ID, statusText(in), timefmt.Format(in.Started, "2006-01-02 15:04"), in.Title)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	switch {
	case found == 0 && f.open:
		fmt.Fprintln(a.stderr, "no active incidents")
	case found == 0:
		fmt.Fprintln(a.stderr, "no incidents")
	case len(list) < found:
		fmt.Fprintf(a.stderr, "%d of %d incidents; -n 0 lists all\n", len(list), found)
	}
	return nil
}

// statusText returns the status of an incident for lists.
func statusText(in workspace.Incident) string {
	switch {
	case in.Draft:
		return "draft"
	case in.Future:
		return "upcoming"
	}
	return strings.ReplaceAll(in.Status.String(), "_", " ")
}

func (a *app) listed(in workspace.Incident) listed {
	l := listed{
		ID: in.ID, Title: in.Title, Type: in.Type.String(), Status: in.Status.String(), Impact: in.Impact.String(),
		Open: in.Open, Draft: in.Draft, StartedAt: in.Started, UpdatedAt: in.Latest, Components: in.Named(),
		Updates: len(in.Updates), File: a.displayPath(in.Source.File),
		EndedAt: timeOrNil(in.Ended), ScheduledFor: timeOrNil(in.ScheduledFor), ScheduledUntil: timeOrNil(in.ScheduledUntil),
	}
	return l
}

// timeOrNil returns nil for the zero time.
func timeOrNil(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
