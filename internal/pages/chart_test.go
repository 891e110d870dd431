package pages

import (
	"flag"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"statuary/internal/config"
	"statuary/internal/history"
	"statuary/internal/i18n"
	"statuary/internal/incident"
	"statuary/internal/pages/draw"
	"statuary/internal/pages/view"
)

// chartZones are zones whose clocks skip or repeat hours, midnight or days, or
// differ from UTC by part of an hour.
var chartZones = []string{
	"UTC", "America/New_York", "America/Santiago", "America/Havana", "America/St_Johns", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia", "Atlantic/Azores",
}

func chartBase(t interface{ Fatal(...any) }, zone string) *base {
	z, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	return &base{words: i18n.English, config: &config.Config{Zone: z}}
}

// Ticks are inside the chart, in order, at round times of the site's zone, and far enough
// from each other for their labels.
func TestChartTicks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := chartBase(t, rapid.SampledFrom(chartZones).Draw(t, "zone"))
		from := time.Date(2005, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.Int64Range(0, 30*365*24*60*60).Draw(t, "from")) * time.Second).In(b.config.Zone)
		// Lengths of every scale, from a minute to 30 years.
		length := time.Minute << rapid.IntRange(0, 23).Draw(t, "scale")
		length += time.Duration(rapid.Int64Range(0, int64(length/time.Second)).Draw(t, "more")) * time.Second
		to := from.Add(length)
		ticks := b.ticksAt(from, to, b.chartTimes(from, to))
		if len(ticks) == 0 || len(ticks) > mostTicks+1 || len(ticks) == 1 && length >= 3*time.Minute {
			t.Fatalf("%s to %s has %d ticks", from, to, len(ticks))
		}
		for n, tick := range ticks {
			if tick.At.Before(from) || tick.At.After(to) || tick.X < 0 || tick.X > 1000 {
				t.Errorf("%s to %s: the tick %s is at %d", from, to, tick.At, tick.X)
			}
			if tick.At.Second() != 0 || length > 7*time.Hour && tick.At.Minute() != 0 && !beginsDay(tick.At) || length > 80*time.Hour && !beginsDay(tick.At) {
				t.Errorf("%s to %s: the tick %s is not at a round time", from, to, tick.At)
			}
			if n > 0 && tick.X-ticks[n-1].X < 60 {
				t.Errorf("%s to %s: the ticks %s and %s are too close", from, to, ticks[n-1].At, tick.At)
			}
		}
	})
}

// beginsDay reports whether a time is the first of its date.
func beginsDay(t time.Time) bool {
	return t.Add(-time.Second).Format(time.DateOnly) != t.Format(time.DateOnly)
}

func TestChartTicksByHand(t *testing.T) {
	const layout = "2006-01-02 15:04 -0700"
	for _, c := range []struct {
		name, zone, from, to, want string
	}{
		{"minutes", "UTC", "2026-11-20 10:01 +0000", "2026-11-20 10:22 +0000", "10:05 10:10 10:15 10:20"},
		{"a day", "UTC", "2026-11-20 10:01 +0000", "2026-11-21 09:00 +0000", "Nov 20, 12:00 / 18:00 / Nov 21 / 06:00"},
		{"four days", "UTC", "2026-11-24 10:00 +0000", "2026-11-28 03:00 +0000", "Nov 25, 2026 / Nov 26 / Nov 27 / Nov 28"},
		{"a year", "UTC", "2025-07-20 10:00 +0000", "2026-07-20 03:00 +0000", "Oct 1, 2025 / Jan 1, 2026 / Apr 1 / Jul 1"},
		{"the clock skips midnight", "America/Santiago", "2026-09-06 01:10 -0300", "2026-09-06 23:00 -0300", "06:00 12:00 18:00"},
		{"the clock shows an hour twice, and this is the second", "America/New_York", "2026-11-01 01:05 -0500", "2026-11-01 01:35 -0500", "01:10 01:20 01:30"},
		{"half an hour is shown twice", "Australia/Lord_Howe", "2026-04-05 00:10 +1100", "2026-04-05 04:10 +1030", "01:00 02:00 03:00 04:00"},
		{"a day is missing", "Pacific/Apia", "2011-12-28 12:00 -1000", "2012-01-01 12:00 +1400", "Dec 29, 2011 / Dec 31 / Jan 1, 2012"},
	} {
		b := chartBase(t, c.zone)
		from, _ := time.Parse(layout, c.from)
		to, _ := time.Parse(layout, c.to)
		var got []string
		from, to = from.In(b.config.Zone), to.In(b.config.Zone)
		for _, tick := range b.ticksAt(from, to, b.chartTimes(from, to)) {
			got = append(got, tick.Label)
		}
		separator := " "
		if strings.Contains(c.want, "/") {
			separator = " / "
		}
		if strings.Join(got, separator) != c.want {
			t.Errorf("%s: %s instead of %s", c.name, strings.Join(got, separator), c.want)
		}
	}
}

