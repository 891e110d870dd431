package htmltext

import (
	"runtime"
	"strings"
	"testing"

	"statuary/internal/hostile"
)

// TestHostile converts texts of all kinds that are known to cost parsers much.
func TestHostile(t *testing.T) {
	for _, k := range hostile.Markdown() {
		for name, convert := range map[string]func(string) Text{"html": HTML, "plain": HTMLOrPlain} {
			t.Run(name+"/"+k.Name, func(t *testing.T) {
				source := k.Make(5_000)
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				convert(source)
				runtime.ReadMemStats(&after)
				if n := after.TotalAlloc - before.TotalAlloc; n > 400_000_000 && !hostile.Race {
					t.Errorf("%d bytes take %d MB", len(source), n/1e6)
				}
			})
		}
	}
}

// TestBrackets tests that HTML with many open brackets is not converted: that would take time with the
// square of its size.
func TestBrackets(t *testing.T) {
	for _, bracket := range []string{"[", "&#91;", "![", "[^"} {
		got := HTML("<p><b>x</b> " + strings.Repeat(bracket, 20_000) + "</p>")
		if len(got.Lost) == 0 || strings.Count(got.Markdown, "[") != 20_000 {
			t.Errorf("%s: %d brackets, lost %q", bracket, strings.Count(got.Markdown, "["), got.Lost)
		}
	}
	if got := HTML("<p><b>x</b> " + strings.Repeat("[a] ", 5_000) + "</p>"); len(got.Lost) > 0 {
		t.Errorf("lost %q", got.Lost)
	}
}
