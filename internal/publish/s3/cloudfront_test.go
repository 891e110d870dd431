package s3

import (
	"context"
	"encoding/xml"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"statuary/internal/publish"
	"statuary/internal/publish/publishtest"
)

func TestInvalidations(t *testing.T) {
	entries := func(paths ...string) (list []publish.Entry) {
		for _, p := range paths {
			list = append(list, publish.Entry{Path: p})
		}
		return list
	}
	p := &publish.Plan{Add: entries("incidents/ü b/index.html"), Change: entries("index.html", "history.atom"), Delete: entries("old.png"), Keep: entries("kept.png")}
	got := strings.Join(invalidations("/status/", p), " ")
	if want := "/status/ /status/history.atom /status/incidents/%C3%BC%20b* /status/index.html /status/old.png"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	for n := range 12 {
		p.Change = append(p.Change, publish.Entry{Path: strings.Repeat("x", n+1) + ".png"})
	}
	if got := invalidations("/", p); !slices.Equal(got, []string{"/*"}) {
		t.Error(got)
	}
}

// There is no server for CloudFront's protocol, so the test only checks the request and answers it.
func TestCloudFront(t *testing.T) {
	type batch struct {
		CallerReference string
		Paths           struct {
			Quantity int
			Items    []string `xml:"Items>Path"`
		}
	}
	var asked batch
	var path, auth string
	stub := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path, auth = r.URL.Path, r.Header.Get("Authorization")
		data, _ := io.ReadAll(r.Body)
		if err := xml.Unmarshal(data, &asked); err != nil {
			t.Error(err)
		}
		w.WriteHeader(http.StatusCreated)
		_, _ = io.WriteString(w, `<Invalidation xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><Id>I123</Id><Status>InProgress</Status></Invalidation>`)
	}))
	defer stub.Close()
	publishtest.Credentials(t, publishtest.SecretKey)
	t.Setenv("AWS_ENDPOINT_URL_CLOUDFRONT", stub.URL)
	_, invalidate, err := Connect(context.Background(), Access{})
	if err != nil {
		t.Fatal(err)
	}
	id := ""
	c := &CloudFront{Create: invalidate, Distribution: "E1", Done: func(got string, _ []string) { id = got }}
	if err := c.Invalidate(context.Background(), "run", []string{"/", "/index.html"}); err != nil {
		t.Fatal(err)
	}
	if !strings.HasSuffix(path, "/distribution/E1/invalidation") || !strings.Contains(auth, "Credential="+publishtest.AccessKey) ||
		asked.CallerReference != "statuary-run" || asked.Paths.Quantity != 2 || !slices.Equal(asked.Paths.Items, []string{"/", "/index.html"}) || id != "I123" {
		t.Errorf("%s %s %+v %s", path, auth, asked, id)
	}
}
