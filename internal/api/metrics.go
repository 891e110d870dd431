package api

import (
	"fmt"
	"strconv"
	"strings"

	"statuary/internal/history"
	"statuary/internal/incident"
)

// Metrics returns /metrics.txt: the status of the page in Prometheus' text format,
// version 0.0.4. Statuspage has no such document.
func (s *Site) Metrics(h *history.History) string {
	var m metrics
	m.family("statuary_page_status", "State of the whole: 1 for the indicator that holds.")
	for _, indicator := range []string{"none", "minor", "major", "critical", "maintenance"} {
		m.sample(truth(indicator == h.State.Indicator), "indicator", indicator)
	}
	m.family("statuary_component_status", "State of a component: 1 for the status that holds.")
	for _, c := range s.Components {
		for status := incident.Operational; status <= incident.MajorOutage && !c.Retired; status++ {
			m.sample(truth(h.ComponentNow(c.ID) == status), "component", c.ID, "name", c.Name, "group", c.Group, "status", status.String())
		}
	}
	m.family("statuary_component_uptime_ratio", "Share of the last days that a component was up, 0 to 1.")
	for _, c := range s.Components {
		for _, days := range []int{30, 60, 90} {
			if u := h.Recent(c.ID, days); u.Known && !c.Retired {
				m.sample(strconv.FormatFloat(u.Share, 'g', -1, 64), "component", c.ID, "name", c.Name, "days", strconv.Itoa(days))
			}
		}
	}
	impacts := []incident.Impact{incident.None, incident.Minor, incident.Major, incident.Critical}
	open, all := map[incident.Impact]int{}, map[incident.Impact]int{}
	upcoming, active, maintenances := 0, 0, 0
	for _, i := range h.Incidents {
		switch {
		case i.Type != incident.Maintenance:
			all[i.Impact]++
			if i.Open() {
				open[i.Impact]++
			}
			continue
		case i.Upcoming():
			upcoming++
		case i.Open():
			active++
		}
		maintenances++
	}
	m.family("statuary_incidents", "Incidents of the whole history.")
	for _, impact := range impacts {
		m.sample(strconv.Itoa(all[impact]), "impact", impact.String())
	}
	m.family("statuary_incidents_open", "Incidents that are going on.")
	for _, impact := range impacts {
		m.sample(strconv.Itoa(open[impact]), "impact", impact.String())
	}
	m.family("statuary_maintenances", "Scheduled maintenances of the whole history.")
	m.sample(strconv.Itoa(maintenances))
	m.family("statuary_maintenances_upcoming", "Scheduled maintenances that have not begun.")
	m.sample(strconv.Itoa(upcoming))
	m.family("statuary_maintenances_active", "Scheduled maintenances that are going on.")
	m.sample(strconv.Itoa(active))
	if t := newest(h); !t.IsZero() {
		m.family("statuary_updated_timestamp_seconds", "When readers last learned something, in Unix time.")
		m.sample(strconv.FormatInt(t.Unix(), 10))
	}
	return m.String()
}

func truth(b bool) string {
	if b {
		return "1"
	}
	return "0"
}

// metrics collects samples. All are gauges, since a static file cannot count.
type metrics struct {
	strings.Builder
	name string
}

func (m *metrics) family(name, help string) {
	m.name = name
	fmt.Fprintf(m, "# HELP %s %s\n# TYPE %s gauge\n", name, help, name)
}

// sample adds a sample with labels, as pairs of name and value.
func (m *metrics) sample(value string, labels ...string) {
	m.WriteString(m.name)
	for n := 0; n < len(labels); n += 2 {
		m.WriteString(map[bool]string{true: "{", false: ","}[n == 0])
		m.WriteString(labels[n] + `="` + labelEscaper.Replace(labels[n+1]) + `"`)
	}
	if len(labels) > 0 {
		m.WriteString("}")
	}
	m.WriteString(" " + value + "\n")
}

// labelEscaper escapes the value of a label.
var labelEscaper = strings.NewReplacer(`\`, `\\`, "\n", `\n`, `"`, `\"`)
