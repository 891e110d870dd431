package s3

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"statuary/internal/diag"
	"statuary/internal/publish/publishtest"
)

// answering returns a bucket of a store that answers every request with answer. Its distribution is
// at the same address.
func answering(t *testing.T, answer http.HandlerFunc) (*Bucket, *CloudFront) {
	t.Helper()
	publishtest.Credentials(t, publishtest.SecretKey)
	stub := httptest.NewServer(answer)
	t.Cleanup(stub.Close)
	t.Setenv("AWS_ENDPOINT_URL_CLOUDFRONT", stub.URL)
	client, invalidate, err := Connect(context.Background(), Access{Endpoint: stub.URL, PathStyle: true})
	if err != nil {
		t.Fatal(err)
	}
	return &Bucket{Client: client, Name: "b"}, &CloudFront{Create: invalidate, Distribution: "E1"}
}

// A store describes an error in its own document, in CloudFront's, or in the status alone.
func TestErrorsOfResponses(t *testing.T) {
	const malformed = "<Error><Code>AuthorizationHeaderMalformed</Code><Message>The authorization header is malformed; the region 'us-east-1' is wrong; expecting 'eu-west-2'</Message><Region>eu-west-2</Region></Error>"
	const cloudFront = `<ErrorResponse xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>`
	for _, c := range []struct {
		status             int
		region, body       string
		text, hint, distro string // distro is the text of an error of CloudFront
	}{
		{403, "", "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>", "the credentials do not allow this: Access Denied", "s3:ListBucket", ""},
		{403, "", "", "the credentials do not allow this: Forbidden", "s3:ListBucket", ""},
		{403, "", cloudFront, "", "cloudfront:CreateInvalidation", "the credentials do not allow this: no"},
		{404, "", "<Error><Code>NoSuchBucket</Code></Error>", `bucket "b" does not exist`, "create it", ""},
		{301, "eu-west-3", "<Error><Code>PermanentRedirect</Code></Error>", `bucket "b" is in another region`, `set region = "eu-west-3"`, ""},
		{400, "", malformed, `bucket "b" is in another region`, `set region = "eu-west-2"`, ""},
		{400, "", "<Error><Code>ExpiredToken</Code></Error>", "the credentials have expired", "sign in again", ""},
		{400, "", "<Error><Code>Strange</Code><Message>No.</Message></Error>", "the store rejected the request: No (Strange)", "", ""},
	} {
		b, distribution := answering(t, func(w http.ResponseWriter, _ *http.Request) {
			if c.region != "" {
				w.Header().Set("X-Amz-Bucket-Region", c.region)
			}
			w.WriteHeader(c.status)
			_, _ = io.WriteString(w, c.body)
		})
		_, err := b.Open(context.Background(), true)
		text := c.text
		if c.distro != "" {
			err, text = b.explain(distribution.Invalidate(context.Background(), "run", []string{"/*"})), c.distro
		}
		var explained *diag.Error
		if !errors.As(err, &explained) {
			t.Errorf("%d %s: %v", c.status, c.body, err)
			continue
		}
		if explained.Text != text || !strings.Contains(explained.Hint, c.hint) {
			t.Errorf("%d %s: %q, hint %q", c.status, c.body, explained.Text, explained.Hint)
		}
	}
}

// A store that never stops sending gets an error instead of all memory.
func TestEndlessResponses(t *testing.T) {
	defer func(n int) { maxResponse = n }(maxResponse)
	maxResponse = 1 << 20
	const endless = 64 << 20
	spaces := bytes.Repeat([]byte(" "), 1<<16)
	for name, c := range map[string]struct {
		status int
		body   string // beginning of the body
		do     func(*Bucket) error
	}{
		"error": {400, "<Error>", func(b *Bucket) error { return b.readState(context.Background()) }},
		"list":  {200, "<ListBucketResult>", func(b *Bucket) error { return b.listKeys(context.Background()) }},
	} {
		var sent atomic.Int64
		b, _ := answering(t, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(c.status)
			_, err := io.WriteString(w, c.body)
			for ; err == nil && sent.Load() < endless; sent.Add(int64(len(spaces))) {
				_, err = w.Write(spaces)
			}
		})
		var explained *diag.Error
		if err := b.explain(c.do(b)); !errors.As(err, &explained) || explained.Text != errTooLarge.Error() {
			t.Errorf("%s: %v", name, err)
		}
		if sent.Load() >= endless {
			t.Errorf("%s: everything was read", name)
		}
	}
}

// A publish that is cancelled does not wait for the store.
func TestCancelled(t *testing.T) {
	asked, done := make(chan struct{}), make(chan struct{})
	defer close(done)
	b, _ := answering(t, func(http.ResponseWriter, *http.Request) {
		asked <- struct{}{}
		<-done
	})
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		<-asked
		cancel()
	}()
	if _, err := b.Open(ctx, false); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
