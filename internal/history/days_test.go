package history

import (
	"fmt"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"statuary/internal/civil"
	"statuary/internal/incident"
)

func TestStatusOf(t *testing.T) {
	const (
		ok   = incident.Operational
		work = incident.UnderMaintenance
		slow = incident.DegradedPerformance
		part = incident.PartialOutage
		down = incident.MajorOutage
	)
	for _, c := range []struct {
		in   []incident.ComponentStatus
		want PageStatus
	}{
		{nil, allOperational},
		{[]incident.ComponentStatus{ok}, allOperational},
		{[]incident.ComponentStatus{work}, maintenanceNow},
		{[]incident.ComponentStatus{slow}, partlyDegraded},
		{[]incident.ComponentStatus{part}, partialOutage},
		{[]incident.ComponentStatus{down}, majorOutage},
		{[]incident.ComponentStatus{ok, ok}, allOperational},
		{[]incident.ComponentStatus{down, down}, majorOutage},
		{[]incident.ComponentStatus{down, ok, ok}, partialOutage},
		{[]incident.ComponentStatus{down, part, slow}, partialOutage},
		{[]incident.ComponentStatus{part, part}, partialOutage},
		{[]incident.ComponentStatus{part, ok}, minorOutage},
		{[]incident.ComponentStatus{part, slow, work}, minorOutage},
		{[]incident.ComponentStatus{slow, slow}, degradedSystem},
		{[]incident.ComponentStatus{slow, ok}, partlyDegraded},
		{[]incident.ComponentStatus{slow, work}, partlyDegraded},
		{[]incident.ComponentStatus{work, work}, maintenanceNow},
		{[]incident.ComponentStatus{work, ok}, maintenanceNow},
	} {
		if got := StatusOf(c.in); got != c.want {
			t.Errorf("StatusOf(%v) = %v, want %v", c.in, got, c.want)
		}
	}
}

func outage(t testing.TB, id, component, status, from, to string) *incident.Incident {
	return parse(t, id, fmt.Sprintf("timeline:\n  - {at: %s, status: investigating, components: {%s: %s}}\n  - {at: %s, status: resolved}", from, component, status, to))
}

// day parses a date.
func day(date string) civil.Day {
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		panic(err)
	}
	return civil.Date(t.Date())
}

func TestDays(t *testing.T) {
	h := history(t, "2026-03-10 12:00",
		outage(t, "night", "api", "major_outage", "2026-03-07 23:00", "2026-03-09 01:00"), // over a day of 23 hours
		outage(t, "within", "api", "partial_outage", "2026-03-08 10:00", "2026-03-08 12:00"),
		outage(t, "beside", "api", "partial_outage", "2026-03-09 00:30", "2026-03-09 02:00"),
		outage(t, "slow", "api", "degraded_performance", "2026-03-10 11:00", "2026-03-10 11:30"),
		parse(t, "note", "impact: none\ncomponents: [api]\ntimeline: [{at: 2026-03-06 10:00, status: investigating}, {at: 2026-03-06 11:00, status: resolved}]"),
	)
	type row struct {
		date                     string
		major, partial, degraded time.Duration
		incidents                int
		worst                    incident.ComponentStatus
	}
	want := []row{
		{"2026-03-06", 0, 0, 0, 1, incident.Operational},
		{"2026-03-07", time.Hour, 0, 0, 1, incident.MajorOutage},
		{"2026-03-08", 23 * time.Hour, 0, 0, 2, incident.MajorOutage},
		{"2026-03-09", time.Hour, time.Hour, 0, 2, incident.MajorOutage},
		{"2026-03-10", 0, 0, 30 * time.Minute, 1, incident.DegradedPerformance},
	}
	days := h.Days("api", len(want))
	for n, w := range want {
		d := days[n]
		got := row{d.Date.Format("2006-01-02"), d.In[incident.MajorOutage], d.In[incident.PartialOutage], d.In[incident.DegradedPerformance], len(d.Incidents), d.Worst()}
		if got != w {
			t.Errorf("day %d: got %v, want %v", n, got, w)
		}
	}
	if down := days[3].Down(); down != time.Hour+18*time.Minute {
		t.Error("an hour in each status is a downtime of", down)
	}
	if d := h.Days("nobody", 3); d != nil {
		t.Error("an unknown component has days:", d)
	}
	calendar := h.calendar(civil.Month{Year: 2026, Month: time.March})
	for day, want := range map[int]CalendarDay{
		5: {Worst: incident.Operational}, 6: {Worst: incident.Operational, Touched: true}, 8: {Worst: incident.MajorOutage, Touched: true},
		10: {Worst: incident.DegradedPerformance, Touched: true}, 11: {Future: true},
	} {
		got := calendar[day-1]
		got.Day = 0
		if got != want {
			t.Errorf("March %d: %+v, want %+v", day, got, want)
		}
	}
}

