package edithistory

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"statuary/internal/atomicfile"
	"strings"
)

// logCache is the output of git log for the commits up to one.
type logCache struct {
	head string // hash of the last commit; empty if nothing is cached
	text []byte
}

// cacheFormat is the first line of a cache file. Change it whenever the arguments of git log change.
const cacheFormat = "statuary git log 1"

// cacheFile returns the name of the cache file of a site. It is empty on a machine without a home
// folder.
func cacheFile(dir string) string {
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

// loadCache reads the cache of a site. A missing or damaged file counts as empty.
func loadCache(dir string) logCache {
	data, err := os.ReadFile(cacheFile(dir))
	if err != nil {
		return logCache{}
	}
	head, text, _ := bytes.Cut(data, []byte("\n"))
	f := strings.Fields(strings.TrimPrefix(string(head), cacheFormat))
	if !bytes.HasPrefix(head, []byte(cacheFormat)) || len(f) != 2 || f[1] != fmt.Sprintf("%x", sha256.Sum256(text)) {
		return logCache{}
	}
	return logCache{f[0], text}
}

// save writes the cache of a site. Errors are ignored: without the file, the next read is only slower.
func (c logCache) save(dir string) {
	name := cacheFile(dir)
	if name == "" || os.MkdirAll(filepath.Dir(name), 0o755) != nil {
		return
	}
	_ = atomicfile.WriteCache(name, func(w io.Writer) error {
		_, err := fmt.Fprintf(w, "%s %s %x\n%s", cacheFormat, c.head, sha256.Sum256(c.text), c.text)
		return err
	})
}
