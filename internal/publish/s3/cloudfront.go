package s3

import (
	"context"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudfront"
	"github.com/aws/aws-sdk-go-v2/service/cloudfront/types"

	"statuary/internal/publish"
)

// CloudFront is an [Invalidator].
type CloudFront struct {
	Client       *cloudfront.Client
	Distribution string
	Done         func(id string, paths []string) // told of the invalidation; may be nil
}

// Invalidate implements Invalidator.
func (c *CloudFront) Invalidate(ctx context.Context, id string, paths []string) error {
	out, err := c.Client.CreateInvalidation(ctx, &cloudfront.CreateInvalidationInput{
		DistributionId: &c.Distribution,
		InvalidationBatch: &types.InvalidationBatch{
			CallerReference: aws.String("statuary-" + id),
			Paths:           &types.Paths{Items: paths, Quantity: aws.Int32(int32(len(paths)))},
		},
	})
	if err != nil {
		return fmt.Errorf("invalidating the distribution %s: %w", c.Distribution, err)
	}
	if c.Done != nil && out.Invalidation != nil {
		c.Done(aws.ToString(out.Invalidation.Id), paths)
	}
	return nil
}

// mostPaths is how many paths are named one by one. A thousand a month are free
// of charge, and * counts as one.
const mostPaths = 15

// invalidations gives the paths that a cache should forget. What is new may be
// remembered as missing. A page is remembered by its address or by its file's
// name, as its distribution is set up: so all in its folder is forgotten.
func invalidations(root string, p *publish.Plan) []string {
	var paths []string
	for _, list := range [][]publish.Entry{p.Add, p.Change, p.Delete} {
		for _, e := range list {
			switch dir, file := path.Split(e.Path); {
			case e.Path == "index.html":
				paths = append(paths, root, root+file)
			case file == "index.html":
				paths = append(paths, root+escape(strings.TrimSuffix(dir, "/"))+"*")
			default:
				paths = append(paths, root+escape(e.Path))
			}
		}
	}
	slices.Sort(paths)
	paths = slices.Compact(paths)
	if len(paths) > mostPaths {
		return []string{root + "*"}
	}
	return paths
}

func escape(p string) string { return (&url.URL{Path: p}).EscapedPath() }
