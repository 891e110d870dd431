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

// Invalidate is the operation of CloudFront that publishing needs. It is a function and not
// the client: the linker keeps all methods of a type that is part of a value in an interface,
// and those of the client take 6 MB.
type Invalidate = func(context.Context, *cloudfront.CreateInvalidationInput, ...func(*cloudfront.Options)) (*cloudfront.CreateInvalidationOutput, error)

// CloudFront is an [Invalidator].
type CloudFront struct {
	Create       Invalidate
	Distribution string
	Done         func(id string, paths []string) // called after the invalidation; may be nil
}

// Invalidate implements Invalidator.
func (c *CloudFront) Invalidate(ctx context.Context, id string, paths []string) error {
	out, err := c.Create(ctx, &cloudfront.CreateInvalidationInput{
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

// maxPaths is the number of paths that are invalidated one by one. A thousand per month are free of
// charge, and a path with * counts as one.
const maxPaths = 15

// invalidations returns the paths to remove from the cache. New files are included, because the
// cache may remember that they were missing. A cache has pages under their URL or under the name of
// their file, depending on the distribution, so a page's whole folder is invalidated.
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
	if len(paths) > maxPaths {
		return []string{root + "*"}
	}
	return paths
}

func escape(p string) string { return (&url.URL{Path: p}).EscapedPath() }
