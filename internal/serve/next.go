package serve

import (
	"bytes"
	"path"
	"strings"
	"sync"
)

// Next is a site while its files come in. Nobody sees it before Show.
//
// Files are compared with the present site's as they come: of tens of thousands,
// nearly all are the very same, and those who bring them are several.
type Next struct {
	server *Server
	old    map[string][]byte

	mu     sync.Mutex
	files  map[string][]byte
	differ []string // files that are new, or other than before
	added  int      // how many of those are new
}

// Next begins the site that is to be served after the present one. There is one
// at a time.
func (s *Server) Next() *Next {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return &Next{server: s, old: s.files, files: make(map[string][]byte, len(s.files))}
}

// Put brings a file, by its path below the site's root. Several goroutines may
// call it. The data must not be changed after.
func (n *Next) Put(name string, data []byte) {
	was, known := n.old[name]
	same := known && (len(was) == len(data) && len(data) > 0 && &was[0] == &data[0] || bytes.Equal(was, data))
	n.mu.Lock()
	defer n.mu.Unlock()
	n.files[name] = data
	if !same {
		n.differ = append(n.differ, name)
	}
	if !known {
		n.added++
	}
}

// Files are those that were put, when all were. They must not be changed.
func (n *Next) Files() map[string][]byte { return n.files }

// Show serves the site from now on, and tells browsers if it differs from the
// last: in how many files, with those that are gone.
func (n *Next) Show() (changed int) {
	s := n.server
	s.mu.Lock()
	defer s.mu.Unlock()
	gone := n.gone()
	changed = len(n.differ) + len(gone)
	if changed == 0 && s.problems == nil && s.files != nil {
		return 0
	}
	if changed > 0 || s.files == nil {
		s.shown++
		s.files, s.styles = n.files, n.styles(gone)
	}
	s.problems = nil
	s.notify()
	return changed
}

// gone lists the files that the site had before. Mostly there are none, as the
// numbers tell.
func (n *Next) gone() (names []string) {
	if len(n.files)-n.added == len(n.old) {
		return nil
	}
	for name := range n.old {
		if _, ok := n.files[name]; !ok {
			names = append(names, name)
		}
	}
	return names
}

// styles gives the new names of style sheets, if nothing but them differs: their
// digest is part of the name, and so of every page.
func (n *Next) styles(gone []string) map[string]string {
	renamed := map[string]string{}
	var pages []string
	for _, name := range n.differ {
		_, known := n.old[name]
		switch {
		case !known && path.Ext(name) == ".css":
			renamed[withoutDigest(name)] = path.Base(name)
		case known && path.Ext(name) == ".html":
			pages = append(pages, name)
		case notShown[path.Ext(name)]:
		default:
			return nil
		}
	}
	styles := map[string]string{}
	for _, name := range gone {
		to := renamed[withoutDigest(name)]
		if path.Ext(name) != ".css" || to == "" {
			return nil
		}
		styles[path.Base(name)] = to
	}
	if len(styles) == 0 || len(styles) != len(renamed) {
		return nil
	}
	for _, name := range pages {
		page := n.old[name]
		for from, to := range styles {
			page = bytes.ReplaceAll(page, []byte(from), []byte(to))
		}
		if !bytes.Equal(page, n.files[name]) {
			return nil
		}
	}
	return styles
}

// unseen are types of files that no page shows: one that differs, such as the
// seconds of an outage that goes on, is no reason to reload.
var notShown = map[string]bool{".json": true, ".csv": true, ".txt": true, ".xml": true, ".atom": true, ".rss": true, ".ics": true}

// family is the name of a style sheet without its digest.
func withoutDigest(name string) string {
	base := strings.TrimSuffix(name, path.Ext(name))
	return strings.TrimSuffix(base, path.Ext(base))
}
