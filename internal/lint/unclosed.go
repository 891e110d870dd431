package lint

import (
	"strings"

	"statuary/internal/markdown"
)

// checkLooseEnds reports Markdown whose other half is missing. Readers see its source, or
// nothing.
func (r *checker) checkLooseEnds(md string, where func(*source) area) {
	for _, l := range markdown.LooseEnds(md) {
		at := func(s *source) place { return s.findNth(where(s), l.Text, strings.Count(md[:l.At], l.Text)) }
		switch l.Kind {
		case markdown.OpenFence:
			r.report("open-fence", at, "write a line "+strings.TrimRight(l.Text, " "+strings.Trim(l.Text, "`~"))+" below the code", "unclosed code block: everything after it is code")
		case markdown.UndefinedReference:
			r.report("undefined-reference", at, "add a line ["+l.Label+"]: with the address; each update and each postmortem needs its own", "undefined link reference %s", l.Text)
		case markdown.UndefinedFootnote:
			r.report("undefined-footnote", at, "add a line "+l.Text+": with its text; each update and each postmortem needs its own", "undefined footnote %s", l.Text)
		case markdown.UnusedFootnote:
			r.report("unused-footnote", at, "write "+strings.TrimSuffix(l.Text, ":")+" where it belongs", "the footnote %s is not referred to, so it is not shown", strings.TrimSuffix(l.Text, ":"))
		}
	}
}

// findNth returns the place of a text in an area, after skipping as many occurrences, or
// the beginning of the area if there are fewer.
func (s *source) findNth(a area, text string, after int) place {
	for n := max(1, a.from); n <= min(a.to, len(s.lines)); n++ {
		line, col := s.lines[n-1], 0
		for {
			i := strings.Index(line, text)
			if i < 0 {
				break
			}
			if after == 0 {
				return place{n, 1 + len([]rune(s.lines[n-1][:col+i]))}
			}
			after--
			line, col = line[i+len(text):], col+i+len(text)
		}
	}
	return place{a.from, 0}
}
