package upptime

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"statuary/internal/importer/exchange"
	"statuary/internal/importer/htmltext"
	"statuary/internal/incident"
	"statuary/internal/lazyregexp"
)

// GitLog is the name of the file with the history of a checkout, which [LogArgs] print.
const GitLog = "git log"

// LogArgs are the arguments of two calls of git that together print the history of a checkout: the
// commits, and how they changed the files of history/.
var LogArgs = [][]string{
	{"log", "--reverse", "--format=%x01%H%x09%cI%x09%s"},
	{"log", "--reverse", "--format=%x01%H%x09%cI%x09%s", "-p", "-U0", "--no-ext-diff", "--no-textconv", "--no-color", "--no-renames", "--", "history/*.yml"},
}

// state is the file of a site in history/.
type state struct {
	url, status      string
	start, lastCheck time.Time
	place            string
}

// readSummary reads the names and slugs in history/summary.json.
func (u *reader) readSummary(f exchange.File) {
	var list []struct {
		Name, Slug string
		Minutes    map[string]float64 `json:"dailyMinutesDown"`
	}
	if err := json.Unmarshal(f.Data, &list); err != nil {
		u.r.Add(exchange.Loss, exchange.ErrorPlace(f.Name, f.Data, err), "a summary that could not be read", "%v", err)
		return
	}
	days := 0
	for _, s := range list {
		if s.Slug != "" {
			u.summary[s.Name], u.names[s.Slug], u.used[s.Slug] = s.Slug, s.Name, true
		}
		days += len(s.Minutes)
	}
	if days > 0 {
		u.r.Add(exchange.Loss, f.Name, "the minutes of downtime of a day were left out, because their time of day is not known", "%d days", days)
	}
}

// readState reads the file of a site. Old versions of Upptime wrote a list of pairs.
func (u *reader) readState(f exchange.File) {
	s := state{place: f.Name}
	for line := range bytes.Lines(f.Data) {
		key, value, _ := strings.Cut(strings.TrimPrefix(strings.TrimSpace(string(line)), "- "), ":")
		switch value = strings.Trim(strings.TrimSpace(value), `"'`); key {
		case "url":
			s.url = value
		case "status":
			s.status = value
		case "startTime":
			s.start, _ = parse(value)
		case "lastUpdated":
			s.lastCheck, _ = parse(value)
		}
	}
	slug := strings.TrimSuffix(path.Base(f.Name), ".yml")
	u.now[slug], u.used[slug] = s, true
}

// event is a change of the status of a site.
type event struct {
	slug, status string
	at           time.Time
	sha, message string
}

var (
	// changed matches the messages of Upptime's commits.
	changed = lazyregexp.New(`^([🟩🟥🟨]\s*)?(.+?) is (up|down|degraded)(?: \((\d+) in ([\d.]+) ?ms\))?`)
	inDiff  = lazyregexp.New(`^\+\+\+ "?b/history/(.+)\.yml"?$`)
)

// addHistory adds an incident for each time that a site was down or degraded, according to the log
// of the checkout, or else for each site that is down now.
func (u *reader) addHistory(log []byte) {
	events := u.events(log)
	for slug, s := range u.now {
		u.site(cmp.Or(u.names[slug], slug), slug, publicURL(s.url))
	}
	open := map[string]*exchange.Incident{}
	for _, e := range events {
		in := open[e.slug]
		switch {
		case e.status == "up" && in != nil:
			in.Updates = append(in.Updates, incident.Update{At: e.at, Status: incident.Resolved, Components: states(e.slug, incident.Operational)})
			delete(open, e.slug)
		case e.status != "up":
			if in == nil {
				in = u.begin(e)
				open[e.slug] = in
				continue
			}
			u.change(in, e)
		}
	}
	u.currentStates(open)
	for _, in := range u.h.Incidents {
		in.Impact = incident.ComputedImpact(in.Type, in.Updates)
	}
	u.r.Add(exchange.Loss, "", "there are no issues: they would add what people wrote, maintenance, the addresses of incidents, and the end of incidents that are still open; save the issues with gh", "")
	if len(events) == 0 {
		u.r.Add(exchange.Loss, "", "the checkout has no history of commits: past incidents are unknown; clone it with its history", "")
	}
}

func states(slug string, s incident.ComponentStatus) []incident.ComponentState {
	return []incident.ComponentState{{ID: slug, Status: s}}
}

// begin adds an incident that begins with an event.
func (u *reader) begin(e event) *exchange.Incident {
	u.r.Incidents.Read++
	id := u.site(u.names[e.slug], e.slug, "")
	name := id
	for _, c := range u.h.Components {
		if c.ID == id {
			name = c.Name
		}
	}
	in := &exchange.Incident{ID: e.at.UTC().Format("2006-01-02-1504-") + e.slug, Title: name + " is down", Components: []string{id}}
	if e.status != "down" {
		in.Title = name + " has degraded performance"
	}
	in.Source.File = cmp.Or(e.sha, u.now[e.slug].place)
	u.h.Incidents = append(u.h.Incidents, in)
	u.change(in, e)
	return in
}

