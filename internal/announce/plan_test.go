package announce

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"statuary/internal/history"
	"statuary/internal/incident"
	"statuary/internal/publish"
)

// world is a site that changes, the ledger of its announcements, and what arrived.
type world struct {
	now       time.Time
	incidents map[string]*incident.Incident
	store     *memoryStore
	arrived   map[string]int  // messages that arrived, by their text
	known     map[string]bool // keys that receivers have seen
	texts     int
}

// TestEachEntryOnce changes a site in any order, with runs in between that fail, are cut off or find
// another clock: no entry is announced twice, and none is forgotten.
func TestEachEntryOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := &world{now: time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC), incidents: map[string]*incident.Incident{}, arrived: map[string]int{}, known: map[string]bool{}}
		w.store = &memoryStore{}
		for range rapid.IntRange(0, 3).Draw(t, "before") {
			w.add(t)
		}
		before := w.texts
		w.announce(t, nil) // the first run announces nothing
		if len(w.arrived) > 0 {
			t.Fatalf("the first run announced %v", w.arrived)
		}
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			w.step(t)
			if rapid.Bool().Draw(t, "announce") {
				w.announce(t, rapid.SliceOfN(rapid.IntRange(0, 3), 0, 4).Draw(t, "faults"))
			}
		}
		w.announce(t, nil)
		for text, n := range w.arrived {
			if n != 1 {
				t.Errorf("%s arrived %d times", text, n)
			}
		}
		for n := before; n < w.texts; n++ {
			if text := fmt.Sprint("text ", n); w.published(text) && w.arrived[text] == 0 {
				t.Errorf("%s never arrived", text)
			}
		}
	})
}

// memoryStore is a store without locks.
type memoryStore struct {
	mu   sync.Mutex
	data []byte
	n    int
}

func (s *memoryStore) Read(context.Context) ([]byte, string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.data), s.version(), nil
}

func (s *memoryStore) version() string {
	if s.n == 0 {
		return ""
	}
	return fmt.Sprint(s.n)
}

func (s *memoryStore) Write(_ context.Context, data []byte, version string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if version != s.version() {
		return "", publish.ErrStoreChanged
	}
	s.n++
	s.data = slices.Clone(data)
	return s.version(), nil
}

// published reports whether an entry with a text is published.
func (w *world) published(text string) bool {
	for _, i := range w.incidents {
		if slices.ContainsFunc(i.Updates, func(u incident.Update) bool { return u.Message == text && !u.At.After(w.now) }) {
			return true
		}
	}
	return false
}

var statuses = []incident.Status{incident.Investigating, incident.Identified, incident.Monitoring, incident.Resolved}

func (w *world) step(t *rapid.T) {
	switch rapid.SampledFrom([]string{"new", "announcement", "cancelled", "update", "update", "clock", "edit text", "edit time", "edit status", "rename", "clock back"}).Draw(t, "step") {
	case "new":
		w.add(t)
	case "announcement": // it is news at its beginning
		w.texts++
		at := w.now.Add(time.Duration(rapid.IntRange(-5, 60).Draw(t, "from")) * time.Minute)
		id := fmt.Sprint("announcement-", w.texts)
		w.incidents[id] = &incident.Incident{ID: id, Title: id, Type: incident.Announcement, Until: at.Add(time.Hour),
			Updates: []incident.Update{{At: at, Status: incident.Announced, Message: fmt.Sprint("text ", w.texts-1)}}}
	case "cancelled":
		w.texts += 2
		id := fmt.Sprint("maintenance-", w.texts)
		w.incidents[id] = &incident.Incident{ID: id, Title: id, Type: incident.Maintenance, Impact: incident.Planned, ScheduledFor: w.now.Add(time.Hour), ScheduledUntil: w.now.Add(2 * time.Hour), Updates: []incident.Update{
			{At: w.now, Status: incident.Scheduled, Message: fmt.Sprint("text ", w.texts-2)},
			{At: w.now.Add(time.Duration(rapid.IntRange(1, 90).Draw(t, "cancelled after")) * time.Minute), Status: incident.Cancelled, Message: fmt.Sprint("text ", w.texts-1)},
		}}
	case "update":
		if i := w.one(t); i != nil && i.Type == incident.Unplanned {
			w.update(i, rapid.SampledFrom(statuses).Draw(t, "status"))
		}
	case "clock":
		w.now = w.now.Add(time.Duration(rapid.IntRange(1, 90).Draw(t, "minutes")) * time.Minute)
	case "clock back":
		// A machine whose clock is slow runs once. Entries of the future are not published for it.
		now := w.now
		w.now = now.Add(-time.Duration(rapid.IntRange(1, 600).Draw(t, "late")) * time.Minute)
		w.announce(t, nil)
		w.now = now
	case "edit text": // of an entry that is announced, so that its text is known
		w.announce(t, nil)
		w.edit(t, func(u *incident.Update) { u.Message += " edited" })
	case "edit time":
		w.announce(t, nil)
		w.edit(t, func(u *incident.Update) { u.At = u.At.Add(-7 * time.Second) })
	case "edit status":
		w.announce(t, nil)
		w.edit(t, func(u *incident.Update) {
			if u.Status.Of(incident.Unplanned) {
				u.Status = rapid.SampledFrom(statuses).Draw(t, "status")
			}
		})
	case "rename":
		w.announce(t, nil)
		if i := w.one(t); i != nil {
			next := *i
			next.ID = i.ID + "x"
			next.Aliases = append(slices.Clone(i.Aliases), "/incidents/"+i.ID+"/")
			delete(w.incidents, i.ID)
			w.incidents[next.ID] = &next
		}
	}
}

