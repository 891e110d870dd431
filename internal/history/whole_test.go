package history

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"statuary/internal/civil"
	"statuary/internal/incident"
)

func TestTogether(t *testing.T) {
	all := []*incident.Incident{
		// In ten hours from 00:00, the API is down for four, the web for two that overlap
		// them by one, and the database partially for three that overlap none.
		outage(t, "a", "api", "major_outage", "2026-06-10 00:00", "2026-06-10 04:00"),
		outage(t, "b", "web", "major_outage", "2026-06-10 03:00", "2026-06-10 05:00"),
		outage(t, "c", "db", "partial_outage", "2026-06-10 07:00", "2026-06-10 10:00"),
		// Neither status is an outage.
		outage(t, "d", "db", "degraded_performance", "2026-06-11 07:00", "2026-06-11 10:00"),
		parse(t, "e", "scheduled_for: 2026-06-12 10:00\nscheduled_until: 2026-06-12 12:00\ncomponents: [api]\ntimeline: [{at: 2026-06-11 10:00, status: scheduled}]"),
		// A partial outage of one during a major outage of another.
		outage(t, "f", "api", "major_outage", "2026-06-13 23:00", "2026-06-14 01:00"),
		outage(t, "g", "web", "partial_outage", "2026-06-13 22:00", "2026-06-14 03:00"),
		// An active outage.
		parse(t, "h", "timeline: [{at: 2026-06-15 11:00, status: investigating, components: {db: partial_outage}}]"),
	}
	h := history(t, "2026-06-15 12:00", all...)
	whole := h.Whole()
	const hour = time.Hour
	for _, c := range []struct {
		name, first, last string
		want              Together
		major, outage     string
	}{
		{"overlaps count once", "2026-06-10", "2026-06-10", Together{8 * hour, 5 * hour, 24 * hour}, "20.84", "33.34"},
		{"neither degraded performance nor maintenance is an outage", "2026-06-11", "2026-06-12", Together{0, 0, 48 * hour}, "0", "0"},
		{"the worst counts, cut at midnight", "2026-06-13", "2026-06-13", Together{2 * hour, hour, 24 * hour}, "4.17", "8.34"},
		{"and after it", "2026-06-14", "2026-06-14", Together{3 * hour, hour, 24 * hour}, "4.17", "12.5"},
		{"today counts as a whole day", "2026-06-15", "2026-06-15", Together{hour, 0, 24 * hour}, "0", "4.17"},
		{"days to come do not count", "2026-06-15", "2026-07-31", Together{hour, 0, 24 * hour}, "0", "4.17"},
		{"nor do those before the first month", "2025-01-01", "2026-06-15", Together{14 * hour, 7 * hour, 15 * 24 * hour}, "1.95", "3.89"},
		{"nothing is known of the future", "2026-07-01", "2026-07-31", Together{}, "", ""},
		{"nor of the past", "2026-05-01", "2026-05-31", Together{}, "", ""},
	} {
		got := h.Together(whole, day(c.first), day(c.last))
		if got != c.want || got.Share(got.Major) != c.major || got.Share(got.Outage) != c.outage {
			t.Errorf("%s: got %+v, %s %% and %s %%, want %+v, %s %% and %s %%", c.name, got, got.Share(got.Major), got.Share(got.Outage), c.want, c.major, c.outage)
		}
	}
	days := h.WholeDays(16)
	if !days[0].NoData || days[1].NoData || days[10].In[incident.MajorOutage] != 5*hour || days[10].In[incident.PartialOutage] != 3*hour || len(days[10].Incidents) != 3 {
		t.Errorf("days of the whole site: %+v", days)
	}
}

// A share is shown as more than 0 even for a single second of a quarter, and an exact share
// is not rounded up.
func TestShare(t *testing.T) {
	for _, c := range []struct {
		part, length time.Duration
		want         string
	}{
		{time.Second, 92 * 24 * time.Hour, "0.01"}, {0, time.Hour, "0"}, {time.Hour, time.Hour, "100"},
		{time.Hour, 100 * time.Hour, "1"}, {7 * time.Hour, 100 * time.Hour, "7"}, {0, 0, ""},
	} {
		if got := (Together{Length: c.length}).Share(c.part); got != c.want {
			t.Errorf("%s of %s: got %q, want %q", c.part, c.length, got, c.want)
		}
	}
}

