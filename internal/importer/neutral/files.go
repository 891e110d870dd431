package neutral

import "time"

// File is a file of a source.
type File struct {
	Name string // slash-separated, relative to what was named on the command line
	Data []byte
}

// Options say how to read a source.
type Options struct {
	// Zone is that of times without one: the writer's answer, or nil if nobody
	// has given one.
	Zone *time.Location

	// Markdown is true where texts that could be plain ones are Markdown.
	Markdown bool
}
