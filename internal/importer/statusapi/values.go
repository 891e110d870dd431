package statusapi

import (
	"encoding/json"
	"time"
)

// word is a string or a number in a document, as text. Other values are "".
type word string

func (w *word) UnmarshalJSON(raw []byte) error {
	var s string
	var n json.Number
	switch {
	case json.Unmarshal(raw, &s) == nil:
		*w = word(s)
	case json.Unmarshal(raw, &n) == nil:
		*w = word(n.String())
	}
	return nil
}

// moment is a time in a document: a string, seconds or milliseconds since 1970, or an object with
// the string. It may have no time zone. Anything else is no time.
type moment struct {
	text string
	unix time.Time
}

func (m *moment) UnmarshalJSON(raw []byte) error {
	var n float64
	var o struct{ String string }
	switch {
	case json.Unmarshal(raw, &m.text) == nil:
	case json.Unmarshal(raw, &n) == nil && n > 0 && n < 1e14:
		if n > 1e11 {
			n /= 1000
		}
		m.unix = time.Unix(int64(n), 0).UTC()
	case json.Unmarshal(raw, &o) == nil:
		m.text = o.String
	}
	return nil
}

// or returns the first of two times that is set.
func (m moment) or(other moment) moment {
	if m == (moment{}) {
		return other
	}
	return m
}
