package incident

import (
	"regexp"
	"strings"
)

// FormMark is the start of each instruction in the postmortem form. Pages never show these
// comments.
const FormMark = "<!-- To fill in:"

var (
	comment = regexp.MustCompile(`(?s)<!--.*?(?:-->|$)`)

	// emptyLine matches the lines of a postmortem form that nobody has edited: headings, rules,
	// list marks and check boxes, placeholders, and the facts that the form takes from the
	// timeline.
	emptyLine = regexp.MustCompile(`^(?:` + strings.Join([]string{
		`#{1,6}(?:\s.*)?`, `={2,}`, `(?:[-*_]\s*){2,}`, `(?:[-*+]|\d+[.)])?\s*(?:\[[ xX]?\])?`, `>`,
		`[\W_]*(?i:todo|tbd|tba|fixme|xxx|to be (?:written|done|added|announced)|No response)[\W_]*`,
		`It began at \d{4}-\d\d-\d\d \d\d:\d\d.* and lasted .*\.`,
		`- \*\*\d{4}-\d\d-\d\d \d\d:\d\d[^*]*\*\* [\pL ]+`,
	}, "|") + `)$`)
)

// BlankText reports whether a text has nothing to read: it is empty, or a form that nobody has
// filled in, with headings, instructions and placeholders only.
func BlankText(body string) bool {
	if strings.Contains(body, "<!--") {
		body = comment.ReplaceAllString(body, "")
	}
	underlined := "" // the line before: = or - below it would make it a heading
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

// Shown reports whether readers may see an update once it is due. An update with the status
// postmortem and no message only publishes the postmortem; it is not shown while the postmortem is
// an unfilled form.
func (in *Incident) Shown(u Update) bool {
	return u.Status != Postmortem || u.Message != "" || in.Form == ""
}
