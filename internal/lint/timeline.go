package lint

import (
	"strings"
	"time"

	"statuary/internal/config"
	"statuary/internal/history"
	"statuary/internal/incident"
)

const (
	day       = 24 * time.Hour
	silence   = 7 * day
	longest   = 30 * day
	shortest  = time.Minute
	farAhead  = 365 * day
	nameSlack = 2 * day // between the date in a file's name and the incident's, because of time zones and nights
	announced = 30 * day
	sameHour  = 12 * time.Hour // of a day, a month or a year apart
)

// checkTimeline applies the rules about the entries of a file, including those that readers
// do not see yet.
func (r *checker) checkTimeline(in *incident.Incident) {
	if at := in.Disorder; at.Line > 0 {
		r.report("timeline-order", func(*source) place { return place{at.Line, at.Col} }, "check its date; pages show entries by time, not in the order of the file", "this entry is out of order")
	}
	for n := range in.Updates {
		u := &in.Updates[n]
		at := func(s *source) place { _, p := s.entry(u); return p }
		if ahead := u.At.Sub(r.History.Now); ahead > farAhead {
			r.report("far-future", at, "check the year", "%s is more than a year ahead", formatTime(u.At))
		}
		if n == 0 {
			continue
		}
		last := in.Updates[n-1]
		if last.At.Equal(u.At) && last.Status == u.Status && last.Message == u.Message && last.Label == u.Label {
			r.report("entry-twice", at, "delete one of them", "two entries at %s are equal", formatTime(u.At))
		}
	}
	if ahead := in.ScheduledFor.Sub(r.History.Now); ahead > farAhead {
		r.report("far-future", func(s *source) place { return s.value("scheduled_for") }, "check the year", "the window begins more than a year ahead")
	}
	r.checkNameDate(in)
}

// checkNameDate compares the date at the beginning of a file's name with the incident's.
func (r *checker) checkNameDate(in *incident.Incident) {
	if len(in.ID) < 10 || in.ID != incident.NameID(in.Source.File) {
		return
	}
	name, err := time.ParseInLocation("2006-01-02", in.ID[:10], r.Config.Zone)
	if err != nil {
		return
	}
	near := func(t time.Time) bool {
		return !t.IsZero() && t.Sub(name) > -nameSlack && t.Sub(name) < day+nameSlack
	}
	// Maintenance is announced before it begins.
	if i := r.current[in]; i != nil && (i.Type == incident.Maintenance || !r.isOutage(i)) && name.Before(i.Started) && i.Started.Sub(name) < announced {
		return
	}
	last := in.Updates[len(in.Updates)-1].At
	if near(in.Updates[0].At) || near(in.ScheduledFor) || name.After(in.Updates[0].At) && name.Before(last) {
		return
	}
	r.report("file-date", func(s *source) place { _, p := s.entry(&in.Updates[0]); return p },
		"check both dates; do not rename a published file, since its address would change", "the file is named after %s, but the incident began at %s", in.ID[:10], formatTime(in.Updates[0].At))
}

// checkDowntime applies the rules about the downtime that a file sets.
func (r *checker) checkDowntime(in *incident.Incident) {
	i := r.current[in]
	for n, d := range in.Downtime {
		at := func(s *source) place {
			list, _ := field(s.front, "downtime")
			if n < len(list.Value.List) {
				return place{list.Value.List[n].Line, list.Value.List[n].Col}
			}
			return place{list.Line, list.Col}
		}
		for _, other := range in.Downtime[:n] {
			if other.Component == d.Component && before(d.From, other.To) && before(other.From, d.To) {
				r.report("downtime-overlap", at, "end one where the other begins", "this downtime of %s overlaps that from %s", d.Component, formatTime(other.From))
				break
			}
		}
		if i == nil {
			continue
		}
		start, end := i.Started, i.Ended
		if first := i.Updates[0].At; in.Type == incident.Unplanned && first.After(start) {
			start = first // the downtime itself may have moved the start
		}
		if in.Type == incident.Unplanned && start.Sub(d.From) > day || !end.IsZero() && d.From.Sub(end) > day || !end.IsZero() && d.To.Sub(end) > day {
			r.report("downtime-outside", at, "correct the date that is wrong", "this downtime is more than a day outside the incident")
		}
	}
}

