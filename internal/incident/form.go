package incident

import (
	"regexp"
	"strings"
)

// FormMark begins the instructions of the form that a postmortem is begun with.
// They are left out of pages.
const FormMark = "<!-- To fill in:"

var (
	comment = regexp.MustCompile(`(?s)<!--.*?(?:-->|$)`)

	// emptyLine matches lines of a form that nobody has written anything into:
	// headings, rules, list marks and check boxes, placeholders, and the facts that
	// the form takes from the timeline.
	emptyLine = regexp.MustCompile(`^(?:` + strings.Join([]string{
		`#{1,6}(?:\s.*)?`, `={2,}`, `(?:[-*_]\s*){2,}`, `(?:[-*+]|\d+[.)])?\s*(?:\[[ xX]?\])?`, `>`,
		`[\W_]*(?i:todo|tbd|tba|fixme|xxx|to be (?:written|done|added|announced)|No response)[\W_]*`,
		`It began at \d{4}-\d\d-\d\d \d\d:\d\d.* and lasted .*\.`,
		`- \*\*\d{4}-\d\d-\d\d \d\d:\d\d[^*]*\*\* [\pL ]+`,
	}, "|") + `)$`)
)

// BlankText reports whether a text has nothing to read: it is empty, or a form
// that nobody has filled in, with headings, instructions and placeholders alone.
func BlankText(body string) bool {
	if strings.Contains(body, "<!--") {
		body = comment.ReplaceAllString(body, "")
	}
	underlined := "" // the line before, which = or - below it would make a heading
	for line := range strings.Lines(body) {
		line = strings.TrimSpace(line)
		if underlined != "" {
			if strings.Trim(line, "=") != "" && strings.Trim(line, "-") != "" || line == "" {
				return false
			}
			underlined = ""
			continue
		}
		if !emptyLine.MatchString(line) {
			underlined = line
		}
	}
	return underlined == ""
}

// Shown reports whether readers may see an update once it is due. The entry that
// publishes a postmortem has no text of its own; while the postmortem is an empty
// form, there is nothing to publish.
func (in *Incident) Shown(u Update) bool {
	return u.Status != Postmortem || u.Message != "" || in.Form == ""
}
