package incident

import (
	"slices"
	"time"

	"statuary/internal/diag"
	"statuary/internal/frontmatter"
)

// Repeat is how a maintenance repeats. A file with this key is a series: its window is the first
// one, and each window is an incident of its own, an occurrence, which [Incident.Occurrences]
// returns.
type Repeat struct {
	Rule   string      // in the form of RFC 5545, with UNTIL in UTC
	Except []time.Time // the beginnings of the windows that are left out, in order
	rule   rule
	skip   map[string]bool // the dates of Except
}

// mostOverlap is how many windows of a series are checked for overlaps.
const mostOverlap = 100

// repeat reads how the maintenance repeats. It runs last, since it needs all other keys.
func (d *decoder) repeat(file frontmatter.File) {
	f, ok := d.at["repeat"]
	if except, has := d.at["except"]; has && !ok {
		d.Errorf(except.Line, except.Col, "add repeat: with a rule such as FREQ=WEEKLY, or delete the line", "only a maintenance that repeats has exceptions")
	}
	if !ok || f.Value.Kind == frontmatter.Null {
		return
	}
	in := d.in
	if in.Type != Maintenance {
		d.Errorf(f.Line, f.Col, "add scheduled_for and scheduled_until, if it is a maintenance; else delete the line", "an incident can't repeat")
		return
	}
	for _, key := range []string{"scheduled_for", "scheduled_until"} {
		if d.at[key].Value.Kind == frontmatter.Null {
			d.Errorf(f.Line, f.Col, "add it; the other windows have the same time of day and length", "a maintenance that repeats needs %s, for its first window", key)
		}
	}
	if one, has := d.at["atom_id"]; has {
		d.Errorf(one.Line, one.Col, "delete the line", "a maintenance that repeats has many feed entries, but atom_id is the id of one")
	}
	text := d.Short(f)
	if in.ScheduledFor.IsZero() || f.Value.Kind != frontmatter.Scalar {
		return
	}
	made, err := parseRule(text, in.ScheduledFor)
	if err != nil {
		line, col := d.find(f.Value, err.part)
		d.Errorf(line, col, err.hint, "%s", err.text)
		return
	}
	r := &Repeat{Rule: made.text, rule: made, skip: map[string]bool{}}
	in.Repeat = r
	d.except(r)
	if !d.Diags.HasErrors() {
		d.checkWindows(file, f)
	}
}

// find returns the position of part in the line of v, or that of v if the line does not contain it.
func (d *decoder) find(v frontmatter.Value, part string) (line, col int) {
	if part == "" {
		return v.Line, v.Col
	}
	text := []rune(diag.Line(d.Src, v.Line))
	for n := max(0, v.Col-1); n+len([]rune(part)) <= len(text); n++ {
		if string(text[n:n+len([]rune(part))]) == part {
			return v.Line, n + 1
		}
	}
	return v.Line, v.Col
}

// except reads the days that are left out, and reports those on which no window begins.
func (d *decoder) except(r *Repeat) {
	zone := d.in.ScheduledFor.Location()
	for _, v := range d.Items(d.at["except"]) {
		day, err := time.Parse(time.DateOnly, v.Text)
		if err != nil || v.Kind != frontmatter.Scalar {
			d.Errorf(v.Line, v.Col, "write 2006-01-02, the day on which the skipped window would begin", "%q is not a date", v.Text)
			continue
		}
		wall := r.on(day)
		if wall.IsZero() {
			hint := "correct the date or delete it"
			if near := r.near(day); !near.IsZero() {
				hint = "the nearest is " + near.Format("Monday, 2006-01-02")
			}
			d.Errorf(v.Line, v.Col, hint, "no window begins on %s", day.Format("Monday, 2006-01-02"))
			continue
		}
		if date := day.Format(time.DateOnly); !r.skip[date] {
			r.skip[date] = true
			r.Except = append(r.Except, onWall(wall, zone))
		}
	}
	slices.SortFunc(r.Except, time.Time.Compare)
}

