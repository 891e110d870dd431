package s3

import (
	"errors"
	"io"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// maxResponse is the largest number of bytes of a response. It is more than a manifest or a page of
// a listing has. Tests lower it.
var maxResponse = 64 << 20

// errTooLarge is returned while a response beyond maxResponse is read.
var errTooLarge = errors.New("the store sends more than any site needs")

// limitedClient is an HTTP client that limits responses. The SDK reads a list or an error to its end,
// however long it is.
type limitedClient struct{ aws.HTTPClient }

// Do implements aws.HTTPClient.
func (c limitedClient) Do(r *http.Request) (*http.Response, error) {
	out, err := c.HTTPClient.Do(r)
	if err == nil {
		out.Body = &limitedBody{out.Body, maxResponse}
	}
	return out, err
}

// limitedBody is a body of which left bytes may still be read.
type limitedBody struct {
	io.ReadCloser
	left int
}

func (b *limitedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if b.left -= n; b.left < 0 {
		return 0, errTooLarge
	}
	return n, err
}
