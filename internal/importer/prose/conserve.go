package prose

import (
	"maps"
	"slices"
	"strings"
	"unicode"

	"statuary/internal/importer/exchange"
	"statuary/internal/lazyregexp"
)

// conserve checks that the timeline has everything that the source has: each stamp became the time of
// an entry or was reported, and each word is in a text. It reports what is missing, and counts the
// stamps.
func (b *builder) conserve() {
	for _, s := range b.d.Stamps {
		b.Times.Read++
		switch s.outcome {
		case entered:
			b.Times.Written++
			continue
		case kept:
			if s.readable {
				b.Times.Kept++
				b.Add(exchange.Guess, b.place(s.Line), "a time inside a text is not the time of an update: it was kept in the text", "%s", s.Text)
				continue
			}
			b.Add(exchange.Loss, b.place(s.Line), "a time that could not be read was kept as text", "%s", s.Text)
		case unused:
			what := "a time that could not be used was kept as text"
			if s.moment.UnknownZone != "" {
				what = "a time with an unknown time zone was kept as text"
			}
			b.Add(exchange.Loss, b.place(s.Line), what, "%s", s.Text)
		}
		b.Times.Lost++
	}
	if b.d.limit > 0 {
		b.Add(exchange.Loss, b.place(b.d.limit), "the rest of a text was added to one update, because it has too many", "the limit is %d", maxMarks)
	}
	for _, l := range b.d.headers {
		b.named = append(b.named, l.text)
		b.Add(exchange.Loss, b.place(l.n), "the header of a table whose rows became updates was left out", "%s", strings.Join(cells(l.text), ", "))
	}
	if lost := missing(b.d.source, b.d.Stamps, append(b.texts(), b.named...)); len(lost) > 0 {
		b.Add(exchange.Loss, b.Name, "words of the text were lost", "%s", strings.Join(lost, " "))
	}
}

// texts returns all texts of the incident.
func (b *builder) texts() []string {
	list := []string{b.in.Postmortem}
	for _, u := range b.in.Updates {
		list = append(list, u.Label, u.Message)
	}
	return list
}

// missing returns the words of a source that are not in the texts. The words of a stamp that became the
// time of an entry, and words that connect it to a heading, need not be there; tags and the numbers of
// list items are not words.
func missing(source string, stamps []*Stamp, texts []string) []string {
	have := map[string]int{}
	for _, t := range texts {
		words(t, func(w string) { have[w]++ })
	}
	free := 0
	for _, s := range stamps {
		if s.outcome == entered || s.outcome == dropped {
			free++
			if c := s.Source[:1]; !(c == "{" && strings.HasSuffix(s.Source, "}")) && !(c == "<" && strings.HasSuffix(s.Source, ">")) {
				words(s.Source, func(w string) { have[w]++ })
			}
		}
	}
	need := map[string]int{}
	for _, not := range []struct {
		mayMatch bool // quick to see, unlike a match
		pattern  *lazyregexp.Regexp
	}{
		{strings.Contains(source, "}}"), shortcodePattern},
		{strings.Contains(source, ":::"), containerWord},
		{digitStartsLine(source), listNumber},
		{strings.Contains(source, "<"), tags},
	} {
		if not.mayMatch {
			source = not.pattern.ReplaceAllString(source, " ")
		}
	}
	more := false // whether a word is needed more often than it is there
	words(source, func(w string) {
		need[w]++
		more = more || need[w] > have[w]
	})
	if !more {
		return nil
	}
	var lost []string
	for _, w := range slices.Sorted(maps.Keys(need)) {
		for n := need[w] - have[w]; n > 0; n-- {
			if free > 0 && connectors[w] {
				free--
				continue
			}
			lost = append(lost, w)
		}
	}
	return lost
}

// digitStartsLine reports whether a line begins with a digit, after spaces.
func digitStartsLine(s string) bool {
	start := true
	for i := range len(s) {
		switch c := s[i]; {
		case c == '\n':
			start = true
		case c == ' ' || c == '\t':
		case start && c >= '0' && c <= '9':
			return true
		default:
			start = false
		}
	}
	return false
}

var (
	containerWord = lazyregexp.New(`(?m)^[ \t\p{Zs}]*:::[ \t]*(?:incident-)?update\b`)
	tags          = lazyregexp.New(`</?[A-Za-z][^<>]*>`)
	listNumber    = lazyregexp.New(`(?m)^[ \t]*\d{1,3}[.)][ \t]`)
)

// words calls visit for each word and each number of a text, in lower case. A character such as 時 is a
// word of its own after a number, because it belongs to a time.
func words(text string, visit func(string)) {
	from, kind := 0, 0
	for i, r := range text + " " {
		k := 0
		switch {
		case unicode.IsDigit(r):
			k = 1
		case kind == 1 && strings.ContainsRune("年月日号時时点點分년월일시분", r):
			k = 3
		case unicode.Is(unicode.Variation_Selector, r): // of an emoji
		case unicode.IsLetter(r), unicode.IsMark(r):
			k = 2
		}
		if k == kind {
			continue
		}
		if kind > 0 {
			visit(strings.ToLower(text[from:i]))
		}
		from, kind = i, k
	}
}
