package upptime

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"statuary/internal/importer/exchange"
	"statuary/internal/importer/htmltext"
	"statuary/internal/incident"
	"statuary/internal/lazyregexp"
)

var (
	// incidentTitle matches the titles that Upptime gives to incidents.
	incidentTitle = lazyregexp.New(`^\s*(?:🛑|⚠️|⚠)?\s*(.+?)\s+(is down|has degraded performance)\s*$`)
	// generatedText matches the text that Upptime writes itself; its link contains a line break.
	generatedText = lazyregexp.New("(?s)^\\s*In \\[`[0-9a-f]+`\\]\\([^)]*\\)\\s*,\\s*(.+?)\\s+(?:was|experienced) \\*\\*(down|degraded performance)\\*\\*\\s*:?\\s*")
	resolved      = lazyregexp.New("(?s)^\\s*\\*\\*Resolved:\\*\\*\\s*(.+?\\s+(?:is back up|performance has improved))\\s+in\\s+\\[`[0-9a-f]+`\\]\\([^)]*\\)\\s*(.*)$")
	htmlComment   = lazyregexp.New(`(?s)<!--(.*?)-->`)
	fences        = lazyregexp.New("(?s)```[a-z]*\\s*(<!--.*?-->)\\s*(?:```)?")
	setting       = lazyregexp.New(`(?m)^\s*(start|end|expectedDown|expectedDegraded)\s*:\s*(.*?)\s*$`)
)

// incident converts an issue. It returns nil, and reports the issue as skipped, if it
// has no time or is neither an incident nor a maintenance.
func (u *reader) incident(i *issue) *exchange.Incident {
	at, day := i.created()
	if at.IsZero() {
		u.r.Add(exchange.Skip, i.place, "an issue without a time", "%s", i.Title)
		return nil
	}
	in := &exchange.Incident{ID: fmt.Sprint(i.Number), Title: i.Title, Aliases: []string{fmt.Sprintf("/incident/%d/", i.Number)}}
	in.Source.File = i.place
	if u.many && i.repo() != "" {
		in.ID, in.Aliases = fmt.Sprintf("%s-%d", exchange.Slug(i.repo()), i.Number), nil
	}
	var comments []comment
	if json.Unmarshal(i.Comments, &comments) != nil && len(i.Comments) > 0 {
		u.r.Add(exchange.Loss, i.place, "the file has no comments; save the issues again with --json …,comments", "%s", i.Comments)
	}
	window := fields(i.Body)
	m := incidentTitle.FindStringSubmatch(i.Title)
	switch {
	case i.has("maintenance") || window["start"] != "":
		u.maintenance(in, i, window, at)
	case m != nil || generatedText.MatchString(i.Body):
		u.outage(in, i, m, at, day)
	default:
		u.r.Add(exchange.Skip, i.place, "an issue that is neither an incident nor a maintenance", "%s", i.Title)
		return nil
	}
	u.comments(in, i, comments)
	u.end(in, i)
	slices.SortStableFunc(in.Updates, func(a, b incident.Update) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Status, b.Status)) })
	if day {
		u.dropDowntime(in, i)
	}
	in.Impact = cmp.Or(in.Impact, incident.ComputedImpact(in.Type, in.Updates))
	return in
}

// fields returns the settings in the HTML comments of a maintenance issue.
func fields(body string) map[string]string {
	f := map[string]string{}
	for _, c := range htmlComment.FindAllStringSubmatch(body, -1) {
		for _, m := range setting.FindAllStringSubmatch(c[1], -1) {
			f[m[1]] = m[2]
		}
	}
	if len(f) == 0 && setting.MatchString(body) { // somebody forgot the comment
		for _, m := range setting.FindAllStringSubmatch(body, -1) {
			f[m[1]] = m[2]
		}
		if _, ok := moment(f["start"]); !ok {
			return map[string]string{}
		}
	}
	return f
}

