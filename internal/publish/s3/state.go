package s3

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"

	"statuary/internal/publish"
)

// manifestKey is below the prefix. It is compressed: a line of a site of 40,000
// files is 80 bytes.
const manifestKey = publish.ManifestFile + ".gz"

// state is what the bucket said of itself.
type state struct {
	publish.Manifest
	etag  string            // of the manifest; empty: there was none
	sums  map[string]string // by path; nil until asked for
	there map[string]bool   // the keys in the bucket, where the manifest can't be relied upon
}

func (s *state) sum(path string) string { return s.sums[path] }

// known is true if a file is there by an earlier publication.
func (s *state) known(path string) bool {
	if s.there != nil {
		return s.there[path]
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
	data, err := io.ReadAll(out.Body)
	if err != nil {
		return err
	}
	b.state.etag = aws.ToString(out.ETag)
	m, err := unpack(data)
	if err != nil {
		b.warn("the manifest in the bucket can't be read, so nothing will be deleted: " + err.Error())
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

func pack(m publish.Manifest) ([]byte, error) {
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

func unpack(data []byte) (publish.Manifest, error) {
	r, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return publish.Manifest{}, err
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		return publish.Manifest{}, err
	}
	return publish.ParseManifest(plain)
}

// awaitOther looks at a publisher that has begun and not finished: it refuses
// if that one is alive, and goes on if it has stopped. Clocks of different
// machines are not compared: a publisher is alive if it writes while we look.
func (b *Bucket) awaitOther(ctx context.Context) error {
	first := b.state.etag
	for begun := time.Now(); ; {
		h := b.state.Unfinished
		if h == nil {
			return nil
		}
		if b.state.etag != first {
			return fmt.Errorf("%w (it began at %s)", ErrBusy, h.Since)
		}
		if h.Stopped || ended(h.Process) || time.Since(begun) > b.lease() {
			return b.listKeys(ctx)
		}
		if time.Since(begun) < time.Second {
			b.warn(fmt.Sprintf("a publication that began at %s has not finished; waiting up to %.0f s for a sign of life", h.Since, b.lease().Seconds()))
		}
		select {
		case <-time.After(min(time.Second, b.lease()/4)):
		case <-ctx.Done():
			return ctx.Err()
		}
		if err := b.readState(ctx); err != nil {
			return err
		}
	}
}

// listKeys finds out what is really there, after a publication that was
// stopped.
func (b *Bucket) listKeys(ctx context.Context) error {
	b.state.there = map[string]bool{}
	pages := awss3.NewListObjectsV2Paginator(b.Client, &awss3.ListObjectsV2Input{Bucket: &b.Name, Prefix: &b.Prefix})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return err
		}
		for _, o := range page.Contents {
			b.state.there[aws.ToString(o.Key)[len(b.Prefix):]] = true
		}
	}
	return nil
}

// writeState writes the manifest, if it is still the one that was read or
// written last. Otherwise the error is errOutdated.
func (b *Bucket) writeState(ctx context.Context, m publish.Manifest) error {
	data, err := pack(m)
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
	out, err := b.Client.PutObject(ctx, in)
	if isCode(err, "NotImplemented", "NotSupported", "UnsupportedHeader") {
		b.warn("this store knows no conditions (If-Match): see to it that no two publish at once")
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

// reclaim writes the manifest if the one that is in the way is our own: the
// answer to an earlier attempt may have been lost.
func (b *Bucket) reclaim(ctx context.Context, in *awss3.PutObjectInput, data []byte) error {
	out, err := b.Client.GetObject(ctx, &awss3.GetObjectInput{Bucket: in.Bucket, Key: in.Key})
	if err != nil {
		return errOutdated
	}
	defer out.Body.Close()
	got, err := io.ReadAll(out.Body)
	if err != nil {
		return err
	}
	if bytes.Equal(got, data) {
		b.state.etag = aws.ToString(out.ETag)
		return nil
	}
	m, err := unpack(got)
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

// newHolder says that we are at work.
func newHolder() *publish.Holder {
	var id [8]byte
	_, _ = rand.Read(id[:]) // never fails
	return &publish.Holder{ID: hex.EncodeToString(id[:]), Since: time.Now().UTC().Format(time.RFC3339), Process: process()}
}

func isNotFound(err error) bool { return isCode(err, "NoSuchKey", "NotFound") }

// isCode is true for an answer of the store with one of the codes.
func isCode(err error, codes ...string) bool {
	var answer smithy.APIError
	return errors.As(err, &answer) && slices.Contains(codes, answer.ErrorCode())
}
