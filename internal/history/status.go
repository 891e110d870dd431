package history

import "statuary/internal/incident"

// PageStatus is the status of the page: Statuspage's indicator (none, minor, major,
// critical or maintenance) and its description.
type PageStatus struct {
	Indicator   string
	Description string
}

var (
	allOperational = PageStatus{"none", "All Systems Operational"}
	majorOutage    = PageStatus{"critical", "Major System Outage"}
	partialOutage  = PageStatus{"major", "Partial System Outage"}
	minorOutage    = PageStatus{"minor", "Minor Service Outage"}
	degradedSystem = PageStatus{"minor", "Degraded System Service"}
	partlyDegraded = PageStatus{"minor", "Partially Degraded Service"}
	maintenanceNow = PageStatus{"maintenance", "Service Under Maintenance"}
)

// StatusOf returns the status of a page whose components, without groups, have the given
// statuses. It is Statuspage's table: one major outage among several components is a
// partial system outage, and only all of them are a major one.
func StatusOf(components []incident.ComponentStatus) PageStatus {
	var count [incident.MajorOutage + 1]int
	for _, s := range components {
		count[s]++
	}
	n := len(components)
	if n == 1 {
		return map[incident.ComponentStatus]PageStatus{
			incident.Operational:         allOperational,
			incident.UnderMaintenance:    maintenanceNow,
			incident.DegradedPerformance: partlyDegraded,
			incident.PartialOutage:       partialOutage,
			incident.MajorOutage:         majorOutage,
		}[components[0]]
	}
	switch {
	case n == 0:
		return allOperational
	case count[incident.MajorOutage] == n:
		return majorOutage
	case count[incident.MajorOutage] > 0:
		return partialOutage
	case count[incident.PartialOutage] == n:
		return partialOutage
	case count[incident.PartialOutage] > 0:
		return minorOutage
	case count[incident.DegradedPerformance] == n:
		return degradedSystem
	case count[incident.DegradedPerformance] > 0:
		return partlyDegraded
	case count[incident.UnderMaintenance] > 0:
		return maintenanceNow
	}
	return allOperational
}

// pageStatus returns the present status. A site without components has the status that
// the impact of its open incidents implies for one component.
func (h *History) pageStatus() PageStatus {
	var states []incident.ComponentStatus
	for i, c := range h.Components {
		if !c.Retired {
			states = append(states, h.tracks[i].now)
		}
	}
	if len(h.Components) == 0 {
		worst := incident.Operational
		for _, i := range h.Open() {
			worst = max(worst, i.Impact.Implies())
		}
		states = append(states, worst)
	}
	return StatusOf(states)
}

// ComponentNow returns the status of a component: the worst one in its open incidents
// and maintenances in progress.
func (h *History) ComponentNow(id string) incident.ComponentStatus {
	if n, ok := h.order[id]; ok {
		return h.tracks[n].now
	}
	return incident.Operational
}
