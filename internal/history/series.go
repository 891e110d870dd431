package history

import "statuary/internal/incident"

// Series is a recurring maintenance at one moment.
type Series struct {
	*incident.Incident
	Occurrences []*Incident // that readers may know of, the oldest first: those that have begun, and the next

	allOccurrences []*incident.Incident // including those that are not announced yet
}

// addSeries adds the occurrences of a series to the incidents.
func (h *History) addSeries(in *incident.Incident, last *History) {
	s := &Series{Incident: in}
	var known []*incident.Incident
	for _, l := range last.Series {
		if l.Incident == in {
			known = l.allOccurrences
		}
	}
	s.allOccurrences = in.Occurrences(h.Now, known)
	for _, one := range s.allOccurrences {
		if i := h.takeIncident(one, last); i != nil {
			s.Occurrences = append(s.Occurrences, i)
		}
	}
	h.Entries = append(h.Entries, s.Occurrences...)
	h.Series = append(h.Series, s)
}

// Current returns the occurrence that a visitor of the series wants to see: the one in
// progress, or else the next, or else the last. It returns nil if there is none.
func (s *Series) Current() *Incident {
	var current *Incident
	for _, i := range s.Occurrences {
		if current == nil || !current.Ended.IsZero() || current.Upcoming() && i.Open() {
			current = i
		}
	}
	return current
}
