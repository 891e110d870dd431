package serve

import (
	"bytes"
	"path"
	"strings"
	"sync"
)

// Next is a site whose files are being added. It is served from Show on.
//
// Files are compared with those of the current site as they are added, because several goroutines
// add them: of tens of thousands, nearly all are the same.
type Next struct {
	server *Server
	old    map[string][]byte

	mu     sync.Mutex
	files  map[string][]byte
	differ []string // files that are new or changed
	added  int      // number of new files
}

// Next begins the next site. There must be only one at a time.
func (s *Server) Next() *Next {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return &Next{server: s, old: s.files, files: make(map[string][]byte, len(s.files))}
}

// Put adds a file by its path below the root of the site. It is safe for use by several goroutines.
// The data must not be changed afterwards.
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

// Files returns the files that were added. They must not be changed.
func (n *Next) Files() map[string][]byte { return n.files }

// Show serves the site from now on and notifies browsers if it differs from the last one. It
// returns the number of files that were added, changed or deleted.
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

// gone returns the deleted files. Usually there are none, which the number of files shows.
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

// styles returns the new names of style sheets, by their old names, if nothing else has changed.
// The digest in the name changes all pages too, so pages count as unchanged if they differ only in
// these names.
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

// notShown are the types of files that no page shows. A change in one of them, such as the seconds
// of an ongoing outage, is no reason to reload.
var notShown = map[string]bool{".json": true, ".csv": true, ".txt": true, ".xml": true, ".atom": true, ".rss": true, ".ics": true}

// withoutDigest returns the name of a style sheet without its digest and extension.
func withoutDigest(name string) string {
	base := strings.TrimSuffix(name, path.Ext(name))
	return strings.TrimSuffix(base, path.Ext(base))
}
