package pages

import (
	"net/url"
	"strings"

	"statuary/internal/calendar"
	"statuary/internal/history"
)

// mostEvents is how many completed maintenances a calendar has. It has all that are
// upcoming or in progress.
const mostEvents = 100

// describedLength is how much of an update's text an event quotes, in characters.
const describedLength = 500

// knownEvents is how many events are cached: an event is in the calendars of the maintenance, of its
// components and of the site, and its text has to be parsed.
const knownEvents = 2048

// event returns the event of a maintenance: its window or, if none was announced, the
// time from its start to its end.
func (b *base) event(i *history.Incident) calendar.Event {
	e, known := b.events.Get(i)
	if !known {
		e = b.newEvent(i)
		b.events.Add(i, e)
	}
	return e
}

func (b *base) newEvent(i *history.Incident) calendar.Event {
	e := calendar.Event{
		UID: b.api.IncidentID(i) + "@" + b.host(), Sequence: len(i.Updates) - 1,
		Summary: i.Title, Categories: names(i.Affected), URL: b.config.Origin + b.incidentLink(i),
		From: i.ScheduledFor, Until: i.ScheduledUntil, Announced: i.Updates[0].At, Updated: i.UpdatedAt,
	}
	if e.From.IsZero() {
		e.From, e.Until = i.Started, i.Ended
	}
	e.Cancelled = i.Cancelled || i.CutShort
	for n := len(i.Updates) - 1; n >= 0; n-- {
		if text := b.markdown.Summary(i.Updates[n].Message, describedLength); text != "" {
			e.Description = updateLabel(i.Updates, n) + ": " + text + "\n\n" + e.URL
			break
		}
	}
	return e
}

// host returns the name of the site's host, without a port.
func (b *base) host() string {
	u, err := url.Parse(b.config.Origin)
	if err != nil {
		return strings.TrimPrefix(b.config.Origin, "https://") // it was parsed when the settings were read
	}
	return u.Hostname()
}