// Outages of a component before its start do not count for the whole site.
func TestTogetherSince(t *testing.T) {
	list := []incident.Component{{ID: "api", Since: at(t, "2026-06-11 00:00")}, {ID: "web", Since: at(t, "2026-06-10 00:00"), Retired: true}}
	all := []*incident.Incident{
		outage(t, "a", "api", "major_outage", "2026-06-10 22:00", "2026-06-11 01:00"),
		outage(t, "b", "web", "major_outage", "2026-06-10 10:00", "2026-06-10 11:00"),
		outage(t, "c", "db", "major_outage", "2026-06-12 10:00", "2026-06-12 11:00"), // not a component of the site
	}
	h := New(all, Options{Now: at(t, "2026-06-14 12:00"), Zone: newYork, Components: list})
	got := h.Together(h.Whole(), day("2026-01-01"), h.Today())
	if want := (Together{2 * time.Hour, 2 * time.Hour, 5 * 24 * time.Hour}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if none := New(nil, Options{Now: h.Now, Zone: newYork}); none.Together(none.Whole(), h.Today(), h.Today()) != (Together{}) {
		t.Error("a site without components has downtime")
	}
}

// TestWholeIsTheWorst compares the status of the whole site with the worst status of its
// components, moment by moment.
func TestWholeIsTheWorst(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		start := at(t, "2026-03-01 00:00")
		var all []*incident.Incident
		for n := range rapid.IntRange(0, 6).Draw(r, "incidents") {
			from := start.Add(time.Duration(rapid.IntRange(0, 20*24*60).Draw(r, "from")) * time.Minute)
			to := from.Add(time.Duration(rapid.IntRange(1, 3*24*60).Draw(r, "length")) * time.Minute)
			status := rapid.SampledFrom([]string{"degraded_performance", "partial_outage", "major_outage"}).Draw(r, "status")
			component := rapid.SampledFrom([]string{"api", "web", "db"}).Draw(r, "component")
			all = append(all, outage(t, string(rune('a'+n)), component, status, from.Format(time.RFC3339), to.Format(time.RFC3339)))
		}
		h := history(t, "2026-04-15 12:00", all...)
		var want [incident.MajorOutage + 1]time.Duration
		end := start.AddDate(0, 0, 24)
		for at := start; at.Before(end); at = at.Add(time.Minute) {
			worst := incident.Operational
			for _, i := range h.Incidents {
				worst = max(worst, statusAt(i.Spans, at))
			}
			want[worst] += time.Minute
		}
		got := h.Together(h.Whole(), civil.Of(start, h.Zone), civil.Of(end, h.Zone))
		if got.Major != want[incident.MajorOutage] || got.Outage != want[incident.MajorOutage]+want[incident.PartialOutage] {
			r.Fatalf("got %+v, want %v", got, want)
		}
		// It is never less than the downtime of any component, nor more than their sum.
		var sum time.Duration
		for _, c := range components {
			u := h.Uptime(c.ID, civil.Of(start, h.Zone), civil.Of(end, h.Zone))
			sum += u.Partial + u.Major
			if u.Major > got.Major || u.Partial+u.Major > got.Outage {
				r.Fatalf("%s was down longer than the whole: %+v, %+v", c.ID, u, got)
			}
		}
		if got.Outage > sum {
			r.Fatalf("%v is more than the components' sum %v", got.Outage, sum)
		}
	})
}

// The sum over single days equals the difference of two tally entries.
func TestTally(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		days := map[civil.Day]*Day{}
		for n := range rapid.SliceOf(rapid.IntRange(-5, 30)).Draw(r, "days") {
			d := &Day{}
			d.In[incident.PartialOutage] = time.Duration(rapid.IntRange(0, 3).Draw(r, "partial"))
			d.In[incident.MajorOutage] = time.Duration(rapid.IntRange(0, 3).Draw(r, "major"))
			d.In[incident.UnderMaintenance] = 7
			days[civil.Day(n)] = d
		}
		from := civil.Day(rapid.IntRange(-6, 32).Draw(r, "from"))
		to := from + civil.Day(rapid.IntRange(-1, 30).Draw(r, "length"))
		var partial, major time.Duration
		for n, d := range days {
			if n >= from && n <= to {
				partial += d.In[incident.PartialOutage]
				major += d.In[incident.MajorOutage]
			}
		}
		if p, m := tallyOf(days).between(from, to); p != partial || m != major {
			r.Fatalf("%d to %d: got %d and %d, want %d and %d", from, to, p, m, partial, major)
		}
	})
}

// If no component has a start, days before the first incident are not measured.
func TestMeasured(t *testing.T) {
	list := []incident.Component{{ID: "api"}, {ID: "web", Since: at(t, "2026-04-20 00:00")}}
	in := outage(t, "a", "api", "major_outage", "2026-05-31 00:00", "2026-06-01 00:00")
	h := New([]*incident.Incident{in}, Options{Now: at(t, "2026-06-10 12:00"), Zone: newYork, Components: list})
	quarter := func(component string, first, last string) string {
		return h.Measured(component, day(first), day(last)).Percent()
	}
	for _, c := range []struct{ component, first, last, want string }{
		{"api", "2026-01-01", "2026-03-31", ""},
		{"api", "2026-04-01", "2026-06-30", "97.56"}, // one of the 41 days from May 1 to June 10
		{"api", "2026-05-01", "2026-05-31", "96.77"}, // one of 31
		{"web", "2026-01-01", "2026-03-31", ""},
		{"web", "2026-04-01", "2026-06-30", "100.0"},
		{"nobody", "2026-04-01", "2026-06-30", ""},
	} {
		if got := quarter(c.component, c.first, c.last); got != c.want {
			t.Errorf("%s from %s to %s: got %q, want %q", c.component, c.first, c.last, got, c.want)
		}
	}
	if got := h.KnownFrom("api"); got != day("2026-05-01") { // though it is filed under June
		t.Error("the API is measured from", got)
	}
}
