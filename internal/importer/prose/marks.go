package prose

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"statuary/internal/incident"
	"statuary/internal/lazyregexp"
)

// mark is what may start an entry.
type mark struct {
	label  string // the heading as plain text, without the stamp
	status incident.Status
	strong bool // it starts an entry even without a stamp
	level  int  // of a heading, else 0
	form   form
	stamp  *Stamp // in the heading
	rest   string // of the line
	lines  int    // how many lines the mark takes
	source []line // the lines of the mark
	prefix string // the text of the first of them before rest, without the stamp
	broken *Stamp // a time in the heading that cannot be used
	emoji  string // before it, to be put before the text
}

// form is how a mark is written.
type form int

const (
	heads     form = iota // a heading
	emphasis              // **Resolved**:
	brackets              // [Resolved]
	word                  // Update:  UPDATE 12:30 UTC:
	clockTime             // - 12:30 UTC:
	tableRow              // | 12:30 | Resolved | text |
	rule                  // ---
	container             // ::: update, <Update>
	closer                // the end of a container
)

var (
	ruleLine      = lazyregexp.New(`^\s{0,3}(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,}|<hr\s*/?>)\s*$`)
	underlineLine = lazyregexp.New(`^\s{0,3}(?:-{2,}|={2,})\s*$`)
	headingLine   = lazyregexp.New(`^\s{0,3}(#{1,6})[\s\p{Zs}]+(.*?)[\s\p{Zs}]*#*[\s\p{Zs}]*$`)
	tagHeading    = lazyregexp.New(`(?i)^\s{0,3}<h([1-6])(?:\s[^<>]*)?>([^<]*)</h[1-6]>\s*$`)
	containerLine = lazyregexp.New(`^:::[ \t]*(?:update|incident-update)\b[ \t]*(.*)$`)
	emphasised    = lazyregexp.New(`^(?:\*{1,3}([^*\n]{1,160}?)\*{1,3}|_{1,2}([^_\n]{1,160}?)_{1,2}|<(?:b|strong|em|i|u)>([^<\n]{1,160}?)</(?:b|strong|em|i|u)>)`)
	bracketed     = lazyregexp.New(`^(?:\\?\[([^\]\[\n]{2,120}?)\\?\]|【([^】\n]{1,120})】)`)
	separator     = lazyregexp.New(`^[\s\p{Zs}]*(?:--+|[‒–—―:：|·•→]|[-‐‑−][\s\p{Zs}]|[-‐‑−]$)[\s\p{Zs}]*`)
	trailSeps     = lazyregexp.New(`[\s\p{Zs}]*[-‐‑‒–—―−:：|]+[\s\p{Zs}]*$`)
	wordPrefix    = lazyregexp.New(`^([\p{L}][\p{L}\p{M}’' /-]{1,40}?)(?:[\s\p{Zs}]+#?(\d{1,2}))?[\s\p{Zs}]*[:：]`)
)

// findMark returns the mark at the beginning of line i, or nil.
func findMark(lines []line, i int) *mark {
	l := &lines[i]
	if l.code || l.blank {
		return nil
	}
	text := l.text
	previous, next := "", ""
	if i > 0 && !lines[i-1].code {
		previous = strings.TrimFunc(lines[i-1].text, blankRune)
	}
	if i+1 < len(lines) && !lines[i+1].code {
		next = strings.TrimFunc(lines[i+1].text, blankRune)
	}
	trimmed := strings.TrimSpace(text)
	switch {
	case (l.joined || l.tagged) && strings.HasPrefix(trimmed, ":::"):
	case trimmed == ":::":
		return &mark{form: closer, lines: 1}
	case strings.HasPrefix(trimmed, ":::"):
		if m := containerLine.FindStringSubmatch(trimmed); m != nil {
			return containerMark(l, m[1])
		}
	case ruleLine.MatchString(text):
		return &mark{form: rule, lines: 1}
	case len(trimmed) > 0 && trimmed[0] == '<':
		if m := updateTag.FindString(trimmed); m != "" && strings.HasPrefix(trimmed, m) && !strings.Contains(m, "{{") {
			return tagMark(l, trimmed, m)
		}
		if m := tagHeading.FindStringSubmatch(text); m != nil {
			return headingMark(l, m[2], int(m[1][0]-'0'), 1)
		}
	}
	if strings.HasPrefix(trimmed, "#") {
		if m := headingLine.FindStringSubmatch(text); m != nil {
			return headingMark(l, m[2], len(m[1]), 1)
		}
	}
	if previous == "" && len(trimmed) <= 80 && !ends(trimmed) && next != "" && underlineLine.MatchString(next) && !strings.Contains(text, "{{") && bullet.FindString(text) == "" {
		return headingMark(l, text, 2, 2)
	}
	if strings.HasPrefix(trimmed, ">") {
		return quotedMark(l)
	}
	lead := l.bullet()
	if strings.HasPrefix(text, "    ") && !strings.ContainsAny(lead, "-*+.)") || strings.HasPrefix(text, "\t") && !strings.ContainsAny(lead, "-*+.)") {
		return nil
	}
	rest := text[len(lead):]
	if emoji := emojiLead(rest); emoji != "" {
		m := wordsMark(l, rest[len(emoji):], lead)
		if m == nil || !m.strong {
			return nil
		}
		m.decorate(emoji)
		return m
	}
	return wordsMark(l, rest, lead)
}

// quotedMark returns the mark at the beginning of a line of a quote. Without a time, it is what somebody
// has said.
func quotedMark(l *line) *mark {
	lead := quote.FindString(l.text)
	m := wordsMark(l, l.text[len(lead):], lead)
	if m == nil || !m.strong || m.stamp == nil && !shortcodePattern.MatchString(l.text) {
		return nil
	}
	return m
}

