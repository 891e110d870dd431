package main

import (
	"context"
	"errors"
	"fmt"

	"statuary/internal/diag"
	"statuary/internal/fswalk"
)

// failure is the error of a command that was called correctly: the exit status
// is 1. If err is nil, what went wrong has been printed.
type failure struct{ err error }

func (f *failure) Error() string {
	if f.err == nil {
		return "there are problems"
	}
	return f.err.Error()
}

func (f *failure) Unwrap() error { return f.err }

// errSkipped is returned by commands that did their work without the files that
// --keep-going skipped, and have reported them.
var errSkipped = &failure{errors.New("files with errors were skipped")}

// usageError marks the error of a wrong call: the exit status is 2.
type usageError struct{ err error }

func (e *usageError) Error() string { return e.err.Error() }
func (e *usageError) Unwrap() error { return e.err }

// usagef returns a usageError without a hint of its own: the one that points to
// statuary help is printed.
func usagef(format string, args ...any) error { return &usageError{fmt.Errorf(format, args...)} }

// hinted returns a usageError with a hint. If the hint is empty, none is printed.
func hinted(text, hint string) error { return &usageError{&diag.Error{Text: text, Hint: hint}} }

// usage marks a *diag.Error as a usageError, and puts the flag that it is about
// before its text; flag may be empty. It returns other errors unchanged.
func usage(flag string, err error) error {
	var e *diag.Error
	if !errors.As(err, &e) {
		return err
	}
	text := e.Text
	if flag != "" {
		text = flag + ": " + text
	}
	return hinted(text, e.Hint)
}

// printError prints an error and its hint; of a diag.List, each problem with its
// place. It is the only function that prints hints of errors.
func (a *app) printError(err error) {
	var list diag.List
	if errors.As(err, &list) {
		a.print(list)
		return
	}
	err = fswalk.FileError(err, "")
	text := err.Error()
	if errors.Is(err, context.Canceled) {
		text = "interrupted; nothing was changed"
	}
	fmt.Fprintf(a.stderr, "statuary: %s\n", text)
	if hint := diag.HintOf(err); hint != "" {
		a.printHint(hint)
	}
}

// printHint prints what to do next.
func (a *app) printHint(hint string) { fmt.Fprintf(a.stderr, "hint: %s\n", hint) }
