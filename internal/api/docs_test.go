package api_test

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"

	"statuary/internal/api"
)

// TestDocumented holds docs/json-api.md to name every document, every schema and
// every metric that there is.
func TestDocumented(t *testing.T) {
	data, err := os.ReadFile("../../docs/json-api.md")
	if err != nil {
		t.Fatal(err)
	}
	doc := string(data)
	var names []string
	for name := range schemas {
		names = append(names, "(schema/api/"+name+".schema.json)")
	}
	files := states(t)
	var index api.Index
	if err := json.Unmarshal(files["api/v2/index.json"], &index); err != nil {
		t.Fatal(err)
	}
	for _, d := range index.Documents {
		path := strings.TrimPrefix(d.URL, "https://status.example.org")
		names = append(names, "`"+strings.Replace(path, "2026", "YEAR", 1)+"`")
	}
	for _, m := range regexp.MustCompile(`(?m)^# TYPE (\S+)`).FindAllSubmatch(files["metrics.txt"], -1) {
		names = append(names, "`"+string(m[1])+"`")
	}
	if len(names) < 25 {
		t.Errorf("only these were found: %v", names)
	}
	for _, name := range names {
		if !strings.Contains(doc, name) {
			t.Errorf("docs/json-api.md does not name %s", name)
		}
	}
}
