package publish

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"

	"statuary/internal/atomicfile"
)

// Store keeps one small file with a publication, apart from the files of the site.
type Store interface {
	// Read returns the data and its version. Both are empty if there is none.
	Read(ctx context.Context) (data []byte, version string, err error)

	// Write replaces the data if it still has a version, and returns the new version. If it has
	// another one, the error is ErrStoreChanged. Data is never stored in part.
	Write(ctx context.Context, data []byte, version string) (newVersion string, err error)
}

// Locker is a [Store] that can keep others away.
type Locker interface {
	// Lock waits until no other process has the store, and keeps it until unlock is called or the
	// process ends. waiting is called once if it has to wait; it may be nil.
	Lock(ctx context.Context, waiting func()) (unlock func() error, err error)
}

// ErrStoreChanged is returned by Store.Write if somebody else has written.
var ErrStoreChanged = errors.New("somebody else has changed it")

// MaxStored is the largest size of a stored file, in bytes.
const MaxStored = 16 << 20

// StoreName is the path of the stored file, where the store has paths.
const StoreName = StateDir + "/announced.json"

// DirStore is a file in the state of a folder.
type DirStore struct{ Dir string }

// Read implements Store.
func (s *DirStore) Read(context.Context) ([]byte, string, error) {
	file, err := os.Open(s.path(StoreName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, "", nil
	}
	if err != nil {
		return nil, "", err
	}
	defer file.Close()
	data, err := ReadStored(file)
	if err != nil {
		return nil, "", err
	}
	return data, versionOf(data), nil
}

// ReadStored reads stored data of at most MaxStored bytes.
func ReadStored(r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxStored+1))
	if err == nil && len(data) > MaxStored {
		err = errors.New(StoreName + " is larger than 16 MB")
	}
	return data, err
}

// Write implements Store.
func (s *DirStore) Write(ctx context.Context, data []byte, version string) (string, error) {
	// Nobody else may write between the comparison and the write.
	unlock, err := s.lock(ctx, "announced.lock", nil)
	if err != nil {
		return "", err
	}
	defer unlock()
	_, now, err := s.Read(ctx)
	if err != nil {
		return "", err
	}
	if now != version {
		return "", ErrStoreChanged
	}
	if err := atomicfile.Write(s.path(StoreName), data, 0o644); err != nil {
		return "", err
	}
	return versionOf(data), nil
}

// Lock implements Locker.
func (s *DirStore) Lock(ctx context.Context, waiting func()) (func() error, error) {
	return s.lock(ctx, "announce.lock", waiting)
}

func (s *DirStore) lock(ctx context.Context, name string, waiting func()) (func() error, error) {
	if err := atomicfile.MkdirAll(s.path(StateDir), 0o755); err != nil {
		return nil, err
	}
	lock := flock.New(s.path(StateDir + "/" + name))
	locked, err := lock.TryLock()
	if err == nil && !locked {
		if waiting != nil {
			waiting()
		}
		_, err = lock.TryLockContext(ctx, lockRetry)
	}
	if err != nil {
		return nil, err
	}
	return lock.Unlock, nil
}

func (s *DirStore) path(name string) string { return filepath.Join(s.Dir, filepath.FromSlash(name)) }

func versionOf(data []byte) string {
	if len(data) == 0 {
		return ""
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
