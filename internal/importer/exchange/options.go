package exchange

import "time"

// File is a file of a source.
type File struct {
	Name string // slash-separated, relative to the source argument
	Data []byte
}

// Options are how to read a source.
type Options struct {
	// Zone is the time zone of times that have none, as set on the command line;
	// nil if it was not set.
	Zone *time.Location

	// Markdown reports whether texts are Markdown that must not be escaped.
	Markdown bool
}
