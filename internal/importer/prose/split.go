package prose

import (
	"strings"
	"unicode"

	"statuary/internal/lazyregexp"
)

// split splits a body into lines, and further so that each element <Update>, and each of several
// sentences with stamps of their own, is on its own line.
func split(body string, first int) []line {
	list := make([]line, 0, strings.Count(body, "\n")+1)
	fence, i := "", -1
	unwraps := 0 // lines with tags of paragraphs
	for text := range strings.SplitSeq(body, "\n") {
		i++
		l := line{text: text, n: first + i, blank: strings.TrimFunc(text, blankRune) == ""}
		if m := fenceOf(text); m != nil && (fence == "" || strings.HasPrefix(m[1], fence)) {
			l.code = true
			if fence == "" {
				fence = m[1]
			} else if strings.Trim(strings.TrimSpace(text), fence[:1]) == "" {
				fence = ""
			}
		} else {
			l.code = fence != ""
		}
		if l.code || l.blank {
			list = append(list, l)
			continue
		}
		if n := strings.Count(text, "<"); n > 0 && n <= maxMarks && unwraps < maxMarks && !strings.Contains(text, "`") && paragraphTag.MatchString(text) {
			unwraps++
			for _, l := range unwrapped(l) {
				list = appendParts(list, l)
			}
			continue
		}
		list = appendParts(list, l)
	}
	return list
}

// appendParts appends the parts of a line.
func appendParts(list []line, l line) []line {
	rest, joined := l, false
	for _, at := range breaks(l.text) {
		head := rest
		head.text, rest.text = l.text[len(l.text)-len(rest.text):at], l.text[at:]
		head.joined, joined = joined, true
		if strings.TrimSpace(head.text) != "" {
			list = append(list, head)
		}
	}
	rest.joined = joined
	if rest.blank || strings.TrimSpace(rest.text) != "" {
		list = append(list, rest)
	}
	return list
}

var (
	paragraphTag = lazyregexp.New(`(?i)</?(?:p|div|ul|ol|li|details|summary)(?:\s[^<>]*)?>`)
	listItemTag  = lazyregexp.New(`(?i)<li(?:\s[^<>]*)?>\s*`)
	summaryTag   = lazyregexp.New(`(?i)<summary(?:\s[^<>]*)?>\s*([^<>]*?)\s*</summary>`)
)

// unwrapped returns the paragraphs and the list items of HTML in a line as lines without their tags,
// between empty ones. A summary becomes a heading.
func unwrapped(l line) []line {
	empty := line{n: l.n, blank: true}
	list := []line{empty}
	text := summaryTag.ReplaceAllString(l.text, "<p>**$1**<p>")
	text = listItemTag.ReplaceAllString(text, "<p>- ")
	for _, text := range paragraphTag.Split(text, -1) {
		if strings.TrimFunc(text, blankRune) != "" {
			list = append(list, line{text: strings.TrimSpace(text), n: l.n, tagged: true}, empty)
		}
	}
	return list
}

var fencePattern = lazyregexp.New("^\\s{0,3}(`{3,}|~{3,})")

// fenceOf returns the match of fencePattern. Most lines cannot match.
func fenceOf(text string) []string {
	if !strings.Contains(text, "```") && !strings.Contains(text, "~~~") {
		return nil
	}
	return fencePattern.FindStringSubmatch(text)
}

// blankRune reports whether lines of such characters separate paragraphs. Editors leave a backslash.
func blankRune(r rune) bool { return unicode.IsSpace(r) || r == '\\' || r == '\ufeff' }

// breaks returns where a line is split: around elements <Update>, and after a stamp that ends one
// sentence, if the next one has a stamp too.
func breaks(text string) []int {
	var list []int
	if strings.Contains(text, "<") && (strings.Contains(text, "pdate") || strings.Contains(text, "PDATE")) {
		for _, at := range updateTag.FindAllStringIndex(text, -1) {
			if strings.Contains(text[at[0]:at[1]], "{{") {
				continue // the shortcode must stay in the text
			}
			list = append(list, at[0])
			if text[at[0]+1] == '/' {
				list = append(list, at[1])
			}
		}
	}
	if list != nil || !strings.Contains(text, "track") || !strings.Contains(text, "}}") {
		return list
	}
	if strings.Count(text, "track") < 2 && (strings.HasSuffix(text, "}}") || !strings.Contains(text, "}} ")) {
		return nil
	}
	all := shortcodePattern.FindAllStringIndex(text, -1)
	for i, at := range all {
		before := strings.TrimRightFunc(text[:at[0]], unicode.IsSpace)
		after := strings.TrimLeftFunc(text[at[1]:], func(r rune) bool { return unicode.IsSpace(r) || r == ')' })
		last := i == len(all)-1
		switch {
		case before == "" || after == "" || lower(after):
		case last && !startsMark(after), !ends(before):
		default:
			list = append(list, len(text)-len(after))
		}
	}
	return list
}
