package neutral

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Kind says what a note is about.
type Kind string

// The kinds of notes, the gravest first.
const (
	Skip  Kind = "skipped" // a record that is not in the site
	Loss  Kind = "loss"    // a part of a record that is not
	Guess Kind = "guess"   // something that the source does not say in so many words
	Info  Kind = "note"
)

var kinds = []Kind{Skip, Loss, Guess, Info}

// Note is one thing to know about an import.
type Note struct {
	Kind   Kind   `json:"kind"`
	What   string `json:"what"`             // the same words each time, so that they can be counted
	Detail string `json:"detail,omitempty"` // about this one
	Place  string `json:"place,omitempty"`  // in the source: "content/issues/x.md:12", "incidents.jsonl:7"
}

// Counts are numbers of records. They add up: Read = Merged + Skipped + New +
// Changed + Unchanged + Edited + Conflicts + Deleted.
type Counts struct {
	Read      int `json:"read"`      // records of the source: each an incident, or a file where one was expected
	Merged    int `json:"merged"`    // another version of a record that was read
	Skipped   int `json:"skipped"`   // not an incident, or not to be made one; each has a note
	New       int `json:"new"`       // files that were not there
	Changed   int `json:"changed"`   // files that the source has changed since the last import
	Unchanged int `json:"unchanged"` // files that are as they would be written
	Edited    int `json:"edited"`    // files that were edited here; the source has nothing new
	Conflicts int `json:"conflicts"` // files that were edited here and changed there, and were left alone
	Deleted   int `json:"deleted"`   // files that were deleted here, and stay so
}

// Sum is what became of records; it equals Read.
func (c Counts) Sum() int {
	return c.Merged + c.Skipped + c.New + c.Changed + c.Unchanged + c.Edited + c.Conflicts + c.Deleted
}

// Report tells what an import did, and all that it could not do.
type Report struct {
	Tool       string `json:"tool"`
	Source     string `json:"source"`
	DryRun     bool   `json:"dry_run"`
	Incidents  Counts `json:"incidents"`
	Files      Counts `json:"files"`      // that texts show or link to, each once for an incident
	Updates    int    `json:"updates"`    // entries of timelines in the incidents that were read
	Components int    `json:"components"` // that the history names
	Config     string `json:"config"`     // what became of config.toml
	Notes      []Note `json:"notes"`
}

// Add notes something. The words are the same for the same kind of thing; what
// is particular about it is the detail.
func (r *Report) Add(kind Kind, place, what, detail string, args ...any) {
	if len(args) > 0 {
		detail = fmt.Sprintf(detail, args...)
	}
	if kind == Skip {
		r.Incidents.Skipped++
	}
	r.Notes = append(r.Notes, Note{kind, what, detail, place})
}

// Place is a place in a source.
func Place(file string, line int) string {
	if line == 0 {
		return file
	}
	return fmt.Sprintf("%s:%d", file, line)
}

// group is the notes of the same words.
type group struct {
	kind  Kind
	what  string
	notes []Note
}

func (r *Report) groups() []group {
	var list []group
	at := map[string]int{}
	for _, n := range r.Notes {
		key := string(n.Kind) + n.What
		i, ok := at[key]
		if !ok {
			i = len(list)
			at[key] = i
			list = append(list, group{kind: n.Kind, what: n.What})
		}
		list[i].notes = append(list[i].notes, n)
	}
	slices.SortStableFunc(list, func(a, b group) int {
		return cmp.Compare(slices.Index(kinds, a.kind), slices.Index(kinds, b.kind))
	})
	return list
}

// line says in words what became of the records.
func (c Counts) line() string {
	parts := []string{fmt.Sprintf("read %d", c.Read)}
	for _, p := range []struct {
		n    int
		text string
	}{
		{c.Merged, "merged"}, {c.Skipped, "skipped"}, {c.New, "new"}, {c.Changed, "changed"}, {c.Unchanged, "unchanged"},
		{c.Edited, "edited locally"}, {c.Conflicts, "in conflict"}, {c.Deleted, "deleted locally"},
	} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", p.n, p.text))
		}
	}
	return strings.Join(parts, ", ")
}

// shown is how many places of a kind of note a terminal shows.
const shown = 3

// Text prints the report for a terminal: each kind of note once, with how often
// it came up and the first places.
func (r *Report) Text(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "incidents: %s\n", r.Incidents.line())
	if r.Files.Read > 0 {
		fmt.Fprintf(&b, "attachments: %s\n", r.Files.line())
	}
	fmt.Fprintf(&b, "updates: %d; components: %d; config.toml: %s\n", r.Updates, r.Components, r.Config)
	for _, g := range r.groups() {
		fmt.Fprintf(&b, "%-8s %4d × %s\n", g.kind, len(g.notes), g.what)
		for i, n := range g.notes {
			if i == shown && len(g.notes) > shown+1 {
				fmt.Fprintf(&b, "                … and %d more\n", len(g.notes)-shown)
				break
			}
			if text := n.text(); text != "" {
				fmt.Fprintf(&b, "                %s\n", text)
			}
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (n Note) text() string {
	if n.Place == "" || n.Detail == "" {
		return n.Place + n.Detail
	}
	return n.Place + ": " + n.Detail
}

// Markdown prints the whole report, every note with its place.
func (r *Report) Markdown(w io.Writer) error {
	var b strings.Builder
	c, f := r.Incidents, r.Files
	fmt.Fprintf(&b, "# Import from %s\n\nSource: `%s`\n\n", r.Tool, r.Source)
	b.WriteString("| | incidents | attachments |\n| --- | ---: | ---: |\n")
	for _, row := range []struct {
		name string
		n    [2]int
	}{
		{"read", [2]int{c.Read, f.Read}}, {"merged", [2]int{c.Merged, f.Merged}}, {"skipped", [2]int{c.Skipped, f.Skipped}},
		{"new", [2]int{c.New, f.New}}, {"changed", [2]int{c.Changed, f.Changed}}, {"unchanged", [2]int{c.Unchanged, f.Unchanged}},
		{"edited locally", [2]int{c.Edited, f.Edited}}, {"in conflict", [2]int{c.Conflicts, f.Conflicts}}, {"deleted locally", [2]int{c.Deleted, f.Deleted}},
	} {
		fmt.Fprintf(&b, "| %s | %d | %d |\n", row.name, row.n[0], row.n[1])
	}
	fmt.Fprintf(&b, "\n%d updates, %d components. config.toml: %s.\n", r.Updates, r.Components, r.Config)
	for _, g := range r.groups() {
		fmt.Fprintf(&b, "\n## %s: %s (%d)\n\n", g.kind, g.what, len(g.notes))
		for _, n := range g.notes {
			if n.Place+n.Detail == "" {
				continue
			}
			b.WriteString("- ")
			if n.Place != "" {
				fmt.Fprintf(&b, "`%s` ", strings.ReplaceAll(n.Place, "`", "'"))
			}
			b.WriteString(strings.NewReplacer("\n", " ", "<", "\\<", "*", "\\*", "_", "\\_").Replace(n.Detail) + "\n")
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}
