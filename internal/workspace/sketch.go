package workspace

import (
	"bytes"
	"io/fs"
	"os"
	"runtime"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"statuary/internal/content"
	"statuary/internal/diag"
	"statuary/internal/frontmatter"
	"statuary/internal/incident"
)

// sketch is what can be known about an incident's file without parsing it. Parsing
// takes ten times as long, and a command is about one of thousands of files.
type sketch struct {
	file   string
	id     string             // from the file's name, or its key id
	series *incident.Incident // nil unless the maintenance repeats
	front  []byte             // begins with the front matter
	src    []byte
}

// sketches returns the sketches of all incident files, sorted by name.
func (w *Workspace) sketches() ([]sketch, error) {
	root, err := os.OpenRoot(w.dir)
	if err != nil {
		return nil, err
	}
	defer func() { _ = root.Close() }() // it was only read from
	site := root.FS()
	names, err := content.IncidentFiles(site, w.Config.Languages)
	if err != nil {
		return nil, err
	}
	all := make([]sketch, len(names))
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for n, name := range names {
		g.Go(func() error {
			all[n] = w.sketch(site, name)
			return nil
		})
	}
	_ = g.Wait() // no function returns an error
	return all, nil
}

// sketch reads a file. If it cannot be read, the sketch has only its name and id.
func (w *Workspace) sketch(site fs.FS, name string) sketch {
	s := sketch{file: name, id: incident.NameID(name)}
	src, err := fs.ReadFile(site, name)
	if err != nil || len(src) > frontmatter.MaxFile {
		return s // parsing the file reports it
	}
	s.src = src
	front := incident.Front(src)
	if incident.MayHave(front, "repeat") {
		if in, _ := w.Parser.Parse(name, src); in != nil {
			s.id = in.ID
			if in.Repeat != nil {
				s.series = in
			}
		}
	} else {
		s.id = incident.FileID(name, src)
	}
	s.front = front
	return s
}

// surelyOver reports whether an incident has certainly ended: its front matter has the
// usual form, in which an entry begins with
//
//   - at: 2026-03-10 12:00
//     status: resolved
//
// all entries are in the past, and the status of the newest is an end.
func surelyOver(front []byte, now time.Time) bool {
	_, rest, _ := bytes.Cut(front, []byte("\ntimeline:\n"))
	today := now.UTC().AddDate(0, 0, -2).Format("2006-01-02") // past in any time zone
	first, newest, status := "", "", ""
	for len(rest) > 0 {
		var line, next []byte
		line, rest, _ = bytes.Cut(rest, []byte("\n"))
		if !bytes.HasPrefix(line, []byte("  - ")) {
			continue
		}
		next, rest, _ = bytes.Cut(rest, []byte("\n"))
		at, isEntry := strings.CutPrefix(string(line), "  - at: ")
		word, isStatus := strings.CutPrefix(string(next), "    status: ")
		if first == "" {
			first = at
		}
		// Times of the same length and form sort like their texts.
		if !isEntry || !isStatus || len(at) < len("2006-01-02 15:04") || len(at) != len(first) || at[10] != first[10] || inUTC(at) != inUTC(first) ||
			strings.ContainsAny(at, "+#\"'") || strings.Count(at, "-") != 2 || at[:10] >= today || at == newest {
			return false
		}
		if at > newest {
			newest, status = at, word
		}
	}
	return status == "resolved" || status == "completed" // not postmortem: an empty form does not end the incident
}

// inUTC reports whether a time ends in Z.
func inUTC(at string) bool { return strings.HasSuffix(at, "Z") }

// uniqueIDs reports whether no two files have the same id. If two do, only one of
// them counts, and finding out which needs all files parsed.
func uniqueIDs(all []sketch) bool {
	seen := make(map[string]bool, len(all))
	for _, s := range all {
		key := strings.ToLower(s.id)
		if seen[key] {
			return false
		}
		seen[key] = true
	}
	for _, s := range all {
		for _, other := range all {
			if s.series == nil {
				break
			}
			if s.series.HasOccurrence(other.id) {
				return false
			}
		}
	}
	return true
}

// parse parses the files for which wanted returns true.
func (w *Workspace) parse(all []sketch, wanted func(sketch) bool) (list []*incident.Incident, problems diag.List) {
	for _, s := range all {
		if !wanted(s) {
			continue
		}
		in, found := w.Parser.Parse(s.file, s.src)
		problems = append(problems, found...)
		if in != nil {
			list = append(list, in)
		}
	}
	return list, problems
}
