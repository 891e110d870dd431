package pages

import (
	"statuary/internal/feed"
	"statuary/internal/history"
	"statuary/internal/pages/route"
	"statuary/internal/timefmt"
)

// feedEntry returns the entry of an incident.
func (b *base) feedEntry(i *history.Incident) *FeedEntry {
	e := &FeedEntry{Updates: make([]FeedUpdate, 0, len(i.Updates)), Entry: feed.Entry{
		ID:        b.atomID(i),
		Title:     i.Title,
		URL:       b.config.Origin + b.incidentLink(i),
		Announced: i.Updates[0].At,
		Published: i.Newest().At,
		Updated:   i.UpdatedAt,
		Tags:      append(names(i.Affected), i.Tags...),
	}}
	// Statuspage dates an entry by its newest update, and a maintenance that
	// has not begun by the beginning of its window (37,866 of 37,867 entries).
	if i.Upcoming() && !i.ScheduledFor.IsZero() {
		e.Entry.Published = i.ScheduledFor
		e.From, e.Until = i.ScheduledFor, i.ScheduledUntil
	}
	for n := len(i.Updates) - 1; n >= 0; n-- {
		e.Updates = append(e.Updates, b.feedUpdate(i, n))
	}
	switch {
	case b.foreign(i.Language) != "":
		e.Note = b.words.T("This page has not been translated yet.")
	case b.untranslated(i):
		e.Note = b.words.T("Parts of this page have not been translated yet.")
	}
	return e
}

func (b *base) atomID(i *history.Incident) string {
	if i.AtomID != "" {
		return i.AtomID
	}
	return b.config.Feed.Tag + ":Incident/" + route.Escape(i.ID)
}

// feedUpdate returns the nth update as feeds show it. The ids in its text are those on
// the page of the incident, so that links to them work there.
func (b *base) feedUpdate(i *history.Incident, n int) FeedUpdate {
	u := i.Updates[n]
	source, prefix := u.Message, updatePrefix(n)
	if n == postmortemUpdate(i) && i.Postmortem != "" {
		source, prefix = i.Postmortem, postmortemPrefix
	}
	text := b.text(i, source, prefix, 3)
	text.Absolute = true
	f := FeedUpdate{At: u.At, Label: updateLabel(i.Updates, n), Text: text, Auto: autoText(u)}
	if by := i.NextUpdate(); !by.IsZero() && n == len(i.Updates)-1 {
		f.Next = b.words.T("Next update by") + " " + b.words.Zoned(by, timefmt.DateTime) + b.words.T(".")
	}
	return f
}

// sharedEntry returns the entry of an incident that may be in other feeds too.
func (b *base) sharedEntry(i *history.Incident) *FeedEntry {
	e, ok := b.shared.entries.Get(i)
	if !ok {
		e = b.feedEntry(i)
		e.Shared = true
		b.shared.entries.Add(i, e)
	}
	return e
}

// newestShared returns the entries of the newest incidents of a list, as many as a feed has.
func (b *base) newestShared(list []*history.Incident) []*FeedEntry {
	list = b.inFeed(list)
	entries := make([]*FeedEntry, len(list))
	for n, i := range list {
		entries[n] = b.sharedEntry(i)
	}
	return entries
}

// inFeed returns the beginning of a list that a feed shows.
func (b *base) inFeed(list []*history.Incident) []*history.Incident {
	return list[:min(len(list), b.config.Feed.Entries)]
}

// inFeeds returns the incidents that are in a feed other than the archive.
func (p *plan) inFeeds() map[*history.Incident]bool {
	lists := [][]*history.Incident{p.history.Entries}
	if p.on(PerComponentFeeds) {
		for _, c := range p.config.Components {
			lists = append(lists, p.history.Track(c.ID).Incidents)
		}
	}
	for _, t := range p.tags {
		lists = append(lists, t.incidents)
	}
	found := map[*history.Incident]bool{}
	for _, list := range lists {
		for _, i := range p.inFeed(list) {
			found[i] = true
		}
	}
	return found
}