// Every outage is visible: its bar is inside the chart, wide enough to see, as long as the
// outage, and not hidden by another one.
func TestChartShowsEveryOutage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := chartBase(t, "UTC")
		api := incident.Component{ID: "api", Name: "API"}
		at := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
		i := &history.Incident{Incident: &incident.Incident{}, Started: at, Affected: []incident.Component{api}}
		for range rapid.IntRange(1, 6).Draw(t, "spans") {
			length := time.Second << rapid.IntRange(0, 28).Draw(t, "length") // up to eight years
			status := incident.ComponentStatus(rapid.IntRange(1, int(incident.MajorOutage)).Draw(t, "status"))
			i.Spans = append(i.Spans, history.Span{Component: "api", Status: status, From: at, To: at.Add(length)})
			at = at.Add(length)
		}
		i.Filed = at
		c := b.chart(i)
		if c == nil {
			if at.Sub(i.Started) >= time.Minute {
				t.Fatal("there is no chart")
			}
			return
		}
		parts := c.Rows[0].Parts
		if len(parts) != len(i.Spans) {
			t.Fatalf("%d bars for %d outages", len(parts), len(i.Spans))
		}
		from, to, _ := b.chartRange(i, i.Started, at)
		all := to.Sub(from).Seconds()
		for _, s := range i.Spans {
			want := 1000 * s.To.Sub(s.From).Seconds() / all
			if !slices.ContainsFunc(parts, func(p view.ChartPart) bool {
				return p.Tone == tones[s.Status] && float64(p.W) >= want-2 && float64(p.W) <= max(narrowestPart, want+2)
			}) {
				t.Errorf("no bar of %v thousandths for %s in %+v", want, s.Status, parts)
			}
		}
		for n, p := range parts {
			if p.X < 0 || p.W < narrowestPart || p.X+p.W > 1000 {
				t.Errorf("the bar %+v is partly outside of the chart", p)
			}
			for _, over := range parts[n+1:] {
				hides := over.X <= p.X && over.X+over.W >= p.X+p.W && draw.PartTop[over.Tone] <= draw.PartTop[p.Tone]
				same := over.Tone == p.Tone || draw.PartTop[over.Tone] == draw.PartTop[p.Tone] && p.W < 2*narrowestPart
				if hides && !same {
					t.Errorf("%+v is hidden by %+v", p, over)
				}
			}
		}
	})
}

// Thousandths of long outages are exact: an int64 cannot hold a thousand times 107 days in
// nanoseconds.
func TestLongOutages(t *testing.T) {
	from := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, days := range []int{106, 107, 1000, 20000} {
		length := time.Duration(days) * 24 * time.Hour
		s := history.Span{Status: incident.MajorOutage, From: from, To: from.Add(length)}
		if p := chartPart(s, from, s.To); p.X != 0 || p.W != 1000 {
			t.Errorf("the bar of %d days is %+v", days, p)
		}
		if got := share(length/2, length); got != 500 {
			t.Errorf("half of %d days are %d thousandths", days, got)
		}
	}
}

// TestMain tries properties with more random inputs if STATUARY_LONG is set.
func TestMain(m *testing.M) {
	if os.Getenv("STATUARY_LONG") != "" {
		_ = flag.Set("rapid.checks", "20000")
	}
	os.Exit(m.Run())
}