// text converts a text to Markdown and reports what was lost.
func (u *reader) text(s string, i *issue) string {
	t := htmltext.HTMLOrPlain(s)
	if !htmltext.IsHTML(s) {
		t = htmltext.Markdown(s)
	}
	for _, lost := range t.Lost {
		u.r.Add(exchange.Loss, i.place, "part of a text was left out", "%s", lost)
	}
	return t.Markdown
}

// outage fills an incident that was opened by Upptime's probes. title is the match of
// incidentTitle, or nil.
func (u *reader) outage(in *exchange.Incident, i *issue, title []string, at time.Time, day bool) {
	status := incident.MajorOutage
	name, address, body := "", "", i.Body
	if m := generatedText.FindStringSubmatchIndex(body); m != nil {
		name = strings.TrimSpace(body[m[2]:m[3]])
		u.commits++
		if n := strings.LastIndex(name, " ("); n > 0 {
			address = publicURL(strings.TrimSuffix(name[n+2:], ")"))
			name = name[:n]
		}
		if body[m[4]:m[5]] != "down" {
			status = incident.DegradedPerformance
		}
		body = body[m[1]:]
	}
	if title != nil {
		name = title[1]
		if title[2] != "is down" {
			status = incident.DegradedPerformance
		}
		in.Title = name + " " + title[2]
	}
	id := u.component(i, name)
	if id != "" {
		in.Components = []string{id}
		u.rename(id, name)
		u.monitored(id, address, i)
	}
	u.otherLabels(i, in.Components)
	message := u.text(body, i)
	if a := i.address(); a != "" {
		message = strings.TrimSpace(message + "\n\n[Issue " + fmt.Sprint(i.Number) + "](" + a + ")")
	}
	update := incident.Update{At: at, Status: incident.Investigating, Message: message}
	if id != "" {
		update.Components = []incident.ComponentState{{ID: id, Status: status}}
	}
	in.Impact = incident.ImpactOf(status)
	in.Updates = []incident.Update{update}
}

// component returns the id of the site that an issue is about: by a label that is its
// slug, or by its name. A site that is not in the settings is added.
func (u *reader) component(i *issue, name string) string {
	for _, l := range i.Labels {
		if id := u.sites[string(l)]; id != "" {
			return id
		}
	}
	if id := u.sites[name]; id != "" {
		return id
	}
	for _, l := range i.Labels {
		if string(l) != "status" && string(l) == slugOf(name) {
			return u.site(name, string(l), "")
		}
	}
	for _, l := range i.Labels {
		if string(l) != "status" {
			return u.site(name, string(l), "")
		}
	}
	return u.site(name, "", "")
}

// maintenance fills a maintenance from the settings f in its issue.
func (u *reader) maintenance(in *exchange.Incident, i *issue, f map[string]string, at time.Time) {
	in.Type = incident.Maintenance
	var ok bool
	switch in.ScheduledFor, ok = moment(f["start"]); {
	case ok:
	case f["start"] == "":
		u.r.Add(exchange.Guess, i.place, "a maintenance without a window was announced when its issue was opened, and has no date", "%s", i.Title)
	default:
		u.r.Add(exchange.Loss, i.place, "a maintenance window that could not be read was left out", "%s", f["start"])
	}
	if in.ScheduledUntil, ok = moment(f["end"]); !ok && f["end"] != "" {
		u.r.Add(exchange.Loss, i.place, "a maintenance window that could not be read was left out", "%s", f["end"])
	}
	var states []incident.ComponentState
	for _, key := range []string{"expectedDown", "expectedDegraded"} {
		for name := range strings.SplitSeq(f[key], ",") {
			if name = strings.TrimSpace(name); name == "" {
				continue
			}
			id := cmp.Or(u.sites[name], u.site(name, "", ""))
			states = append(states, incident.ComponentState{ID: id, Status: incident.UnderMaintenance})
			in.Components = append(in.Components, id)
		}
	}
	for _, l := range i.Labels {
		id := u.sites[string(l)]
		if id == "" && !u.listed && !commonLabels[strings.ToLower(string(l))] {
			id = u.site("", string(l), "")
			u.r.Add(exchange.Guess, i.place, "a label of a maintenance was taken for the slug of a site, because there are no settings", "%s", l)
		}
		if id != "" && !slices.Contains(in.Components, id) {
			in.Components = append(in.Components, id)
		}
	}
	u.otherLabels(i, in.Components)
	text := htmlComment.ReplaceAllString(fences.ReplaceAllString(i.Body, "$1"), "")
	if !htmlComment.MatchString(i.Body) {
		text = setting.ReplaceAllString(text, "")
	}
	announced := incident.Update{At: at, Status: incident.Scheduled, Message: u.text(text, i)}
	if !in.ScheduledFor.IsZero() && !at.Before(in.ScheduledFor) {
		announced.Status, announced.Components = incident.InProgress, states
		states = nil
	}
	in.Updates = []incident.Update{announced}
	closed := i.closed()
	if len(states) > 0 && !in.ScheduledFor.IsZero() && (closed.IsZero() || closed.After(in.ScheduledFor)) {
		in.Updates = append(in.Updates, incident.Update{At: in.ScheduledFor, Status: incident.InProgress, Components: states})
	}
}

