package publish

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
)

// StateDir is the folder at a target that holds its manifest and other state. It contains no file
// of the site.
const StateDir = ".statuary"

// ManifestFile is the path of the manifest at a target.
const ManifestFile = StateDir + "/manifest.json"

// Manifest lists the files at a target that are ours.
type Manifest struct {
	Version int      `json:"version"`
	Files   []string `json:"files"` // sorted
	// Sums are digests of the files and their headers, in the order of Files. Targets that can
	// compare contents have none. An empty digest means that it is unknown.
	Sums []string `json:"sums,omitempty"`
	// Also are the additional forms of names under which pages exist: see CleanURLs of package s3.
	Also []string `json:"also,omitempty"`
	// Unfinished is a publisher that is running or was interrupted. Some of the files may then be
	// missing, and those without a digest may be old or new.
	Unfinished *Publisher `json:"unfinished,omitempty"`
}

// Publisher is a process that changes the target.
type Publisher struct {
	ID      string `json:"id"`
	Since   string `json:"since"`   // RFC 3339, by the publisher's clock
	Process string `json:"process"` // identifies the machine and the process; empty if unknown
	Stopped bool   `json:"stopped"` // it was interrupted, and others need not wait for it
}

// Marshal returns the manifest as JSON.
func (m Manifest) Marshal() ([]byte, error) {
	m.Version = 1
	return json.Marshal(m)
}

// Publishable reports whether a site may have a file with the path p.
func Publishable(p string) bool {
	return fs.ValidPath(p) && p != "." && p != StateDir && !strings.HasPrefix(p, StateDir+"/") &&
		!strings.ContainsAny(p, "\\\x00") && filepath.IsLocal(filepath.FromSlash(p))
}

// badPath returns the error for a path that a site cannot have.
func badPath(p string) error { return fmt.Errorf("%q is not a valid path of an output file", p) }

// Check returns an error if a site cannot have a file with the path of f.
func Check(f File) error {
	if !Publishable(f.Path) {
		return badPath(f.Path)
	}
	return nil
}
