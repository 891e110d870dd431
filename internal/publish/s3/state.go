package s3

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/md5"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"

	"statuary/internal/fault"
	"statuary/internal/publish"
)

// manifestKey is the key of the manifest below the prefix. It is compressed, because each file
// takes 80 bytes, and a site may have 40,000.
const manifestKey = publish.ManifestFile + ".gz"

// heartbeatKey is the key of the object that a running publisher writes at intervals. It is small,
// so that it is written quickly even on a slow connection.
const heartbeatKey = publish.StateDir + "/beat"

// state is the state of the bucket.
type state struct {
	publish.Manifest
	etag   string            // of the manifest; empty if there is none
	sums   map[string]string // digests by path
	listed map[string]object // what the bucket contains by path, if the manifest may be wrong; else nil
}

// object is an entry of a listing.
type object struct {
	etag     string
	modified time.Time
}

func (s *state) sum(path string) string { return s.sums[path] }

// known reports whether an earlier publication wrote a file.
func (s *state) known(path string) bool {
	if s.listed != nil {
		_, ok := s.listed[path]
		return ok
	}
	_, ok := s.sums[path]
	return ok
}

// readState reads the manifest.
func (b *Bucket) readState(ctx context.Context) error {
	b.state = state{sums: map[string]string{}}
	out, err := b.Client.GetObject(ctx, &awss3.GetObjectInput{Bucket: &b.Name, Key: aws.String(b.Prefix + manifestKey)})
	if isNotFound(err) {
		return nil
	}
	if err != nil {
		return err
	}
	defer out.Body.Close()
	b.state.etag = aws.ToString(out.ETag)
	m, err := unpackManifest(out.Body)
	if errors.As(err, new(*readError)) {
		return err
	}
	if err != nil {
		b.warn("cannot read the manifest in the bucket, so nothing will be deleted: " + err.Error())
		return nil
	}
	b.state.Manifest = m
	for i, f := range m.Files {
		if m.Sums != nil {
			b.state.sums[f] = m.Sums[i]
		} else {
			b.state.sums[f] = ""
		}
	}
	return nil
}

func (b *Bucket) warn(text string) {
	if b.Warn != nil {
		b.Warn(text)
	}
}

func packManifest(m publish.Manifest) ([]byte, error) {
	data, err := m.Marshal()
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(data); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// unpackManifest reads a compressed manifest. If the source cannot be read, the error is a readError.
func unpackManifest(r io.Reader) (publish.Manifest, error) {
	source := &source{r: r}
	unzipped, err := gzip.NewReader(source)
	var m publish.Manifest
	if err == nil {
		m, err = publish.ReadManifest(unzipped)
	}
	if source.err != nil {
		err = &readError{source.err}
	}
	return m, err
}

// source is a reader that keeps its error.
type source struct {
	r   io.Reader
	err error
}

func (s *source) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if err != nil && err != io.EOF {
		s.err = err
	}
	return n, err
}

// readError is the error of a response that cannot be read to its end.
type readError struct{ error }

func (e *readError) Unwrap() error { return e.error }

// awaitOther handles a publisher that has begun and not finished. If it is still running, it
// returns ErrBusy; if it has stopped, it lists what the bucket contains. The clocks of machines are
// not compared: a publisher is running if it writes while we watch.
func (b *Bucket) awaitOther(ctx context.Context) error {
	first, err := b.heartbeatOf(ctx)
	if err != nil {
		return err
	}
	warned := false
	for begun := time.Now(); ; {
		h := b.state.Unfinished
		if h == nil {
			return nil
		}
		if h.Stopped || ended(h.Process) || time.Since(begun) > b.lease() {
			return b.listKeys(ctx)
		}
		if !warned {
			warned = true
			b.warn(fmt.Sprintf("a publish that began at %s has not finished; waiting up to %.0f s to see whether it is still running", h.Since, b.lease().Seconds()))
		}
		select {
		case <-time.After(min(time.Second, b.lease()/4)):
		case <-ctx.Done():
			return ctx.Err()
		}
		if err := b.readState(ctx); err != nil {
			return err
		}
		beat, err := b.heartbeatOf(ctx)
		if err != nil {
			return err
		}
		if beat != first && b.state.Unfinished != nil {
			return fmt.Errorf("%w (it began at %s)", ErrBusy, h.Since)
		}
	}
}

// heartbeatOf returns a value that differs for each publisher and each of its heartbeats.
func (b *Bucket) heartbeatOf(ctx context.Context) (string, error) {
	if b.state.Unfinished == nil {
		return "", nil
	}
	out, err := b.Client.HeadObject(ctx, &awss3.HeadObjectInput{Bucket: &b.Name, Key: aws.String(b.Prefix + heartbeatKey)})
	if isNotFound(err) {
		return b.state.Unfinished.ID, nil
	}
	if err != nil {
		return "", err
	}
	return b.state.Unfinished.ID + aws.ToString(out.ETag), nil
}

