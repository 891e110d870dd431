// Package site opens a site: its settings, and the incidents, pages and files in
// content/.
package site

import (
	"io/fs"
	"maps"
	"slices"

	"statuary/internal/buildcache"
	"statuary/internal/config"
	"statuary/internal/content"
	"statuary/internal/diag"
	"statuary/internal/fingerprint"
	"statuary/internal/incident"
)

// Site is an opened site.
type Site struct {
	FS     fs.FS
	Config *config.Config
	Parser *incident.Parser // of incident files, for the time zone and the components in the settings

	loader *Loader
}

// Loader opens a site, any number of times. It is not safe for use by several
// goroutines.
type Loader struct {
	Overrides config.Overrides
	Targets   []config.TargetKind // see [config.Loader]
	Jobs      int                 // files that are read at once; 0 means one
	Remember  bool                // parsed files are kept in memory until they change
	Cache     *buildcache.Cache   // what an earlier process parsed; may be nil

	config  config.Loader
	content content.Loader

	parser *incident.Parser
	zone   string            // what the parser was made for
	ids    []string          // the same: of components
	theirs map[string]string // the same: status pages of third-party components
}

// Open opens the site in a file system and keeps nothing: see [Loader.Open].
func Open(fsys fs.FS, jobs int) (*Site, diag.List) {
	return (&Loader{Jobs: jobs}).Open(fsys)
}

// Open reads the settings of a site; its content is read by [Site.Content]. The list
// has the problems of the settings. If they include an error, the site is nil.
func (l *Loader) Open(fsys fs.FS) (*Site, diag.List) {
	l.config.Targets = l.Targets
	c, problems := l.config.Load(fsys, l.Overrides)
	if c == nil {
		return nil, problems
	}
	return &Site{FS: fsys, Config: c, Parser: l.parserOf(c), loader: l}, problems
}

// Content reads the content. The list has the problems of files; files with errors are not
// in the result. The error is one of reading the folder.
func (s *Site) Content() (*content.Content, diag.List, error) {
	s.prepare()
	return s.loader.content.Load(s.FS, s.Parser)
}

// State returns a digest of the files in content/; see [content.Loader.State].
func (s *Site) State() fingerprint.Sum {
	s.prepare()
	return s.loader.content.State(s.FS, s.Parser)
}

func (s *Site) prepare() {
	l := s.loader
	l.content.Jobs, l.content.Forget, l.content.Languages, l.content.Cache = l.Jobs, !l.Remember, s.Config.Languages, l.Cache
}

// Parsed returns how many files the last call of [Site.Content] parsed.
func (l *Loader) Parsed() int { return l.content.Parsed }

// parserOf returns the parser of a site's files: the same one while the settings that
// it depends on are the same.
func (l *Loader) parserOf(c *config.Config) *incident.Parser {
	ids := make([]string, len(c.Components))
	for i, one := range c.Components {
		ids[i] = one.ID
	}
	theirs := c.StatusPages()
	if l.parser == nil || l.zone != c.Zone.String() || !slices.Equal(l.ids, ids) || !maps.Equal(l.theirs, theirs) {
		l.parser, l.zone, l.ids, l.theirs = incident.NewParser(c.Zone, ids).WithThirdParty(theirs), c.Zone.String(), ids, theirs
	}
	return l.parser
}
