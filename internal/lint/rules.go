package lint

import (
	"slices"

	"statuary/internal/config"
)

// Rule is a kind of problem.
type Rule struct {
	ID      string
	Summary string // in a line
	Note    bool   // a matter of taste, shown as a note and not as a warning
	Private bool   // the line that it is found in is not shown
}

// Invalid and Template are the rules of errors: of files that can't be read, and
// of templates that fail. They can't be silenced.
const (
	Invalid  = "invalid"
	Template = "template"
)

// Rules lists all rules, in the order of docs/checks.md.
var Rules = []Rule{
	{ID: Invalid, Summary: "a file that can't be read as what it should be"},
	{ID: Template, Summary: "a template of the theme that fails"},

	{ID: "lost-comment", Summary: "text behind a # that YAML takes for a comment"},
	{ID: "folded-list", Summary: "a list, a heading or a table whose lines YAML joins"},
	{ID: "component-twice", Summary: "a component that is listed twice"},
	{ID: "stray-markdown", Summary: "a Markdown file that is neither an incident nor a page"},
	{ID: config.ExampleRule, Summary: "a base_url that is an example"},
	{ID: "unknown-rule", Summary: "a rule that is ignored and does not exist"},

	{ID: "end-before-start", Summary: "an end that is dated before what it ends"},
	{ID: "timeline-order", Summary: "one entry out of the order that the others are in", Note: true},
	{ID: "entry-twice", Summary: "two entries that say the same at the same time"},
	{ID: "starts-identified", Summary: "a timeline that begins with identified", Note: true},
	{ID: "starts-monitoring", Summary: "a timeline that begins with monitoring", Note: true},
	{ID: "date-slip", Summary: "two entries whose dates differ in the month or the year alone"},
	{ID: "silent-gap", Summary: "more than seven days between two entries of an incident that went on", Note: true},
	{ID: "stale", Summary: "an incident that has been open for seven days without an update"},
	{ID: "far-future", Summary: "a time more than a year ahead"},
	{ID: "long", Summary: "an incident of more than 30 days"},
	{ID: "short", Summary: "an incident of less than a minute", Note: true},
	{ID: "file-date", Summary: "a date in the file's name that is not the incident's", Note: true},
	{ID: "window-unattended", Summary: "a maintenance window that passed without a word", Note: true},
	{ID: "series-long", Summary: "a maintenance with so many windows that the oldest will soon be left out"},
	{ID: "downtime-overlap", Summary: "two downtimes of a component that overlap"},
	{ID: "downtime-outside", Summary: "a downtime more than a day before or after its incident"},
	{ID: "no-components", Summary: "an impact, but no component that it is on", Note: true},

	{ID: "postmortem-unpublished", Summary: "a postmortem that no entry publishes"},
	{ID: "postmortem-missing", Summary: "an entry that publishes a postmortem which is not there"},
	{ID: "postmortem-open", Summary: "a published postmortem of an incident that was opened again"},
	{ID: "postmortem-form", Summary: "a published postmortem whose form is not filled in"},

	{ID: "dead-link", Summary: "a link to a page or file that the site does not have"},
	{ID: "dead-image", Summary: "an image that the site does not have"},
	{ID: "missing-alt", Summary: "an image without a text for those who can't see it"},
	{ID: "empty-link", Summary: "a link without a text"},
	{ID: "open-fence", Summary: "a block of code that is never closed"},
	{ID: "undefined-reference", Summary: "a link by a label that has no address"},
	{ID: "undefined-footnote", Summary: "a footnote that has no text"},
	{ID: "unused-footnote", Summary: "the text of a footnote that nothing refers to"},
	{ID: "heading-jump", Summary: "a heading that leaves out a level", Note: true},
	{ID: "secret", Summary: "what looks like a key, a token or a password", Private: true},
	{ID: "internal-host", Summary: "a name or an address of your own network"},

	{ID: "title-twice", Summary: "two incidents of one title at one time"},
	{ID: "unused-component", Summary: "a component that no incident names", Note: true},
}

var rules = func() map[string]Rule {
	m := make(map[string]Rule, len(Rules))
	for _, r := range Rules {
		m[r.ID] = r
	}
	return m
}()

func ruleIDs() []string {
	ids := make([]string, len(Rules))
	for i, r := range Rules {
		ids[i] = r.ID
	}
	slices.Sort(ids)
	return ids
}
