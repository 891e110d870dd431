package review

import (
	"strings"
	"time"

	"statuary/internal/config"
	"statuary/internal/edit"
	"statuary/internal/history"
	"statuary/internal/incident"
	"statuary/internal/when"
)

const (
	day       = 24 * time.Hour
	silence   = 7 * day
	longest   = 30 * day
	shortest  = time.Minute
	farAhead  = 365 * day
	nameSlack = 2 * day // between the date in a name and the incident's: zones, nights
)

// timeline looks at what the entries of a file say, whoever may see them yet.
func (r *reviewer) timeline(in *incident.Incident) {
	if at := in.Disorder; at.Line > 0 {
		r.report("timeline-order", func(*source) place { return place{at.Line, at.Col} }, "is its date right? Pages show entries by time, whatever their order in the file", "this entry is out of the order of the others")
	}
	for n := range in.Updates {
		u := &in.Updates[n]
		at := func(s *source) place { _, p := s.entry(u); return p }
		if ahead := u.At.Sub(r.History.Now); ahead > farAhead {
			r.report("far-future", at, "is the year right?", "%s is more than a year ahead", stamp(u.At))
		}
		if n == 0 {
			continue
		}
		last := in.Updates[n-1]
		if last.At.Equal(u.At) && last.Status == u.Status && last.Message == u.Message && last.Label == u.Label {
			r.report("entry-twice", at, "delete one of them", "two entries say the same at %s", stamp(u.At))
		}
	}
	if ahead := in.ScheduledFor.Sub(r.History.Now); ahead > farAhead {
		r.report("far-future", func(s *source) place { return s.value("scheduled_for") }, "is the year right?", "the window begins more than a year ahead")
	}
	r.nameDate(in)
}

// nameDate compares the date that a file's name begins with.
func (r *reviewer) nameDate(in *incident.Incident) {
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
	last := in.Updates[len(in.Updates)-1].At
	if near(in.Updates[0].At) || near(in.ScheduledFor) || name.After(in.Updates[0].At) && name.Before(last) {
		return
	}
	r.report("file-date", func(s *source) place { _, p := s.entry(&in.Updates[0]); return p },
		"is one of the two a slip? Never rename a file that is published: its address would change", "the file is named after %s, but the incident began at %s", in.ID[:10], stamp(in.Updates[0].At))
}

// course looks at how an incident went, as readers see it now.
func (r *reviewer) course(i *history.Incident) {
	if gap := r.gaps(i); !gap {
		r.length(i)
	}
	if i.Open() && i.Type == incident.Unplanned {
		if quiet := r.History.Now.Sub(i.UpdatedAt); quiet > silence {
			r.report("stale", title, "write where it stands, or that it is resolved", "open, and without an update for %s", when.Duration(quiet))
		}
	}
	r.window(i)
	if i.Type == incident.Unplanned && i.Impact != incident.None && len(i.Affected) == 0 && len(r.Config.Components) > 0 {
		r.report("no-components", title, "add components: with the ids of those that it is on", "the impact is %s, but on no component: it counts for no uptime", i.Impact)
	}
	if !i.PostmortemAt().IsZero() && edit.Unfilled(i.Postmortem) {
		r.report("postmortem-form", func(s *source) place { return s.find(bodyOf(s), edit.FormMark) }, "fill the form in, or date the postmortem entry later", "the postmortem is published, but its form is not filled in")
	}
}

func title(s *source) place { return s.key("title") }

// gaps looks for a long silence while something was broken.
func (r *reviewer) gaps(i *history.Incident) (found bool) {
	for n := 1; n < len(i.Updates); n++ {
		last, u := i.Updates[n-1], i.Updates[n]
		if last.Status.Over() || last.Status == incident.Scheduled || u.Status == incident.Postmortem || u.Auto || last.Auto {
			continue
		}
		if gap := u.At.Sub(last.At); gap > silence {
			found = true
			r.report("silent-gap", func(s *source) place { _, p := s.entry(u.Update); return p }, "is one of the two dates wrong? If not, downtime: says when things were really broken",
				"%s after the entry before, %s all the while", when.Duration(gap), lower(last.Status))
		}
	}
	return found
}

func (r *reviewer) length(i *history.Incident) {
	if i.Ended.IsZero() || len(i.Updates) < 2 {
		return
	}
	switch took := i.Ended.Sub(i.Started); {
	case took > longest:
		r.report("long", title, "is a date wrong? If not, downtime: says when things were really broken", "it lasted %s", when.Duration(took))
	case took < shortest && len(i.Downtime) == 0 && i.Type == incident.Unplanned && len(i.Affected) > 0:
		r.report("short", title, "if it was written down afterwards, date the entries back, or say with downtime: how long things were broken", "it began and ended within a minute")
	}
}

