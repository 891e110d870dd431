package gitlog

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// said is what git has said of the commits up to one.
type said struct {
	head string
	text []byte
}

// form is of the file that keeps it: its name changes with what git is asked.
const form = "statuary git log 1"

// keptIn is where it is kept; empty on a machine without a home.
func keptIn(dir string) string {
	cache, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return ""
	}
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	return filepath.Join(cache, "statuary", "git", fmt.Sprintf("%x.log", sha256.Sum256([]byte(dir))))
}

// load gives what is kept, or nothing: a file that is not whole counts as none.
func load(dir string) said {
	data, err := os.ReadFile(keptIn(dir))
	if err != nil {
		return said{}
	}
	head, text, _ := bytes.Cut(data, []byte("\n"))
	f := strings.Fields(strings.TrimPrefix(string(head), form))
	if !bytes.HasPrefix(head, []byte(form)) || len(f) != 2 || f[1] != fmt.Sprintf("%x", sha256.Sum256(text)) {
		return said{}
	}
	return said{f[0], text}
}

// save keeps it. That it can't costs time, and nothing else.
func (s said) save(dir string) {
	name := keptIn(dir)
	if name == "" || os.MkdirAll(filepath.Dir(name), 0o755) != nil {
		return
	}
	f, err := os.CreateTemp(filepath.Dir(name), "*.tmp")
	if err != nil {
		return
	}
	_, err = fmt.Fprintf(f, "%s %s %x\n%s", form, s.head, sha256.Sum256(s.text), s.text)
	if closed := f.Close(); err != nil || closed != nil || os.Rename(f.Name(), name) != nil {
		_ = os.Remove(f.Name())
	}
}
