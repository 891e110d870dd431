// Package s3 publishes a site to a bucket of Amazon S3, or of another store
// that speaks its protocol.
//
// A manifest in the bucket says what is there: the digest of every file with
// its headers, so that a publication in which nothing has changed is one
// request, and a header that alone has changed is noticed, which no listing
// shows. It also keeps publishers apart. Whoever begins to change the bucket
// first writes a manifest that says so, on the condition that it is still the
// one that was read; so of two at once, one is told that it has lost. That
// manifest knows the files of the old site and of the new, and gives no digest
// of those that are about to change. While its author is at work, it gives signs
// of life; if they stop, the next publisher takes over and finishes.
package s3

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"

	"statuary/internal/diag"
	"statuary/internal/publish"
)

// Bucket is a [publish.Target].
type Bucket struct {
	Client *awss3.Client
	Name   string
	Prefix string // of all keys; empty, or with a slash at its end
	Headers
	CleanURLs []string                 // names under which pages are put as well: see cleanNames
	All       bool                     // every file is sent, whatever the manifest says
	Jobs      int                      // files sent at once; 0 is 16
	Progress  func(done, of int)       // called now and then while files are sent; may be nil
	Warn      func(string)             // may be nil
	Changed   Invalidator              // told what has changed; may be nil
	Root      string                   // path of the site in its address, for Changed: "/status/"
	Lease     time.Duration            // how long a publisher that gives no sign of life is waited for; 0 is 30 s
	trouble   func(stage string) error // for tests: stops the work at a stage

	look  bool
	id    string // of our publication, once it has begun
	state state
	spool publish.Spool
	mu    sync.Mutex
	sums  map[string]string // of the new site
}

// Invalidator tells a cache before the bucket what it should forget.
type Invalidator interface {
	Invalidate(ctx context.Context, id string, paths []string) error
}

// Errors of a publication that another one is in the way of.
var (
	ErrBusy  = &diag.Error{Text: "another publication is going on; nothing was changed", Hint: again}
	ErrMoved = &diag.Error{Text: "another publication has changed the bucket meanwhile; nothing was changed", Hint: again}
	ErrTaken = &diag.Error{Text: "another publisher has taken over, after no sign of life came from this one", Hint: again}
)

const again = "publish again when it has finished"

func (b *Bucket) lease() time.Duration {
	if b.Lease == 0 {
		return 30 * time.Second
	}
	return b.Lease
}

func (b *Bucket) jobs() int {
	if b.Jobs == 0 {
		return 16
	}
	return b.Jobs
}

// Open implements publish.Target.
func (b *Bucket) Open(ctx context.Context, look bool) ([]string, error) {
	b.look = look
	b.sums = map[string]string{}
	if err := b.readState(ctx); err != nil {
		return nil, b.clear(err)
	}
	if !look {
		if err := b.awaitOther(ctx); err != nil {
			return nil, b.clear(err)
		}
	}
	return b.state.Files, nil
}

// Put implements publish.Target. The file waits until Commit, unless it is
// there already.
func (b *Bucket) Put(_ context.Context, f publish.File) (bool, error) {
	if err := publish.Check(f); err != nil {
		return false, err
	}
	sum := b.sum(f)
	b.mu.Lock()
	b.sums[f.Path] = sum
	b.mu.Unlock()
	if !b.All && b.state.sum(f.Path) == sum {
		return false, nil
	}
	if !b.All && b.state.there != nil && b.state.sum(f.Path) == "" {
		if sent, err := b.sentAlready(f); sent || err != nil {
			return false, err
		}
	}
	if b.look {
		return true, nil
	}
	return true, b.spool.Add(f)
}

// sum is a digest of a file, of what is sent with it, and of the names it is
// put under.
func (b *Bucket) sum(f publish.File) string {
	h := sha256.New()
	h.Write(f.Data)
	head := b.of(f.Path)
	fmt.Fprintf(h, "\x00%s\x00%s\x00%s\x00%s", head.contentType, head.cacheControl, head.encoding, strings.Join(b.cleanNames(f.Path), "\x00"))
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:16])
}

// Close implements publish.Target.
func (b *Bucket) Close() error { return b.spool.Close() }

// Commit implements publish.Target.
func (b *Bucket) Commit(ctx context.Context, p *publish.Plan) error {
	if p.Nothing() && b.state.Unfinished == nil {
		return nil
	}
	w := &work{Bucket: b, plan: p, all: p.All()}
	return b.clear(w.do(ctx))
}

// cleanNames gives the other names that a page is put under, for places where
// nothing turns the address of a page into the name of its file.
//
//	slash  incidents/x/      the address that pages link to
//	bare   incidents/x       the same without a slash, as other status pages have it
//	html   incidents/x.html
func (b *Bucket) cleanNames(p string) []string { return cleanNames(p, b.CleanURLs) }

func cleanNames(p string, forms []string) []string {
	dir, file := path.Split(p)
	if file != "index.html" || len(forms) == 0 {
		return nil
	}
	if dir == "" {
		// The home page is at the prefix itself, which only a prefix can name.
		forms = slices.DeleteFunc(slices.Clone(forms), func(f string) bool { return f != "slash" })
	}
	bare := strings.TrimSuffix(dir, "/")
	var names []string
	for _, form := range forms {
		switch form {
		case "slash":
			names = append(names, dir)
		case "bare":
			names = append(names, bare)
		case "html":
			names = append(names, bare+".html")
		}
	}
	return names
}
