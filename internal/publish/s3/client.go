package s3

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"statuary/internal/diag"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/cloudfront"
	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/logging"
)

// Access says how a store is reached. What is empty is taken from where AWS's
// own tools take it: the environment, the shared files, single sign-on, the
// role of the machine or of the workflow.
type Access struct {
	Region, Profile string
	Endpoint        string // of a store other than Amazon's
	PathStyle       bool   // https://host/bucket instead of https://bucket.host
}

// attempts of each request, with pauses that begin at a twentieth of a second and
// double: some ten seconds in all.
const attempts = 8

// Connect makes clients of the store and of CloudFront. It does not speak to
// either yet.
func Connect(ctx context.Context, a Access) (*awss3.Client, *cloudfront.Client, error) {
	options := []func(*config.LoadOptions) error{
		config.WithLogger(logging.Nop{}), // what matters comes as an error
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
	other := a.Endpoint != "" || c.BaseEndpoint != nil
	if c.Region == "" {
		// Stores of others mostly take any; Amazon's own tells which is right.
		c.Region = "us-east-1"
	}
	client := awss3.NewFromConfig(c, func(o *awss3.Options) {
		if a.Endpoint != "" {
			o.BaseEndpoint = &a.Endpoint
		}
		o.UsePathStyle = a.PathStyle
		if other || o.BaseEndpoint != nil {
			// Checksums that Amazon's store has learnt lately are refused by others.
			o.RequestChecksumCalculation = aws.RequestChecksumCalculationWhenRequired
			o.ResponseChecksumValidation = aws.ResponseChecksumValidationWhenRequired
		}
	})
	return client, cloudfront.NewFromConfig(c), nil
}

// Split cuts "s3://bucket/prefix" into the bucket and the prefix of keys.
func Split(target string) (bucket, prefix string) {
	bucket, prefix, _ = strings.Cut(strings.TrimPrefix(target, "s3://"), "/")
	if prefix = strings.Trim(prefix, "/"); prefix != "" {
		prefix += "/"
	}
	return bucket, prefix
}

// clear puts errors of the store into plain words, where we know more than it
// says.
func (b *Bucket) clear(err error) error {
	if err == nil {
		return nil
	}
	refused := func(hint, text string, args ...any) error {
		return &diag.Error{Text: fmt.Sprintf(text, args...), Hint: hint, Err: err}
	}
	var answer smithy.APIError
	var status *awshttp.ResponseError
	code := ""
	if errors.As(err, &answer) {
		code = answer.ErrorCode()
	}
	switch code {
	case "SignatureDoesNotMatch":
		return refused("check AWS_SECRET_ACCESS_KEY, or the profile", "the store does not accept the secret access key")
	case "InvalidAccessKeyId", "InvalidClientTokenId", "XAdminUserNotFound": // the last is versitygw's
		return refused("check AWS_ACCESS_KEY_ID, or the profile; keys of one store are not known to another (endpoint)", "the store does not know the access key")
	case "ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired":
		return refused("sign in again", "the credentials have expired")
	case "AccessDenied", "Forbidden", "AllAccessDisabled":
		return refused("publishing needs s3:GetObject, s3:PutObject, s3:DeleteObject and s3:ListBucket, and cloudfront:CreateInvalidation where a distribution is named",
			"the credentials do not allow this: %s", answer.ErrorMessage())
	case "NoSuchBucket":
		return refused("create it, or check the name and the endpoint", "there is no bucket %s", b.Name)
	case "PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException":
		hint := "set region"
		if errors.As(err, &status) && status.HTTPResponse() != nil {
			if r := status.HTTPResponse().Header.Get("x-amz-bucket-region"); r != "" {
				hint = fmt.Sprintf("set region = %q", r)
			}
		}
		return refused(hint, "the bucket %s is in another region", b.Name)
	}
	if text := err.Error(); strings.Contains(text, "get credentials") || strings.Contains(text, "failed to refresh cached credentials") || strings.Contains(text, "get identity") {
		return refused("set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, name a profile, or sign in with aws sso login", "no credentials were found")
	}
	var network *url.Error
	switch {
	case errors.Is(err, context.Canceled):
	case code != "":
		return refused("", "the store refuses: %s (%s)", strings.TrimSuffix(answer.ErrorMessage(), "."), code)
	case errors.As(err, &network):
		return refused("check the endpoint and the network; what was sent stays, and the next publication finishes", "the store can't be reached: %v", network.Err)
	}
	return err
}
