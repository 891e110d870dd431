package prose

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"statuary/internal/lazyregexp"
)

// line is a line of a body, or a part of one that begins a new entry.
type line struct {
	text   string // without the line break
	n      int    // number of the line in the file
	blank  bool   // has no text
	code   bool   // is part of fenced code
	joined bool   // continues the line before, without a line break in the source
	tagged bool   // was inside of tags of a paragraph
	dotted bool   // is an item of a text whose items begin with times with a dot

	mark  *mark
	stamp *Stamp // the shortcode at the beginning or at the end of the line that may be its time
	place place  // of stamp
	whole string // the text with stamp

	table tablePart
	row   *mark // of a row that is an entry
}

// tablePart is the part of a table that a line is.
type tablePart int

const (
	noTable tablePart = iota
	head              // the header, or the line below it
	row
)

// place is where a line has its stamp.
type place int

const (
	nowhere  place = iota
	leading        // before the text of the line
	trailing       // after the text of the line
	alone          // the line has nothing else
)

// Stamp is a time in the source.
type Stamp struct {
	Source string // as written, such as {{< track "2024-01-02 10:00" >}}
	Text   string // the time in it
	Line   int

	moment   Moment
	readable bool // moment has a time of day and a known time zone, or none
	outcome  outcome
}

func newStamp(source, text string, line int) *Stamp {
	s := &Stamp{Source: source, Text: text, Line: line}
	s.moment, s.readable = ParseMoment(text)
	s.readable = s.readable && s.moment.Clock && s.moment.UnknownZone == ""
	return s
}

// String returns the time as readers of a text can read it.
func (s *Stamp) String() string {
	if !s.readable || !s.moment.Dated() {
		return s.Text
	}
	t := s.moment.In(time.UTC)
	layout := "2006-01-02 15:04"
	if t.Second() != 0 {
		layout += ":05"
	}
	switch _, offset := t.Zone(); {
	case s.moment.Zone == nil:
	case offset == 0:
		layout += " UTC"
	default:
		layout += " -07:00"
	}
	return t.Format(layout)
}

// outcome is what became of a stamp.
type outcome int

const (
	unused  outcome = iota
	entered         // it is the time of an entry
	kept            // it is text in an entry, and reported as a guess
	dropped         // it was reported as a loss
)

var (
	shortcodePattern = lazyregexp.New(`\{\{[<%]\s*/?\s*h?track\b([^{}<>]*?)/?\s*[>%]\}\}`)
	quoted           = lazyregexp.New("[\"'`“”]([^\"'`“”]*)[\"'`“”]")
	updateTag        = lazyregexp.New(`(?i)<update\b[^<>]*>|</update\s*>`)
	dateAttribute    = lazyregexp.New(`(?i)\b(?:date|time|at)=\{?["'` + "`" + `]([^"'` + "`" + `]*)["'` + "`" + `]`)
)

// valueOf returns the time in a shortcode.
func valueOf(shortcode string) string {
	_, inner, _ := strings.Cut(shortcode, "track")
	inner = strings.TrimRight(inner, "}>%/ \t")
	if m := quoted.FindStringSubmatch(inner); m != nil {
		return strings.TrimSpace(m[1])
	}
	return strings.TrimSpace(strings.Trim(inner, "\"'` "))
}

// lower reports whether a text begins with a lower-case letter or with punctuation that continues a
// sentence.
func lower(text string) bool {
	for _, r := range text {
		return unicode.IsLower(r) || strings.ContainsRune(",;.:!?)", r)
	}
	return false
}

// ends reports whether a text ends a sentence.
func ends(text string) bool {
	text = strings.TrimRight(text, "*_ ()\"”»\u00a0")
	for _, end := range []string{".", "!", "?", "…", "。", "！", "？", ":", ">", "|"} {
		if strings.HasSuffix(text, end) {
			return true
		}
	}
	return false
}

// bullet matches what may stand before the first word of a line. An escaped number, \1., is text.
var bullet = lazyregexp.New(`^(?:[ \t]*\d{1,3}[.)][ \t]+[\s\p{Zs}]*|[\s\p{Zs}\\\x{feff}]*(?:[-*+•‣◦][\s\p{Zs}]+)?)`)

// bullet returns what stands before the first word of the line. A number that does not begin a line of
// the source is text.
func (l *line) bullet() string {
	lead := bullet.FindString(l.text)
	if (l.joined || l.tagged) && strings.ContainsAny(lead, ".)") {
		return ""
	}
	return lead
}

// decoration is what may stand around a stamp.
const decoration = " \t\u00a0\u202f*_()[]–—-|~\\:"

