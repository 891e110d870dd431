// Package htmltext converts the texts of other tools to Markdown that shows the same
// words: HTML of feeds and documents, and plain text in which a "*" or a "<" was not
// meant as markup.
//
// HTML is converted by github.com/JohannesKaufmann/html-to-markdown, after bluemonday
// has removed what could do harm. Converted texts are rendered and compared with what
// the source showed, so that a text that would read differently is noticed during the
// import.
package htmltext

import (
	"strings"
	"unicode"

	"statuary/internal/chars"
	"statuary/internal/lazyregexp"
	"statuary/internal/markdown"
)

// MaxText is the maximum size of a text in bytes; longer texts are cut. The longest of
// 3,000 real updates has 15 kB, the longest of 46 real postmortems 30 kB.
const MaxText = 1 << 20

// Text is a converted text.
type Text struct {
	Markdown string
	Lost     []string // what could not be kept, each a phrase such as "a script"; nil if nothing was
}

// Clean removes what a text file must not contain: control characters, controls of text
// direction, byte order marks and invalid UTF-8. It converts all line breaks to "\n" and trims
// spaces. lost reports whether control characters were removed; U+FEFF does not count, because
// some editors leave it within words (39 real files).
func Clean(s string) (clean string, lost bool) {
	if isClean(s) {
		return strings.TrimSpace(s), false
	}
	s = lineBreaks.Replace(strings.ToValidUTF8(s, "\ufffd"))
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		switch {
		case chars.Formatting(r):
		case chars.Control(r):
			lost = true
		default:
			b.WriteRune(r)
		}
	}
	return strings.TrimSpace(b.String()), lost
}

func isClean(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= 0x7f || c < ' ' && c != '\n' && c != '\t' {
			return false
		}
	}
	return true
}

var lineBreaks = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n\n", "\v", "\n", "\f", "\n")

// Line cleans a text for use on one line, such as a title.
func Line(s string) string {
	s, _ = Clean(s)
	return strings.Join(strings.Fields(s), " ")
}

// Cut shortens a text to at most [MaxText] bytes, at the end of a paragraph if there is
// one in the second half. lost reports whether it was shortened.
func Cut(s string) (short string, lost bool) {
	if len(s) <= MaxText {
		return s, false
	}
	short = strings.ToValidUTF8(s[:MaxText], "")
	if i := strings.LastIndex(short, "\n\n"); i > MaxText/2 {
		short = short[:i]
	}
	return strings.TrimSpace(short), true
}

// HTMLOrPlain converts a text of unknown format: as HTML if it has HTML tags, else as plain
// text.
func HTMLOrPlain(s string) Text {
	s, control := prepare(s)
	t := Text{Markdown: s}
	switch {
	case strings.Contains(s, "<") && tag.MatchString(s):
		s = breaks.ReplaceAllString(s, "\n")
		if tag.MatchString(s) || escaped.MatchString(s) {
			t = fromHTML(keepLineBreaks(s))
		} else {
			t = fromPlain(s)
		}
	default:
		t = fromPlain(s)
	}
	return t.finish(control)
}

// HTML converts HTML to Markdown.
func HTML(s string) Text {
	s, control := prepare(s)
	return fromHTML(s).finish(control)
}

// Markdown cleans a text that is Markdown already.
func Markdown(s string) Text {
	s, control := prepare(s)
	return Text{Markdown: s}.finish(control)
}

func prepare(s string) (clean string, lost []string) {
	// Cut a huge text, such as one of 20 MB, before any other work.
	if len(s) > 4*MaxText {
		s = strings.ToValidUTF8(s[:4*MaxText], "")
		lost = append(lost, "the end of a text larger than 4 MB")
	}
	clean, control := Clean(s)
	if control {
		lost = append(lost, "control characters")
	}
	return clean, lost
}

func (t Text) finish(lost []string) Text {
	t.Lost = append(lost, t.Lost...)
	var control, cut bool
	if t.Markdown, control = Clean(t.Markdown); control && len(lost) == 0 {
		t.Lost = append(t.Lost, "control characters")
	}
	if t.Markdown, cut = Cut(t.Markdown); cut {
		t.Lost = append(t.Lost, "the end of a text larger than 1 MB")
	}
	return t
}

// tag matches an HTML tag, but not "<SOME/ALL>" or "<1%".
var tag = lazyregexp.New(`(?i)</?(a|abbr|b|big|blockquote|br|center|code|del|details|div|dl|dd|dt|em|font|form|h[1-6]|hr|i|iframe|img|input|ins|kbd|li|link|mark|meta|noscript|object|ol|p|pre|q|s|samp|script|section|small|span|strike|strong|style|sub|summary|sup|svg|table|tbody|td|tfoot|th|thead|time|tr|tt|u|ul|var|video)(\s[^<>]*)?/?>`)

// breaks matches <br> in otherwise plain text, as in Statuspage's documents of 2024.
var breaks = lazyregexp.New(`(?i)[ \t]*<br\s*/?>[ \t]*\n?`)

// escaped matches a character reference.
var escaped = lazyregexp.New(`&(#\d+|#x[0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]+);`)

// block matches the tag of a block element.
var block = lazyregexp.New(`(?i)<(p|div|ul|ol|li|table|pre|blockquote|h[1-6]|hr|dl|section)\b`)

// keepLineBreaks converts the line breaks of a plain text with inline tags to <br>, because
// Statuspage shows them. In a text with block elements, line breaks are only spaces.
func keepLineBreaks(s string) string {
	if block.MatchString(s) {
		return s
	}
	return strings.ReplaceAll(s, "\n", "<br>")
}

var site = markdown.New(markdown.Options{})

// Visible returns the text that readers of a Markdown text see, without spaces.
func Visible(md string) string {
	return visibleHTML(string(site.HTML(markdown.Text{Source: md})))
}

// Plain returns the start of a Markdown text as plain text on one line.
func Plain(md string) string { return Line(site.Summary(md, 400)) }

// squeeze removes spaces, zero-width spaces and emoji variation selectors.
func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '\u200b' || r == '\ufe0f' {
			return -1
		}
		return r
	}, s)
}

// IsHTML reports whether a text contains HTML tags.
func IsHTML(s string) bool { return strings.Contains(s, "<") && tag.MatchString(s) }
