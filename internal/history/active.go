package history

import (
	"cmp"
	"slices"

	"statuary/internal/incident"
)

// Active returns the incidents and maintenances that are open at the present, in
// the order in which every list of them shows them: incidents before maintenances,
// then the worst impact first, then the newest.
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

// severity returns the rank of an impact. That of maintenance comes last among
// the constants, and is not worse than a critical one.
func severity(i incident.Impact) int {
	if i == incident.Planned {
		return -1
	}
	return int(i)
}
