package gitlog

import (
	"os"
	"path/filepath"
	"strings"
)

// head is where a repository writes down which commit it is at: that is looked
// up after every save, for which starting git would take too long.
type head struct{ dir, common string }

// stamp changes whenever the commit does. It may change without that, too.
func (h *head) stamp() (string, bool) {
	text, err := os.ReadFile(filepath.Join(h.dir, "HEAD"))
	if err != nil {
		return "", false
	}
	stamp := string(text)
	if ref, ok := strings.CutPrefix(strings.TrimSpace(stamp), "ref: "); ok {
		// A ref is a file, or a line of packed-refs; newer repositories have tables.
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
