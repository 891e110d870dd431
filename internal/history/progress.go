package history

import "time"

// progress is the interval at which values that grow while an incident is open are
// updated: the length of an outage, uptime, the end of a chart. In between, pages and
// documents stay the same, byte for byte, so that there is nothing to publish.
const progress = 15 * time.Minute

// measuredUntil returns the time up to which something open is measured that began at
// from: the last full quarter of an hour. It is at least a minute after from, and at
// least a minute into the current day, so that the day shows it, but never tomorrow.
func (h *History) measuredUntil(from time.Time) time.Time {
	until := h.Now.Truncate(progress)
	for _, least := range []time.Time{from, h.Today().Start(h.Zone)} {
		if t := least.Add(time.Minute); t.After(until) {
			until = t
		}
	}
	if end := h.Today().End(h.Zone); until.After(end) {
		until = end
	}
	return until.In(h.Zone)
}

// followProgress notes when an open incident is measured again. If all its components
// are operational, nothing grows.
func (h *History) followProgress(i *Incident) {
	h.noteChange(i, h.Now.Truncate(progress).Add(progress))
}
