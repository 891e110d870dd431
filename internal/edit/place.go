package edit

import (
	"slices"
	"strings"

	"statuary/internal/frontmatter"
	"statuary/internal/incident"
)

// yamlPlaces returns the places for an entry in a block-style timeline, the best one first. It
// returns none for a flow-style timeline.
func (f *timelineFile) yamlPlaces(e incident.Update) []place {
	v := f.timeline.Value
	first := f.lines[v.Line-1]
	indent := len(first) - len(strings.TrimLeft(first, " "))
	if indent != v.Col-1 || !strings.HasPrefix(first[indent:], "-") {
		return nil
	}
	index := f.index(e)
	if index == 0 {
		return []place{{v.Line - 1, 0}}
	}
	start := f.dashLine(v.List[index-1], indent)
	end, keep := f.yamlEnd(), max(indent, 1)
	if index < len(v.List) {
		end, keep = f.dashLine(v.List[index], indent)-1, indent+1
	}
	// Blank lines before the next entry or key belong to it, and so do comments, unless they are
	// indented like the entry. Within a message, both are part of the text; then the result is not
	// verified, and another place is tried.
	lines := []int{end, end}
	for lines[0] > start && loose(f.lines[lines[0]-1], keep) {
		lines[0]--
	}
	for lines[1] > start && loose(f.lines[lines[1]-1], 1000) {
		lines[1]--
	}
	for n := lines[0] + 1; n <= end; n++ {
		lines = append(lines, n)
	}
	places := make([]place, len(lines))
	for i, n := range lines {
		places[i] = place{n, index}
	}
	return places
}

// loose reports whether a line is blank, or a comment that begins before the column col.
func loose(line string, col int) bool {
	text := strings.TrimLeft(line, " ")
	if strings.TrimSpace(text) == "" {
		return true
	}
	return text[0] == '#' && len(line)-len(text) < col
}

// dashLine returns the line of the dash of a list's element.
func (f *timelineFile) dashLine(item frontmatter.Value, indent int) int {
	for n := item.Line; n > f.timeline.Value.Line; n-- {
		line := f.lines[n-1]
		if len(line) > indent && line[indent] == '-' && strings.TrimLeft(line[:indent], " ") == "" {
			return n
		}
	}
	return f.timeline.Value.Line
}

// yamlEnd returns the last line before the key that follows the timeline, or before the fence.
func (f *timelineFile) yamlEnd() int {
	end := f.file.EndLine
	for _, field := range f.file.Front.Map {
		if field.Line > f.timeline.Line {
			end = min(end, field.Line)
		}
	}
	return end - 1
}

// index returns the index in the timeline at which an entry belongs.
func (f *timelineFile) index(e incident.Update) int {
	var older []bool // for each element, whether it is not newer than the entry
	var up, down = true, true
	items := f.timeline.Value.List
	last := e.At
	for n, item := range items {
		at := last
		for _, field := range item.Map {
			if field.Key == "at" {
				at, _ = incident.ReadTime(field.Value.Text, f.parser.Zone())
			}
		}
		if n > 0 {
			up, down = up && !at.Before(last), down && !at.After(last)
		}
		last = at
		older = append(older, !at.After(e.At))
	}
	switch {
	case up:
		for n := len(items); n > 0; n-- {
			if older[n-1] {
				return n
			}
		}
		return 0
	case down:
		if n := slices.Index(older, true); n >= 0 {
			return n
		}
	}
	return len(items)
}

// tomlPlaces returns the places for a [[timeline]] table: before a later one, or after the last,
// which ends at another table or at the end of the front matter.
func (f *timelineFile) tomlPlaces(e incident.Update) []place {
	items := f.timeline.Value.List
	header := func(n int) bool { // of the element n of the timeline
		return strings.HasPrefix(strings.ReplaceAll(f.lines[items[n].Line-1], " ", ""), "[[timeline]]")
	}
	if len(items) == 0 || !header(0) {
		return nil
	}
	index := f.index(e)
	if index < len(items) {
		end := items[index].Line - 1
		start := end
		for start > f.timeline.Line && loose(f.lines[start-1], 1000) && !strings.HasPrefix(f.lines[start-1], "+++") {
			start--
		}
		return []place{{start, index}, {end, index}}
	}
	var places []place
	for n := items[index-1].Line + 1; n <= f.file.EndLine; n++ {
		line := strings.TrimLeft(f.lines[n-1], " \t")
		if n == f.file.EndLine || strings.HasPrefix(line, "[") && !strings.HasPrefix(line, "[timeline.") {
			end := n - 1
			for end > items[index-1].Line && loose(f.lines[end-1], 1000) {
				end--
			}
			places = append(places, place{end, index}, place{n - 1, index})
		}
	}
	return places
}
