package prose_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"statuary/internal/importer/exchange"
	"statuary/internal/importer/prose"
)

// TestHostile tests that the import of a large text takes bounded time: one pattern, repeated.
func TestHostile(t *testing.T) {
	size := 20_000
	if os.Getenv("STATUARY_LONG") != "" {
		size = 1 << 20
	}
	for _, piece := range []string{
		"{{< track \"2024-05-01 10:00\" >}}", "{{< track", "{{< track \"2024-05-01 10:00\" >}}\n", "text {{< track \"2024-05-01 10:00\" >}}\n\n", "**Update**: x\n", "**", "*a", "[", "[Update: ",
		"<Update date=\"2024-05-01T10:00:00Z\">", "<Update ", "</Update>", "::: update a | b\n", "---\n", "# ", "# x\n", "10:00 - x\n", "1 ", "- ", "```\n", "\\\n", "\u00a0", "Mai ",
		"_", "Resolved: x\n", "a. {{< track \"10:00\" >}} B. ", "2024-05-01 ", "00:00 ", "**10:00** x\n", "x\n---\n", ": ", "\n",
	} {
		in, f, _ := post(t, "start: 2024-05-01T10:00:00Z\nend: 2024-05-01T12:00:00Z\n\n")
		body := strings.Repeat(piece, size/len(piece))
		start := time.Now()
		prose.Parse(body, 1).Timeline(in, f, &exchange.Report{})
		if d := time.Since(start); os.Getenv("STATUARY_LONG") != "" {
			t.Logf("%8s %.30q", d.Round(time.Millisecond), piece)
		}
	}
}