// moment parses a time in the settings of a maintenance.
func moment(s string) (time.Time, bool) {
	s = strings.Trim(s, `"'`)
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04Z07:00", "2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05Z07:00", "2006-01-02T15:04:05-0700"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// over returns when a maintenance was over: when its issue was closed, which Upptime
// does after the window, or else the end of its window. It is zero for an open issue
// and if neither is known.
func (i *issue) over(in *exchange.Incident) time.Time {
	if closed := i.closed(); !closed.IsZero() || !i.isClosed() {
		return closed
	}
	return in.ScheduledUntil
}

func (i *issue) isClosed() bool { return strings.EqualFold(i.State, "closed") || !i.closed().IsZero() }

// end adds the end of the incident, at the time the issue was closed, if no comment
// has added it.
func (u *reader) end(in *exchange.Incident, i *issue) {
	closed, isClosed := i.closed(), i.isClosed()
	if end := i.over(in); in.Type == incident.Maintenance && !end.IsZero() {
		if !slices.ContainsFunc(in.Updates, func(up incident.Update) bool { return up.Status.Over() && !up.At.After(end) }) {
			in.Updates = append(in.Updates, incident.Update{At: end, Status: incident.Completed})
		}
		if closed.IsZero() {
			u.r.Add(exchange.Guess, i.place, "a completed maintenance without an end time ends with its window", "%s", i.Title)
		}
	}
	over := slices.ContainsFunc(in.Updates, func(up incident.Update) bool { return up.Status.Over() })
	switch {
	case over && !isClosed:
		u.r.Add(exchange.Guess, i.place, "an open issue with a comment that says resolved was treated as resolved", "%s", i.Title)
	case over || !isClosed:
	case !closed.IsZero():
		in.Updates = append(in.Updates, incident.Update{At: closed, Status: exchange.EndStatus(in.Type)})
	default:
		last := in.Updates[len(in.Updates)-1].At
		in.Updates = append(in.Updates, incident.Update{At: last, Status: exchange.EndStatus(in.Type)})
		u.r.Add(exchange.Guess, i.place, "a closed issue without an end time ends at its last known time", "%s", i.Title)
	}
}

// dropDowntime removes the downtime of an incident of which only days are known: downtime
// from midnight to midnight would be invented.
func (u *reader) dropDowntime(in *exchange.Incident, i *issue) {
	u.r.Add(exchange.Guess, i.place, "only the day is known: the incident is dated to midnight, and no downtime is counted", "%s", i.Title)
	for n := range in.Updates {
		for k := range in.Updates[n].Components {
			if in.Type == incident.Unplanned {
				in.Updates[n].Components[k].Status = incident.Operational
			}
		}
	}
}
