package api

import (
	"encoding/json"
	"io"
	"math/bits"
	"sync"
	"unicode/utf8"
)

// Encode writes a document as Statuspage does: compact, and without escapes for < > &.
func Encode(w io.Writer, document any) error {
	d, ok := document.(appender)
	if !ok {
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		return e.Encode(document)
	}
	buf := buffers.Get().(*object)
	defer buffers.Put(buf)
	*buf = append(d.appendTo((*buf)[:0]), '\n')
	_, err := w.Write(*buf)
	return err
}

var buffers = sync.Pool{New: func() any { return new(object) }}

// appendString appends a string in quotes, with the escapes of encoding/json.
func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	from := 0 // start of what is not appended yet
	for i := plain(s); i < len(s); {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' && c < utf8.RuneSelf {
			i++
			continue
		}
		size, escaped := 1, ""
		if c < utf8.RuneSelf {
			escaped = escapes[c]
		} else {
			var r rune
			switch r, size = utf8.DecodeRuneInString(s[i:]); {
			case r == utf8.RuneError && size == 1:
				escaped = `\ufffd`
			case r == '\u2028':
				escaped = `\u2028`
			case r == '\u2029':
				escaped = `\u2029`
			}
		}
		if escaped != "" {
			b = append(b, s[from:i]...)
			b = append(b, escaped...)
			from = i + size
		}
		i += size
		i += plain(s[i:])
	}
	b = append(b, s[from:]...)
	return append(b, '"')
}

// plain returns the length of a beginning of s that has only characters of ASCII without an escape. It
// looks at eight bytes at once, because most of a document is text: byte by byte, this was half of
// the time that an incident takes. The rest, up to seven bytes, may be plain too.
func plain(s string) int {
	const ones, tops = 0x0101_0101_0101_0101, 0x8080_8080_8080_8080
	for n := 0; ; n += 8 {
		if len(s)-n < 8 {
			return n
		}
		c := s[n : n+8]
		w := uint64(c[0]) | uint64(c[1])<<8 | uint64(c[2])<<16 | uint64(c[3])<<24 | uint64(c[4])<<32 | uint64(c[5])<<40 | uint64(c[6])<<48 | uint64(c[7])<<56
		quote, backslash := w^('"'*ones), w^('\\'*ones)
		// Subtracting sets the top bit of a byte that is smaller, and perhaps of those behind it.
		found := (w | (w - ' '*ones) | (quote - ones) | (backslash - ones)) & tops
		if found != 0 {
			return n + bits.TrailingZeros64(found)/8
		}
	}
}

// escapes are the escapes of ASCII characters.
var escapes = func() (list [utf8.RuneSelf]string) {
	const hex = "0123456789abcdef"
	for c := range byte(' ') {
		list[c] = `\u00` + string(hex[c>>4]) + string(hex[c&15])
	}
	list['"'], list['\\'] = `\"`, `\\`
	list['\b'], list['\f'], list['\n'], list['\r'], list['\t'] = `\b`, `\f`, `\n`, `\r`, `\t`
	return list
}()