// on returns the wall time at which a window begins on a day, or the zero time.
func (r *Repeat) on(day time.Time) time.Time {
	next := r.rule.walls()
	for n := 0; n < mostCount; n++ {
		wall, ok := next()
		if !ok || wall.After(day.Add(24*time.Hour)) {
			break
		}
		if wall.Format(time.DateOnly) == day.Format(time.DateOnly) {
			return wall
		}
	}
	return time.Time{}
}

// near returns the beginning of the window nearest to a day, as a wall time.
func (r *Repeat) near(day time.Time) (best time.Time) {
	next := r.rule.walls()
	for n := 0; n < mostCount; n++ {
		wall, ok := next()
		if !ok {
			break
		}
		if best.IsZero() || wall.Sub(day).Abs() < best.Sub(day).Abs() {
			best = wall
		}
		if wall.After(day) {
			break
		}
	}
	return best
}

// checkWindows checks the windows of the series against each other and against the timeline: they must
// not overlap, the first must be announced, and there is no postmortem.
func (d *decoder) checkWindows(file frontmatter.File, f frontmatter.Field) {
	in := d.in
	next := in.windows()
	first, ok := next()
	if !ok {
		d.Errorf(f.Value.Line, f.Value.Col, "delete the file, or some of the exceptions", "every window is left out")
		return
	}
	for n, last := 0, first; n < mostOverlap; n++ {
		w, ok := next()
		if !ok {
			break
		}
		if w.from.Before(last.until) {
			d.Errorf(d.at["scheduled_until"].Value.Line, d.at["scheduled_until"].Value.Col, "make it shorter, or let it repeat less often", "the window is longer than the time until the next one, which begins at %s", clock(w.from))
			break
		}
		last = w
	}
	timeline := d.at["timeline"]
	if in.Postmortem != "" || in.Form != "" || slices.ContainsFunc(in.Updates, func(u Update) bool { return u.Status == Postmortem }) {
		line, col := timeline.Line, timeline.Col
		if in.Postmortem != "" || in.Form != "" {
			line, col = file.BodyLine, 1
		}
		d.Errorf(line, col, OwnFile, "a maintenance that repeats has no postmortem")
	}
	if u := in.Updates[0]; u.Status != Scheduled || !u.At.Before(first.from) {
		d.Errorf(timeline.Line, timeline.Col, "add an entry with status: scheduled, dated before "+clock(first.from)+": each window is announced with its message", "a maintenance that repeats must be announced before its first window")
	}
}

// OwnFile is the hint for content that a series can't have, such as the postmortem of one window.
const OwnFile = "add the day of that window to except:, and write a file for it, with a line id: that is this file's id, a dash and the day"

// window is one occurrence of a series, before it is made an incident.
type window struct {
	date        string // the day on which it begins, by the rule
	from, until time.Time
}

// windows returns an iterator over the windows of a series that are not left out, in order. All are
// as long as the first, even if the clocks change during one.
func (in *Incident) windows() func() (window, bool) {
	next := in.Repeat.rule.walls()
	length := in.ScheduledUntil.Sub(in.ScheduledFor)
	zone := in.ScheduledFor.Location()
	first := true
	var last time.Time
	return func() (window, bool) {
		for {
			wall, ok := next()
			if !ok {
				return window{}, false
			}
			w := window{date: wall.Format(time.DateOnly), from: onWall(wall, zone)}
			if first {
				w.from = in.ScheduledFor // its offset decides between the two moments of a repeated hour
			}
			first = false
			skipped := w.from.In(zone).Format(time.DateOnly) != w.date // by the zone
			if in.Repeat.skip[w.date] || skipped || !w.from.After(last) {
				continue
			}
			w.until, last = w.from.Add(length), w.from
			return w, true
		}
	}
}

// CheckRule checks a rule as written in files, whose first window begins at first. Errors are of
// type *diag.Error.
func CheckRule(text string, first time.Time) error {
	if _, err := parseRule(text, first); err != nil {
		return &diag.Error{Text: err.text, Hint: err.hint}
	}
	return nil
}
