package feeds

import (
	"strings"
	"testing"

	"statuary/internal/importer/exchange"
)

// TestDepth reads feeds whose elements are nested.
func TestDepth(t *testing.T) {
	nested := func(open, close string, n int) string {
		return "<rss version=\"2.0\" xmlns:x=\"y\"><channel>\n<title>t</title>\n<item>" + strings.Repeat(open, n) + strings.Repeat(close, n) + "</item></channel></rss>"
	}
	for _, tt := range []struct {
		name, feed string
		fails      bool
	}{
		{"deep", nested("<x:b>", "</x:b>", 20_000), true},
		{"shallow", nested("<x:b>", "</x:b>", 500), false},
		{"siblings", nested("<x:b>c</x:b><x:d/>", "", 20_000), false},
		{"in a text", nested("<x:b><![CDATA[<p>]]></x:b><!-- <p> -->", "", 20_000), false},
	} {
		_, err := Read([]exchange.File{{Name: "history.rss", Data: []byte(tt.feed)}}, exchange.Options{}, &exchange.Report{})
		if tt.fails && (err == nil || err.Error() != "history.rss: line 3: elements nested more than 10000 deep") || !tt.fails && err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}
