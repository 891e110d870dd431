package serve

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"path"
	"strings"

	"statuary/internal/diag"
)

// Site is a site that makes its files when they are asked for. It does not change, and is safe for
// use by several goroutines.
type Site interface {
	// Has reports whether the site has a file, by its path below the root of the site.
	Has(path string) bool

	// Read returns a file. The error is a diag.List if the file is a page that can't be rendered.
	Read(path string) ([]byte, error)

	// Key returns a value that can be compared: files of any two sites with the same path and key
	// have the same bytes. It is nil for a missing file.
	Key(path string) any

	// Assets returns the keys of all files that are not rendered, by path.
	Assets() map[string]any
}

// shown is the site that is served, with what the versions of its pages depend on.
type shown struct {
	Site
	assets int // counts the changes of files that pages show
}

// Show serves a site from now on, and notifies browsers that show a page that is different in it.
// Problems of earlier sites are no longer shown.
func (s *Server) Show(site Site) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.styles = nil
	if s.now.Site != nil {
		changed := false
		if s.styles, changed = changedAssets(s.now, site); changed || s.pictureChanged(site) {
			s.now.assets++
			s.styles = nil
		}
	}
	s.now.Site = site
	if s.problems != nil {
		s.problems = nil
		s.lists++
	}
	s.notify()
}

// Keep marks a site as one of which all pages can be rendered: it is served again if a later one is
// withdrawn.
func (s *Server) Keep(site Site) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.now.Site == site {
		s.good = s.now
	}
}

// Withdraw serves the last good site instead of one of which a page can't be rendered.
func (s *Server) Withdraw(site Site, list diag.List) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.now.Site != site {
		return
	}
	if s.good.Site == site {
		s.good = shown{}
	}
	if s.good.Site != nil && s.good.assets != s.now.assets {
		s.good.assets = s.now.assets + 1
	}
	s.now, s.styles = s.good, nil
	s.problems = list
	s.lists++
	s.notify()
}

// changedAssets compares the files of two sites that are not rendered. It returns the new names of
// style sheets by their old ones, and whether any other file that pages show has changed. A file with
// a digest in its name has changed only if pages have.
func changedAssets(old, site Site) (styles map[string]string, changed bool) {
	before, now := old.Assets(), site.Assets()
	added := map[string]string{} // name without the digest → name
	styles = map[string]string{}
	for name, key := range now {
		switch was, known := before[name]; {
		case notShown[path.Ext(name)]:
		case known:
			changed = changed || was != key
		default:
			added[withoutDigest(name)] = name
		}
	}
	for name := range before {
		if now[name] != nil || notShown[path.Ext(name)] {
			continue
		}
		to, renamed := added[withoutDigest(name)]
		if !renamed || withoutDigest(name) == name {
			changed = true
			continue
		}
		delete(added, withoutDigest(name))
		if path.Ext(name) == ".css" {
			styles[path.Base(name)] = path.Base(to)
		}
	}
	if changed || len(added) > 0 {
		return nil, true
	}
	return styles, false
}

// notShown are the types of files that no page shows. A change in one of them, such as the seconds
// of an ongoing outage, is no reason to reload.
var notShown = map[string]bool{".json": true, ".csv": true, ".txt": true, ".xml": true, ".atom": true, ".rss": true, ".ics": true}

// withoutDigest returns the name of a file without the digest before its extension.
func withoutDigest(name string) string {
	ext := path.Ext(name)
	base := strings.TrimSuffix(name, ext)
	return strings.TrimSuffix(base, path.Ext(base)) + ext
}

// pictureChanged reports whether a rendered picture that browsers have asked for lately differs in a
// site.
func (s *Server) pictureChanged(site Site) bool {
	changed := false
	assets := s.now.Assets()
	s.kept.each(func(name string, f file) {
		if ext := path.Ext(name); changed || ext == ".html" || notShown[ext] || assets[name] != nil || s.now.Key(name) != f.key || site.Key(name) == f.key {
			return
		}
		data, err := site.Read(name)
		changed = err != nil || sha256.Sum256(data) != f.sum
	})
	return changed
}

// read returns a file of a site, which it keeps for a while. If a page can't be rendered, the site
// is withdrawn, and the result is errWithdrawn.
func (s *Server) read(now shown, name string) (file, error) {
	key := now.Key(name)
	if f, ok := s.kept.get(name, key); ok {
		return f, nil
	}
	if key == nil {
		return file{}, fs.ErrNotExist
	}
	data, err := now.Read(name)
	var problems diag.List
	if errors.As(err, &problems) {
		s.Withdraw(now.Site, problems)
		return file{}, errWithdrawn
	}
	if err != nil {
		return file{}, err
	}
	f := file{key: key, data: data, sum: sha256.Sum256(data)}
	s.kept.add(name, f)
	return f, nil
}

// errWithdrawn is the error of a file of a site that has been withdrawn.
var errWithdrawn = errors.New("the site has been withdrawn")

// pageOf returns the file that a URL path shows, and whether it is the one that was asked for; if not,
// it is 404.html.
func (s *Server) pageOf(now shown, url string) (name string, found bool) {
	if rest, ok := strings.CutPrefix(url, s.Root); ok {
		if rest == "" || strings.HasSuffix(rest, "/") {
			rest += "index.html"
		}
		if now.Has(rest) {
			return rest, true
		}
	}
	return "404.html", false
}

// version returns the version of a page as browsers have it: it is another one whenever the page
// should be loaded again. It contains the start of the server, so that browsers notice a restart.
func (s *Server) version(now shown, f file) string {
	return s.started + "-" + hex.EncodeToString(f.sum[:8]) + "-" + hex.EncodeToString([]byte{byte(now.assets >> 8), byte(now.assets)})
}

// begin and end enclose the work for a browser. Idle waits until there is none.
func (s *Server) begin() {
	s.busy.Lock()
	defer s.busy.Unlock()
	if s.working++; s.working == 1 {
		s.free = make(chan struct{})
	}
}

func (s *Server) end() {
	s.busy.Lock()
	defer s.busy.Unlock()
	if s.working--; s.working == 0 {
		close(s.free)
	}
}

// Idle returns when the server has nothing to render for browsers, or the context is done.
func (s *Server) Idle(ctx context.Context) {
	for {
		s.busy.Lock()
		working, free := s.working, s.free
		s.busy.Unlock()
		if working == 0 {
			return
		}
		select {
		case <-free:
		case <-ctx.Done():
			return
		}
	}
}
