package lsp

import (
	"path/filepath"
	"reflect"
	"strings"

	"statuary/internal/config"
	"statuary/internal/diag"
)

// changedProblems returns the problems of each file whose problems have changed.
func (s *server) changedProblems(c *config.Config, problems diag.List) (list []publishParams) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found, said := map[string]diag.List{}, map[string][]diagnostic{}
	for _, d := range problems {
		if d.File == "" || strings.HasPrefix(d.File, "built-in") {
			d.Pos = diag.Pos{File: config.File}
		}
		uri := s.uris[d.File]
		if uri == "" {
			uri = uriOf(filepath.Join(s.dir, filepath.FromSlash(d.File)))
		}
		found[uri] = append(found[uri], d)
		said[uri] = append(said[uri], toDiagnostic(d))
	}
	if c == nil { // without settings no other file was checked, so their problems stay
		for uri, list := range s.published {
			if said[uri] == nil {
				said[uri], found[uri] = list, s.problems[uri]
			}
		}
	} else {
		s.config = c
	}
	for uri, d := range said {
		if !reflect.DeepEqual(s.published[uri], d) {
			list = append(list, publishParams{uri, d})
		}
	}
	for uri := range s.published {
		if said[uri] == nil {
			list = append(list, publishParams{uri, []diagnostic{}})
		}
	}
	s.published, s.problems = said, found
	return list
}

// fixes returns the code actions that correct misspelt words in a range.
func (s *server) fixes(uri string, in textRange) []codeAction {
	list := []codeAction{}
	name, _ := s.pathInSite(uri)
	buffer, ok := s.buffers.get(name)
	if !ok {
		return list
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, d := range s.problems[uri] {
		at := s.published[uri][i].Range
		// The text may have changed since the check.
		if d.Fix == nil || !at.overlaps(in) || diag.Line(buffer.data, d.Line) != d.Source {
			continue
		}
		a := codeAction{Title: "write " + d.Fix.New, Kind: "quickfix", Diagnostics: []diagnostic{s.published[uri][i]}, IsPreferred: true}
		a.Edit.Changes = map[string][]textEdit{uri: {{at, d.Fix.New}}}
		list = append(list, a)
	}
	return list
}
