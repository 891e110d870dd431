package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"statuary/internal/edit"
	"statuary/internal/incident"
	"statuary/internal/workspace"
)

func (a *app) newAnnouncementCommand() *cobra.Command {
	var f newFlags
	c := &cobra.Command{
		Use:   "announcement TITLE",
		Short: "Create an announcement",
		Long: `Create the file of an announcement: a message that is not about an incident. It is
pinned at the top of the home page from --from until --until, and stays on its own
page, in the history and in feeds. It never counts as an incident.

Without --message, $EDITOR opens for the message.`,
		Example: `  statuary new announcement "New API version" --until "2026-12-20 12:00" -m "Version 2 of the API is available."
  statuary new announcement "Holiday hours" --from "2026-12-24 00:00" --until "2027-01-02 00:00" -m "Support answers within a day."`,
		Args: arguments(1, "title"),
	}
	flags := c.Flags()
	flags.StringVar(&f.from, "from", "", "`TIME` from which it is published and pinned: 15:04, +2h, or a timestamp (default: now)")
	flags.StringVar(&f.until, "until", "", "`TIME` until which it is pinned (default: it stays pinned)")
	flags.StringArrayVarP(&f.message, "message", "m", nil, "text of the announcement, in Markdown; - reads standard input")
	flags.StringVar(&f.id, "id", "", "id of the announcement (default: date and title)")
	flags.BoolVarP(&f.edit, "edit", "e", false, "write the message in $EDITOR")
	flags.BoolVar(&f.dryRun, "dry-run", false, "print the changes without making them")
	flags.BoolVar(&f.json, "json", false, "report as JSON")
	flags.StringVar(&f.now, "now", "", "run"+asOf)
	c.RunE = func(c *cobra.Command, args []string) error {
		return running(func(ctx context.Context) error { return a.newAnnouncement(ctx, &f, args[0]) })(c, nil)
	}
	return c
}

func (a *app) newAnnouncement(_ context.Context, f *newFlags, title string) error {
	d, err := a.openWorkspace(f.now)
	if err != nil {
		return err
	}
	title = strings.Join(strings.Fields(title), " ")
	if title == "" {
		return hinted("the title is empty", "describe the announcement in a few words")
	}
	e := incident.Update{Status: incident.Announced}
	if e.At, err = workspace.ParseMoment(f.from, d.Now); err != nil {
		return usage("--from", err)
	}
	draft := edit.Draft{Title: title, Type: incident.Announcement, Schema: d.Schema()}
	if f.until != "" {
		w, err := workspace.ParseWindow(e.At.Format("2006-01-02T15:04:05Z07:00"), f.until, d.Now)
		if err != nil {
			return usage("", err)
		}
		draft.Until = w.Until
	}
	preview := workspace.Incident{Incident: &incident.Incident{Title: title, ID: "new"}}
	if e.Message, err = a.message(f.message, f.edit, editorNotes(preview, e)); err != nil {
		return err
	}
	draft.Updates = []incident.Update{e}
	c, err := d.Create(f.id, draft)
	if err != nil {
		return a.reportUnsafe(err)
	}
	outcome, err := d.JudgeNew(c, e)
	if err != nil {
		return a.reportUnsafe(err)
	}
	return a.save(d, &f.writeFlags, c, e, outcome)
}

// findIncident returns the incident that an argument means. It refuses announcements, which have no
// timeline.
func (a *app) findIncident(d *workspace.Workspace, arg string) (workspace.Incident, error) {
	in, err := d.Find(arg)
	if err == nil && in.Type == incident.Announcement {
		return in, hinted(in.ID+" is an announcement, which has no timeline", "edit "+a.displayPath(in.Source.File)+"; until: ends it")
	}
	return in, err
}
