package htmltext

import (
	"runtime"
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
				if n := after.TotalAlloc - before.TotalAlloc; n > 400_000_000 {
					t.Errorf("%d bytes take %d MB", len(source), n/1e6)
				}
			})
		}
	}
}
