package s3

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"statuary/internal/config"
	"statuary/internal/publish"
)

// Kind is the kind of target that is a bucket.
var Kind = publish.Kind{
	TargetKind: config.TargetKind{
		Name:    "bucket",
		Usage:   "s3://BUCKET/PREFIX",
		About:   "a bucket of Amazon S3, or of another store with --endpoint",
		Example: "s3://",
		Plural:  "targets that begin with s3://",
		Label:   "buckets",
		Form:    regexp.MustCompile(`^\s*s3://`),
		Whole:   regexp.MustCompile(`^\s*s3://[A-Za-z0-9][A-Za-z0-9._-]*(/.*)?$`),
		Problem: "has no valid bucket name",
		Hint:    `write "s3://bucket" or "s3://bucket/prefix"`,
		Keys: []config.Setting{
			{Name: "region", Default: "as the AWS tools find them", About: "region of the bucket", Flag: "s3: region of the bucket (default: as the AWS tools find it)"},
			{Name: "profile", Default: "as the AWS tools find them", About: "profile in your AWS configuration", Flag: "s3: profile in the shared AWS files"},
			{Name: "endpoint", Default: "Amazon's", About: "address of a store other than Amazon's", Form: config.AddressForm, Check: config.CheckAddress,
				Flag: "s3: address of a store other than Amazon's"},
			{Name: "path_style", Default: "`false`", Type: config.Bool, About: "address the bucket as a path of the endpoint instead of as a host",
				Flag: "s3: address the bucket as a path of the endpoint, not as a host"},
			{Name: "cache_control", Default: "`\"public, max-age=60\"`", About: "Cache-Control header of pages, feeds, JSON documents and badges", Check: checkHeader},
			{Name: "cache_control_files", Default: "`\"public, max-age=3600\"`", Check: checkHeader,
				About: "Cache-Control header of pictures and other files that keep their names when they change"},
			{Name: "encoding", Default: "none", About: "compression of text files", Words: []string{"gzip", "br"}},
			{Name: "clean_urls", Default: "none", Type: config.Texts, About: "additional forms of addresses to store pages under", Words: []string{"slash", "bare", "html"}},
			{Name: "cloudfront", Default: "none", About: "id of the CloudFront distribution whose changed files are invalidated"},
		},
	},
	Open: openBucket,
}

// checkHeader checks the value of an HTTP header.
func checkHeader(s string) (problem, hint string) {
	if strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' }) {
		return "is not a valid header value", `write "public, max-age=60"`
	}
	return "", ""
}

func openBucket(ctx context.Context, p config.Publish, o publish.KindOptions) (*publish.Place, error) {
	name, prefix := Split(p.Target)
	access := Access{Region: p.Text("region"), Profile: p.Text("profile"), Endpoint: p.Text("endpoint"), PathStyle: p.Is("path_style")}
	store, invalidate, err := Connect(ctx, access)
	if err != nil {
		return nil, err
	}
	b := &Bucket{
		Client: store, Name: name, Prefix: prefix, CleanURLs: p.Keys["clean_urls"], All: o.All, Progress: o.Progress, Warn: o.Warn,
		Memory:  o.Memory("s3", access.Endpoint, access.Region, name, prefix),
		Headers: Headers{Cache: p.Text("cache_control"), CacheFiles: p.Text("cache_control_files"), Encoding: p.Text("encoding")},
	}
	var notes []string
	if id := p.Text("cloudfront"); id != "" {
		b.Changed = &CloudFront{Create: invalidate, Distribution: id, Done: func(id string, paths []string) {
			notes = append(notes, fmt.Sprintf("CloudFront invalidation %s of %s", id, strings.Join(paths, " ")))
		}}
	}
	return &publish.Place{Target: b, Name: p.Target, Settle: b.settle, Notes: func() []string { return notes }, Store: &Store{Bucket: b}}, nil
}

// settle sets the URL path of the home page. It returns a warning if the prefix of the
// bucket is another path, unless a CloudFront distribution may add or remove a part.
func (b *Bucket) settle(root string) string {
	b.Root = root
	prefix := "/" + b.Prefix
	if prefix == root || b.Changed != nil {
		return ""
	}
	return fmt.Sprintf("the files are stored below %s in the bucket, but pages link to each other below %s, the path of base_url; make sure that one is served as the other", prefix, root)
}
