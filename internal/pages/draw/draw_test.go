package draw

import (
	"strconv"
	"testing"
)

func TestPercent(t *testing.T) {
	for n := -1500; n <= 1500; n++ {
		if want := strconv.FormatFloat(float64(n)/10, 'f', -1, 64) + "%"; percent(n) != want {
			t.Errorf("%d is %s, want %s", n, percent(n), want)
		}
	}
}
