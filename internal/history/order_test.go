package history

import (
	"cmp"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"statuary/internal/incident"
)

// Whatever was added, changed and deleted since, the order is that of sorting everything.
func TestInOrder(t *testing.T) {
	compare := func(a, b *Incident) int { return cmp.Compare(a.ID, b.ID) }
	rapid.Check(t, func(t *rapid.T) {
		ids := func(what string) []string {
			return rapid.SliceOfNDistinct(rapid.StringMatching(`[a-e]{1,3}`), 0, 30, rapid.ID[string]).Draw(t, what)
		}
		known := map[string]*Incident{}
		var last []*Incident
		for _, id := range ids("last") {
			known[id] = &Incident{Incident: &incident.Incident{ID: id}}
			last = append(last, known[id])
		}
		slices.SortFunc(last, compare)
		var list []*Incident
		for _, id := range ids("now") {
			i := known[id]
			if i == nil || rapid.Bool().Draw(t, "changed") {
				i = &Incident{Incident: &incident.Incident{ID: id}}
			}
			list = append(list, i)
		}
		want := slices.Clone(list)
		slices.SortFunc(want, compare)
		if got := inOrder(list, last, compare); !slices.Equal(got, want) {
			t.Fatalf("got %v, want %v", got, want)
		}
	})
}
