package exchange

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"statuary/internal/chars"
	"statuary/internal/importer/htmltext"
)

// Kind is the kind of a note.
type Kind string

// The kinds of notes, the most serious first.
const (
	Skip  Kind = "skipped" // a record that was not imported
	Loss  Kind = "loss"    // a part of a record that was not imported
	Guess Kind = "guess"   // something that was inferred
	Info  Kind = "note"
)

var kinds = []Kind{Skip, Loss, Guess, Info}

// Note is one entry of a report.
type Note struct {
	Kind   Kind   `json:"kind"`
	What   string `json:"what"`             // constant for each sort of problem, so that notes can be counted
	Detail string `json:"detail,omitempty"` // about this occurrence
	Place  string `json:"place,omitempty"`  // in the source: "content/issues/x.md:12", "incidents.jsonl:7"
}

// Counts are numbers of records by outcome. They add up: Read = Merged + Skipped +
// New + Changed + Unchanged + Edited + Conflicts + Deleted.
type Counts struct {
	Read      int `json:"read"`      // records of the source: incidents, or files where an incident was expected
	Merged    int `json:"merged"`    // other versions of a record that was already read
	Skipped   int `json:"skipped"`   // records that are not an incident or could not become one; each has a note
	New       int `json:"new"`       // files that did not exist
	Changed   int `json:"changed"`   // files that were rewritten, usually because the source has changed
	Unchanged int `json:"unchanged"` // files that already had the imported content
	Edited    int `json:"edited"`    // files that were edited locally and kept; the source has not changed
	Conflicts int `json:"conflicts"` // files that were edited locally and changed in the source; they were kept
	Deleted   int `json:"deleted"`   // files that were deleted locally and not restored
}

// Sum returns the number of records that have an outcome; it equals c.Read after
// an import.
func (c Counts) Sum() int {
	return c.Merged + c.Skipped + c.New + c.Changed + c.Unchanged + c.Edited + c.Conflicts + c.Deleted
}

// Times are numbers of times that a text has, by outcome: Read = Written + Kept + Lost.
type Times struct {
	Read    int `json:"read"`
	Written int `json:"written"` // times of an entry
	Kept    int `json:"kept"`    // in the text of an entry; each has a note
	Lost    int `json:"lost"`    // ignored, or unreadable; each has a note
}

// Report records what an import did and what it could not import.
type Report struct {
	Tool       string `json:"tool"`
	Source     string `json:"source"`
	DryRun     bool   `json:"dry_run"`
	Incidents  Counts `json:"incidents"`
	Files      Counts `json:"files"`      // attachments, each counted once for an incident
	Updates    int    `json:"updates"`    // timeline entries of the imported incidents
	Components int    `json:"components"` // components of the history
	Times      Times  `json:"times"`      // of updates, in sources that are prose
	Config     string `json:"config"`     // outcome for config.toml, such as "new" or "unchanged"
	Notes      []Note `json:"notes"`
}

// Add adds a note. The text what must be constant for each sort of problem, since
// notes with equal texts are grouped; detail is a format string for args, or plain
// text if there are none. A note of kind [Skip] also counts a skipped incident.
func (r *Report) Add(kind Kind, place, what, detail string, args ...any) {
	if len(args) > 0 {
		detail = fmt.Sprintf(detail, args...)
	}
	if kind == Skip {
		r.Incidents.Skipped++
	}
	r.Notes = append(r.Notes, Note{kind, what, oneLine(detail), oneLine(place)})
}

// oneLine returns a text on one line, without characters that nobody sees.
func oneLine(s string) string {
	if strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || chars.Forbidden(r) }) {
		return chars.Unformatted(htmltext.Line(s))
	}
	return s
}

// Place returns a place in a source as "file:line", or only the file if line is 0.
func Place(file string, line int) string {
	if line == 0 {
		return file
	}
	return fmt.Sprintf("%s:%d", file, line)
}

// group is the list of notes with the same kind and text.
type group struct {
	kind  Kind
	what  string
	notes []Note
}

// groups returns the notes in groups, the most serious kind first.
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

