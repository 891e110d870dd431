package builder_test

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"testing"

	"statuary/internal/config"
	"statuary/internal/content"
	"statuary/internal/corpus"
	"statuary/internal/incident"
)

// BenchmarkCheck measures a check and, for comparison, only reading and parsing the same
// files as a build does. The site's address is not the one that its texts link to: there,
// half of the links would be dead.
func BenchmarkCheck(b *testing.B) {
	for _, n := range sizes {
		dir := corpus.Site(b, n)
		b.Run(fmt.Sprintf("parse/%d", n), func(b *testing.B) {
			for b.Loop() {
				var settings config.Loader
				c, _ := settings.Load(os.DirFS(dir), config.Overrides{})
				var ids []string
				for _, one := range c.Components {
					ids = append(ids, one.ID)
				}
				l := content.Loader{Jobs: runtime.GOMAXPROCS(0), Forget: true}
				if _, _, err := l.Load(os.DirFS(dir), incident.NewParser(c.Zone, ids)); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(fmt.Sprintf("check/%d", n), func(b *testing.B) {
			for b.Loop() {
				builder := newBuilder(b, dir, false)
				builder.Overrides.BaseURL = "https://elsewhere.example.com/"
				if _, err := builder.Check(context.Background()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
