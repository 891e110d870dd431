package builder_test

import (
	"fmt"
	"html"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"statuary/internal/builder"
)

// An update that the clock added has the same text in lists, on the maintenance's page, in
// documents and in feeds.
func TestTextOfTheClock(t *testing.T) {
	const config = "title = \"Example\"\nbase_url = \"https://status.example.org/\"\n[[components]]\nid = \"api\"\n"
	const planned = "---\ntitle: Planned\ncomponents: [api]\nscheduled_for: 2026-11-20 10:00\nscheduled_until: 2026-11-20 12:00\n" +
		"timeline: [{at: 2026-11-18 10:00, status: scheduled, message: We will move house.}]\n---\n"
	const begun, completed = "Scheduled maintenance is currently in progress. We will provide updates as necessary.", "The scheduled maintenance has been completed."
	site := fstest.MapFS{"config.toml": {Data: []byte(config)}, "content/incidents/planned.md": {Data: []byte(planned)}}
	page := []string{"incidents/planned/index.html", "history.atom", "history.rss", "feed.json", "incidents/planned/history.atom", "api/v2/scheduled-maintenances.json"}
	lists := []string{"index.html", "history/index.html", "history/2026/11/index.html"}
	for now, want := range map[string]struct {
		texts []string
		files []string
	}{
		"2026-11-20T09:00:00Z": {nil, append(page, lists...)},
		"2026-11-20T11:00:00Z": {[]string{begun}, page},
		"2026-11-20T13:00:00Z": {[]string{begun, completed}, page},
		"2026-11-20T14:00:00Z": {[]string{completed}, lists},
	} {
		files, _, err := collect(builder.New(options(site, now)))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range want.files {
			data := html.UnescapeString(files[name])
			if data == "" {
				t.Errorf("there is no %s", name)
			}
			for _, text := range want.texts {
				if !strings.Contains(data, text) {
					t.Errorf("%s: %s does not say %q", now, name, text)
				}
			}
			if len(want.texts) == 0 && (strings.Contains(data, begun) || strings.Contains(data, completed)) {
				t.Errorf("%s: %s says more than that", now, name)
			}
		}
		if strings.Contains(files["index.html"], "Scheduled</strong> –") && now > "2026-11-20T12" {
			t.Errorf("%s: the home page announces a maintenance that has ended", now)
		}
	}
}

// A page says "affects" of an open or upcoming incident, and "affected" of one that ended.
func TestAffects(t *testing.T) {
	const config = "title = \"Example\"\nbase_url = \"https://status.example.org/\"\n[[components]]\nid = \"api\"\n"
	const window = "components: [api]\nscheduled_for: 2026-11-20 10:00\nscheduled_until: 2026-11-20 12:00\n"
	for _, c := range []struct{ name, front, want string }{
		{"open", "timeline: [{at: 2026-11-20 10:00, status: investigating, components: {api: major_outage}}]", "This incident affects:"},
		{"monitoring", "timeline: [{at: 2026-11-20 10:00, status: investigating, components: {api: major_outage}}, {at: 2026-11-20 10:20, status: monitoring, components: {api: operational}}]", "This incident affects:"},
		{"resolved", "timeline: [{at: 2026-11-20 10:00, status: investigating, components: {api: major_outage}}, {at: 2026-11-20 10:20, status: resolved}]", "This incident affected:"},
		{"reopened", "timeline: [{at: 2026-11-20 09:00, status: investigating, components: {api: major_outage}}, {at: 2026-11-20 09:20, status: resolved}, {at: 2026-11-20 10:20, status: investigating}]", "This incident affects:"},
		{"upcoming", strings.ReplaceAll(window, "11-20", "11-21") + "timeline: [{at: 2026-11-18 10:00, status: scheduled}]", "This scheduled maintenance affects:"},
		{"in progress", window + "timeline: [{at: 2026-11-18 10:00, status: scheduled}]", "This scheduled maintenance affects:"},
		{"completed by the clock", strings.ReplaceAll(window, "11-20", "11-19") + "timeline: [{at: 2026-11-18 10:00, status: scheduled}]", "This scheduled maintenance affected:"},
		{"completed by an entry", window + "timeline: [{at: 2026-11-18 10:00, status: scheduled}, {at: 2026-11-20 10:30, status: completed}]", "This scheduled maintenance affected:"},
	} {
		site := fstest.MapFS{"config.toml": {Data: []byte(config)}, "content/incidents/one.md": {Data: []byte("---\ntitle: One\n" + c.front + "\n---\n")}}
		files, _, err := collect(builder.New(options(site, "2026-11-20T11:00:00Z")))
		if err != nil {
			t.Fatal(err)
		}
		if page := files["incidents/one/index.html"]; !strings.Contains(page, c.want) {
			t.Errorf("%s: the page does not say %q", c.name, c.want)
		}
	}
}

// dangling matches a dash or a colon that has no text after it.
var dangling = regexp.MustCompile(`</strong>(:| [-–])\s*</|</strong> [-–]\s*$|DESCRIPTION:[A-Za-z ]+:\s*(\\n|\r?\n)|"[A-Z][a-z]+( -|:) ?"`)

// An update without a text leaves no dash or colon behind, even if its text only renders
// to nothing.
func TestNoDashWithoutText(t *testing.T) {
	const config = "title = \"Example\"\nbase_url = \"https://status.example.org/\"\n[[components]]\nid = \"api\"\n"
	for name, message := range map[string]string{"none": "", "empty": `, message: ""`, "blank": `, message: "  "`, "a comment": `, message: "<!-- later -->"`} {
		site := fstest.MapFS{
			"config.toml":                  {Data: []byte(config)},
			"content/incidents/open.md":    {Data: fmt.Appendf(nil, "---\ntitle: Open\ntimeline:\n  - {at: 2026-11-18 10:00, status: investigating, components: {api: major_outage}%s}\n---\n", message)},
			"content/incidents/over.md":    {Data: fmt.Appendf(nil, "---\ntitle: Over\ntimeline:\n  - {at: 2026-11-17 10:00, status: investigating%s}\n  - {at: 2026-11-17 11:00, status: resolved%s}\n---\n", message, message)},
			"content/incidents/planned.md": {Data: fmt.Appendf(nil, "---\ntitle: Planned\ncomponents: [api]\nscheduled_for: 2026-11-20 10:00\nscheduled_until: 2026-11-20 12:00\ntimeline: [{at: 2026-11-18 10:00, status: scheduled%s}]\n---\n", message)},
		}
		for _, now := range []string{"2026-11-19T00:00:00Z", "2026-11-20T13:00:00Z"} {
			files, _, err := collect(builder.New(options(site, now)))
			if err != nil {
				t.Fatal(err)
			}
			for path, data := range files {
				if strings.HasSuffix(path, ".js") || strings.HasSuffix(path, ".png") {
					continue
				}
				data = strings.NewReplacer(`\u003c`, "<", `\u003e`, ">").Replace(html.UnescapeString(data))
				if found := dangling.FindString(data); found != "" {
					t.Errorf("%s, %s: %q in %s", name, now, found, path)
				}
			}
		}
	}
}
