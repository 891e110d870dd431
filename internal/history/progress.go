package history

import "time"

// progress is how often durations are measured again while an incident is open: the
// length of an outage, uptime, the end of a chart. In between, pages and documents stay
// the same, byte for byte, so that nothing is published.
const progress = 15 * time.Minute

// measuredUntil returns the end of a period that began at a time and has not ended: the
// reusable full quarter of an hour. The period is at least a minute long, and has at least a
// minute of the present day, so that the day shows it, but never a part of tomorrow.
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
