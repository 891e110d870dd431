package edithistory

import (
	"os"
	"path/filepath"
	"strings"
)

// headFiles are the files in which a repository stores the commit it is at. They are read after every
// save, when starting git would take too long.
type headFiles struct {
	dir    string // the .git folder of the work tree
	common string // the .git folder of all work trees
}

// stamp returns a value that changes whenever the commit does; it may also change when the commit does
// not. ok is false if the files do not show the commit.
func (h *headFiles) stamp() (stamp string, ok bool) {
	text, err := os.ReadFile(filepath.Join(h.dir, "HEAD"))
	if err != nil {
		return "", false
	}
	stamp = string(text)
	if ref, ok := strings.CutPrefix(strings.TrimSpace(stamp), "ref: "); ok {
		// A ref is a file or a line of packed-refs; newer repositories may use tables.
		if at, err := os.ReadFile(filepath.Join(h.common, filepath.FromSlash(ref))); err == nil {
			return stamp + string(at), true
		}
	}
	found := false
	for _, dir := range []string{h.dir, h.common} {
		for _, name := range []string{"packed-refs", "reftable/tables.list"} {
			if info, err := os.Stat(filepath.Join(dir, filepath.FromSlash(name))); err == nil {
				stamp += "\n" + info.ModTime().String()
				found = true
			}
		}
	}
	return stamp, found || !strings.HasPrefix(stamp, "ref: ")
}
