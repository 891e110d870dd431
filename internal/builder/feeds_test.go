package builder_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"statuary/internal/builder"
	"statuary/internal/civil"
)

// TestIncidentFeedEnds builds a site at each moment that the build before named as the
// next change. The feed of an incident, and the link to it, disappear at one of them: at
// the end of the nth day after that of the last entry. Days that a zone skips do not count.
func TestIncidentFeedEnds(t *testing.T) {
	for _, pick := range trickyDays {
		for _, days := range []int{0, 2} {
			t.Run(fmt.Sprint(pick.zone, " ", pick.day, " ", days), func(t *testing.T) {
				zone, err := time.LoadLocation(pick.zone)
				if err != nil {
					t.Fatal(err)
				}
				day, err := civil.Parse(pick.day)
				if err != nil {
					t.Fatal(err)
				}
				written := day - 2
				now := written.Start(zone).Add(10 * time.Hour)
				end := written
				for range days {
					for end++; !end.Exists(zone); end++ {
					}
				}
				site := fstest.MapFS{
					"config.toml": {Data: fmt.Appendf(nil, "title = \"X\"\nbase_url = \"https://x.org/\"\ntime_zone = %q\nlanguages = [\"fr\"]\n[feed]\nincidents = %d\n[brand]\npictures = \"none\"\n", pick.zone, days)},
					"content/incidents/a.md": {Data: fmt.Appendf(nil, "---\ntitle: A\ntimeline:\n  - {at: %s, status: investigating}\n  - {at: %s, status: resolved}\n---\n",
						now.Add(-time.Hour).Format(time.RFC3339), now.Format(time.RFC3339))},
				}
				clock := func() time.Time { return now }
				warm := builder.New(builder.Options{Site: site, Now: clock, Jobs: 2, Remember: true})
				for step := 0; ; step++ {
					files, result, err := collect(warm)
					if err != nil {
						t.Fatal(err)
					}
					over := !now.Before(end.End(zone))
					for _, root := range []string{"", "fr/"} {
						file := root + "incidents/a/history.atom"
						_, exists := files[file]
						links := strings.Count(files[root+"incidents/a/index.html"], `href="/`+file+`"`)
						if exists == over || (links == 2) != exists || links == 1 {
							t.Fatalf("at %s, %s exists: %t, linked %d times; its last day is %s", now, file, exists, links, end)
						}
					}
					if over {
						cold, _, err := collect(builder.New(builder.Options{Site: site, Now: clock, Jobs: 2}))
						if err != nil || !same(t, files, cold) {
							t.Fatalf("at %s, a builder that remembers makes another site; %v", now, err)
						}
						if !now.Equal(end.End(zone)) {
							t.Errorf("no build named %s as the next change", end.End(zone))
						}
						return
					}
					if step > 10 {
						t.Fatalf("the feed is still there at %s", now)
					}
					now = result.Next
				}
			})
		}
	}
}
