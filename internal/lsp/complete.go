package lsp

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/google/jsonschema-go/jsonschema"

	"statuary/internal/entrytext"
	"statuary/internal/incident"
)

// helper completes and explains the front matter of one kind of file from its schema.
type helper struct {
	schema     *jsonschema.Schema
	components []incident.Component
	now        time.Time // in the site's zone
	site       string    // its name
	service    string    // the name of the service
	language   string    // of the file
	templates  []*entrytext.Template
}

var (
	topKey      = regexp.MustCompile(`(?m)^([\w-]+)[ ]*:`)
	typeLine    = regexp.MustCompile(`(?mi)^type[ ]*:[ ]*["']?(incident|maintenance|announcement)\b`)
	maintenance = regexp.MustCompile(`(?mi)^(scheduled_for[ ]*:|type[ ]*:[ ]*["']?maintenance)`)
)

// complete returns the keys or values that are possible at a position.
func (h helper) complete(text string, at position) []completionItem {
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	above, ok := frontMatterAbove(lines, at.Line)
	if !ok {
		return nil
	}
	before, _ := splitUTF16(lines[at.Line], at.Character)
	p, ok := findCursor(above, before)
	if !ok {
		return nil
	}
	node := schemaAt(h.schema, p.path)
	if node == nil {
		return nil
	}
	start := at
	start.Character -= units([]rune(p.word))
	edit := func(text string) textEdit {
		if p.glued {
			text = " " + text
		}
		return textEdit{textRange{start, at}, text}
	}
	var items []completionItem
	add := func(i completionItem, text string) {
		i.SortText, i.TextEdit = fmt.Sprintf("%03d", len(items)), edit(text)
		if c := h.component(i.Label); c != nil {
			i.Detail, i.Documentation = c.Name, c.Description
		}
		items = append(items, i)
	}
	if p.value && p.word == "" && slices.Equal(p.path, []string{"timeline", "message"}) {
		for _, i := range h.texts(text, before) {
			add(i, i.TextEdit.NewText)
		}
		return items
	}
	if properties := itemSchema(node).Properties; len(properties) > 0 && !p.value {
		present := map[string]bool{} // at the top, where the cursor is
		if len(p.path) == 0 {
			for _, m := range topKey.FindAllStringSubmatch(text, -1) {
				present[m[1]] = true
			}
		}
		for _, key := range slices.Sorted(maps.Keys(properties)) {
			if !present[key] && (len(p.path) > 0 || hasKey(text, key)) {
				add(completionItem{Label: key, Kind: kindProperty, Documentation: properties[key].Description}, key+": ")
			}
		}
		return items
	}
	for _, word := range h.values(node, p, text) {
		add(completionItem{Label: word, Kind: kindEnumMember}, word)
	}
	if p.value && node.Pattern != "" && len(items) == 0 {
		add(completionItem{Label: h.now.Format("2006-01-02 15:04"), Kind: kindValue, Detail: "now"}, h.now.Format("2006-01-02 15:04"))
	}
	return items
}

// hasKey reports whether a file of the type that a text names can have a key. A text without a type can
// become a file of any.
func hasKey(text, key string) bool {
	m := typeLine.FindStringSubmatch(text)
	if m == nil {
		return true
	}
	for _, t := range []incident.Type{incident.Unplanned, incident.Maintenance, incident.Announcement} {
		if strings.EqualFold(t.String(), m[1]) {
			return t.HasKey(key)
		}
	}
	return true
}

// values returns the values that a key allows, if they are listed. Statuses are those of
// the file's type.
func (h helper) values(node *jsonschema.Schema, p cursor, text string) []string {
	var list []string
	for _, w := range enum(node) {
		list = append(list, fmt.Sprint(w))
	}
	if node.Type == "boolean" {
		list = []string{"true", "false"}
	}
	if slices.Equal(p.path, []string{"timeline", "status"}) {
		list = incident.StatusesOf(incident.Unplanned)
		if maintenance.MatchString(text) {
			list = incident.StatusesOf(incident.Maintenance)
		}
	}
	return list
}

// explain returns the description of the key or the component at a position.
func (h helper) explain(text string, at position) string {
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	above, ok := frontMatterAbove(lines, at.Line)
	if !ok {
		return ""
	}
	before, after := splitUTF16(lines[at.Line], at.Character)
	rest := strings.TrimLeftFunc(after, isWord)
	before += after[:len(after)-len(rest)] // to the end of the word
	word := before[len(strings.TrimRightFunc(before, isWord)):]
	p, ok := findCursor(above, before)
	if !ok || word == "" {
		return ""
	}
	if c := h.component(word); c != nil {
		return strings.Join(slices.DeleteFunc([]string{"**" + c.Name + "**", c.Group, c.Description}, func(s string) bool { return s == "" }), "  \n")
	}
	if node := schemaAt(h.schema, p.path); node != nil && !p.value {
		if key := itemSchema(node).Properties[word]; key != nil {
			return key.Description
		}
	}
	return ""
}

func (h helper) component(id string) *incident.Component {
	for i := range h.components {
		if h.components[i].ID == id {
			return &h.components[i]
		}
	}
	return nil
}

// schemaAt follows keys, through lists, to the schema of a value.
func schemaAt(s *jsonschema.Schema, path []string) *jsonschema.Schema {
	for _, key := range path {
		s = itemSchema(s)
		switch {
		case s.Properties[key] != nil:
			s = s.Properties[key]
		case s.AdditionalProperties != nil && s.AdditionalProperties.Not == nil:
			s = s.AdditionalProperties
		default:
			return nil
		}
	}
	return s
}

// itemSchema returns the schema of a list's items, or the schema itself if it is no list.
func itemSchema(s *jsonschema.Schema) *jsonschema.Schema {
	if s.Items != nil {
		return itemSchema(s.Items)
	}
	for _, a := range s.AnyOf {
		if a.Items != nil {
			return itemSchema(a)
		}
	}
	return s
}

func enum(s *jsonschema.Schema) []any {
	s = itemSchema(s)
	for _, a := range s.AnyOf {
		if a.Enum != nil {
			return a.Enum
		}
	}
	return s.Enum
}
