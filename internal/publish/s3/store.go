package s3

import (
	"bytes"
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"

	"statuary/internal/publish"
)

// Store is a [publish.Store]: an object below the prefix of a bucket.
type Store struct {
	Bucket *Bucket

	unconditional bool // the store does not know If-Match
}

// Read implements publish.Store. The version is the ETag.
func (s *Store) Read(ctx context.Context) ([]byte, string, error) {
	b := s.Bucket
	out, err := b.Client.GetObject(ctx, &awss3.GetObjectInput{Bucket: &b.Name, Key: s.key()})
	if isNotFound(err) {
		return nil, "", nil
	}
	if err != nil {
		return nil, "", b.explain(err)
	}
	defer out.Body.Close()
	data, err := publish.ReadStored(out.Body)
	return data, aws.ToString(out.ETag), err
}

// Write implements publish.Store, with a conditional write. If the bucket does not know conditions,
// it compares versions first, which a write at the same moment can get past.
func (s *Store) Write(ctx context.Context, data []byte, version string) (string, error) {
	b := s.Bucket
	in := &awss3.PutObjectInput{
		Bucket: &b.Name, Key: s.key(), Body: bytes.NewReader(data), ContentType: aws.String("application/json"), CacheControl: aws.String("no-store"),
	}
	switch {
	case s.unconditional:
		if _, now, err := s.Read(ctx); err != nil || now != version {
			return "", errorOr(err, publish.ErrStoreChanged)
		}
	case version == "":
		in.IfNoneMatch = aws.String("*")
	default:
		in.IfMatch = &version
	}
	out, err := b.Client.PutObject(ctx, in)
	if isCode(err, "NotImplemented", "NotSupported", "UnsupportedHeader") && !s.unconditional {
		s.unconditional = true
		b.warn("this store does not support conditional writes (If-Match); run only one announce at a time")
		return s.Write(ctx, data, version)
	}
	if isCode(err, "PreconditionFailed", "ConditionalRequestConflict", "NoSuchKey") {
		// The response to an earlier attempt may have been lost.
		if got, now, rerr := s.Read(ctx); rerr == nil && bytes.Equal(got, data) {
			return now, nil
		}
		return "", publish.ErrStoreChanged
	}
	if err != nil {
		return "", b.explain(err)
	}
	return aws.ToString(out.ETag), nil
}

func (s *Store) key() *string { return aws.String(s.Bucket.Prefix + publish.StoreName) }

func errorOr(err, other error) error {
	if err != nil {
		return err
	}
	return other
}
