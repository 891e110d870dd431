// Package announce tells subscribers about news of a site, once each.
//
// News follows from the data of the site, not from differences between pages: each published entry of
// a timeline is one piece of news, and so is a maintenance that begins soon. [Plan] compares the news
// with a [Ledger], which lists what each channel was sent, and returns what remains to be sent. [Run]
// sends it, and writes to the ledger before and after each delivery. The ledger is stored with the
// publication, so it is there for the next run on another machine.
//
// Delivery over a network happens at least once or at most once. If a run is killed between a
// delivery and the note about it, the next run repeats the delivery with the same key, by which a
// receiver can recognise it; see [Channel.OnDoubt] for receivers that cannot.
package announce

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"

	"statuary/internal/api"
	"statuary/internal/history"
	"statuary/internal/incident"
)

// News is a piece of news about an incident or a maintenance.
type News struct {
	Key      string // the same as long as the time and the status of the entry are
	Incident *history.Incident
	Entry    int       // index of the entry in Incident.Updates; -1 for a maintenance that begins soon
	At       time.Time // when it became news
	Sum      string    // digest of the entry's text
}

// Soon reports whether the news is that a maintenance begins soon.
func (n News) Soon() bool { return n.Entry < 0 }

// Status returns the status of the entry; of a maintenance that begins soon, scheduled.
func (n News) Status() incident.Status {
	if n.Soon() {
		return incident.Scheduled
	}
	return n.Incident.Updates[n.Entry].Status
}

// Kind returns what the key news of a channel calls news like this: incidents, maintenance,
// postmortems or announcements.
func (n News) Kind() string {
	switch {
	case n.Status() == incident.Postmortem:
		return Postmortems
	case n.Incident.Type == incident.Maintenance:
		return Maintenance
	case n.Incident.Type == incident.Announcement:
		return Announcements
	}
	return Incidents
}

// Kinds of news.
const (
	Incidents     = "incidents"
	Maintenance   = "maintenance"
	Postmortems   = "postmortems"
	Announcements = "announcements"
)

// Entries returns the entries of all timelines as news, oldest first.
func Entries(h *history.History) []News {
	var list []News
	for _, i := range h.Entries {
		ids := api.UpdateIDs(i)
		for n, u := range i.Updates {
			list = append(list, News{Key: i.ID + "/" + ids[n], Incident: i, Entry: n, At: u.At, Sum: sum(u.Message)})
		}
	}
	sortNews(list)
	return list
}

// Soon returns the maintenances that begin within a time, as news. One that was announced later than
// that before its beginning is no news again.
func Soon(h *history.History, before time.Duration) []News {
	var list []News
	if before <= 0 {
		return nil
	}
	for _, i := range h.Upcoming() {
		due := i.ScheduledFor.Add(-before)
		if i.ScheduledFor.IsZero() || i.Cancelled || due.After(h.Now) || !i.Updates[0].At.Before(due) {
			continue
		}
		list = append(list, News{Key: i.ID + "/soon-" + strconv.FormatInt(i.ScheduledFor.Unix(), 10), Incident: i, Entry: -1, At: due, Sum: sumOfSoon})
	}
	sortNews(list)
	return list
}

// sumOfSoon stands in the ledger for the text of a maintenance that begins soon. It is no digest.
const sumOfSoon = "soon"

func sortNews(list []News) {
	slices.SortStableFunc(list, func(a, b News) int {
		if c := a.At.Compare(b.At); c != 0 {
			return c
		}
		return strings.Compare(a.Incident.ID, b.Incident.ID)
	})
}

func sum(text string) string {
	s := sha256.Sum256([]byte(strings.TrimSpace(text)))
	return hex.EncodeToString(s[:6])
}