// line formats the counts as "read 5, 1 skipped, 4 new", and those of a dry run as what would
// be done.
func (c Counts) line(dryRun bool) string {
	parts := []string{fmt.Sprintf("read %d", c.Read)}
	for _, p := range []struct {
		n           int
		text, would string
	}{
		{c.Merged, "merged", ""}, {c.Skipped, "skipped", "would be skipped"}, {c.New, "new", "would be new"},
		{c.Changed, "changed", "would be changed"}, {c.Unchanged, "unchanged", "would stay unchanged"},
		{c.Edited, "edited locally", ""}, {c.Conflicts, "in conflict", "would be in conflict"}, {c.Deleted, "deleted locally", ""},
	} {
		if dryRun && p.would != "" {
			p.text = p.would
		}
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", p.n, p.text))
		}
	}
	return strings.Join(parts, ", ")
}

// config returns what was done with config.toml or, in a dry run, what would be done.
func (r *Report) config() string {
	if would, ok := map[string]string{
		"new": "would be written", "changed": "would be changed", "unchanged": "would stay unchanged", "kept": "would be kept",
		"kept, with components added": "would be kept, with components added",
	}[r.Config]; ok && r.DryRun {
		return would
	}
	return r.Config
}

// shown is the number of notes of a group that [Report.Text] prints. It prints every loss, every skip and
// every open incident.
const shown = 3

// Text prints the report for a terminal: the text of each group of notes with the
// number of notes, and the places of the first few.
func (r *Report) Text(w io.Writer) error {
	var b strings.Builder
	if r.DryRun {
		b.WriteString("dry run: nothing was written\n")
	}
	fmt.Fprintf(&b, "incidents: %s\n", r.Incidents.line(r.DryRun))
	if r.Files.Read > 0 {
		fmt.Fprintf(&b, "attachments: %s\n", r.Files.line(r.DryRun))
	}
	fmt.Fprintf(&b, "updates: %d; components: %d; config.toml: %s\n", r.Updates, r.Components, r.config())
	for _, g := range r.groups() {
		fmt.Fprintf(&b, "%-8s %4d × %s\n", g.kind, len(g.notes), g.what)
		for i, n := range g.notes {
			if i == shown && len(g.notes) > shown+1 && g.kind != Loss && g.kind != Skip && g.what != stillOpen {
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

// Totals returns the sums of the report on one line: what was read and written, guessed and lost.
func (r *Report) Totals() string {
	count := map[Kind]int{}
	for _, n := range r.Notes {
		count[n.Kind]++
	}
	wrote := "wrote"
	if r.DryRun {
		wrote = "would write"
	}
	c, t := r.Incidents, r.Times
	read := "read " + counted(c.Read, "incident", "incidents")
	written := wrote + " " + counted(c.New+c.Changed, "incident", "incidents")
	if t.Read > 0 {
		read += " and " + counted(t.Read, "time of an update", "times of updates")
		written += fmt.Sprintf(" and has %d of the times", t.Written)
	}
	return fmt.Sprintf("total: %s, %s; %s, %s, %d skipped", read, written,
		counted(count[Guess], "guess", "guesses"), counted(count[Loss], "loss", "losses"), count[Skip])
}

// counted returns a number with its noun.
func counted(n int, one, more string) string {
	if n == 1 {
		more = one
	}
	return fmt.Sprintf("%d %s", n, more)
}

func (n Note) text() string {
	if n.Place == "" || n.Detail == "" {
		return n.Place + n.Detail
	}
	return n.Place + ": " + n.Detail
}

// Markdown prints the report with every note and its place, as Markdown.
func (r *Report) Markdown(w io.Writer) error {
	var b strings.Builder
	c, f := r.Incidents, r.Files
	fmt.Fprintf(&b, "# Import from %s\n\nSource: `%s`\n\n", r.Tool, r.Source)
	if r.DryRun {
		b.WriteString("This was a dry run: nothing was written. The numbers show what an import would do.\n\n")
	}
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
	fmt.Fprintf(&b, "\n%d updates, %d components. config.toml: %s.\n", r.Updates, r.Components, r.config())
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
