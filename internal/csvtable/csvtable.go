// Package csvtable writes all tables of comma-separated values (RFC 4180). Spreadsheets show their
// cells as they are: a text that could be a formula begins with an apostrophe.
package csvtable

import (
	"encoding/csv"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Writer writes rows. Call Flush at the end.
type Writer struct{ w *csv.Writer }

// NewWriter returns a Writer to w.
func NewWriter(w io.Writer) *Writer { return &Writer{csv.NewWriter(w)} }

// Write writes a row.
func (w *Writer) Write(row []string) error {
	safe := make([]string, len(row))
	for i, cell := range row {
		safe[i] = Cell(cell)
	}
	return w.w.Write(safe)
}

// Flush writes what is buffered, and returns the first error of all writes.
func (w *Writer) Flush() error {
	w.w.Flush()
	return w.w.Error()
}

// Rows returns rows as text.
func Rows(rows ...[]string) string {
	var b strings.Builder
	w := NewWriter(&b)
	for _, row := range rows {
		_ = w.Write(row) // a Builder returns no errors
	}
	_ = w.Flush()
	return b.String()
}

// Cell returns a text that no spreadsheet takes for a formula. Formulas begin with one of = + - @, or
// its full-width form, and some programs ignore spaces and control characters before it. Numbers
// stay numbers.
func Cell(s string) string {
	text := strings.TrimLeftFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) })
	first, _ := utf8.DecodeRuneInString(text)
	if text == "" || !strings.ContainsRune("=+-@＝＋－＠", first) || isNumber(text) {
		return s
	}
	return "'" + s
}

// isNumber reports whether s is a number with a sign, such as -1.5.
func isNumber(s string) bool {
	digits := strings.TrimLeft(s[1:], "0123456789")
	if fraction, ok := strings.CutPrefix(digits, "."); ok {
		digits = strings.TrimLeft(fraction, "0123456789")
	}
	return strings.ContainsAny(s[:1], "+-") && digits == "" && strings.ContainsAny(s, "0123456789")
}
