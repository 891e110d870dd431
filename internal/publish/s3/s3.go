// Package s3 publishes a site to a bucket of Amazon S3 or of another store with its protocol.
//
// A manifest in the bucket lists the files with a digest of their content and headers. So
// publishing an unchanged site takes one request, and a change of headers alone is noticed, which
// no listing shows.
//
// The manifest also keeps publishers apart. Before a publisher changes the bucket, it writes a
// manifest with its name, on condition that the manifest is still the one it has read; so one of
// two concurrent publishers gets an error. That manifest lists the files of the old and of the new
// site, without digests for those that will change. While a publisher is working, it writes a
// heartbeat. If that stops, the next publisher takes over and completes the work.
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
	Prefix string // prefix of all keys; empty, or with a slash at the end
	Headers
	CleanURLs []string                                      // additional names of pages: see cleanNames
	All       bool                                          // send every file, whatever the manifest lists
	Jobs      int                                           // number of files sent at once; 0 for 16
	Progress  func(done, of int)                            // called while files are sent; may be nil
	Warn      func(string)                                  // may be nil
	Changed   Invalidator                                   // called with the changed paths; may be nil
	Root      string                                        // path of the home page, for Changed: "/status/"
	Memory    *publish.Memory                               // of what was sent; may be nil
	Lease     time.Duration                                 // how long to wait for a publisher without a heartbeat; 0 for 30 s
	failAt    func(ctx context.Context, stage string) error // for tests: its error stops the work at a stage

	dryRun bool
	id     string // of this publication, once it has begun
	state  state
	spool  publish.Spool
	mu     sync.Mutex
	sums   map[string]string // digests of the new site, by path
}

// Invalidator removes paths from a cache in front of the bucket.
type Invalidator interface {
	Invalidate(ctx context.Context, id string, paths []string) error
}

// Errors of a publish that met another one.
var (
	ErrBusy  = &diag.Error{Text: "another publish is running; nothing was changed", Hint: again}
	ErrMoved = &diag.Error{Text: "another publish changed the bucket in the meantime; nothing was changed", Hint: again}
	ErrTaken = &diag.Error{Text: "another publish took over, because this one had not responded for a while", Hint: again}
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
func (b *Bucket) Open(ctx context.Context, dryRun bool) ([]string, error) {
	b.dryRun = dryRun
	b.sums = map[string]string{}
	if err := b.readState(ctx); err != nil {
		return nil, b.explain(err)
	}
	if !dryRun {
		if err := b.awaitOther(ctx); err != nil {
			return nil, b.explain(err)
		}
	}
	return b.state.Files, nil
}

// Put implements publish.Target. Unless the file is unchanged, it waits until Commit.
func (b *Bucket) Put(_ context.Context, f publish.File) (bool, error) {
	if err := publish.Check(f); err != nil {
		return false, err
	}
	sum := b.sum(f)
	b.mu.Lock()
	b.sums[f.Path] = sum
	b.mu.Unlock()
	if f.Version != "" {
		b.Memory.Set(f.Path, b.withHead(f.Path, f.Version), sum, len(f.Data))
	}
	if !b.All && b.state.sum(f.Path) == sum {
		return false, nil
	}
	if !b.All && b.state.listed != nil && b.state.sum(f.Path) == "" {
		if sent, err := b.sentAlready(f); sent || err != nil {
			return false, err
		}
	}
	if b.dryRun {
		return true, nil
	}
	return true, b.spool.Add(f)
}

// Has implements publish.Versioner.
func (b *Bucket) Has(path, version string) (int64, bool) {
	sum := b.state.sum(path)
	if b.All || b.state.listed != nil {
		return 0, false
	}
	size, ok := b.Memory.Has(path, b.withHead(path, version), sum)
	if ok {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.sums[path] = sum
	}
	return size, ok
}

// sum returns a digest of a file, its headers and its additional names.
func (b *Bucket) sum(f publish.File) string { return b.digest(f.Path, f.Data) }

// withHead returns a version that differs if the headers or the additional names do.
func (b *Bucket) withHead(path, version string) string { return b.digest(path, []byte(version)) }

func (b *Bucket) digest(path string, data []byte) string {
	h := sha256.New()
	h.Write(data)
	head := b.forFile(path)
	fmt.Fprintf(h, "\x00%s\x00%s\x00%s\x00%s", head.contentType, head.cacheControl, head.encoding, strings.Join(b.cleanNames(path), "\x00"))
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:16])
}

// Close implements publish.Target.
func (b *Bucket) Close() error { return b.spool.Close() }

// Commit implements publish.Target.
func (b *Bucket) Commit(ctx context.Context, p *publish.Plan) error {
	if !p.Nothing() || b.state.Unfinished != nil {
		w := &publication{Bucket: b, plan: p, all: p.All()}
		if err := w.run(ctx); err != nil {
			return b.explain(err)
		}
	}
	_ = b.Memory.Save(p.All()) // without it, only the next publication takes longer
	return nil
}

// cleanNames returns the additional names of a page, for hosts that do not map the URL of a page to
// the name of its file.
//
//	slash  incidents/x/      the URL that pages link to
//	bare   incidents/x       without the slash, as on other status pages
//	html   incidents/x.html
func (b *Bucket) cleanNames(p string) []string { return cleanNames(p, b.CleanURLs) }

func cleanNames(p string, forms []string) []string {
	dir, file := path.Split(p)
	if file != "index.html" || len(forms) == 0 {
		return nil
	}
	if dir == "" {
		// The home page is at the prefix itself, which only the form with a slash can name.
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
