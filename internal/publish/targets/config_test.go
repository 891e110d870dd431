package targets

import (
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"statuary/internal/config"
	"statuary/internal/diag"
)

func load(src string) (*config.Config, string) {
	l := config.Loader{Targets: Kinds()}
	c, problems := l.Load(fstest.MapFS{config.File: {Data: []byte(src)}}, config.Overrides{})
	var b strings.Builder
	if err := diag.Print(&b, problems, false); err != nil {
		panic(err)
	}
	return c, b.String()
}

const head = "title = \"Example\"\nbase_url = \"https://example.org/\"\n"

func TestPublish(t *testing.T) {
	c, problems := load(head + `
[publish.site]
target = "s3://status-example/history"
region = "eu-central-1"
profile = "status"
endpoint = "http://127.0.0.1:7070"
path_style = true
cache_control = "public, max-age=0, s-maxage=3600"
cache_control_files = "public, max-age=60"
encoding = "gzip"
clean_urls = ["slash", "bare"]
cloudfront = "E123"
max_deletes = 150
base_url = "https://other.example.org/"

[publish.pages]
target = "github-pages"
remote = "upstream"
branch = "site"
history = "squash"
cname = "status.example.org"
max_deletes = "12.5 %"

[publish.here]
target = "../out"
`)
	if problems != "" {
		t.Fatal(problems)
	}
	want := []config.Publish{
		{
			Name: "site", Target: "s3://status-example/history", MaxDeletes: "150", BaseURL: "https://other.example.org/",
			Keys: map[string][]string{
				"region": {"eu-central-1"}, "profile": {"status"}, "endpoint": {"http://127.0.0.1:7070"}, "path_style": {"true"},
				"cache_control": {"public, max-age=0, s-maxage=3600"}, "cache_control_files": {"public, max-age=60"}, "encoding": {"gzip"},
				"clean_urls": {"slash", "bare"}, "cloudfront": {"E123"},
			},
		},
		{
			Name: "pages", Target: "github-pages", MaxDeletes: "12.5%",
			Keys: map[string][]string{"remote": {"upstream"}, "branch": {"site"}, "history": {"squash"}, "cname": {"status.example.org"}},
		},
		{Name: "here", Target: "../out"},
	}
	if !reflect.DeepEqual(c.Publish, want) {
		t.Errorf("%+v", c.Publish)
	}
}

func TestPublishProblems(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"[publish.a]\nregion = \"x\"", "config.toml:3:10: [publish.a] has no target"},
		{"[publish]\ntarget = \"./x\"", "config.toml:4:1: target must be a table, not a text"},
		{"[publish.a]\ntarget = \"s3://\"", `config.toml:4:10: target "s3://" has no valid bucket name`},
		{"[publish.a]\ntarget = \"./x\"\nregion = \"x\"", "region applies only to targets that begin with s3://"},
		{"[publish.a]\ntarget = \"s3://x\"\nbranch = \"x\"", `branch applies only to the target "github-pages"`},
		{"[publish.a]\ntarget = \"s3://x\"\nregoin = \"x\"", `did you mean "region"?`},
		{"[publish.a]\ntarget = \"s3://x\"\nencoding = \"gzp\"", `did you mean "gzip"?`},
		{"[publish.a]\ntarget = \"s3://x\"\nclean_urls = [\"slahs\"]", `did you mean "slash"?`},
		{"[publish.a]\ntarget = \"s3://x\"\ncache_control = \"a\\nb\"", "is not a valid header value"},
		{"[publish.a]\ntarget = \"s3://x\"\nendpoint = \"localhost:7070\"", "does not begin with https:// or http://"},
		{"[publish.a]\ntarget = \"./x\"\nmax_deletes = \"many\"", "max_deletes must be a number of files or a percentage"},
		{"[publish.a]\ntarget = \"github-pages\"\nhistory = \"none\"", "unknown value \"none\" for history"},
		{"[publish.a]\ntarget = \"github-pages\"\ncname = \"https://x/\"", "is not a host name"},
	} {
		if _, problems := load(head + c.src); !strings.Contains(problems, c.want) {
			t.Errorf("%s\ngot  %s\nwant %s", c.src, problems, c.want)
		}
	}
}
