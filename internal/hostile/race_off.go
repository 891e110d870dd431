//go:build !race

package hostile

// Race is whether the race detector watches the test. It allocates too, so what a parser allocates cannot be
// measured.
const Race = false
