package publish

import (
	"path"
	"strings"
)

// Step is the moment at which a file is shown. All files of one step may be
// shown at once and in any order, before those of the next.
//
// Nothing that visitors can get to links to a file that is new, so new files go
// first, and pages among them last, as a page may be known from elsewhere. Then
// what is there already is changed: what pages use, the pages, the home page,
// and what programs read. The page for addresses that do not exist is shown for
// all that is missing, so if it is new it waits for the home page, to which it
// links. Only then is anything deleted: no page that is left links to it.
type Step int

// The steps of a publication.
const (
	NewFiles Step = iota
	NewPages
	ChangedFiles
	ChangedPages
	HomePage
	NotFoundPage
	ChangedFeeds
	Steps // how many there are
)

// StepOf gives the step of a file. For isNew, nothing of ours must be there by
// that name.
func StepOf(p string, isNew bool) Step {
	switch {
	case p == "index.html":
		return HomePage
	case p == "404.html":
		return NotFoundPage
	case path.Ext(p) == ".html":
		if isNew {
			return NewPages
		}
		return ChangedPages
	case isNew:
		return NewFiles
	case IsFeed(p):
		return ChangedFeeds
	}
	return ChangedFiles
}

// IsFeed is true for what programs come back for: feeds, calendars, JSON, tables.
func IsFeed(p string) bool {
	switch strings.ToLower(path.Ext(p)) {
	case ".atom", ".rss", ".xml", ".json", ".ics", ".csv", ".txt":
		return true
	}
	return false
}
