package publishtest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"golang.org/x/sync/errgroup"
)

// Store is a versitygw, a server for the S3 protocol that checks signatures and stores headers,
// with a temporary folder.
type Store struct {
	Endpoint string // URL of the S3 protocol
	Website  string // URL of the website server; the host x.example.com shows the bucket x
	client   *s3.Client
	buckets  atomic.Int32
}

// Credentials of the store.
const (
	AccessKey = "statuary-test"
	SecretKey = "statuary-secret"
)

// installHint is how to install the server.
const installHint = "versitygw is missing: go install github.com/versity/versitygw/cmd/versitygw@v1.8.0"

// StartStore starts a store for the tests of a package. If the server is not installed, the store
// is nil, except in continuous integration on Linux, where that is an error.
func StartStore() (store *Store, stop func(), err error) {
	bin, err := exec.LookPath("versitygw")
	if err != nil {
		if os.Getenv("CI") != "" && runtime.GOOS == "linux" {
			return nil, nil, fmt.Errorf("%s", installHint)
		}
		return nil, func() {}, nil
	}
	dir, err := os.MkdirTemp("", "statuary-store-")
	if err != nil {
		return nil, nil, err
	}
	api, web := freeAddress(), freeAddress()
	cmd := exec.Command(bin, "--quiet", "--port", api, "--website", web, "--website-domain", "example.com", "posix", dir)
	cmd.Env = append(os.Environ(), "ROOT_ACCESS_KEY="+AccessKey, "ROOT_SECRET_KEY="+SecretKey)
	var log bytes.Buffer
	cmd.Stdout, cmd.Stderr = &log, &log
	if err := cmd.Start(); err != nil {
		return nil, nil, err
	}
	stop = func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		_ = os.RemoveAll(dir)
	}
	for range 100 {
		if c, err := net.Dial("tcp", web); err == nil {
			c.Close()
			return newStore(api, web), stop, nil
		}
		time.Sleep(100 * time.Millisecond)
	}
	stop()
	return nil, nil, fmt.Errorf("versitygw does not start:\n%s", log.String())
}

func newStore(api, web string) *Store {
	s := &Store{Endpoint: "http://" + api, Website: "http://" + web}
	s.client = s3.New(s3.Options{
		Region: "us-east-1", BaseEndpoint: &s.Endpoint, UsePathStyle: true,
		Credentials: credentials.NewStaticCredentialsProvider(AccessKey, SecretKey, ""),
	})
	return s
}

func freeAddress() string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// Bucket is a bucket of a store.
type Bucket struct {
	testing.TB
	*Store
	Name string
}

// Bucket creates a bucket and sets the store's credentials for the test.
func (s *Store) Bucket(t testing.TB) *Bucket {
	t.Helper()
	if s == nil {
		t.Skip(installHint)
	}
	Credentials(t, SecretKey)
	b := &Bucket{t, s, fmt.Sprintf("bucket-%d", s.buckets.Add(1))}
	b.must(s.client.CreateBucket(context.Background(), &s3.CreateBucketInput{Bucket: &b.Name}))
	return b
}

// Credentials sets the credentials in the environment, and hides those of the person who runs the test.
func Credentials(t testing.TB, secret string) {
	dir := t.TempDir()
	for k, v := range map[string]string{
		"AWS_ACCESS_KEY_ID": AccessKey, "AWS_SECRET_ACCESS_KEY": secret, "AWS_SESSION_TOKEN": "", "AWS_PROFILE": "", "AWS_REGION": "", "AWS_DEFAULT_REGION": "",
		"AWS_ENDPOINT_URL": "", "AWS_ENDPOINT_URL_S3": "", "AWS_CONFIG_FILE": filepath.Join(dir, "config"), "AWS_SHARED_CREDENTIALS_FILE": filepath.Join(dir, "credentials"),
		"AWS_EC2_METADATA_DISABLED": "true",
	} {
		t.Setenv(k, v)
	}
}

func (b *Bucket) must(_ any, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// Object is an object of the bucket.
type Object struct{ Body, ContentType, CacheControl, Encoding string }

// Objects returns the objects with a prefix, by their keys without it.
func (b *Bucket) Objects(prefix string) map[string]Object {
	b.Helper()
	all := map[string]Object{}
	var mu sync.Mutex
	var g errgroup.Group
	g.SetLimit(8)
	b.list(prefix, func(o types.Object) {
		g.Go(func() error {
			out, err := b.client.GetObject(context.Background(), &s3.GetObjectInput{Bucket: &b.Name, Key: o.Key})
			if err != nil {
				return err
			}
			defer out.Body.Close()
			data, err := io.ReadAll(out.Body)
			mu.Lock()
			defer mu.Unlock()
			all[(*o.Key)[len(prefix):]] = Object{string(data), aws.ToString(out.ContentType), aws.ToString(out.CacheControl), aws.ToString(out.ContentEncoding)}
			return err
		})
	})
	b.must(nil, g.Wait())
	return all
}

func (b *Bucket) list(prefix string, each func(types.Object)) {
	b.Helper()
	pages := s3.NewListObjectsV2Paginator(b.client, &s3.ListObjectsV2Input{Bucket: &b.Name, Prefix: &prefix})
	for pages.HasMorePages() {
		page, err := pages.NextPage(context.Background())
		b.must(nil, err)
		for _, o := range page.Contents {
			each(o)
		}
	}
}

// Write writes an object, as somebody else would.
func (b *Bucket) Write(key, content string) {
	b.Helper()
	b.must(b.client.PutObject(context.Background(), &s3.PutObjectInput{Bucket: &b.Name, Key: &key, Body: bytes.NewReader([]byte(content))}))
}

// Stamp returns a value that differs after every write.
func (b *Bucket) Stamp() string {
	var s bytes.Buffer
	b.list("", func(o types.Object) {
		fmt.Fprintln(&s, aws.ToString(o.Key), aws.ToString(o.ETag), o.LastModified.UnixNano())
	})
	return s.String()
}

// AsWebsite makes the store serve the bucket as a website.
func (b *Bucket) AsWebsite(notFound string) {
	b.Helper()
	b.must(b.client.PutBucketWebsite(context.Background(), &s3.PutBucketWebsiteInput{Bucket: &b.Name, WebsiteConfiguration: &types.WebsiteConfiguration{
		IndexDocument: &types.IndexDocument{Suffix: aws.String("index.html")}, ErrorDocument: &types.ErrorDocument{Key: &notFound},
	}}))
	policy := fmt.Sprintf(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::%s/*"}]}`, b.Name)
	b.must(b.client.PutBucketPolicy(context.Background(), &s3.PutBucketPolicyInput{Bucket: &b.Name, Policy: &policy}))
}

// Get requests a path of the website without following redirects.
func (b *Bucket) Get(path string) (*http.Response, error) {
	r, err := http.NewRequest("GET", b.Website+path, nil)
	if err != nil {
		return nil, err
	}
	r.Host = b.Name + ".example.com"
	r.Header.Set("Accept-Encoding", "identity") // otherwise the transport hides the Content-Encoding
	return http.DefaultTransport.RoundTrip(r)
}