var quote = lazyregexp.New(`^\s{0,3}(?:>[ \t]?)+`)

// wordsMark returns the mark at the beginning of the text of a line, after its bullet or its spaces, or nil.
func wordsMark(l *line, rest, lead string) *mark {
	first, _ := utf8.DecodeRuneInString(rest)
	switch {
	case strings.ContainsRune("*_<", first):
		return emphasisMark(l, rest)
	case strings.ContainsRune("[\\【", first):
		return bracketMark(l, rest)
	case digit(first) >= 0 || strings.ContainsRune("午上下오", first):
		return clockMark(l, rest, strings.TrimSpace(lead) != "")
	case unicode.IsLetter(first):
		if m := wordMark(l, rest); m != nil && !(strings.TrimSpace(lead) != "" && strings.HasPrefix(lead, "  ")) {
			return m
		}
		if _, isMonth := firstWordMonth(rest); isMonth {
			return clockMark(l, rest, strings.TrimSpace(lead) != "")
		}
	}
	return nil
}

// startsMark reports whether a text begins with a mark that starts an entry without a stamp.
func startsMark(text string) bool {
	m := findMark([]line{{text: text}}, 0)
	return m != nil && m.strong
}

func firstWordMonth(s string) (int, bool) {
	c := cursor{s: s}
	n := c.month()
	return n, n > 0
}

// newMark returns a mark with the given heading, which may contain a stamp.
func newMark(l *line, f form, label, rest string) *mark {
	m := &mark{form: f, rest: rest, lines: 1}
	m.label = m.takeStamp(l, label)
	var h heading
	if m.status, h = means(m.label); m.broken != nil {
		m.status, h = means(strings.Replace(m.label, m.broken.Source, "", 1))
	}
	m.strong = h != other || m.stamp != nil
	return m
}

// takeStamp removes the stamp from a heading: a shortcode, or a time that is written in it.
func (m *mark) takeStamp(l *line, label string) string {
	if at := shortcodePattern.FindStringIndex(label); at != nil {
		source := label[at[0]:at[1]]
		if stamp := newStamp(source, valueOf(source), l.n); stamp.readable {
			m.stamp = stamp
			return joinLabel(label[:at[0]], label[at[1]:])
		}
		return label
	}
	for offset := 0; offset < len(label); {
		found, start, end, ok := findMoment(label[offset:])
		if !ok {
			return label
		}
		start, end = start+offset, end+offset
		left := joinLabel(label[:start], label[end:])
		_, h := means(left)
		whole := strings.Trim(label[:start], decoration) == "" || found.hasDate() && strings.Trim(label[end:], decoration) == ""
		if found.Clock && (h != other || whole) && m.setMoment(l, found, label[start:end]) {
			return left
		}
		offset = end
	}
	return label
}

// setMoment makes a time the stamp of the mark, unless its time zone is unknown.
func (m *mark) setMoment(l *line, found Moment, source string) bool {
	if found.UnknownZone != "" && !strings.Contains(source, found.UnknownZone) {
		source += " " + found.UnknownZone
	}
	stamp := &Stamp{Source: source, Text: source, Line: l.n, moment: found, readable: found.UnknownZone == ""}
	if !stamp.readable {
		m.broken = stamp
		return false
	}
	m.stamp = stamp
	return true
}

// joints matches what connects a heading to the time after it: "Update at", "Update -".
var joints = lazyregexp.New(`(?i)[\s\p{Zs}:(\[–—,@-]*(?:\b(?:at|on|as of|um|am|à|le|a las|el|às|alle|om|op|o|о)[\s\p{Zs}:]+)?$`)

// withoutJoint removes what connects a heading to the time after it.
func withoutJoint(heading string) string {
	at := joints.FindStringIndex(heading)[0]
	before, _ := utf8.DecodeLastRuneInString(heading[:at])
	first, _ := utf8.DecodeRuneInString(heading[at:])
	if wordRune(before) && wordRune(first) {
		return heading // the end of a longer word: a boundary of words is one of ASCII in regular expressions
	}
	return heading[:at]
}

// joinLabel returns the heading around a time. A word that connects the time to it is left out only if
// the rest has a meaning.
func joinLabel(before, after string) string {
	rest := withoutJoint(before)
	if _, h := means(rest); h == other && strings.TrimSpace(rest) != "" {
		rest = strings.TrimRightFunc(before, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("([–—:-,@", r) })
	}
	before = rest
	after = strings.TrimLeftFunc(after, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(")]–—:-,", r) })
	return strings.TrimSpace(before + " " + after)
}

// stampAfter takes a time that follows a heading: "**Update** 12:30 UTC – text".
func (m *mark) stampAfter(l *line) {
	if m.status == incident.NoStatus && !m.strong {
		return
	}
	c := cursor{s: m.rest}
	c.spaces()
	c.take("-", "–", "—", ":", "|", ",")
	c.spaces()
	c.takeWord("at", "on", "um", "am", "à", "le", "a las", "el", "às", "alle", "om", "op", "o", "о")
	c.spaces()
	opened := c.take("(", "[")
	found, end, ok := scanMoment(c.rest())
	if !ok || !found.Clock {
		return
	}
	source := c.rest()[:end]
	c.i += end
	if opened && !c.take(")", "]") {
		return
	}
	next := strings.TrimSpace(c.rest())
	if !opened && next != "" && separator.FindString(c.rest()) == "" && !(m.form == brackets && !lower(next)) {
		return // "**Resolved** 12:30 UTC was the time"
	}
	if later, _, ok := scanMoment(strings.TrimLeft(next, "-–—~ ")); ok && later.Clock {
		return // a range: 12:30 – 13:00
	}
	if m.setMoment(l, found, source) {
		m.rest, m.strong = c.rest(), true
	}
}
