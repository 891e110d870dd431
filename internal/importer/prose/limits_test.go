package prose_test

import (
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"statuary/internal/hostile"
	"statuary/internal/importer/exchange"
	"statuary/internal/importer/prose"
)

// TestHostile tests that the import of a large text allocates a bounded number of bytes for each byte of
// it: one pattern, repeated. On request it logs the CPU time for a megabyte.
func TestHostile(t *testing.T) {
	size := 20_000
	if os.Getenv("STATUARY_LONG") != "" {
		size = 1 << 20
	}
	for _, piece := range []string{
		"{{< track \"2024-05-01 10:00\" >}}", "{{< track", "{{< track \"2024-05-01 10:00\" >}}\n", "text {{< track \"2024-05-01 10:00\" >}}\n\n", "**Update**: x\n", "**", "*a", "[", "[Update: ",
		"<Update date=\"2024-05-01T10:00:00Z\">", "<Update ", "</Update>", "::: update a | b\n", "---\n", "# ", "# x\n", "10:00 - x\n", "1 ", "- ", "```\n", "\\\n", "\u00a0", "Mai ",
		"_", "Resolved: x\n", "a. {{< track \"10:00\" >}} B. ", "2024-05-01 ", "00:00 ", "**10:00** x\n", "x\n---\n", ": ", "\n",
		"| a |\n", "a|b\n-|-\n", "|", "| 10:00 | x |\n", "✅ ", ":eyes: ", "<li>", "<li>x", "<li>x\n", "<p>x\n", "<p>x</p>", "<summary>", "> ", "> **x** 10:00 - y\n", "- [x] 10:00 UTC - x\n",
		"10:00 Berlin - x\n", "10:00 Smithtown - x\n", "x. (10:00 UTC)\n", "x. (", "01/02/2024 10:00 - x\n",
	} {
		in, f, _ := post(t, "start: 2024-05-01T10:00:00Z\nend: 2024-05-01T12:00:00Z\n\n")
		body := strings.Repeat(piece, size/len(piece))
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start := hostile.CPU()
		prose.Parse(body, 1).Timeline(in, f, &exchange.Report{})
		cpu := hostile.CPU() - start
		runtime.ReadMemStats(&after)
		allocated := after.TotalAlloc - before.TotalAlloc
		if allocated > uint64(500*len(body)+4_000_000) && !hostile.Race {
			t.Errorf("%.30q: %d kB take %d kB", piece, len(body)/1000, allocated/1000)
		}
		if os.Getenv("STATUARY_LONG") != "" {
			t.Logf("%8s %4d MB %.30q", cpu.Round(time.Millisecond), allocated/1e6, piece)
		}
	}
}

// TestManyMarks tests that the rest of a text with too many updates is kept, and reported.
func TestManyMarks(t *testing.T) {
	in, f, _ := post(t, "start: 2024-05-01T10:00:00Z\nend: 2024-05-01T12:00:00Z\n\n")
	body := strings.Repeat("*Update* - Text. {{< track \"2024-05-01 11:00\" >}}\n", 2100) + "The last words."
	r := &exchange.Report{}
	prose.Parse(body, 1).Timeline(in, f, r)
	if !slices.ContainsFunc(r.Notes, func(n exchange.Note) bool {
		return n.Kind == exchange.Loss && n.Place == "post.md:2001" && n.Detail == "the limit is 2000"
	}) {
		t.Errorf("%+v", r.Notes)
	}
	if last := in.Updates[len(in.Updates)-2].Message; !strings.HasSuffix(last, "Text. 2024-05-01 11:00\nThe last words.") {
		t.Errorf("%.100q", last)
	}
	conserved(t, body, in, f, r)
}
