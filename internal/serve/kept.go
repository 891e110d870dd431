package serve

import (
	"crypto/sha256"
	"sync"

	lru "github.com/hashicorp/golang-lru/v2/simplelru"
)

// keptBytes is how many bytes of files are kept, and largestKept the size of the largest of them.
const (
	keptBytes   = 32 << 20
	largestKept = keptBytes / 4
)

// file is a file that has been read.
type file struct {
	key  any // of the site that it was read from
	data []byte
	sum  [sha256.Size]byte
}

// kept is the files that browsers have asked for lately, by path. It is safe for use by several
// goroutines.
type kept struct {
	mu    sync.Mutex
	files *lru.LRU[string, file]
	bytes int
}

func newKept() *kept {
	k := &kept{}
	var err error
	// The number of files is limited as well, because empty ones take memory too.
	k.files, err = lru.NewLRU(1<<14, func(_ string, f file) { k.bytes -= len(f.data) })
	if err != nil {
		panic(err) // the size is positive
	}
	return k
}

// get returns a file if it is kept with the key.
func (k *kept) get(name string, key any) (file, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	f, ok := k.files.Get(name)
	if !ok || key == nil || f.key != key {
		return file{}, false
	}
	return f, true
}

// add keeps a file, and drops those that were used longest ago if there are too many bytes.
func (k *kept) add(name string, f file) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.files.Remove(name)
	if len(f.data) > largestKept {
		return
	}
	k.files.Add(name, f)
	for k.bytes += len(f.data); k.bytes > keptBytes; {
		k.files.RemoveOldest()
	}
}

// each calls visit for each file that is kept.
func (k *kept) each(visit func(name string, f file)) {
	k.mu.Lock()
	names := k.files.Keys()
	list := make([]file, len(names))
	for n, name := range names {
		list[n], _ = k.files.Peek(name)
	}
	k.mu.Unlock()
	for n, name := range names {
		visit(name, list[n])
	}
}
