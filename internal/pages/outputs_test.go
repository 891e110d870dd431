package pages

import (
	"os"
	"statuary/internal/golden"
	"strings"
	"testing"
)

// TestOutputsAreDocumented compares the table in docs/configuration.md with the outputs.
func TestOutputsAreDocumented(t *testing.T) {
	const file, head = "../../docs/configuration.md", "| key | files | what they are |\n| --- | --- | --- |\n"
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(data), head)
	if !ok {
		t.Fatal("docs/configuration.md has no table of outputs")
	}
	end := strings.Index(rest, "\n\n")
	var table strings.Builder
	for _, o := range outputs {
		if o.Name != "" {
			table.WriteString("| `" + o.Name + "` | `" + strings.ReplaceAll(o.Paths, ", ", "`, `") + "` | " + o.About + " |\n")
		}
	}
	golden.File(t, file, []byte(before+head+strings.TrimSuffix(table.String(), "\n")+rest[end:]))
}
