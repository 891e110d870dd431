package builder_test

import (
	"fmt"
	"time"

	"pgregory.net/rapid"
)

// near returns a random time within some days of another, as files write it.
func near(t *rapid.T, what string, now time.Time, days int) string {
	return now.Add(time.Duration(rapid.IntRange(-days*24*60, days*24*60).Draw(t, what)) * time.Minute).UTC().Format(time.RFC3339)
}

// maybe returns a text, or an empty one.
func maybe(t *rapid.T, what, text string) string {
	if rapid.Bool().Draw(t, what) {
		return text
	}
	return ""
}

// randomKey returns a line with a key, which several incidents may have.
func randomKey(t *rapid.T) string {
	return maybe(t, "with key", fmt.Sprintf("key: \"alert/%s\"\n", rapid.SampledFrom([]string{"a", "b", "B: #1", "é"}).Draw(t, "key")))
}

// randomAnnouncement returns the file of an announcement that begins and ends near a time. Now and then, it
// ends before it begins, which is an error.
func randomAnnouncement(t *rapid.T, now time.Time) string {
	return "---\ntitle: News\ntype: announcement\nfrom: " + near(t, "from", now, 20) + "\n" + maybe(t, "ends", "until: "+near(t, "until", now.AddDate(0, 0, 20), 20)+"\n") +
		randomKey(t) + maybe(t, "tagged", "tags: [db]\n") + maybe(t, "is draft", "draft: true\n") + "---\n\n" + rapid.SampledFrom([]string{"", "Prices *change*.", "[a](/about/)\n\n## Why"}).Draw(t, "text") + "\n"
}

// randomCancelled returns the file of a maintenance that is cancelled before, during or after its window,
// and may go on afterwards.
func randomCancelled(t *rapid.T, now time.Time, component string) string {
	start := now.Add(time.Duration(rapid.IntRange(-10*24*60, 10*24*60).Draw(t, "window")) * time.Minute)
	text := fmt.Sprintf("---\ntitle: Cancelled\ncomponents: [%s]\n%sscheduled_for: %s\nscheduled_until: %s\ntimeline:\n  - {at: %s, status: scheduled, message: Planned.}\n  - {at: %s, status: cancelled%s}\n",
		component, randomKey(t), start.UTC().Format(time.RFC3339), start.Add(2*time.Hour).UTC().Format(time.RFC3339), start.AddDate(0, 0, -5).UTC().Format(time.RFC3339), near(t, "cancelled", start, 4),
		maybe(t, "why", ", message: Not needed."))
	if rapid.IntRange(0, 3).Draw(t, "again") == 0 {
		text += fmt.Sprintf("  - {at: %s, status: %s}\n", near(t, "later", start, 4), rapid.SampledFrom([]string{"scheduled", "in_progress", "completed", "cancelled"}).Draw(t, "status"))
	}
	return text + "---\n"
}

// thirdPartyTable is a component of another service in config.toml.
const thirdPartyTable = "[[components]]\nid = \"theirs\"\nname = \"Theirs\"\nstatuspage = \"https://status.example.net\"\n"

// randomThirdParty returns the file of the statuses of third-party components: current, outdated, of another
// page, or broken.
func randomThirdParty(t *rapid.T, now time.Time) string {
	if rapid.IntRange(0, 5).Draw(t, "broken statuses") == 0 {
		return rapid.SampledFrom([]string{"", "{}", "<<<<<<<", "{\"theirs\":{\"status\":\"fine\"}}"}).Draw(t, "broken file")
	}
	checked := now.Add(-time.Duration(rapid.IntRange(-10, 150).Draw(t, "minutes ago")) * time.Minute).UTC().Format(time.RFC3339)
	return fmt.Sprintf(`{"theirs": {"page": %q, "component": "Theirs", "status": %q, "changed_at": %q, "checked_at": %q}}`,
		rapid.SampledFrom([]string{"https://status.example.net", "https://status.example.net", "https://other.example.net"}).Draw(t, "page"),
		rapid.SampledFrom([]string{"operational", "partial_outage", "under_maintenance"}).Draw(t, "their status"), near(t, "changed", now, 10), checked)
}

// randomEntryTemplate returns the file of a template for entries, which builds do not read.
func randomEntryTemplate(t *rapid.T) string {
	return rapid.SampledFrom([]string{
		"---\nstatus: monitoring\ntitle: \"{{.Component}}\"\n---\nSince {{.Time}}.\n", "---\ntype: maintenance\nstatus: cancelled\n---\nNot in {{.Window}}.\n",
		"---\nstatus: nothing\n---\n{{.Nothing}}\n", "no front matter",
	}).Draw(t, "entry template")
}

// randomRules returns tables of config.toml that builds do not use.
func randomRules(t *rapid.T, component string) string {
	return maybe(t, "rule", "[alert.x]\ncomponents = [\""+component+"\"]\ntitle = \"{{.Title}}\"\n") +
		maybe(t, "channel", "[announce.x]\nkind = \"ntfy\"\nurl = \"https://ntfy.example.net/x\"\ncomponents = [\""+component+"\"]\npublic = true\n")
}
