package lint

import (
	"slices"

	"statuary/internal/config"
)

// Rule is a kind of problem.
type Rule struct {
	ID      string
	Summary string // one line
	Note    bool   // its findings are notes, not warnings
	Private bool   // reports do not show the line of a finding
}

// Invalid and Template are the rules of errors: invalid files, and templates that fail.
// They cannot be ignored.
const (
	Invalid  = "invalid"
	Template = "template"
)

// UnknownPhrase is the rule of phrases in catalogues that no page has. Package builder applies it.
const UnknownPhrase = "unknown-phrase"

// Rules is the list of all rules, in the order of docs/checks.md.
var Rules = []Rule{
	{ID: Invalid, Summary: "an invalid file"},
	{ID: Template, Summary: "a template of the theme that fails"},

	{ID: "lost-comment", Summary: "a text that YAML reads as a comment, because of a #"},
	{ID: "folded-list", Summary: "a list, heading or table whose lines YAML joins"},
	{ID: "component-twice", Summary: "a component that is listed twice"},
	{ID: "stray-markdown", Summary: "a Markdown file that is neither an incident nor a page"},
	{ID: config.ExampleRule, Summary: "a base_url that is an example"},
	{ID: UnknownPhrase, Summary: "a translation of a phrase that no page has"},
	{ID: "unknown-rule", Summary: "an ignored rule that does not exist"},

	{ID: "end-before-start", Summary: "an end that is dated before the beginning"},
	{ID: "timeline-order", Summary: "an entry out of order", Note: true},
	{ID: "entry-twice", Summary: "two equal entries"},
	{ID: "starts-identified", Summary: "a timeline that begins with identified", Note: true},
	{ID: "starts-monitoring", Summary: "a timeline that begins with monitoring", Note: true},
	{ID: "date-slip", Summary: "two entries whose dates differ only in the month or the year"},
	{ID: "silent-gap", Summary: "more than seven days between two entries of an active incident", Note: true},
	{ID: "stale", Summary: "an active incident without an update for seven days"},
	{ID: "far-future", Summary: "a time more than a year ahead"},
	{ID: "long", Summary: "an incident that lasted more than 30 days"},
	{ID: "short", Summary: "an incident that lasted less than a minute", Note: true},
	{ID: "file-date", Summary: "a date in the file's name that differs from the incident's", Note: true},
	{ID: "window-unattended", Summary: "a maintenance window without an entry since its beginning", Note: true},
	{ID: "series-long", Summary: "a recurring maintenance whose oldest windows will soon lose their pages"},
	{ID: "downtime-overlap", Summary: "two downtimes of a component that overlap"},
	{ID: "downtime-outside", Summary: "a downtime more than a day before or after its incident"},
	{ID: "no-components", Summary: "an impact without an affected component", Note: true},

	{ID: "postmortem-unpublished", Summary: "a postmortem that no entry publishes"},
	{ID: "postmortem-missing", Summary: "an entry that publishes a postmortem that does not exist"},
	{ID: "postmortem-open", Summary: "a published postmortem of an incident that was reopened"},
	{ID: "postmortem-form", Summary: "a published postmortem with questions of its form"},

	{ID: "dead-link", Summary: "a link to a page or file that the site does not have"},
	{ID: "dead-image", Summary: "an image that the site does not have"},
	{ID: "missing-alt", Summary: "an image without alternative text"},
	{ID: "empty-link", Summary: "a link without text"},
	{ID: "open-fence", Summary: "an unclosed code block"},
	{ID: "undefined-reference", Summary: "an undefined link reference"},
	{ID: "undefined-footnote", Summary: "an undefined footnote"},
	{ID: "unused-footnote", Summary: "a footnote that the text does not refer to"},
	{ID: "heading-jump", Summary: "a heading that skips a level", Note: true},
	{ID: "secret", Summary: "a possible key, token or password", Private: true},
	{ID: "internal-host", Summary: "a host name or address of an internal network"},

	{ID: "title-twice", Summary: "two incidents with the same title, open at the same time"},
	{ID: "key-twice", Summary: "two open incidents with the same key"},
	{ID: "tag-spelling", Summary: "a tag with two spellings"},
	{ID: "empty-tag", Summary: "a tag without a letter or digit"},
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
