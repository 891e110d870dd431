package varint

import (
	"encoding/binary"
	"math"
	"testing"
)

// What was written is read, and of any beginning of it no text and no number is made up.
func TestReader(t *testing.T) {
	var b []byte
	b = binary.AppendUvarint(b, math.MaxUint64)
	b = binary.AppendVarint(b, math.MinInt64)
	b = AppendText(b, "words")
	b = AppendText(b, "")
	for end := range len(b) + 1 {
		r := NewReader(string(b[:end]))
		u, i, words, empty := r.Uint(), r.Int(), r.Text(), r.Text()
		if r.More() || r.Failed() == (end == len(b)) || empty != "" {
			t.Errorf("%d of %d bytes: failed %t", end, len(b), r.Failed())
		}
		for _, ok := range []bool{u == 0 || u == math.MaxUint64, i == 0 || i == math.MinInt64, words == "" || words == "words"} {
			if !ok {
				t.Errorf("%d of %d bytes: read %d, %d, %q", end, len(b), u, i, words)
			}
		}
		if end == len(b) && (u == 0 || i == 0 || words == "") {
			t.Errorf("read %d, %d, %q", u, i, words)
		}
	}
}
