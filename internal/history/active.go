package history

import (
	"cmp"
	"slices"

	"statuary/internal/incident"
)

// Active returns the open incidents and maintenances, in the order of all lists:
// incidents before maintenances, then by impact, worst first, then the newest.
func (h *History) Active() []*Incident {
	list := h.Open()
	slices.SortStableFunc(list, CompareActive)
	return list
}

// CompareActive compares two incidents by the order of [History.Active].
func CompareActive(a, b *Incident) int {
	return cmp.Or(
		cmp.Compare(a.Type, b.Type),
		cmp.Compare(severity(b.Impact), severity(a.Impact)),
		b.Started.Compare(a.Started),
	)
}

// severity returns the rank of an impact. Planned is the last constant, but ranks
// below the others.
func severity(i incident.Impact) int {
	if i == incident.Planned {
		return -1
	}
	return int(i)
}
