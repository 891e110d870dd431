package exchange

import (
	"fmt"
	"slices"
	"strings"

	"statuary/internal/frontmatter"
	"statuary/internal/importer/htmltext"
)

// ReportSettings reports each key of a source's settings that is not in known as a loss, with its values.
// Keys are paths such as "params.systems.link", in any case; the items of a list have the path of the
// list. In known, "*" stands for any key, and "**" at the end for everything below. A key without a value
// is not reported, and a key that several items have is reported once.
func ReportSettings(settings frontmatter.Value, place string, known []string, r *Report) {
	patterns := make([][]string, len(known))
	for i, k := range known {
		patterns[i] = strings.Split(strings.ToLower(k), ".")
	}
	w := &settingsWalk{known: patterns, values: map[string][]string{}}
	w.walk(nil, settings)
	for _, key := range w.keys {
		values := w.values[key]
		times := ""
		if len(values) > 1 {
			times = fmt.Sprintf(" (%d times)", len(values))
		}
		slices.Sort(values)
		r.Add(Loss, place, "a setting that has no equivalent was left out", "%s: %s%s", key, shortenTo(strings.Join(slices.Compact(values), ", "), 80), times)
	}
}

// settingsWalk collects the values of the keys that are not known.
type settingsWalk struct {
	known  [][]string
	keys   []string // in the order of the settings
	values map[string][]string
}

func (w *settingsWalk) walk(path []string, v frontmatter.Value) {
	switch {
	case len(path) > 0 && slices.ContainsFunc(w.known, func(k []string) bool { return matchesPath(k, path) }):
	case len(v.Map) > 0:
		for _, f := range v.Map {
			w.walk(append(path[:len(path):len(path)], f.Key), f.Value)
		}
	case slices.ContainsFunc(v.List, func(item frontmatter.Value) bool { return len(item.Map)+len(item.List) > 0 }):
		for _, item := range v.List {
			w.walk(path, item)
		}
	case len(path) > 0:
		text := htmltext.Line(v.Text)
		if len(v.List) > 0 {
			words := make([]string, len(v.List))
			for i, item := range v.List {
				words[i] = htmltext.Line(item.Text)
			}
			text = strings.Join(words, ", ")
		}
		if text == "" {
			return
		}
		key := strings.Join(path, ".")
		if w.values[key] == nil {
			w.keys = append(w.keys, key)
		}
		w.values[key] = append(w.values[key], text)
	}
}

// matchesPath reports whether a known path stands for path.
func matchesPath(known, path []string) bool {
	for i, k := range known {
		switch {
		case k == "**":
			return true
		case i >= len(path), k != "*" && !strings.EqualFold(k, path[i]):
			return false
		}
	}
	return len(known) == len(path)
}
