package pages

import (
	"time"

	"statuary/internal/civil"
	"statuary/internal/history"
)

// titles counts the incidents that have a title, and a title and a day. It is kept from plan to plan, because most
// titles stay the same.
type titles struct {
	counted []*history.Incident
	changed []string // the titles whose counts the last count has changed
	all     map[string]int
	days    map[titleDay]int
}

// titleDay is the title and the day of an incident.
type titleDay struct {
	title string
	day   civil.Day
}

// count counts the titles of a list of incidents, and forgets the list before.
func (t *titles) count(list []*history.Incident) {
	if t.all == nil {
		t.all, t.days = make(map[string]int, len(list)), make(map[titleDay]int, len(list))
	}
	head, tail := common(t.counted, list)
	old, now := t.counted[head:len(t.counted)-tail], list[head:len(list)-tail]
	t.changed = nil
	for _, i := range old {
		decrease(t.all, i.Title)
		decrease(t.days, titleAndDay(i))
		t.changed = append(t.changed, i.Title)
	}
	for _, i := range now {
		t.all[i.Title]++
		t.days[titleAndDay(i)]++
		t.changed = append(t.changed, i.Title)
	}
	t.counted = list
}

// common returns how many incidents two lists have in common at the beginning, and behind that at the end.
func common(a, b []*history.Incident) (head, tail int) {
	for head < min(len(a), len(b)) && a[head] == b[head] {
		head++
	}
	for tail < min(len(a), len(b))-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	return head, tail
}

func decrease[K comparable](counts map[K]int, key K) {
	if counts[key]--; counts[key] == 0 {
		delete(counts, key)
	}
}

// beginning returns the time that distinguishes an incident from others with its title.
func beginning(i *history.Incident) time.Time {
	if i.Upcoming() {
		return i.ScheduledFor
	}
	return i.Started
}

func titleAndDay(i *history.Incident) titleDay {
	return titleDay{i.Title, civil.Date(beginning(i).Date())}
}

// distinguish reports whether the page of an incident has its date in its title, and also the time of day: if another
// has the same title, and if another has the same title and day.
func (t *titles) distinguish(i *history.Incident) (dated, timed bool) {
	dated = t.all[i.Title] > 1
	return dated, dated && t.days[titleAndDay(i)] > 1
}
