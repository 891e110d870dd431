package lsp

import (
	"cmp"
	"regexp"
	"strings"

	"statuary/internal/entrytext"
	"statuary/internal/incident"
)

var (
	componentsLine = regexp.MustCompile(`(?m)^components[ ]*:[ ]*\[([^\]\n]*)\]`)
	keyOfLine      = regexp.MustCompile(`^[ ]*(?:- +)?`)
)

// texts returns the texts of the site's templates for the message of an entry. before is the line up
// to the cursor. Each text is a block scalar, indented below its key.
func (h helper) texts(text, before string) (items []completionItem) {
	typ := incident.Unplanned
	if maintenance.MatchString(text) {
		typ = incident.Maintenance
	}
	v := entrytext.Values{Time: h.now.Format("15:04 MST"), Site: h.site, Window: "…"}
	var names []string
	if m := componentsLine.FindStringSubmatch(text); m != nil {
		for id := range strings.SplitSeq(m[1], ",") {
			if c := h.component(strings.Trim(id, ` "'`)); c != nil {
				names = append(names, cmp.Or(c.Name, c.ID))
			}
		}
	}
	v.Component = cmp.Or(strings.Join(names, ", "), h.service)
	indent := strings.Repeat(" ", len(keyOfLine.FindString(before))+2)
	for _, t := range entrytext.Available(h.templates, typ, h.language) {
		body, err := t.Text(v)
		if err != nil {
			continue
		}
		var b strings.Builder
		b.WriteString("|-")
		for line := range strings.SplitSeq(body, "\n") {
			if b.WriteString("\n"); line != "" {
				b.WriteString(indent + line)
			}
		}
		items = append(items, completionItem{Label: t.Name, Kind: kindSnippet, Detail: cmp.Or(t.About, t.Status.Label()), Documentation: body, TextEdit: textEdit{NewText: b.String()}})
	}
	return items
}
