package prose

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"statuary/internal/incident"
	"statuary/internal/lazyregexp"
)

func headingMark(l *line, label string, level, lines int) *mark {
	m := newMark(l, heads, label, "")
	m.level, m.lines = level, lines
	return m
}

// containerMark reads the line of a Statusfy container: "::: update Resolved | 2020-08-31T13:36:00Z".
func containerMark(l *line, text string) *mark {
	m := &mark{form: container, strong: true, lines: 1}
	label, when, _ := strings.Cut(text, "|")
	m.label = strings.TrimSpace(label)
	m.status, _ = means(m.label)
	if when = strings.TrimSpace(when); when != "" {
		m.stamp = newStamp(when, when, l.n)
	}
	return m
}

// tagMark reads an element <Update date="…">, or its end.
func tagMark(l *line, text, tag string) *mark {
	m := &mark{form: container, strong: true, lines: 1, rest: text[len(tag):]}
	if tag[1] == '/' {
		m.form = closer
		return m
	}
	if d := dateAttribute.FindStringSubmatch(tag); d != nil {
		m.stamp = newStamp(tag, d[1], l.n)
	}
	return m
}

// emphasisMark reads "*Resolved* - text", "**Resolved:** text", "**Update** (12:30 UTC): text" and
// "**Resolved**" on a line of its own.
func emphasisMark(l *line, text string) *mark {
	at := emphasised.FindStringSubmatchIndex(text)
	if at == nil {
		return nil
	}
	label := ""
	for g := 2; g < len(at); g += 2 {
		if at[g] >= 0 {
			label = text[at[g]:at[g+1]]
		}
	}
	if strings.TrimSpace(label) == "" {
		return nil
	}
	rest := text[at[1]:]
	inside := trailSeps.MatchString(label)
	m := newMark(l, emphasis, trailSeps.ReplaceAllString(label, ""), rest)
	if m.stamp == nil {
		m.stampAfter(l)
	}
	sep := separator.FindString(m.rest)
	m.rest = m.rest[len(sep):]
	bare := strings.TrimFunc(m.rest, blankRune)
	switch {
	case inside || sep != "":
	case bare == "", shortcodePattern.MatchString(bare) && strings.HasPrefix(bare, "{{"):
	case m.stamp != nil:
	case m.strong && sep == "" && !lower(bare):
	default:
		return nil // bold words in a sentence
	}
	if m.strong || len(m.label) <= 120 {
		m.rest = strings.TrimLeftFunc(m.rest, unicode.IsSpace)
		return m
	}
	return nil
}

// bracketMark reads "[Close issue]" and "[Update - 12:30 UTC] text".
func bracketMark(l *line, text string) *mark {
	at := bracketed.FindStringSubmatchIndex(text)
	if at == nil {
		return nil
	}
	g := 2
	if at[2] < 0 {
		g = 4
	}
	rest := text[at[1]:]
	if strings.HasPrefix(rest, "(") || strings.HasPrefix(rest, "[") {
		return nil // a link
	}
	m := newMark(l, brackets, text[at[g]:at[g+1]], rest)
	if !m.strong {
		return nil // such as [English version]
	}
	if m.stamp == nil {
		m.stampAfter(l)
	}
	m.rest = strings.TrimPrefix(strings.TrimLeftFunc(m.rest, unicode.IsSpace), "-->")
	m.rest = m.rest[len(separator.FindString(m.rest)):]
	m.rest = strings.TrimLeftFunc(m.rest, unicode.IsSpace)
	return m
}

// wordMark reads "UPDATE 12:30 UTC: text", "Update: text" and "Resolved at 12:30 UTC: text".
func wordMark(l *line, text string) *mark {
	head := text
	if len(head) > 120 {
		head = strings.ToValidUTF8(head[:120], "")
	}
	if found, start, end, ok := findMoment(head); ok && found.Clock && start > 0 {
		label := withoutJoint(head[:start])
		after := text[end:]
		if strings.HasSuffix(strings.TrimRight(head[:start], " "), "(") || strings.HasSuffix(strings.TrimRight(head[:start], " "), "[") {
			after = strings.TrimLeft(after, ")]")
		}
		sep := separator.FindString(after)
		if _, h := means(label); h != other && (sep != "" || strings.TrimSpace(after) == "") {
			m := newMark(l, word, label, strings.TrimLeftFunc(after[len(sep):], unicode.IsSpace))
			if !m.setMoment(l, found, text[start:end]) {
				m.label, m.rest = "", text // the time stays in the text
			}
			return m
		}
	}
	if at := wordPrefix.FindStringSubmatchIndex(text); at != nil {
		first, _ := utf8.DecodeRuneInString(text)
		label := strings.TrimRight(text[:at[1]], ":： ")
		if plain(text[at[2]:at[3]]) && !unicode.IsLower(first) {
			return newMark(l, word, label, strings.TrimLeftFunc(text[at[1]:], unicode.IsSpace))
		}
	}
	return nil
}