// before reports whether a is before b, where a zero b is later than everything.
func before(a, b time.Time) bool { return b.IsZero() || a.Before(b) }

// checkSeries reports series that come near the number of occurrences that are kept.
func (r *checker) checkSeries() {
	for _, s := range r.History.Series {
		if n := len(s.Occurrences); n >= incident.MostOccurrences*9/10 {
			r.file, r.ignored = s.Source.File, s.Ignore
			r.report("series-long", func(src *source) place { return src.value("repeat") }, "end the rule with UNTIL=, and continue in a second file",
				"there are already %d windows; only the newest %d that have begun have pages", n, incident.MostOccurrences)
		}
	}
}

// checkSite applies the rules about all files together.
func (r *checker) checkSite() {
	r.checkTitles()
	r.checkKeys()
	r.checkTags()
	r.list = append(r.list, r.Config.ExampleAddress()...)
	r.checkSeries()
	r.file, r.ignored = config.File, nil
	for _, name := range r.Config.Check.Ignore {
		if _, ok := rules[name]; !ok {
			r.report("unknown-rule", func(s *source) place { return s.key("check", "ignore") }, ruleHint(name), "unknown rule %q", name)
		}
	}
	r.checkConfigLinks()
	r.checkComponents()
}

// minIncidents is the number of incidents from which on a component that none of them names is
// reported.
const minIncidents = 20

func (r *checker) checkComponents() {
	if len(r.Content.Incidents) < minIncidents {
		return
	}
	used := map[string]bool{}
	for _, in := range r.Content.Incidents {
		for _, id := range in.Components {
			used[id] = true
		}
		for _, u := range in.Updates {
			for _, c := range u.Components {
				used[c.ID] = true
			}
		}
		for _, d := range in.Downtime {
			used[d.Component] = true
		}
	}
	for n, c := range r.Config.Components {
		if !used[c.ID] {
			r.report("unused-component", func(s *source) place {
				list, _ := field(s.front, "components")
				if n < len(list.Value.List) {
					if id, ok := field(list.Value.List[n], "id"); ok {
						return place{id.Value.Line, id.Value.Col}
					}
				}
				return s.key("components")
			}, "check whether the incidents call it by another id", "none of %d incidents names the component %s", len(r.Content.Incidents), c.ID)
		}
	}
}

// checkTitles reports incidents that were written twice.
func (r *checker) checkTitles() {
	seen := map[string][]*history.Incident{}
	for n := len(r.History.Incidents) - 1; n >= 0; n-- {
		i := r.History.Incidents[n]
		if i.Draft {
			continue
		}
		key := strings.ToLower(i.Title)
		for _, other := range seen[key] {
			if i.Series != nil && i.Series == other.Series || dayOnly(i) && dayOnly(other) {
				continue
			}
			if before(i.Started, other.Ended) && before(other.Started, i.Ended) || i.Started.Equal(other.Started) {
				r.file, r.ignored = i.Source.File, i.Ignore
				r.report("title-twice", title, "if they are one incident, merge the two files", "%s has the same title, and was open at the same time", other.Source.File)
				break
			}
		}
		seen[key] = append(seen[key], i)
	}
}

// checkKeys reports open incidents with the same key: commands with --key find only one of them.
func (r *checker) checkKeys() {
	seen := map[string]*history.Incident{}
	for n := len(r.History.Incidents) - 1; n >= 0; n-- {
		i := r.History.Incidents[n]
		if i.Key == "" || !i.Open() && !i.Upcoming() {
			continue
		}
		other := seen[i.Key]
		if other == nil {
			seen[i.Key] = i
			continue
		}
		if i.Series == nil || i.Series != other.Series {
			r.file, r.ignored = i.Source.File, i.Ignore
			r.report("key-twice", func(s *source) place { return s.value("key") }, "resolve one of them, or change its key", "%s is open and has the same key, %q", other.Source.File, i.Key)
		}
	}
}
