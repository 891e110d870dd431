package publish

import (
	"path"
	"strings"
)

// Step is the moment at which visitors can see a file. The files of a step may appear in any order,
// before those of the next step.
//
// Nothing that visitors can reach links to a new file, so new files come first, and new pages last
// among them, because pages may be known from elsewhere. Then existing files change: what pages
// use, the pages, the home page, and what programs read. The page 404.html is shown for every
// missing file; it links to the home page, so it comes after that. Deletions come last, when no
// page links to the deleted files any more.
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
	Steps // number of steps
)

// StepOf returns the step of the file with the path p. isNew reports that no file of ours has this
// path yet.
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

// IsFeed reports whether programs fetch the file regularly: feeds, calendars, JSON and tables.
func IsFeed(p string) bool {
	switch strings.ToLower(path.Ext(p)) {
	case ".atom", ".rss", ".xml", ".json", ".ics", ".csv", ".txt":
		return true
	}
	return false
}