func (w *world) one(t *rapid.T) *incident.Incident {
	if len(w.incidents) == 0 {
		return nil
	}
	var ids []string
	for id := range w.incidents {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return w.incidents[rapid.SampledFrom(ids).Draw(t, "incident")]
}

func (w *world) add(t *rapid.T) {
	i := &incident.Incident{ID: fmt.Sprint("i", w.texts), Title: "Slow", Impact: incident.Minor}
	w.update(i, incident.Investigating)
}

// update adds an entry, as a changed copy: incidents never change.
func (w *world) update(i *incident.Incident, s incident.Status) {
	next := *i
	w.now = w.now.Add(time.Second)
	next.Updates = append(slices.Clone(i.Updates), incident.Update{At: w.now, Status: s, Message: fmt.Sprint("text ", w.texts)})
	w.texts++
	w.incidents[i.ID] = &next
}

func (w *world) edit(t *rapid.T, change func(*incident.Update)) {
	i := w.one(t)
	if i == nil {
		return
	}
	next := *i
	next.Updates = slices.Clone(i.Updates)
	change(&next.Updates[rapid.IntRange(0, len(next.Updates)-1).Draw(t, "entry")])
	slices.SortStableFunc(next.Updates, func(a, b incident.Update) int { return a.At.Compare(b.At) })
	w.incidents[i.ID] = &next
}

// Faults of a receiver.
const (
	works    = iota
	rejects  // the message does not arrive
	silent   // it arrives, and the answer is lost
	lastWord // it does not arrive, and nobody knows
)

// receiver counts messages by their text. It recognises keys, as a webhook's receiver does.
type receiver struct {
	mu     sync.Mutex
	w      *world
	faults []int
}

func (r *receiver) Send(_ context.Context, m *Message) (Thread, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	fault := works
	if len(r.faults) > 0 {
		fault, r.faults = r.faults[0], r.faults[1:]
	}
	switch fault {
	case rejects:
		return Thread{}, errors.New("rejected")
	case lastWord:
		return Thread{}, ErrDoubt
	}
	if text := m.Incident.Updates[m.Entry].Message; !r.w.known[m.ID] {
		r.w.known[m.ID] = true
		r.w.arrived[text]++
	}
	if fault == silent {
		return Thread{}, ErrDoubt
	}
	return Thread{Root: m.Incident.ID}, nil
}

func (w *world) announce(t *rapid.T, faults []int) {
	var all []*incident.Incident
	for _, i := range w.incidents {
		all = append(all, i)
	}
	slices.SortFunc(all, func(a, b *incident.Incident) int { return b.Updates[0].At.Compare(a.Updates[0].At) })
	h := history.New(all, history.Options{Now: w.now, Zone: time.UTC})
	r := &receiver{w: w, faults: faults}
	run := Run{
		Store: w.store, Now: func() time.Time { return w.now }, Holder: "test",
		Channels: []*Channel{{Name: "ops", MaxAge: 24 * time.Hour, Recognises: true}},
		Open:     func(context.Context, string) (Sender, error) { return r, nil },
		Message: func(c *Channel, n News) *Message {
			return &Message{News: n, ID: c.Name + n.Key}
		},
	}
	outcomes, err := run.Do(t.Context(), h)
	if err != nil {
		t.Fatal(err)
	}
	if len(faults) == 0 {
		for _, o := range outcomes {
			if len(o.Failed) > 0 {
				t.Fatalf("failed without a fault: %v", o.Failed)
			}
		}
	}
}
