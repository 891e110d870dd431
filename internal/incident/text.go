package incident

import (
	"strings"

	"statuary/internal/diag"
	"statuary/internal/frontmatter"
	"statuary/internal/markdown"
)

// CheckMarkdown reports a text that exceeds a limit of package markdown. The text begins in a line of
// the file.
func CheckMarkdown(d *frontmatter.Decoder, text string, line int) {
	if err := markdown.Check(text); err != nil {
		line += strings.Count(text[:min(err.At, len(text))], "\n")
		d.Errorf(line, 1, "put tables and logs of this size into a file of their own and link to it; see “Limits” in the documentation", "the text has %s", err.Text)
	}
}

// body returns the text below the front matter and the line that it begins in.
func body(file frontmatter.File) (text string, line int) {
	blank := len(file.Body) - len(strings.TrimLeft(file.Body, " \n"))
	return strings.TrimSpace(file.Body), file.BodyLine + strings.Count(file.Body[:blank], "\n")
}

// message reads the message of an update.
func (d *decoder) message(f frontmatter.Field) string {
	text := d.String(f)
	trimmed := strings.TrimSpace(text)
	line := f.Value.Line
	if first, _, _ := strings.Cut(trimmed, "\n"); !strings.Contains(diag.Line(d.Src, line), strings.TrimSpace(first)) {
		line++ // the text begins below the | of a block
	}
	CheckMarkdown(&d.Decoder, trimmed, line)
	return trimmed
}