func TestUptime(t *testing.T) {
	h := history(t, "2026-06-15 12:00",
		outage(t, "a", "api", "major_outage", "2026-06-10 00:00", "2026-06-10 12:00"),
		outage(t, "b", "web", "partial_outage", "2026-06-14 10:00", "2026-06-14 11:00"),
		outage(t, "c", "db", "degraded_performance", "2026-06-14 10:00", "2026-06-14 11:00"),
	)
	for _, c := range []struct{ name, got, want string }{
		{"half a day of 15 days", h.MonthUptime("api", civil.Month{Year: 2026, Month: time.June}).Percent(), "96.66"}, // 1 - 0.5/15, rounded down
		{"90 days", h.Recent("api", 90).Percent(), "99.44"},
		{"60 days are 61", h.Recent("api", 60).Percent(), "99.18"},
		{"30 days are 31", h.Recent("api", 30).Percent(), "98.38"},
		{"a partial hour counts 0.3", h.MonthUptime("web", civil.Month{Year: 2026, Month: time.June}).Percent(), "99.91"},
		{"degraded performance does not count", h.Recent("db", 90).Percent(), "100.0"},
		{"a month to come", h.MonthUptime("api", civil.Month{Year: 2026, Month: time.July}).Percent(), ""},
		{"nobody", h.Recent("nobody", 90).Percent(), ""},
		{"a group is the mean of its members", Mean([]Uptime{h.Recent("api", 90), h.Recent("db", 90), {}}).Percent(), "99.72"},
		{"an empty group", Mean(nil).Percent(), ""},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, c.got, c.want)
		}
	}
}

func TestSince(t *testing.T) {
	list := []incident.Component{{ID: "api", Name: "API", Since: at(t, "2026-06-11 00:00")}}
	in := outage(t, "a", "api", "major_outage", "2026-06-10 12:00", "2026-06-11 12:00")
	h := New([]*incident.Incident{in}, Options{Now: at(t, "2026-06-14 12:00"), Zone: newYork, Components: list})
	if got := h.Recent("api", 90).Percent(); got != "87.5" { // 12 of 96 hours
		t.Error("uptime since the start:", got)
	}
	if u := h.MonthUptime("api", civil.Month{Year: 2026, Month: time.May}); u.Known {
		t.Error("uptime before the start:", u)
	}
	days := h.Days("api", 5)
	if !days[0].NoData || days[1].NoData {
		t.Error("the day before the start has data, or the first has none")
	}
}

// A component that is down for a whole month with a clock change has an uptime of 0, never
// less.
func TestUptimeOverClockChange(t *testing.T) {
	for _, month := range []time.Month{time.March, time.November} {
		in := outage(t, "a", "api", "major_outage", "2026-02-01 00:00", "2026-12-31 00:00")
		h := history(t, "2027-01-01 00:00", in)
		if u := h.MonthUptime("api", civil.Month{Year: 2026, Month: month}); math.Abs(u.Share) > 1e-12 {
			t.Errorf("%s: %v", month, u.Share)
		}
	}
}

// TestSumOfParts flattens random overlapping spans: the durations of the days add up to
// the total, and no second is counted twice.
func TestSumOfParts(t *testing.T) {
	zones := []*time.Location{newYork, time.UTC, zone("Africa/Cairo"), zone("Australia/Lord_Howe"), zone("America/Sao_Paulo")}
	rapid.Check(t, func(t *rapid.T) {
		start := time.Date(2018, 10, 1, 0, 0, 0, 0, time.UTC)
		minute := rapid.IntRange(0, 60*24*60)
		h := &History{Options: Options{Zone: rapid.SampledFrom(zones).Draw(t, "zone")}}
		var list []Span
		for range rapid.IntRange(0, 8).Draw(t, "spans") {
			from := start.Add(time.Duration(minute.Draw(t, "from")) * time.Minute)
			to := from.Add(time.Duration(minute.Draw(t, "length")) * time.Minute)
			list = append(list, Span{From: from, To: to, Status: incident.ComponentStatus(rapid.IntRange(1, 4).Draw(t, "status"))})
		}
		flat := flatten(list)
		var whole, parts time.Duration
		for n, s := range flat {
			whole += s.To.Sub(s.From)
			if !s.To.After(s.From) || n > 0 && s.From.Before(flat[n-1].To) {
				t.Fatalf("%v overlaps %v", s, flat[n-1])
			}
			h.eachDay(s.From, s.To, func(day civil.Day, length time.Duration) {
				parts += length
				if length > day.End(h.Zone).Sub(day.Start(h.Zone)) {
					t.Fatalf("%v in one day", length)
				}
			})
		}
		if whole != parts {
			t.Fatalf("days sum to %v, spans to %v", parts, whole)
		}
		// At every minute, the status is the worst of the spans that cover it.
		for n := range 50 {
			at := start.Add(time.Duration(minute.Draw(t, "at")+n) * time.Minute)
			if got, want := statusAt(flat, at), statusAt(list, at); got != want {
				t.Fatalf("at %v: %v, want %v", at, got, want)
			}
		}
	})
}