// placeStamp finds the shortcode of line i that may be its time, and removes it from the text. Other
// shortcodes are inside a sentence.
func (l *line) placeStamp(lines []line, i int) {
	if !strings.Contains(l.text, "track") || !strings.Contains(l.text, "}}") {
		l.placeWritten()
		return
	}
	all := shortcodePattern.FindAllStringIndex(l.text, -1)
	if all == nil {
		return
	}
	previous, next := "", ""
	if i > 0 && l.mark == nil {
		previous = strings.TrimFunc(shortcodePattern.ReplaceAllString(lines[i-1].text, ">"), blankRune)
	}
	if i+1 < len(lines) {
		next = strings.TrimFunc(lines[i+1].text, blankRune)
	}
	first, last := all[0], all[len(all)-1]
	lead := ""
	if l.mark == nil {
		lead = l.bullet()
	}
	head := l.text[len(lead):max(first[0], len(lead))]
	emoji := emojiLead(head)
	head = strings.Trim(head[len(emoji):], decoration)
	tail := strings.TrimSpace(l.text[last[1]:])
	for _, tag := range []string{"</small>", "<br>", "<br/>", "<br />"} {
		tail = strings.TrimSuffix(tail, tag)
	}
	tail = strings.Trim(tail, decoration+".")
	before, after := l.text[:first[0]], l.text[first[1]:]
	switch {
	case head == "" && tail == "" && len(all) == 1 && emoji == "":
		if !(connected(previous) && !ends(previous)) {
			l.set(first, alone)
		}
	case tail == "":
		before = l.text[:last[0]]
		if !connected(before) && (ends(before) || next == "" || !lower(next)) {
			l.set(last, trailing)
		}
	case head == "" && (previous == "" || ends(previous) || !lower(strings.TrimSpace(after))):
		l.set(first, leading)
	}
}

// placeWritten finds a time in parentheses after a sentence: "The gate is open. (12:30 UTC)". Without
// a date or a time zone, it may be part of the text.
func (l *line) placeWritten() {
	text := strings.TrimRightFunc(l.text, blankRune)
	if !strings.HasSuffix(text, ")") {
		return
	}
	open := strings.LastIndexByte(text, '(')
	if open < 0 {
		return
	}
	before := strings.TrimRightFunc(text[:open], unicode.IsSpace)
	if last, _ := utf8.DecodeLastRuneInString(before); !strings.ContainsRune(".!?…。！？", last) {
		return
	}
	source := text[open+1 : len(text)-1]
	found, end, ok := scanMoment(source)
	if !ok || strings.TrimSpace(source[end:]) != "" || !found.Clock || found.UnknownZone != "" || found.Zone == nil && !found.hasDate() {
		return
	}
	l.stamp, l.place, l.whole = &Stamp{Source: source, Text: source, Line: l.n, moment: found, readable: true}, trailing, l.text
	l.text = before
}

// set makes the shortcode at a place the stamp of the line, and removes it from the text together
// with the marks around it.
func (l *line) set(at []int, p place) {
	source := l.text[at[0]:at[1]]
	stamp := newStamp(source, valueOf(source), l.n)
	if !stamp.readable {
		return // it stays in the text
	}
	l.stamp, l.place, l.whole = stamp, p, l.text
	before, after := l.text[:at[0]], l.text[at[1]:]
	for _, pair := range [...][2]string{{"(", ")"}, {"[", "]"}, {"**", "**"}, {"*", "*"}, {"_", "_"}, {"<small>", "</small>"}} {
		b, a := strings.TrimRight(before, " "), strings.TrimLeft(after, " ")
		if strings.HasSuffix(b, pair[0]) && strings.HasPrefix(a, pair[1]) {
			before, after = strings.TrimSuffix(b, pair[0]), strings.TrimPrefix(a, pair[1])
		}
	}
	switch p {
	case trailing:
		before = strings.TrimRightFunc(before, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("–—|,;", r) })
		before = strings.TrimSuffix(before, " -")
		if strings.Trim(after, " .\\") == "" && ends(before) {
			after = ""
		}
	case alone:
		before, after = "", ""
	case leading:
		after = strings.TrimLeftFunc(after, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("–—:|", r) })
		after = strings.TrimPrefix(after, "- ")
	}
	l.text = before + after
}

// restore puts the stamp back into the text.
func (l *line) restore() {
	l.text, l.stamp, l.place = l.whole, nil, nowhere
}

// connectors are words before a stamp that make it part of the sentence.
var connectors = wordSet("at|as|of|las|ore|kl|on|since|until|till|from|by|around|before|after|about|between|and|to|the|for|um|am|seit|bis|ab|vom|gegen|à|le|depuis|jusqu’à|vers|el|desde|hasta|a|alle|dal|al|fino|às|até|om|op|sinds|tot|od|do|o|z|з|до|о|в|منذ|حتى|في")

// connected reports whether the last word of a text makes a stamp after it part of the sentence.
func connected(before string) bool {
	before = strings.TrimRight(before, " \t*_\u00a0")
	if i := strings.LastIndexFunc(before, func(r rune) bool { return !unicode.IsLetter(r) && r != '’' }); i >= 0 {
		before = strings.TrimLeftFunc(before[i:], func(r rune) bool { return !unicode.IsLetter(r) })
	}
	return connectors[strings.ToLower(before)]
}
