package history

import "time"

// progress is how often what grows with time is measured again while an incident
// is open: the length of an outage, uptime, the end of a chart. In between,
// pages and documents stay the same, byte for byte, so that a publication has
// nothing to do.
const progress = 15 * time.Minute

// measuredUntil returns until when something is measured that began at a time and
// has not ended: the last full quarter of an hour. It counts for a minute at
// least, and for a minute of the present day, so that the day shows it, but never
// for a part of tomorrow.
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

// followProgress notes that an open incident is measured again. One that leaves all
// components operational has nothing that grows.
func (h *History) followProgress(i *Incident) {
	h.later(i, h.Now.Truncate(progress).Add(progress))
}