// clockMark reads a time at the beginning of a list item, or of a paragraph if a separator follows.
func clockMark(l *line, text string, item bool) *mark {
	found, end, ok := scanMoment(text)
	if !ok || !found.Clock {
		if found, end, ok = dottedClock(text, l.dotted); !ok {
			return nil
		}
	}
	rest := text[end:]
	trimmed := strings.TrimLeftFunc(rest, unicode.IsSpace)
	c := cursor{s: strings.TrimLeft(trimmed, "-–—~ to")}
	if trimmed != "" && strings.ContainsAny(trimmed[:1], "-–—~t") || strings.HasPrefix(trimmed, "–") || strings.HasPrefix(trimmed, "—") {
		if m, _, ok := scanMoment(c.s); ok && m.Clock {
			return nil // a range: 12:30 – 13:00
		}
	}
	sep := separator.FindString(rest)
	if !item && trimmed != "" && (sep == "" || lower(rest[len(sep):])) {
		return nil
	}
	m := &mark{form: clockTime, strong: true, lines: 1, rest: strings.TrimLeftFunc(rest[len(sep):], unicode.IsSpace)}
	if place, after, ok := strings.Cut(trimmed, " "); sep == "" && ok && placeName(place) && separator.MatchString(after) {
		// "16:37 Denver - text"
		if found.Zone = cityZone(place); found.Zone == nil {
			found.UnknownZone = place
		} else {
			found.City = place
			end = strings.Index(text[end:], place) + end + len(place)
			m.rest = strings.TrimLeftFunc(after[len(separator.FindString(after)):], unicode.IsSpace)
		}
	}
	if !m.setMoment(l, found, text[:end]) {
		m.strong, m.rest = false, text
		return m
	}
	if label, status, rest, ok := boldStatus(m.rest); ok {
		m.label, m.status, m.rest = label, status, rest
	} else if status, h := means(m.rest); h != other && !ends(m.rest) { // "12:30 UTC - Resolved", with the text below
		m.label, m.status, m.rest = strings.Trim(m.rest, "*_ "), status, ""
	}
	return m
}

// boldStatus reads "**Resolved**: text": a status in emphasis at the beginning of a text.
func boldStatus(text string) (label string, status incident.Status, rest string, ok bool) {
	at := emphasised.FindStringSubmatchIndex(text)
	if at == nil {
		return "", incident.NoStatus, "", false
	}
	for g := 2; g < len(at); g += 2 {
		if at[g] >= 0 {
			label = trailSeps.ReplaceAllString(text[at[g]:at[g+1]], "")
		}
	}
	status, h := means(label)
	rest = text[at[1]:]
	rest = strings.TrimLeftFunc(rest[len(separator.FindString(rest)):], unicode.IsSpace)
	return label, status, rest, h == statusful
}

// dottedTime matches a time of day with a dot, and the separator after it.
var dottedTime = lazyregexp.New(`^((\d{1,2})\.(\d{2}))[\s\p{Zs}]*(?:[:：–—]|-[\s\p{Zs}])[\s\p{Zs}]*`)

// findDotted marks the list items of a text in which an item begins with a time with a dot and a status in emphasis: the
// other items that begin with such a number begin with a time too.
func findDotted(lines []line) {
	is := func(l *line) bool {
		lead := l.bullet()
		if l.code || strings.TrimSpace(lead) == "" {
			return false
		}
		_, _, ok := dottedClock(l.text[len(lead):], false)
		return ok
	}
	for i := range lines {
		if is(&lines[i]) {
			for n := range lines {
				lines[n].dotted = strings.TrimSpace(lines[n].bullet()) != ""
			}
			return
		}
	}
}

// dottedClock reads a time with a dot if a separator and a status in emphasis follow: "09.15 : **Resolved**". Elsewhere,
// such a number is a decimal, a version or a day, unless alike reports that another item has such a status.
func dottedClock(text string, alike bool) (m Moment, end int, ok bool) {
	at := dottedTime.FindStringSubmatchIndex(text)
	if at == nil {
		return m, 0, false
	}
	m.Hour, _ = strconv.Atoi(text[at[4]:at[5]])
	m.Minute, _ = strconv.Atoi(text[at[6]:at[7]])
	if _, _, _, ok = boldStatus(text[at[1]:]); !ok && !alike || m.Hour > 23 || m.Minute > 59 {
		return m, 0, false
	}
	m.Clock, m.Dotted = true, true
	return m, at[3], true
}

// placeName reports whether a word may be the name of a city, as in "16:37 Denver".
func placeName(word string) bool {
	for i, r := range word {
		if i == 0 && !unicode.IsUpper(r) || !unicode.IsLetter(r) {
			return false
		}
	}
	return len(word) > 2
}
