package edit

import (
	"fmt"
	"strings"
	"time"

	"statuary/internal/incident"
	"statuary/internal/timefmt"
)

// Form returns the form for a new postmortem: headings with instructions, and the facts that follow
// from the timeline. The duration is how long the incident was open, or 0 if it still is.
// [incident.BlankText] recognises an unfilled form.
func Form(in *incident.Incident, started time.Time, duration time.Duration) string {
	var b strings.Builder
	section := func(title, ask string) { fmt.Fprintf(&b, "## %s\n\n%s %s -->\n\n", title, incident.FormMark, ask) }
	section("Summary", "what happened, to whom, and for how long, in two or three sentences for readers who know nothing of your systems.")
	section("Impact", "who could not do what? In numbers, where you have them.")
	if duration > 0 {
		fmt.Fprintf(&b, "It began at %s and lasted %s.\n\n", timefmt.Format(started, "2006-01-02 15:04"), timefmt.Duration(duration))
	}
	section("Timeline", "what was done and seen, beyond the updates.")
	for _, u := range in.Updates {
		if u.Status != incident.Postmortem {
			fmt.Fprintf(&b, "- **%s** %s\n", timefmt.Format(u.At, "2006-01-02 15:04"), strings.ToLower(u.Status.Label()))
		}
	}
	b.WriteString("\n")
	section("Root cause", "why could it happen? Systems, not people.")
	section("What went well", "what kept it from being worse?")
	section("Follow-ups", "what will be changed, and by when?")
	b.WriteString("- [ ] \n")
	return b.String()
}

// Unfilled reports whether a postmortem still contains instructions of the form.
func Unfilled(body string) bool { return strings.Contains(body, incident.FormMark) }
