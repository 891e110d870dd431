package diag

import "errors"

// Error is an error without a position in a file, with a hint. It is the only error type of
// Statuary that has a hint; the command prints the text and the hint on a line each.
type Error struct {
	Text string // what is wrong, in the form of a [Diagnostic]
	Hint string // what to do; may be empty
	Err  error  // the cause, for errors.Is and errors.As; may be nil
}

// Error returns the text, without the hint.
func (e *Error) Error() string { return e.Text }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// HintOf returns the hint of the first [Error] in err's tree that has one, or "".
func HintOf(err error) string {
	for err != nil {
		var e *Error
		if !errors.As(err, &e) {
			return ""
		}
		if e.Hint != "" {
			return e.Hint
		}
		err = e.Err
	}
	return ""
}
