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
	section("Summary", "what happened, who was affected, and for how long? Write two or three sentences for readers who do not know your systems.")
	section("Impact", "what could users not do? Include numbers if you have them.")
	if duration > 0 {
		fmt.Fprintf(&b, "It began at %s and lasted %s.\n\n", timefmt.Format(started, "2006-01-02 15:04"), timefmt.Duration(duration))
	}
	section("Timeline", "add what you saw and did between the updates.")
	for _, u := range in.Updates {
		if u.Status != incident.Postmortem {
			fmt.Fprintf(&b, "- **%s** %s\n", timefmt.Format(u.At, "2006-01-02 15:04"), strings.ToLower(u.Status.Label()))
		}
	}
	b.WriteString("\n")
	section("Root cause", "why did it happen? Describe systems, not people.")
	section("What went well", "what limited the impact?")
	section("Follow-ups", "what will you change, and by when?")
	b.WriteString("- [ ] \n")
	return b.String()
}

// Unfilled reports whether a postmortem still contains instructions of the form.
func Unfilled(body string) bool { return strings.Contains(body, incident.FormMark) }
