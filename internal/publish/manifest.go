package publish

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
)

// StateDir is the folder at a target in which we keep what we must remember.
// No file of a site lies in it.
const StateDir = ".statuary"

// ManifestFile is where a target keeps its manifest.
const ManifestFile = StateDir + "/manifest.json"

// Manifest says which files at a target are ours.
type Manifest struct {
	Version int      `json:"version"`
	Files   []string `json:"files"` // sorted
	// Sums are digests of the files and of what is sent with them, in the order
	// of Files. Targets that can compare contents themselves have none. An empty
	// one is not known.
	Sums []string `json:"sums,omitempty"`
	// Also are the forms of names that pages have been put under as well.
	Also []string `json:"also,omitempty"`
	// Unfinished is whoever is at work, or has been stopped at work: some of the
	// files may then be missing, and those without a sum may be old or new.
	Unfinished *Holder `json:"unfinished,omitempty"`
}

// Holder is a publisher at work.
type Holder struct {
	ID      string `json:"id"`
	Since   string `json:"since"`   // RFC 3339, by the publisher's clock
	Process string `json:"process"` // a process of a machine; empty: not known
	Stopped bool   `json:"stopped"` // it was interrupted, and has let go
}

// ParseManifest reads a manifest. Paths that no site has are left out: nothing
// is deleted that we could not have put.
func ParseManifest(data []byte) (Manifest, error) {
	var m Manifest
	if err := json.Unmarshal(data, &m); err != nil {
		return Manifest{}, err
	}
	if m.Version > 1 {
		return Manifest{}, fmt.Errorf("version %d of the manifest is of a newer Statuary", m.Version)
	}
	if len(m.Sums) != len(m.Files) {
		m.Sums = nil
	}
	n := 0
	for i, f := range m.Files {
		if !Publishable(f) {
			continue
		}
		m.Files[n] = f
		if m.Sums != nil {
			m.Sums[n] = m.Sums[i]
		}
		n++
	}
	m.Files = m.Files[:n]
	if m.Sums != nil {
		m.Sums = m.Sums[:n]
	}
	return m, nil
}

// Marshal writes the manifest.
func (m Manifest) Marshal() ([]byte, error) {
	m.Version = 1
	return json.Marshal(m)
}

// Publishable is true for paths that a site may have.
func Publishable(p string) bool {
	return fs.ValidPath(p) && p != "." && p != StateDir && !strings.HasPrefix(p, StateDir+"/") &&
		!strings.ContainsAny(p, "\\\x00") && filepath.IsLocal(filepath.FromSlash(p))
}

// badPath is the error of a path that a site can't have.
func badPath(p string) error { return fmt.Errorf("%q is not a path for a file of a site", p) }

// Check gives an error for a path that a site can't have.
func Check(f File) error {
	if !Publishable(f.Path) {
		return badPath(f.Path)
	}
	return nil
}