func statusAt(list []Span, at time.Time) incident.ComponentStatus {
	worst := incident.Operational
	for _, s := range list {
		if !at.Before(s.From) && at.Before(s.To) {
			worst = max(worst, s.Status)
		}
	}
	return worst
}

func TestSeverity(t *testing.T) {
	for down, want := range map[time.Duration]float64{
		0: 0, time.Second: 0.5 + 0.5/1200, 20 * time.Minute: 1, 26*time.Minute + 30*time.Second: 1.5,
		33 * time.Minute: 2, 60 * time.Minute: 3, 24 * time.Hour: 3,
	} {
		if got := Severity(down); math.Abs(got-want) > 1e-9 {
			t.Errorf("Severity(%s) = %v, want %v", down, got, want)
		}
	}
}

// palettes are the palettes of two pages that Statuspage serves.
var palettes = []map[string]string{
	{"green": "#40d269", "yellow": "#d5cc3f", "orange": "#d5943f", "red": "#d65c40", "no_data": "#b3bac5"},
	{"green": "#2fcc66", "yellow": "#f1c40f", "orange": "#e67e22", "red": "#e74c3c", "no_data": "#b3bac5"},
}

// TestColour compares colours with those of days on these pages. They may differ by what
// mixing in another order rounds differently.
func TestColour(t *testing.T) {
	for _, c := range []struct {
		palette        int
		partial, major float64 // seconds of outage on the day
		fill           string
	}{
		{0, 46435, 0, "#d65c40"},
		{0, 86400, 0, "#d65c40"},
		{0, 86400, 0, "#d65c40"},
		{0, 86400, 0, "#d65c40"},
		{0, 86400, 0, "#d65c40"},
		{0, 86400, 0, "#d65c40"},
		{0, 86400, 0, "#d65c40"},
		{0, 86400, 0, "#d65c40"},
		{0, 86400, 0, "#d65c40"},
		{0, 86400, 0, "#d65c40"},
		{0, 86400, 0, "#d65c40"},
		{0, 86400, 0, "#d65c40"},
		{0, 90000, 0, "#d65c40"},
		{1, 0, 65, "#95c838"},
		{1, 0, 129, "#9ac836"},
		{1, 0, 244, "#a4c732"},
		{1, 0, 258, "#a5c731"},
		{1, 0, 391, "#b0c72c"},
		{1, 0, 520, "#bac628"},
		{1, 0, 647, "#c5c623"},
		{1, 0, 1020, "#e3c515"},
		{1, 0, 1374, "#eeb413"},
		{1, 0, 1995, "#e67e22"},
		{1, 7945, 0, "#e67228"},
		{1, 0, 2738, "#e6672e"},
		{1, 86400, 0, "#e74c3c"},
	} {
		hex := palettes[c.palette]
		p := Palette{
			Green: rgb(t, hex["green"]), Yellow: rgb(t, hex["yellow"]), Orange: rgb(t, hex["orange"]),
			Red: rgb(t, hex["red"]), NoData: rgb(t, hex["no_data"]),
		}
		var d Day
		d.In[incident.PartialOutage] = time.Duration(c.partial * float64(time.Second))
		d.In[incident.MajorOutage] = time.Duration(c.major * float64(time.Second))
		got, want := p.Colour(d), rgb(t, c.fill)
		for i := range got {
			if math.Abs(float64(got[i])-float64(want[i])) > 1 {
				t.Errorf("%v: got %v, want %v", c, got, want)
				break
			}
		}
	}
	if p := (Palette{NoData: RGB{1, 2, 3}}); p.Colour(Day{NoData: true}) != p.NoData {
		t.Error("a day without data has a colour")
	}
}

func rgb(t *testing.T, s string) RGB {
	t.Helper()
	var c RGB
	if _, err := fmt.Sscanf(s, "#%02x%02x%02x", &c[0], &c[1], &c[2]); err != nil {
		t.Fatalf("%q: %v", s, err)
	}
	return c
}