// change adds an update with the status of an event, unless the status is the same.
func (u *reader) change(in *exchange.Incident, e event) {
	s := incident.MajorOutage
	if e.status != "down" {
		s = incident.DegradedPerformance
	}
	if n := len(in.Updates); n > 0 && len(in.Updates[n-1].Components) > 0 && in.Updates[n-1].Components[0].Status == s {
		return
	}
	in.Updates = append(in.Updates, incident.Update{At: e.at, Status: incident.Investigating, Message: e.message, Components: states(e.slug, s)})
}

// currentStates adds an incident for each site that is down according to its file, unless its
// incident is known. The time of the last check is the earliest that is known.
func (u *reader) currentStates(open map[string]*exchange.Incident) {
	for _, slug := range slices.Sorted(maps.Keys(u.now)) {
		s := u.now[slug]
		if in := open[slug]; in != nil && s.status == "up" && s.lastCheck.After(in.Updates[len(in.Updates)-1].At) {
			in.Updates = append(in.Updates, incident.Update{At: s.lastCheck, Status: incident.Resolved, Components: states(slug, incident.Operational)})
			u.r.Add(exchange.Guess, s.place, "a site that is up now: its last incident ends with the last check", "%s", slug)
		}
		if (s.status != "down" && s.status != "degraded") || open[slug] != nil || s.lastCheck.IsZero() {
			continue
		}
		u.begin(event{slug: slug, status: s.status, at: s.lastCheck})
		u.r.Add(exchange.Guess, s.place, "a site that is down now: its incident begins with the last check", "%s", slug)
	}
}

// events reads a log: the changes of the files in history/, and messages of commits that changed
// none. They are sorted by time.
func (u *reader) events(log []byte) (list []event) {
	known := map[string]bool{} // commits with a change of a file
	var commits []event        // of messages
	var at time.Time
	var sha, subject, slug string
	for raw := range bytes.Lines(log) {
		line := strings.TrimRight(string(raw), "\r\n")
		if rest, ok := strings.CutPrefix(line, "\x01"); ok {
			part := strings.SplitN(rest, "\t", 3)
			if len(part) < 3 {
				continue
			}
			sha, subject, slug = part[0], part[2], ""
			at, _ = time.Parse(time.RFC3339, part[1])
			if m := changed.FindStringSubmatch(subject); m != nil && !at.IsZero() && m[1]+m[4] != "" {
				commits = append(commits, event{slug: m[2], status: m[3], at: at, sha: sha, message: measured(m)})
			}
			continue
		}
		if m := inDiff.FindStringSubmatch(line); m != nil {
			slug = m[1]
			continue
		}
		rest, ok := strings.CutPrefix(line, "+")
		if !ok || slug == "" || at.IsZero() {
			continue
		}
		key, value, _ := strings.Cut(strings.TrimPrefix(rest, "- "), ":")
		if value = strings.TrimSpace(value); key != "status" || value != "up" && value != "down" && value != "degraded" {
			continue
		}
		e := event{slug: slug, status: value, at: at, sha: sha}
		if m := changed.FindStringSubmatch(subject); m != nil {
			e.message = measured(m)
			u.names[slug] = cmp.Or(u.names[slug], m[2])
		}
		known[sha] = true
		list = append(list, e)
	}
	byName := map[string]string{}
	for slug, name := range u.names {
		byName[name] = slug
	}
	seen := map[string]bool{}
	for _, e := range commits {
		if known[e.sha] || seen[e.sha] {
			continue
		}
		seen[e.sha] = true
		name := e.slug
		if e.slug = cmp.Or(u.sites[name], byName[name], slugOf(name)); e.slug == "" {
			continue
		}
		u.names[e.slug] = cmp.Or(u.names[e.slug], name)
		list = append(list, e)
	}
	slices.SortStableFunc(list, func(a, b event) int { return a.at.Compare(b.at) })
	return list
}

// measured returns what a commit message says of the answer of a site.
func measured(m []string) string {
	if m[4] == "" || m[3] == "up" {
		return ""
	}
	return htmltext.Line(fmt.Sprintf("HTTP code %s, response time %s ms", m[4], m[5]))
}

func publicURL(url string) string {
	if strings.Contains(url, "$") {
		return "" // the name of a secret
	}
	return url
}

// addSince sets the first day of components whose file has it, unless an incident is older.
func (u *reader) addSince() {
	oldest := map[string]time.Time{}
	for _, in := range u.h.Incidents {
		at := exchange.Oldest(in)
		for _, c := range in.Components {
			if oldest[c].IsZero() || at.Before(oldest[c]) {
				oldest[c] = at
			}
		}
	}
	for i := range u.h.Components {
		c := &u.h.Components[i]
		start := u.now[c.ID].start
		if day := start.UTC().Truncate(24 * time.Hour); !start.IsZero() && (oldest[c.ID].IsZero() || !oldest[c.ID].Before(day)) {
			c.Since = day
		}
	}
}
