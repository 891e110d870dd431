package content

import (
	"crypto/sha256"
	"io/fs"
	"os"
	"slices"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"statuary/internal/buildcache"
	"statuary/internal/diag"
	"statuary/internal/fingerprint"
	"statuary/internal/frontmatter"
	"statuary/internal/incident"
)

// Loader reads content. It keeps the parsed files, so that a second Load parses only changed files
// and returns the same pointers for the others. It is not safe for concurrent use.
type Loader struct {
	Jobs   int  // number of files to read at once; 0 means one
	Forget bool // keep nothing

	// Cache has what an earlier process parsed. It may be nil.
	Cache *buildcache.Cache

	// Languages are the languages of translations: x.fr.md next to x.md.
	Languages []string

	parser  *incident.Parser
	cached  *cached  // nil without a cache
	listing *listing // of a State that no Load has followed
	known   map[string]*parsed
	merged  map[pair]any // translations of the last Load
	Parsed  int          // files parsed by the last Load
	parsed  atomic.Int64
}

// parsed is the result of parsing a file, with the state of the file at that time.
type parsed struct {
	file
	readAt   time.Time
	digest   [sha256.Size]byte
	sum      fingerprint.Sum // of the incident, if there is a cache
	incident *incident.Incident
	page     *Page
	problems diag.List
}

// clockGrain is the coarsest resolution of file times: a file that is changed twice within it can't
// be told from one that is changed once. FAT's is 2 s.
const clockGrain = 2 * time.Second

// same reports whether f is certain to be unchanged since it was parsed. If not, it must be read.
// Size and time do not suffice: a symbolic link may lead to another file with the same ones.
func (p *parsed) same(f file) bool {
	at := p.info.ModTime()
	return os.SameFile(p.info, f.info) && p.info.Size() == f.info.Size() && at.Equal(f.info.ModTime()) && !at.IsZero() && p.readAt.Sub(at) > clockGrain
}

// Load reads the content of a site. The error is set only if the folder can't be read; problems of
// files are in the list, and files with errors are missing from the Content.
func (l *Loader) Load(site fs.FS, parser *incident.Parser) (*Content, diag.List, error) {
	if parser != l.parser {
		l.parser, l.known = parser, nil
	}
	if l.cached == nil || l.cached.Cache != l.Cache || l.cached.parser != parser {
		l.cached = newCached(l.Cache, parser)
	}
	texts, others, problems, err := l.readAll(site)
	if err != nil {
		return nil, nil, err
	}
	sums := map[*incident.Incident]fingerprint.Sum{}
	c := &Content{Sums: sums}
	if l.cached != nil {
		l.cached.save(texts)
		c.State = stateOf(texts, others)
	}
	var translations []translation
	l.known = make(map[string]*parsed, len(texts))
	for _, r := range texts {
		if !l.Forget {
			l.known[r.path] = r
		}
		of, language, translated := Translates(r.path, l.Languages)
		for _, d := range r.problems {
			if !translated || !d.Warning { // warnings about facts are reported for the original
				problems = append(problems, d)
			}
		}
		if translated {
			translations = append(translations, translation{language, of, r})
			continue
		}
		switch {
		case r.incident != nil:
			c.Incidents = append(c.Incidents, r.incident)
			if r.sum != (fingerprint.Sum{}) {
				sums[r.incident] = r.sum
			}
		case r.page != nil:
			c.Pages = append(c.Pages, r.page)
		default:
			c.Broken++
		}
	}
	sortPages(c.Pages)
	problems = append(problems, c.unique()...)
	problems = append(problems, l.translate(c, translations, texts)...)
	excerpts(site, problems)
	elsewhere := look{site: site, folders: map[string]bool{}}
	others = slices.DeleteFunc(others, func(f file) bool { return !elsewhere.publishes(f.path) })
	elsewhere.beside()
	problems = append(problems, elsewhere.problems...)
	for _, d := range elsewhere.problems {
		if !d.Warning {
			c.Broken++
		}
	}
	c.Assets = assets(others, c.Incidents)
	return c, problems, nil
}

// excerpts adds the source line to errors that were found without the text of the file.
func excerpts(site fs.FS, problems diag.List) {
	for i := range problems {
		if p := &problems[i]; p.Source == "" && p.Line > 0 && !p.Warning {
			src, _ := fs.ReadFile(site, p.File) // without it, there is no excerpt
			p.Source = diag.Line(src, p.Line)
		}
	}
}

// readAll walks the folder and, at the same time, parses the files that are new or changed. Both
// lists are in the order of the file names.
func (l *Loader) readAll(site fs.FS) (texts []*parsed, others []file, problems diag.List, err error) {
	var g errgroup.Group
	g.SetLimit(max(1, l.Jobs))
	l.parsed.Store(0)
	list := l.listing
	if l.listing = nil; list == nil {
		list = listFiles(site)
	}
	for _, f := range list.files {
		if f.kind() == "" {
			others = append(others, f)
			continue
		}
		r, ok := l.known[f.path]
		if !ok || !r.same(f) {
			r = &parsed{file: f, readAt: time.Now()}
			g.Go(func() error {
				l.read(site, r, l.known[r.path])
				return nil
			})
		}
		texts = append(texts, r)
	}
	_ = g.Wait() // no function returns an error
	l.Parsed = int(l.parsed.Load())
	return texts, others, list.problems, list.err
}

// read fills in the result of parsing a file. Last is its previous result, or nil.
func (l *Loader) read(site fs.FS, r, last *parsed) {
	if text, hint := frontmatter.TooLarge(r.info.Size()); text != "" {
		r.problems = diag.List{{Pos: diag.Pos{File: r.path}, Text: text, Hint: hint}}
		return
	}
	src, known, err := l.source(site, r, last)
	if known {
		return
	}
	l.parsed.Add(1)
	switch {
	case err != nil:
		r.problems = diag.List{{Pos: diag.Pos{File: r.path}, Text: "the file can't be read: " + diag.Reason(err), Hint: "change its permissions, or move it out of content/"}}
	case r.kind() == Incidents:
		r.incident, r.problems = l.parser.Parse(r.path, src)
		if l.cached != nil {
			l.cached.keep(r)
		}
	default:
		r.page, r.problems = parsePage(r.path, src)
	}
}

// source returns the content of a file. If the result of parsing it is known, it fills that in
// instead.
func (l *Loader) source(site fs.FS, r, last *parsed) (src []byte, known bool, err error) {
	if l.cached != nil && last == nil && r.kind() == Incidents {
		return l.cached.read(site, r)
	}
	if src, err = fs.ReadFile(site, r.path); err != nil || l.Forget && l.cached == nil {
		return src, false, err
	}
	r.digest = sha256.Sum256(src)
	if last != nil && last.digest == r.digest {
		r.incident, r.page, r.problems = last.incident, last.page, last.problems
		return nil, true, nil
	}
	return src, false, nil
}
