package api

import (
	"encoding/json"
	"io"
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
	for i := 0; i < len(s); {
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
	}
	b = append(b, s[from:]...)
	return append(b, '"')
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