// heartbeat writes a heartbeat, and returns errOutdated if another publisher has taken over.
func (b *Bucket) heartbeat(ctx context.Context, n int) error {
	_, err := b.Client.PutObject(ctx, &awss3.PutObjectInput{
		Bucket: &b.Name, Key: aws.String(b.Prefix + heartbeatKey), Body: strings.NewReader(fmt.Sprint(b.id, " ", n)), CacheControl: aws.String("no-store"),
	})
	if err != nil {
		return err
	}
	out, err := b.Client.HeadObject(ctx, &awss3.HeadObjectInput{Bucket: &b.Name, Key: aws.String(b.Prefix + manifestKey)})
	if err != nil {
		return err
	}
	if aws.ToString(out.ETag) != b.state.etag {
		return errOutdated
	}
	return nil
}

// listKeys lists what the bucket really contains, after a publication that was stopped.
func (b *Bucket) listKeys(ctx context.Context) error {
	b.state.listed = map[string]object{}
	pages := awss3.NewListObjectsV2Paginator(b.Client, &awss3.ListObjectsV2Input{Bucket: &b.Name, Prefix: &b.Prefix})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return err
		}
		for _, o := range page.Contents {
			b.state.listed[aws.ToString(o.Key)[len(b.Prefix):]] = object{strings.Trim(aws.ToString(o.ETag), `"`), aws.ToTime(o.LastModified)}
		}
	}
	return nil
}

// sentAlready reports whether a stopped publication has already sent a file: the file is the same
// and was written after that publication began, so its headers are current. Stores whose ETag is
// not the MD5 digest get it again.
func (b *Bucket) sentAlready(f publish.File) (bool, error) {
	begun, ok := b.state.listed[manifestKey]
	if !ok {
		return false, nil
	}
	data, err := encode(f.Data, b.forFile(f.Path).encoding)
	if err != nil {
		return false, err
	}
	sum := md5.Sum(data)
	digest := hex.EncodeToString(sum[:])
	for _, name := range append([]string{f.Path}, b.cleanNames(f.Path)...) {
		if o := b.state.listed[name]; o.etag != digest || !o.modified.After(begun.modified) {
			return false, nil
		}
	}
	return true, nil
}

// writeState writes the manifest if it is still the one that was read or written last, and returns
// errOutdated otherwise.
func (b *Bucket) writeState(ctx context.Context, m publish.Manifest) error {
	data, err := packManifest(m)
	if err != nil {
		return err
	}
	in := &awss3.PutObjectInput{
		Bucket: &b.Name, Key: aws.String(b.Prefix + manifestKey), Body: bytes.NewReader(data),
		ContentType: aws.String("application/gzip"), CacheControl: aws.String("no-store"),
	}
	if b.state.etag == "" {
		in.IfNoneMatch = aws.String("*")
	} else {
		in.IfMatch = &b.state.etag
	}
	if err := fault.Before("send"); err != nil {
		return err
	}
	out, err := b.Client.PutObject(ctx, in)
	if isCode(err, "NotImplemented", "NotSupported", "UnsupportedHeader") {
		b.warn("this store does not support conditional writes (If-Match); run only one publish at a time")
		in.IfMatch, in.IfNoneMatch, in.Body = nil, nil, bytes.NewReader(data)
		out, err = b.Client.PutObject(ctx, in)
	}
	if isCode(err, "PreconditionFailed", "ConditionalRequestConflict", "NoSuchKey") {
		return b.reclaim(ctx, in, data)
	}
	if err != nil {
		return err
	}
	b.state.etag = aws.ToString(out.ETag)
	return nil
}

// reclaim writes the manifest if the one in the bucket is from this publisher, because the response
// to an earlier attempt was lost.
func (b *Bucket) reclaim(ctx context.Context, in *awss3.PutObjectInput, data []byte) error {
	out, err := b.Client.GetObject(ctx, &awss3.GetObjectInput{Bucket: in.Bucket, Key: in.Key})
	if err != nil {
		return errOutdated
	}
	defer out.Body.Close()
	got, err := io.ReadAll(io.LimitReader(out.Body, publish.MaxManifest))
	if err != nil {
		return err
	}
	if bytes.Equal(got, data) {
		b.state.etag = aws.ToString(out.ETag)
		return nil
	}
	m, err := unpackManifest(bytes.NewReader(got))
	if err != nil || m.Unfinished == nil || m.Unfinished.ID != b.id {
		return errOutdated
	}
	in.IfNoneMatch, in.IfMatch, in.Body = nil, out.ETag, bytes.NewReader(data)
	again, err := b.Client.PutObject(ctx, in)
	if err != nil {
		return errOutdated
	}
	b.state.etag = aws.ToString(again.ETag)
	return nil
}

var errOutdated = errors.New("the manifest has changed")

// newPublisher returns a Publisher with a random id for this process.
func newPublisher() *publish.Publisher {
	var id [8]byte
	_, _ = rand.Read(id[:]) // never fails
	return &publish.Publisher{ID: hex.EncodeToString(id[:]), Since: time.Now().UTC().Format(time.RFC3339), Process: processID()}
}

func isNotFound(err error) bool { return isCode(err, "NoSuchKey", "NotFound") }

// isCode reports whether an error is a response of the store with one of the codes.
func isCode(err error, codes ...string) bool {
	var answer smithy.APIError
	return errors.As(err, &answer) && slices.Contains(codes, answer.ErrorCode())
}
