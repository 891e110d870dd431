package pages

import (
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
		Postmortem: !i.PostmortemAt().IsZero() && i.Postmortem != "",
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
	for n := len(i.Updates) - 1; n >= 0; n-- {
		if m := i.Updates[n].Message; m != "" {
			r.Lead, r.Text = updateLabel(i.Updates, n), m
			break
		}
		if u := i.Updates[n]; u.Status == incident.Completed && u.Auto {
			r.Lead, r.Text, r.Auto = u.Status.Label(), b.words.T(autoText(u)), true
			break
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
