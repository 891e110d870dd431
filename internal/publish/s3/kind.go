package s3

import (
	"context"
	"fmt"
	"strings"

	"statuary/internal/config"
	"statuary/internal/diag"
	"statuary/internal/publish"
)

// Kind is the kind of target that is a bucket.
var Kind = publish.Kind{
	Name:    config.Bucket,
	Form:    "s3://BUCKET/PREFIX",
	About:   "a bucket of Amazon S3, or of another store with --endpoint",
	Example: "s3://",
	Flags: []publish.Flag{
		{Name: "region", Usage: "s3: region of the bucket (default: as the AWS tools find it)", Key: func(p *config.Publish) any { return &p.Region }},
		{Name: "profile", Usage: "s3: profile in the shared AWS files", Key: func(p *config.Publish) any { return &p.Profile }},
		{Name: "endpoint", Usage: "s3: address of a store other than Amazon's", Key: func(p *config.Publish) any { return &p.Endpoint }},
		{Name: "path-style", Usage: "s3: address the bucket as a path of the endpoint, not as a host", Key: func(p *config.Publish) any { return &p.PathStyle }},
	},
	Open: openBucket,
}

func openBucket(ctx context.Context, p config.Publish, o publish.KindOptions) (*publish.Place, error) {
	name, prefix := Split(p.Target)
	if name == "" {
		return nil, &diag.Error{Text: fmt.Sprintf("%q has no bucket name", p.Target), Hint: "write s3://bucket or s3://bucket/prefix"}
	}
	if p.Endpoint != "" && !strings.HasPrefix(p.Endpoint, "http://") && !strings.HasPrefix(p.Endpoint, "https://") {
		return nil, &diag.Error{Text: fmt.Sprintf("--endpoint %q does not begin with https:// or http://", p.Endpoint), Hint: "write --endpoint https://s3.example.org"}
	}
	store, cdn, err := Connect(ctx, Access{Region: p.Region, Profile: p.Profile, Endpoint: p.Endpoint, PathStyle: p.PathStyle})
	if err != nil {
		return nil, err
	}
	b := &Bucket{
		Client: store, Name: name, Prefix: prefix, CleanURLs: p.CleanURLs, All: o.All, Progress: o.Progress, Warn: o.Warn,
		Memory:  o.Memory("s3", p.Endpoint, p.Region, name, prefix),
		Headers: Headers{Cache: p.CacheControl, CacheFiles: p.CacheControlFiles, Encoding: p.Encoding},
	}
	var notes []string
	if p.CloudFront != "" {
		b.Changed = &CloudFront{Client: cdn, Distribution: p.CloudFront, Done: func(id string, paths []string) {
			notes = append(notes, fmt.Sprintf("CloudFront invalidation %s of %s", id, strings.Join(paths, " ")))
		}}
	}
	return &publish.Place{Target: b, Name: p.Target, Settle: b.settle, Notes: func() []string { return notes }}, nil
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
