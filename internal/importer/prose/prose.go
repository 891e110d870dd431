// Package prose turns the texts of other tools into Markdown that shows the same
// words: HTML of feeds and documents, and plain text in which a "*" or a "<"
// was never meant as markup.
//
// HTML is converted by github.com/JohannesKaufmann/html-to-markdown, after
// bluemonday has taken out what could do harm. Each text is rendered once more
// and compared with what the source showed, so that a text that would read
// differently is noticed when it is imported and not by a reader.
package prose

import (
	"regexp"
	"strings"
	"unicode"

	"statuary/internal/markdown"
)

// MaxText is the size in bytes up to which a text is kept. The longest of 3,000
// real updates has 15 kB, the longest of 46 real postmortems 30 kB.
const MaxText = 1 << 20

// Text is a text that was brought over.
type Text struct {
	Markdown string
	Lost     []string // what could not be kept, each a phrase such as "a script"; nil if nothing was
}

// Clean takes out what can't be in a text file: control characters, byte order
// marks, and the line breaks that only some programs know. Some editors of
// content leave U+FEFF inside of words (39 real files), which is not a loss.
// The second result is true if characters that somebody may have meant are
// gone.
func Clean(s string) (clean string, lost bool) {
	if isClean(s) {
		return strings.TrimSpace(s), false
	}
	s = lineBreaks.Replace(strings.ToValidUTF8(s, "\ufffd"))
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		switch {
		case r == '\ufeff':
		case r == '\n' || r == '\t':
			b.WriteRune(r)
		case r < ' ' || r >= 0x7f && r < 0xa0 || r == '\ufffe' || r == '\uffff':
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

// Line cleans a text that stands on one line, such as a title.
func Line(s string) string {
	s, _ = Clean(s)
	return strings.Join(strings.Fields(s), " ")
}

// Cut shortens a text that is too long, at the end of a paragraph if there is one.
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

// Of brings over a text of which nobody says what it is: HTML if it has tags,
// else plain text.
func Of(s string) Text {
	s, control := prepare(s)
	t := Text{Markdown: s}
	switch {
	case strings.Contains(s, "<") && tag.MatchString(s):
		s = breaks.ReplaceAllString(s, "\n")
		if tag.MatchString(s) || escaped.MatchString(s) {
			t = fromHTML(pre(s))
		} else {
			t = fromPlain(s)
		}
	default:
		t = fromPlain(s)
	}
	return t.finish(control)
}

// HTML brings over a text that is HTML for certain.
func HTML(s string) Text {
	s, control := prepare(s)
	return fromHTML(s).finish(control)
}

// Markdown brings over a text that is Markdown already.
func Markdown(s string) Text {
	s, control := prepare(s)
	return Text{Markdown: s}.finish(control)
}

func prepare(s string) (clean string, lost []string) {
	// A text of 20 MB is cut before anything is made of it.
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

// tag is a tag of HTML. "<SOME/ALL>" and "<1%" are none.
var tag = regexp.MustCompile(`(?i)</?(a|abbr|b|big|blockquote|br|center|code|del|details|div|dl|dd|dt|em|font|form|h[1-6]|hr|i|iframe|img|input|ins|kbd|li|link|mark|meta|noscript|object|ol|p|pre|q|s|samp|script|section|small|span|strike|strong|style|sub|summary|sup|svg|table|tbody|td|tfoot|th|thead|time|tr|tt|u|ul|var|video)(\s[^<>]*)?/?>`)

// breaks are line breaks in a text that is plain otherwise, as Statuspage's
// documents of 2024 have them.
var breaks = regexp.MustCompile(`(?i)[ \t]*<br\s*/?>[ \t]*\n?`)

// escaped is a character reference.
var escaped = regexp.MustCompile(`&(#\d+|#x[0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]+);`)

// block is a tag that makes a line of its own.
var block = regexp.MustCompile(`(?i)<(p|div|ul|ol|li|table|pre|blockquote|h[1-6]|hr|dl|section)\b`)

// pre keeps the line breaks of a plain text with a few tags in it, which
// Statuspage shows as they are. Where tags make the lines, they are only spaces.
func pre(s string) string {
	if block.MatchString(s) {
		return s
	}
	return strings.ReplaceAll(s, "\n", "<br>")
}

var site = markdown.New(markdown.Options{})

// Visible gives the words that readers of a Markdown text see, without spaces.
func Visible(md string) string {
	return visibleHTML(string(site.HTML(markdown.Text{Source: md})))
}

// Plain gives the beginning of a Markdown text as readers see it, on one line.
func Plain(md string) string { return Line(site.Summary(md, 400)) }

// squeeze takes out all spaces, and what stands for a picture.
func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '\u200b' || r == '\ufe0f' {
			return -1
		}
		return r
	}, s)
}

// IsHTML is true for a text that has tags of HTML.
func IsHTML(s string) bool { return strings.Contains(s, "<") && tag.MatchString(s) }
