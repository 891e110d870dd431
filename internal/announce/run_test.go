package announce

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"statuary/internal/history"
	"statuary/internal/incident"
)

// marker is a sender that stores a mark, and then fails or is refused by some recipients.
type marker struct {
	marks []string // of the messages that it got
	set   string
	err   error
}

func (s *marker) Send(_ context.Context, m *Message) (Thread, error) {
	s.marks = append(s.marks, m.Mark)
	if s.set != "" {
		if err := m.SetMark(s.set); err != nil {
			return Thread{}, err
		}
	}
	return Thread{}, s.err
}

// TestFailureToOpen checks that the reason why a channel cannot be opened is reported once, and that all of
// its news is tried again.
func TestFailureToOpen(t *testing.T) {
	now := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	store, problem := &memoryStore{}, errors.New("SLACK_URL is not set")
	run := func(list ...*incident.Incident) Outcome {
		t.Helper()
		r := Run{
			Store: store, Channels: []*Channel{{Name: "ops", MaxAge: 24 * time.Hour}}, Now: func() time.Time { return now }, Holder: "a",
			Open: func(context.Context, string) (Sender, error) { return nil, problem },
		}
		out, err := r.Do(t.Context(), history.New(list, history.Options{Now: now, Zone: time.UTC}))
		if err != nil {
			t.Fatal(err)
		}
		return out[0]
	}
	run()
	var list []*incident.Incident
	for _, id := range []string{"a", "b", "c"} {
		list = append(list, &incident.Incident{ID: id, Title: id, Updates: []incident.Update{{At: now, Status: incident.Investigating, Message: "x"}}})
	}
	for range 2 {
		o := run(list...)
		if len(o.Failed) != 3 || o.Failed[0].Err != problem || o.Failed[1].Err == problem || o.Failed[2].Err == problem {
			t.Errorf("failures %v", o.Failed)
		}
	}
}

// TestMark checks that the ledger keeps the mark of a message until it is sent, and that recipients who
// refuse it do not make it fail.
func TestMark(t *testing.T) {
	store, s := &memoryStore{}, &marker{}
	now := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	run := func(list ...*incident.Incident) Outcome {
		t.Helper()
		r := Run{
			Store: store, Channels: []*Channel{{Name: "mail", MaxAge: 24 * time.Hour, Recognises: true}}, Now: func() time.Time { return now }, Holder: "a",
			Message: func(_ *Channel, n News) *Message { return &Message{News: n} },
			Open:    func(context.Context, string) (Sender, error) { return s, nil },
		}
		out, err := r.Do(t.Context(), history.New(list, history.Options{Now: now, Zone: time.UTC}))
		if err != nil {
			t.Fatal(err)
		}
		return out[0]
	}
	run()
	one := &incident.Incident{ID: "a", Title: "A", Updates: []incident.Update{{At: now, Status: incident.Investigating, Message: "x"}}}
	s.set, s.err = "7f", errors.New("the connection is lost")
	if o := run(one); len(o.Failed) != 1 {
		t.Errorf("%+v", o)
	}
	s.set, s.err = "", &Refused{"2 addresses"}
	if o := run(one); len(o.Sent) != 1 || len(o.Failed) != 0 || len(o.Refused) != 1 {
		t.Errorf("%+v", o)
	}
	if o := run(one); len(o.Send) != 0 {
		t.Errorf("sent again: %+v", o)
	}
	if got := strings.Join(s.marks, ","); got != ",7f" || strings.Contains(string(store.data), `"mark"`) {
		t.Errorf("marks %q, ledger %s", got, store.data)
	}
}
