package s3

import (
	"context"
	"fmt"
	"os"
	"testing"

	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"

	"statuary/internal/publish/publishtest"
)

var store *publishtest.Store

func TestMain(m *testing.M) {
	os.Exit(func() int {
		var stop func()
		var err error
		if store, stop, err = publishtest.StartStore(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer stop()
		return m.Run()
	}())
}

// place is a bucket of the store.
type place struct {
	*publishtest.Bucket
	client *awss3.Client
}

func newPlace(t testing.TB) *place {
	t.Helper()
	p := &place{Bucket: store.Bucket(t)}
	p.client = p.connect()
	return p
}

func (p *place) connect() *awss3.Client {
	p.Helper()
	client, _, err := Connect(context.Background(), Access{Endpoint: p.Endpoint, PathStyle: true})
	if err != nil {
		p.Fatal(err)
	}
	return client
}

func (p *place) target(prefix string) *Bucket {
	return &Bucket{Client: p.client, Name: p.Name, Prefix: prefix, Warn: func(s string) { p.Log(s) }}
}

// objects returns the objects of the bucket, without the publisher's state.
func (p *place) objects(prefix string) map[string]publishtest.Object {
	p.Helper()
	all := p.Objects(prefix)
	delete(all, manifestKey)
	return all
}
