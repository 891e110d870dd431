package pages

import (
	"slices"

	"statuary/internal/history"
	"statuary/internal/incident"
	"statuary/internal/markdown"
	"statuary/internal/pages/route"
	"statuary/internal/pages/view"
)

// text returns a text of an incident's file.
func (b *base) text(i *history.Incident, source, prefix string, level int) markdown.Text {
	return markdown.Text{Source: source, Dir: route.SourceDir(i.Source.File), Prefix: prefix, Level: level}
}

// row returns the row of an incident in a list.
func (b *base) row(i *history.Incident) view.Row {
	return view.Row{Item: b.item(i)}
}

// summaryLength is the length of the summary in a row, in characters. The built-in theme has it in
// partials/row.html; another length costs only time.
const summaryLength = 180

// summedUp returns the number of the update whose text the row of an incident sums up, or -1 if it is the
// postmortem or there is none.
func summedUp(i *history.Incident) int {
	if hasPostmortem(i) {
		return -1
	}
	for n, u := range slices.Backward(i.Updates) {
		if u.Message != "" || u.Status == incident.Completed && u.Auto {
			return n
		}
	}
	return -1
}

// hasPostmortem reports whether the postmortem of an incident is published.
func hasPostmortem(i *history.Incident) bool { return !i.PostmortemAt().IsZero() && i.Postmortem != "" }

func (b *base) item(i *history.Incident) view.Item {
	r := view.Item{
		Name:       i.Title,
		URL:        b.incidentLink(i),
		Badge:      impactBadge(i.Impact),
		Progress:   progress(i),
		Outcome:    b.outcome(i),
		From:       i.OpenSince(),
		To:         i.Ended,
		Day:        i.OpenSince(),
		Impact:     i.Impact.Label(),
		Postmortem: hasPostmortem(i),
		Affected:   b.words.List(names(i.Affected)),
		Language:   b.foreign(i.Language),
	}
	if i.Upcoming() {
		r.To = i.ScheduledUntil
	}
	if !i.Ended.IsZero() {
		r.From, r.Day, r.Duration = i.Started, i.Ended, i.Duration()
	}
	if i.Type == incident.Announcement {
		r.Badge, r.Impact = announcementBadge, announcementBadge.Label
	}
	if i.Cancelled {
		r.From, r.To = i.ScheduledFor, i.ScheduledUntil
	}
	if r.Postmortem {
		r.Lead, r.Text = incident.Postmortem.Label(), i.Postmortem
		r.TextLead = r.Lead
		return r
	}
	if n := summedUp(i); n >= 0 {
		if u := i.Updates[n]; u.Message != "" {
			r.Lead, r.Text = updateLabel(i.Updates, n), u.Message
		} else {
			r.Lead, r.Text, r.Auto = u.Status.Label(), b.words.T(autoText(u)), true
		}
	}
	return r
}

// reference returns the line that names an incident on a day or in a month that it
// touched, and under which it is not filed.
func (b *base) reference(i *history.Incident) view.Reference {
	return view.Reference{Name: i.Title, URL: b.incidentLink(i), Badge: impactBadge(i.Impact), Ended: i.Ended, Language: b.foreign(i.Language)}
}

// quietWords returns what happened on a day on which all components were operational.
func (b *base) quietWords(list []*history.Incident) string {
	words := b.words.T("maintenance")
	for _, i := range list {
		switch {
		case i.Type == incident.Maintenance:
		case i.Impact != incident.None:
			return b.words.T("incident")
		default:
			words = b.words.T("incident with no impact")
		}
	}
	return words
}
