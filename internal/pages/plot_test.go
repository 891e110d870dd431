package pages

import (
	"strconv"
	"testing"

	"statuary/internal/pages/view"
)

// TestPlotLabels checks which labels of twenty quarters remain, and which of them on phones.
func TestPlotLabels(t *testing.T) {
	for _, c := range []struct {
		name        string
		label       string // of a quarter
		all, phones int
	}{
		{"short", "Q1", 20, 10},
		{"five letters", "1 кв.", 20, 5},
		{"seven letters", "الربع 1", 10, 5},
		{"wide letters", "第1季度", 20, 5},
	} {
		t.Run(c.name, func(t *testing.T) {
			var ticks []view.PlotTick
			for n := range 20 {
				tick := view.PlotTick{X: 50 * n, Label: c.label, Minor: n%2 == 1}
				if n%4 == 0 {
					tick.Note = strconv.Itoa(2020 + n/4)
				}
				ticks = append(ticks, tick)
			}
			all, phones := 0, 0
			for _, tick := range thin(ticks) {
				all++
				if !tick.Minor {
					phones++
				}
			}
			if all != c.all || phones != c.phones {
				t.Errorf("%d labels, %d on phones; want %d and %d", all, phones, c.all, c.phones)
			}
		})
	}
}
