package announce

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"statuary/internal/diag"
)

// Ledger lists what each channel was sent. It is stored as JSON, with the publication.
type Ledger struct {
	Version  int                `json:"version"`
	Holder   *Holder            `json:"holder,omitempty"` // a run that is at work, where the store has no locks
	Channels map[string]*Record `json:"channels"`
}

// Holder is a run that is writing to the ledger.
type Holder struct {
	ID    string    `json:"id"`
	Until time.Time `json:"until"` // it writes before that time, or has been killed
}

// Record is what the ledger knows about a channel.
type Record struct {
	News    map[string]*Delivery `json:"news"`              // by News.Key
	Threads map[string]Thread    `json:"threads,omitempty"` // by the id of the incident

	// Pruned is the time of the newest news that was removed to keep the ledger small. Older news
	// is not announced any more.
	Pruned time.Time `json:"pruned,omitzero"`
}

// Delivery is the state of one piece of news in one channel.
type Delivery struct {
	State    State     `json:"state"`
	Incident string    `json:"incident"`
	At       time.Time `json:"at"`
	Status   string    `json:"status"`
	Sum      string    `json:"sum"`
	Tried    int       `json:"tried,omitempty"`
	Changed  time.Time `json:"changed,omitzero"` // when the state changed
	Error    string    `json:"error,omitempty"`  // of the last try
	Moved    string    `json:"moved,omitempty"`  // key of the entry that this one became by an edit
	Mark     string    `json:"mark,omitempty"`   // how far a message got that goes to many recipients; see [Message.Mark]
}

// State is the state of a delivery.
type State string

// States of a delivery.
const (
	Known   State = "known"   // published before the channel existed, so it is not announced
	Sending State = "sending" // being sent; if the run was killed, nobody knows whether it arrived
	Sent    State = "sent"
	Failed  State = "failed"  // certainly not delivered; the next run tries again
	Skipped State = "skipped" // in doubt, and not repeated because of on_doubt
)

// Thread is what a channel needs to continue the thread of an incident.
type Thread struct {
	Root string    `json:"root"`
	Last string    `json:"last,omitempty"`
	At   time.Time `json:"at,omitzero"` // of the newest message
}

// ledgerVersion is the version of the format.
const ledgerVersion = 1

// MaxLedger is the largest size of a stored ledger, in bytes.
const MaxLedger = 16 << 20

// maxRecords is the number of deliveries that the ledger keeps for each channel, and maxThreads that of
// threads.
const (
	maxRecords = 2000
	maxThreads = 1000
)

// ParseLedger parses a stored ledger. No data is a new ledger.
func ParseLedger(data []byte) (*Ledger, error) {
	l := &Ledger{Version: ledgerVersion}
	if len(data) > 0 {
		if err := json.Unmarshal(data, l); err != nil {
			return nil, &diag.Error{
				Text: "cannot read the ledger of announcements: " + err.Error(),
				Hint: "restore it from a copy, or delete it: then nothing that is published already is announced again",
			}
		}
	}
	if l.Version != ledgerVersion {
		return nil, &diag.Error{Text: fmt.Sprintf("the ledger of announcements has version %d, which this version of Statuary does not know", l.Version), Hint: "upgrade Statuary"}
	}
	for name, r := range l.Channels {
		if r == nil {
			delete(l.Channels, name)
			continue
		}
		maps.DeleteFunc(r.News, func(_ string, d *Delivery) bool { return d == nil })
	}
	return l, nil
}

// Marshal returns the ledger as it is stored.
func (l *Ledger) Marshal() ([]byte, error) {
	data, err := json.MarshalIndent(l, "", " ")
	return append(data, '\n'), err
}

// record returns the record of a channel. It returns nil if the channel is new.
func (l *Ledger) record(channel string) *Record { return l.Channels[channel] }

// add adds a record for a new channel.
func (l *Ledger) add(channel string) *Record {
	if l.Channels == nil {
		l.Channels = map[string]*Record{}
	}
	r := &Record{News: map[string]*Delivery{}}
	l.Channels[channel] = r
	return r
}

// set sets the state of a piece of news.
func (r *Record) set(n News, state State, now time.Time, problem string) *Delivery {
	d := r.News[n.Key]
	if d == nil {
		d = &Delivery{Incident: n.Incident.ID, At: n.At.UTC(), Status: n.Status().String(), Sum: n.Sum}
		if r.News == nil {
			r.News = map[string]*Delivery{}
		}
		r.News[n.Key] = d
	}
	if state == Sending {
		d.Tried++
	}
	d.State, d.Changed, d.Error = state, now.UTC().Truncate(time.Second), problem
	if state == Sent {
		d.Mark = ""
	}
	return d
}

// prune removes the oldest deliveries and threads if there are too many. What is not delivered stays.
func (r *Record) prune() {
	if over := len(r.News) - maxRecords; over > 0 {
		keys := slices.SortedFunc(maps.Keys(r.News), func(a, b string) int {
			if c := r.News[a].At.Compare(r.News[b].At); c != 0 {
				return c
			}
			return strings.Compare(a, b)
		})
		for _, key := range keys[:over] {
			if at := r.News[key].At; at.After(r.Pruned) {
				r.Pruned = at
			}
			delete(r.News, key)
		}
	}
	if over := len(r.Threads) - maxThreads; over > 0 {
		ids := slices.SortedFunc(maps.Keys(r.Threads), func(a, b string) int { return r.Threads[a].At.Compare(r.Threads[b].At) })
		for _, id := range ids[:over] {
			delete(r.Threads, id)
		}
	}
}
