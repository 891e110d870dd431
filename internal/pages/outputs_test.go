package pages

import (
	"flag"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the table of outputs in docs/configuration.md")

// TestOutputsAreDocumented holds the table in docs/configuration.md to the outputs.
func TestOutputsAreDocumented(t *testing.T) {
	const file, head = "../../docs/configuration.md", "| key | files | what they are |\n| --- | --- | --- |\n"
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(data), head)
	if !ok {
		t.Fatal("there is no table of outputs")
	}
	end := strings.Index(rest, "\n\n")
	var table strings.Builder
	for _, o := range outputs {
		if o.Name != "" {
			table.WriteString("| `" + o.Name + "` | `" + strings.ReplaceAll(o.Paths, ", ", "`, `") + "` | " + o.About + " |\n")
		}
	}
	want := strings.TrimSuffix(table.String(), "\n")
	if rest[:end] == want {
		return
	}
	if !*update {
		t.Fatalf("the table of outputs in docs/configuration.md is not\n%s\nrun go test ./internal/pages -update", want)
	}
	if err := os.WriteFile(file, []byte(before+head+want+rest[end:]), 0o666); err != nil {
		t.Fatal(err)
	}
}
