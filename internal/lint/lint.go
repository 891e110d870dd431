// Package lint has the rules of check: they report what can be built, but is probably a
// mistake.
//
// Errors that stop a build are found when files are parsed. Problems found here are
// warnings, or notes if they are a matter of taste, and belong to a rule with an id.
// Rules lists them, and docs/checks.md has a section for each. A file silences a rule
// with a reason (ignore: {rule: why}), and config.toml silences one for the whole site.
//
// Rules work on parsed values. A file is read again only after a rule has found a
// problem in it, to find the place.
package lint

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"statuary/internal/config"
	"statuary/internal/content"
	"statuary/internal/diag"
	"statuary/internal/history"
	"statuary/internal/incident"
	"statuary/internal/markdown"
)

// Input is the site that is checked.
type Input struct {
	Config  *config.Config
	Content *content.Content // drafts included
	History *history.History

	Jobs int // files that are looked at at once; 0 is one

	// The following functions are called by several goroutines at once.

	// Source returns the text of a file of the site.
	Source func(file string) []byte
	// Resolve returns the address, from the host's root, of a link in a text in a folder
	// of content/.
	Resolve func(dir, dest string) string
	// Has reports whether the built site has a file, such as "about/index.html".
	Has func(path string) bool
	// IDs returns the ids of the elements of a built page, or nil if they are unknown.
	IDs func(path string) map[string]bool
	// HTML returns a text as rendered on pages.
	HTML func(markdown.Text) template.HTML
}

// Check returns the problems that the rules find, sorted by file and line.
func Check(in Input) diag.List {
	current := make(map[*incident.Incident]*history.Incident, len(in.History.Incidents)) // announcements are not checked like incidents
	for _, i := range in.History.Incidents {
		current[i.Incident] = i
	}
	const batch = 64
	var list diag.List
	var mu sync.Mutex
	var g errgroup.Group
	g.SetLimit(max(1, in.Jobs))
	for incidents := range slices.Chunk(in.Content.Incidents, batch) {
		g.Go(func() error {
			r := &checker{Input: in, current: current}
			for _, one := range incidents {
				r.checkIncident(one)
			}
			mu.Lock()
			defer mu.Unlock()
			list = append(list, r.list...)
			return nil
		})
	}
	_ = g.Wait() // no function returns an error
	r := &checker{Input: in, current: current, list: list}
	for _, p := range slices.Concat(in.Content.Pages, in.Content.TranslatedPages) {
		r.file, r.ignored = p.Source.File, p.Ignore
		r.checkIgnored()
		r.checkText(p.Body, true, bodyOf)
	}
	for _, i := range in.Content.TranslatedIncidents {
		r.file, r.ignored = i.Source.File, i.Ignore
		r.checkIgnored()
		r.checkTexts(i)
	}
	r.checkSite()
	sort(r.list)
	return r.list
}

// sort sorts a list by place and then by rule, so that the order does not depend on
// goroutines.
func sort(list diag.List) {
	slices.SortFunc(list, func(a, b diag.Diagnostic) int {
		return cmp.Or(
			cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col),
			cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Text, b.Text),
		)
	})
}

type checker struct {
	Input
	current map[*incident.Incident]*history.Incident // as readers see them now
	list    diag.List

	last     *source // of lastFile, the one that was read last
	lastFile string

	file    string            // the one that is looked at
	ignored map[string]string // its rules that are silenced
}

func (r *checker) checkIncident(in *incident.Incident) {
	r.file, r.ignored = in.Source.File, in.Ignore
	r.checkIgnored()
	r.checkTimeline(in)
	r.checkDowntime(in)
	if i := r.current[in]; i != nil && !in.Draft {
		r.checkHistory(i)
	}
	r.checkTexts(in)
}

func (r *checker) checkTexts(in *incident.Incident) {
	for n := range in.Updates {
		u := &in.Updates[n]
		r.checkText(u.Message, false, func(s *source) area { return s.message(u) })
	}
	r.checkText(in.Postmortem, true, bodyOf)
}

// report adds a problem that a rule has found, unless the rule is silenced. It calls at
// only then.
func (r *checker) report(rule string, at func(*source) place, hint, format string, args ...any) {
	if _, ok := r.ignored[rule]; ok || slices.Contains(r.Config.Check.Ignore, rule) {
		return
	}
	s := r.source(r.file)
	p := at(s)
	d := diag.Diagnostic{
		Pos: diag.Pos{File: r.file, Line: p.line, Col: p.col}, Text: fmt.Sprintf(format, args...), Hint: hint,
		Rule: rule, Warning: true, Note: rules[rule].Note, Source: diag.Line(s.src, p.line),
	}
	if rules[rule].Private {
		d.Source = "" // more people can read the logs of CI than the file
	}
	r.list = append(r.list, d)
}

// checkIgnored reports rules that a file ignores but that do not exist.
func (r *checker) checkIgnored() {
	for name := range r.ignored {
		if _, ok := rules[name]; !ok {
			r.report("unknown-rule", func(s *source) place { return s.key("ignore", name) }, ruleHint(name), "unknown rule %q", name)
		}
	}
}

// ruleHint returns the hint for the id of an unknown rule.
func ruleHint(name string) string {
	if near, ok := diag.Nearest(name, ruleIDs()); ok {
		return fmt.Sprintf("did you mean %q?", near)
	}
	return "docs/checks.md lists all rules"
}

func formatTime(t time.Time) string { return t.Format("2006-01-02 15:04") }

func lower(s interface{ Label() string }) string { return strings.ToLower(s.Label()) }