// window looks for maintenances that nobody but the clock has attended to.
func (r *reviewer) window(i *history.Incident) {
	if i.ScheduledUntil.IsZero() || r.History.Now.Before(i.ScheduledUntil) {
		return
	}
	for _, u := range i.Incident.Updates {
		if u.Status != incident.Scheduled && u.Status != incident.Postmortem || u.At.After(i.ScheduledFor) && u.Status != incident.Postmortem {
			return
		}
	}
	what := "the clock has completed it"
	if !r.Config.Maintenance.Auto {
		what = "it is still announced"
	}
	r.report("window-unattended", func(s *source) place { return s.value("scheduled_until") }, "add an entry that says how it went", "the window has passed without a word; %s", what)
}

// downtime looks at the corrections that a file makes.
func (r *reviewer) downtime(in *incident.Incident) {
	i := r.current[in]
	for n, d := range in.Downtime {
		at := func(s *source) place {
			list, _ := get(s.front, "downtime")
			if n < len(list.Value.List) {
				return place{list.Value.List[n].Line, list.Value.List[n].Col}
			}
			return place{list.Line, list.Col}
		}
		for _, other := range in.Downtime[:n] {
			if other.Component == d.Component && before(d.From, other.To) && before(other.From, d.To) {
				r.report("downtime-overlap", at, "let one end where the other begins", "this downtime of %s overlaps that from %s", d.Component, stamp(other.From))
				break
			}
		}
		if i == nil {
			continue
		}
		start, end := i.Started, i.Ended
		if first := i.Updates[0].At; in.Type == incident.Unplanned && first.After(start) {
			start = first // which the downtime itself may have moved
		}
		if in.Type == incident.Unplanned && start.Sub(d.From) > day || !end.IsZero() && d.From.Sub(end) > day || !end.IsZero() && d.To.Sub(end) > day {
			r.report("downtime-outside", at, "is a date wrong?", "this downtime lies more than a day outside of the incident")
		}
	}
}

// before compares times of which zero is none.
func before(a, b time.Time) bool { return b.IsZero() || a.Before(b) }

// series looks for those that come near the number of windows that are kept.
func (r *reviewer) series() {
	for _, s := range r.History.Series {
		if n := len(s.Occurrences); n >= incident.MostOccurrences*9/10 {
			r.file, r.ignored = s.Source.File, s.Ignore
			r.report("series-long", func(src *source) place { return src.value("repeat") }, "end the rule with UNTIL=, and go on in a second file",
				"there are %d windows already; of those that have begun, only the newest %d have pages", n, incident.MostOccurrences)
		}
	}
}

// site looks at all files together.
func (r *reviewer) site() {
	r.titles()
	r.series()
	r.file, r.ignored = config.File, nil
	for _, name := range r.Config.Check.Ignore {
		if _, ok := rules[name]; !ok {
			r.report("unknown-rule", func(s *source) place { return s.key("check", "ignore") }, ruleHint(name), "there is no rule %q", name)
		}
	}
	r.components()
}

// fewest is how many incidents a site has before a component that none names is
// worth a word.
const fewest = 20

func (r *reviewer) components() {
	if len(r.Content.Incidents) < fewest {
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
				list, _ := get(s.front, "components")
				if n < len(list.Value.List) {
					if id, ok := get(list.Value.List[n], "id"); ok {
						return place{id.Value.Line, id.Value.Col}
					}
				}
				return s.key("components")
			}, "has it never failed, or is it called otherwise in the files?", "none of %d incidents names the component %s", len(r.Content.Incidents), c.ID)
		}
	}
}

// titles looks for incidents that were written down twice.
func (r *reviewer) titles() {
	seen := map[string][]*history.Incident{}
	for n := len(r.History.Incidents) - 1; n >= 0; n-- {
		i := r.History.Incidents[n]
		if i.Draft {
			continue
		}
		key := strings.ToLower(i.Title)
		for _, other := range seen[key] {
			if i.Series != nil && i.Series == other.Series {
				continue
			}
			if before(i.Started, other.Ended) && before(other.Started, i.Ended) || i.Started.Equal(other.Started) {
				r.file, r.ignored = i.Source.File, i.Ignore
				r.report("title-twice", title, "is it one incident in two files?", "%s has the same title, and was open at the same time", other.Source.File)
				break
			}
		}
		seen[key] = append(seen[key], i)
	}
}
