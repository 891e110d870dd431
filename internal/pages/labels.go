package pages

import (
	"slices"
	"strings"
	"time"

	"statuary/internal/civil"
	"statuary/internal/history"
	"statuary/internal/i18n"
	"statuary/internal/incident"
	"statuary/internal/pages/view"
	"statuary/internal/timefmt"
)

// direction returns the value of the attribute dir, or an empty string if none is
// needed.
func (b *base) direction() string {
	if b.words.RTL {
		return b.words.Dir()
	}
	return ""
}

// monthName returns the name of a month with its year.
func (b *base) monthName(m civil.Month) string {
	return b.words.Format(m.First().UTC(), timefmt.Month)
}

// tones maps the statuses of components to the words that themes use for
// shapes and colours.
var tones = [...]string{
	incident.Operational: "operational", incident.UnderMaintenance: "maintenance", incident.DegradedPerformance: "degraded",
	incident.PartialOutage: "partial", incident.MajorOutage: "major",
}

func componentBadge(s incident.ComponentStatus) view.Badge {
	return view.Badge{Icon: tones[s], Tone: tones[s], Label: s.Label()}
}

// impactTone returns the tone of the component status that an impact implies.
func impactTone(i incident.Impact) string {
	if i == incident.None {
		return "none"
	}
	return tones[i.Implies()]
}

func impactBadge(i incident.Impact) view.Badge {
	return view.Badge{Icon: impactTone(i), Tone: impactTone(i), Label: i.Label()}
}

// progressIcons maps the statuses of incidents to the circle that fills.
var progressIcons = [...]string{
	incident.Investigating: "none", incident.Identified: "half", incident.Monitoring: "most", incident.Resolved: "operational",
	incident.Scheduled: "scheduled", incident.InProgress: "half", incident.Verifying: "most", incident.Completed: "operational",
	incident.Cancelled:  "none",
	incident.Postmortem: "operational", incident.Announced: "none",
}

// progressOf returns the badge of a status: a circle that fills, in the tone "operational" once the
// incident is over, and else in "none".
func progressOf(s incident.Status, label string) view.Badge {
	b := view.Badge{Icon: progressIcons[s], Tone: "none", Label: label}
	if s.Over() && s != incident.Cancelled && s != incident.Announced {
		b.Tone = "operational"
	}
	return b
}

// progress returns the badge of an incident's status.
func progress(i *history.Incident) view.Badge {
	if i.Cancelled || i.CutShort {
		return progressOf(incident.Cancelled, incident.Cancelled.Label())
	}
	if i.Type == incident.Announcement {
		return announcementBadge
	}
	newest := i.Newest()
	label := newest.Status.Label()
	if newest.Label != "" && i.Ended.IsZero() {
		label = newest.Label
	}
	return progressOf(newest.Status, label)
}

// announcementBadge is the badge of announcements, which have neither an impact nor a status.
var announcementBadge = view.Badge{Icon: "none", Tone: "none", Label: i18n.Mark("Announcement")}

// outcome returns what became of an incident: "Resolved in 34 min.", or its status.
func (b *base) outcome(i *history.Incident) string {
	if i.Type == incident.Announcement {
		return ""
	}
	if i.Ended.IsZero() || i.Cancelled || i.CutShort {
		return b.words.T(progress(i).Label) + b.words.T(".")
	}
	duration := i.Duration()
	switch {
	case duration < time.Minute: // recorded afterwards, or over at once
		if i.Type == incident.Maintenance {
			return b.words.T(incident.Completed.Label()) + b.words.T(".")
		}
		return b.words.T(incident.Resolved.Label()) + b.words.T(".")
	case i.Type == incident.Maintenance:
		return b.words.F("Completed in %s.", b.words.Duration(duration))
	}
	return b.words.F("Resolved in %s.", b.words.Duration(duration))
}

// nextUpdate returns the announced time of the next update, or nil.
func nextUpdate(i *history.Incident) *view.NextUpdate {
	by := i.NextUpdate()
	if by.IsZero() {
		return nil
	}
	return &view.NextUpdate{By: by, Overdue: i.Overdue, SameDay: sameDay(by, i.Updates[len(i.Updates)-1].At)}
}

// updateLabel returns the word before an update: its own label, or "Update" if the
// status is that of the update before (Statuspage's rule), or else the status.
func updateLabel(updates []history.Update, n int) string {
	u := updates[n]
	switch {
	case u.Label != "":
		return u.Label
	case u.Status == incident.Announced:
		return announcementBadge.Label
	case n > 0 && updates[n-1].Status == u.Status:
		return i18n.Mark("Update")
	}
	return u.Status.Label()
}

// autoText returns the text of an update that the clock has made, which is
// Statuspage's and that of the JSON documents (package api).
func autoText(u history.Update) string {
	switch {
	case !u.Auto:
		return ""
	case u.Status == incident.Completed:
		return i18n.Mark("The scheduled maintenance has been completed.")
	}
	return i18n.Mark("Scheduled maintenance is currently in progress. We will provide updates as necessary.")
}

// names returns the names of components.
func names(list []incident.Component) []string {
	out := make([]string, len(list))
	for i, c := range list {
		out[i] = c.Name
	}
	return out
}

// ids returns the ids of components.
func ids(list []incident.Component) []string {
	out := make([]string, len(list))
	for i, c := range list {
		out[i] = c.ID
	}
	return out
}

// separator returns the text before the ith of n things in a sentence: "a", "a and b",
// "a, b, and c".
func separator(i, n int) string {
	switch {
	case i == 0:
		return ""
	case i < n-1:
		return i18n.Mark(", ")
	case n == 2:
		return i18n.Mark(" and ")
	}
	return i18n.Mark(", and ")
}

// shortList returns the first names of a list, and the number of the others.
func (b *base) shortList(list []string, most int) string {
	if len(list) <= most+1 {
		return b.words.List(list)
	}
	return b.words.F("%s and %d more", b.words.List(list[:most]), len(list)-most)
}

func lower(s string) string { return strings.ToLower(s[:1]) + s[1:] }

func sameDay(a, b time.Time) bool {
	return a.Year() == b.Year() && a.YearDay() == b.YearDay()
}

func reversed[T any](list []T) []T {
	out := slices.Clone(list)
	slices.Reverse(out)
	return out
}

// textWords are the words that package markdown adds to texts.
var textWords = map[string]bool{
	i18n.Mark("Note"): true, i18n.Mark("Tip"): true, i18n.Mark("Important"): true, i18n.Mark("Warning"): true, i18n.Mark("Caution"): true,
	i18n.Mark("Open"): true, i18n.Mark("Done"): true, i18n.Mark("Link to this section"): true,
}

// TextWord translates a word that package markdown adds to a text.
func TextWord(words *i18n.Language, word string) string {
	if !textWords[word] {
		return word
	}
	return words.T(word)
}
