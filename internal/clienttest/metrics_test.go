package clienttest

import (
	"fmt"
	"slices"
	"testing"
)

// sample is the output of testdata/metrics.py for one sample.
type sample struct {
	Name, Type, Help string
	Labels           map[string]string
	Value            float64
}

// find returns the values of a gauge that have all the given labels.
func find(samples []sample, name string, labels map[string]string) []float64 {
	var list []float64
samples:
	for _, s := range samples {
		if s.Name != name {
			continue
		}
		for k, v := range labels {
			if s.Labels[k] != v {
				continue samples
			}
		}
		list = append(list, s.Value)
	}
	return list
}

func TestMetrics(t *testing.T) {
	t.Parallel()
	module(t, "prometheus_client.parser", "python3-prometheus-client")
	s := newSite(t)
	got := python[[]sample](t, "metrics.py", s.download("metrics.txt")...)

	seen := map[string]bool{}
	for _, s := range got {
		if s.Type != "gauge" || s.Help == "" {
			t.Errorf("%s is a %s that says %q of itself", s.Name, s.Type, s.Help)
		}
		// Prometheus refuses a scrape that has a series twice.
		if key := s.Name + fmt.Sprint(s.Labels); seen[key] {
			t.Errorf("%s is there twice", key)
		} else {
			seen[key] = true
		}
	}
	type labels = map[string]string
	for _, c := range []struct {
		name   string
		labels labels
		want   float64
	}{
		{"page_status", labels{"indicator": "minor"}, 1},
		{"page_status", labels{"indicator": "none"}, 0},
		{"component_status", labels{"component": "api", "name": `API "v2"`, "group": "Core", "status": "partial_outage"}, 1},
		{"component_status", labels{"component": "api", "status": "operational"}, 0},
		{"component_status", labels{"component": "web", "status": "operational"}, 1},
		{"component_status", labels{"component": "docs", "group": "", "status": "under_maintenance"}, 1},
		{"component_uptime_ratio", labels{"component": "quiet", "days": "90"}, 1},
		{"incidents", labels{"impact": "critical"}, 1},
		{"incidents", labels{"impact": "none"}, 1},
		{"incidents_open", labels{"impact": "major"}, 1},
		{"incidents_open", labels{"impact": "critical"}, 0},
		{"maintenances", nil, 4},
		{"maintenances_upcoming", nil, 1},
		{"maintenances_active", nil, 1},
		{"updated_timestamp_seconds", nil, 1773140400}, // 2026-03-10 11:00 UTC
	} {
		if values := find(got, "statuary_"+c.name, c.labels); !slices.Equal(values, []float64{c.want}) {
			t.Errorf("%s %v: got %v, want %v", c.name, c.labels, values, c.want)
		}
	}
	// Two hours of a partial outage, in 30 days.
	if u := find(got, "statuary_component_uptime_ratio", labels{"component": "api", "days": "30"}); len(u) != 1 || u[0] >= 1 || u[0] < 0.99 {
		t.Error("uptime of api:", u)
	}
}
