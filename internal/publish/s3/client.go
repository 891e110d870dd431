package s3

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/cloudfront"
	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/logging"

	"statuary/internal/diag"
)

// Access is how a store is reached. Empty fields are taken from the sources of AWS's own tools: the
// environment, the shared files, single sign-on, and the role of the machine or the workflow.
type Access struct {
	Region, Profile string
	Endpoint        string // URL of a store other than Amazon's
	PathStyle       bool   // https://host/bucket instead of https://bucket.host
}

// attempts is the number of attempts of each request. The pauses between them begin at 50 ms and
// double: about ten seconds in all.
const attempts = 8

// Connect returns the client for the store, and the operation of CloudFront. It sends no
// request yet.
func Connect(ctx context.Context, a Access) (*awss3.Client, Invalidate, error) {
	options := []func(*config.LoadOptions) error{
		config.WithLogger(logging.Nop{}), // everything important is returned as an error
		config.WithHTTPClient(awshttp.NewBuildableClient().WithTransportOptions(func(t *http.Transport) { t.MaxIdleConnsPerHost = 64 })),
		config.WithRetryer(func() aws.Retryer {
			return retry.NewStandard(func(o *retry.StandardOptions) { o.MaxAttempts = attempts })
		}),
	}
	if a.Region != "" {
		options = append(options, config.WithRegion(a.Region))
	}
	if a.Profile != "" {
		options = append(options, config.WithSharedConfigProfile(a.Profile))
	}
	c, err := config.LoadDefaultConfig(ctx, options...)
	if err != nil {
		return nil, nil, err
	}
	c.HTTPClient = limitedClient{c.HTTPClient}
	other := a.Endpoint != "" || c.BaseEndpoint != nil
	if c.Region == "" {
		// Most other stores accept any region; Amazon's reports the right one.
		c.Region = "us-east-1"
	}
	client := awss3.NewFromConfig(c, func(o *awss3.Options) {
		if a.Endpoint != "" {
			o.BaseEndpoint = &a.Endpoint
		}
		o.UsePathStyle = a.PathStyle
		if other || o.BaseEndpoint != nil {
			// Other stores reject the checksums that Amazon's SDK sends by default.
			o.RequestChecksumCalculation = aws.RequestChecksumCalculationWhenRequired
			o.ResponseChecksumValidation = aws.ResponseChecksumValidationWhenRequired
		}
	})
	return client, cloudfront.NewFromConfig(c).CreateInvalidation, nil
}

// Split splits "s3://bucket/prefix" into the bucket and the prefix of keys.
func Split(target string) (bucket, prefix string) {
	bucket, prefix, _ = strings.Cut(strings.TrimPrefix(target, "s3://"), "/")
	if prefix = strings.Trim(prefix, "/"); prefix != "" {
		prefix += "/"
	}
	return bucket, prefix
}

// explain replaces errors of the store by clearer ones with hints, where the cause is known.
func (b *Bucket) explain(err error) error {
	if err == nil {
		return nil
	}
	refused := func(hint, text string, args ...any) error {
		return &diag.Error{Text: fmt.Sprintf(text, args...), Hint: hint, Err: err}
	}
	var answer smithy.APIError
	code := ""
	if errors.As(err, &answer) {
		code = answer.ErrorCode()
	}
	switch code {
	case "SignatureDoesNotMatch":
		return refused("check AWS_SECRET_ACCESS_KEY, or the profile", "the store does not accept the secret access key")
	case "InvalidAccessKeyId", "InvalidClientTokenId", "XAdminUserNotFound": // the last is versitygw's
		return refused("check AWS_ACCESS_KEY_ID or the profile, and the endpoint: each store has its own keys", "unknown access key")
	case "ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired":
		return refused("sign in again", "the credentials have expired")
	case "AccessDenied", "Forbidden", "AllAccessDisabled":
		return refused("publishing needs s3:GetObject, s3:PutObject, s3:DeleteObject and s3:ListBucket, and cloudfront:CreateInvalidation if a distribution is set",
			"the credentials do not allow this: %s", answer.ErrorMessage())
	case "NoSuchBucket":
		return refused("create it, or check the name and the endpoint", "bucket %q does not exist", b.Name)
	case "PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException":
		hint := "set region"
		if region := regionIn(err, answer.ErrorMessage()); region != "" {
			hint = fmt.Sprintf("set region = %q", region)
		}
		return refused(hint, "bucket %q is in another region", b.Name)
	}
	if text := err.Error(); strings.Contains(text, "get credentials") || strings.Contains(text, "failed to refresh cached credentials") || strings.Contains(text, "get identity") {
		return refused("set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, name a profile, or sign in with aws sso login", "no credentials found")
	}
	var network *url.Error
	switch {
	case errors.Is(err, context.Canceled):
	case errors.Is(err, errTooLarge):
		return refused("check the endpoint", "%v", errTooLarge)
	case code != "":
		return refused("", "the store rejected the request: %s (%s)", strings.TrimSuffix(answer.ErrorMessage(), "."), code)
	case errors.As(err, &network):
		return refused("check the endpoint and the network; files that were sent stay, and the next publish sends the rest", "cannot reach the store: %v", network.Err)
	}
	return err
}

// expected matches the region in a message such as "the region 'us-east-1' is wrong; expecting 'eu-west-2'".
var expected = regexp.MustCompile(`expecting '([a-z0-9-]+)'`)

// regionIn returns the region that an error names as the bucket's, in a header or in its message. It
// returns an empty string if there is none.
func regionIn(err error, message string) string {
	var status *awshttp.ResponseError
	if errors.As(err, &status) && status.HTTPResponse() != nil {
		if region := status.HTTPResponse().Header.Get("x-amz-bucket-region"); region != "" {
			return region
		}
	}
	if m := expected.FindStringSubmatch(message); m != nil {
		return m[1]
	}
	return ""
}
