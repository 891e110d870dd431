package announce

import (
	"maps"
	"slices"
	"time"

	"statuary/internal/history"
	"statuary/internal/incident"
)

// Channel is a channel, as its table in config.toml describes it.
type Channel struct {
	Name       string
	Components []string        // news about these components; empty: all
	Impact     incident.Impact // news about incidents of at least this impact
	News       []string        // kinds of news; empty: all
	Before     time.Duration   // how long before a maintenance begins it is news again; 0: it is not
	MaxAge     time.Duration   // older news is not announced
	OnDoubt    string          // what to do if nobody knows whether a message arrived: see the words below
	Limit      int             // most messages in one run

	// Recognises reports whether the receiver drops a message whose key it has seen before. Then
	// messages in doubt are always repeated.
	Recognises bool
}

// Values of Channel.OnDoubt. By default, messages are repeated while the incident is active.
const (
	Repeat = "repeat"
	Skip   = "skip"
)

// wants reports whether a channel announces news like this.
func (c *Channel) wants(n News) bool {
	i := n.Incident
	if len(c.News) > 0 && !slices.Contains(c.News, n.Kind()) {
		return false
	}
	if i.Type == incident.Unplanned && i.Impact < c.Impact {
		return false
	}
	return len(c.Components) == 0 || slices.ContainsFunc(i.Affected, func(a incident.Component) bool { return slices.Contains(c.Components, a.ID) })
}

// Planned is what remains to be sent to a channel.
type Planned struct {
	Channel *Channel
	Send    []News          // oldest first
	Repeat  map[string]bool // keys of messages in Send that may have arrived before
	New     bool            // the channel is new, so nothing is announced
	Skipped int             // number of messages in doubt that are not sent again
	Over    int             // number of news beyond the limit, none of which is sent
}

// Plan compares the news with the ledger, and returns what to send to each channel. It changes the
// ledger: a new channel knows all that is published, and what is not repeated is skipped.
func Plan(l *Ledger, h *history.History, channels []*Channel) []Planned {
	entries := Entries(h)
	keys := map[string]bool{}
	ids := map[string]bool{}
	for _, n := range entries {
		keys[n.Key], ids[n.Incident.ID] = true, true
	}
	var list []Planned
	for _, c := range channels {
		news := append(slices.Clone(entries), Soon(h, c.Before)...)
		sortNews(news)
		p := Planned{Channel: c, Repeat: map[string]bool{}}
		r := l.record(c.Name)
		if r == nil {
			p.New = true
			r = l.add(c.Name)
			for _, n := range news {
				if c.recent(n, h.Now) {
					r.set(n, Known, h.Now, "")
				}
			}
			// Older news need not be listed.
			r.Pruned = h.Now.Add(-c.MaxAge).UTC()
			r.prune()
			list = append(list, p)
			continue
		}
		r.follow(entries, keys, ids)
		p.choose(r, news, h.Now)
		list = append(list, p)
	}
	return list
}

// recent reports whether news is recent enough to be announced.
func (c *Channel) recent(n News, now time.Time) bool { return now.Sub(n.At) <= c.MaxAge }

// choose chooses the news to send.
func (p *Planned) choose(r *Record, news []News, now time.Time) {
	c := p.Channel
	for _, n := range news {
		if !c.recent(n, now) || !n.At.After(r.Pruned) || !c.wants(n) {
			continue
		}
		if d := r.News[n.Key]; d != nil {
			switch d.State {
			case Known, Sent, Skipped:
				continue
			case Sending:
				if !c.repeats(n) {
					r.set(n, Skipped, now, "")
					p.Skipped++
					continue
				}
				p.Repeat[n.Key] = true
			}
		}
		p.Send = append(p.Send, n)
	}
	if c.Limit > 0 && len(p.Send) > c.Limit {
		p.Over, p.Send = len(p.Send), nil
	}
}

// repeats reports whether a message is sent again that may have arrived.
func (c *Channel) repeats(n News) bool {
	switch {
	case c.Recognises || c.OnDoubt == Repeat:
		return true
	case c.OnDoubt == Skip:
		return false
	}
	return n.Incident.Open() || n.Incident.Upcoming()
}

// follow finds deliveries whose entries were edited since: an entry with another time or status has
// another key. An entry is the one that was delivered if two of its time, status and text are the
// same, or all three in an incident whose file was renamed. An alias names the file before.
func (r *Record) follow(entries []News, keys, ids map[string]bool) {
	for key, d := range r.News {
		if keys[key] && d.Moved != "" { // an edit was undone
			if other := r.News[d.Moved]; other != nil && !keys[d.Moved] {
				other.Moved = key
			}
			d.Moved = ""
		}
	}
	for _, n := range entries {
		if d := r.News[n.Key]; d != nil {
			d.Sum = n.Sum // the text may have been edited
		}
	}
	lost := map[string]*Delivery{}
	for key, d := range r.News {
		if !keys[key] && d.Moved == "" && d.Sum != sumOfSoon {
			lost[key] = d
		}
	}
	if len(lost) == 0 {
		return
	}
	order := slices.Sorted(maps.Keys(lost))
	for _, n := range entries {
		if r.News[n.Key] != nil {
			continue
		}
		for _, key := range order {
			d := lost[key]
			if d == nil || !d.is(n, ids) {
				continue
			}
			delete(lost, key)
			if t, ok := r.Threads[d.Incident]; ok && d.Incident != n.Incident.ID {
				r.Threads[n.Incident.ID] = t
			}
			moved := *d
			moved.Incident, moved.At, moved.Status, moved.Sum = n.Incident.ID, n.At.UTC(), n.Status().String(), n.Sum
			r.News[n.Key] = &moved
			d.Moved = n.Key // d stays, in case that the old entry comes back
			break
		}
	}
}

// is reports whether a delivery whose entry no longer exists was of an entry that does.
func (d *Delivery) is(n News, ids map[string]bool) bool {
	same := 0
	for _, equal := range []bool{d.At.Equal(n.At), d.Status == n.Status().String(), d.Sum == n.Sum} {
		if equal {
			same++
		}
	}
	switch {
	case d.Incident == n.Incident.ID:
		return same >= 2
	case ids[d.Incident]:
		return false
	case slices.Contains(n.Incident.Aliases, "/incidents/"+d.Incident+"/"):
		return same >= 2
	}
	return same == 3
}
