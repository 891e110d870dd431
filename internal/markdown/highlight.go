package markdown

import (
	"bytes"
	"strings"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
	"github.com/yuin/goldmark/util"
)

// Limits of the code that is highlighted. Other code is left plain. Lexers are lists of regular expressions
// that backtrack: code that somebody wrote takes them milliseconds, and code that was made to be slow takes
// minutes. So there is a limit of time as well, which only such code reaches.
const (
	maxHighlighted     = 8 << 10  // bytes of a block
	maxHighlightedLine = 400      // bytes of a line
	maxHighlightedText = 64 << 10 // bytes of all blocks of a text
)

// lexerOf returns the lexer of a language, or nil if there is none.
func lexerOf(language string) chroma.Lexer {
	if len(language) > 40 || strings.ContainsAny(language, ".*?[") {
		return nil // Get would take it for the name of a file
	}
	l := lexers.Get(strings.ToLower(language))
	if l == nil {
		return nil
	}
	return chroma.Coalesce(l)
}

// highlight returns code of the text as HTML, or nil if it is left plain.
func (p *rendering) highlight(c *Converter, language string, code []byte) []byte {
	if p.highlighted += len(code); p.highlighted > maxHighlightedText {
		return nil
	}
	if p.patient == nil {
		p.patient = func() bool { return true }
		if c.Patience != nil {
			p.patient = c.Patience()
		}
	}
	return highlight(p.patient, language, code)
}

// highlight returns code as HTML with the classes of its tokens, or nil if the code is left plain. It stops
// once patient returns false.
func highlight(patient func() bool, language string, code []byte) []byte {
	if len(code) > maxHighlighted {
		return nil
	}
	for line := range bytes.Lines(code) {
		if len(line) > maxHighlightedLine {
			return nil
		}
	}
	lexer := lexerOf(language)
	if lexer == nil {
		return nil
	}
	tokens, err := lexer.Tokenise(&chroma.TokeniseOptions{State: "root"}, string(code))
	if err != nil {
		return nil
	}
	var out bytes.Buffer
	rest := string(code)
	for t := tokens(); t != chroma.EOF; t = tokens() {
		if !patient() {
			return nil
		}
		// Lexers may add a line break at the end, and nothing else.
		if !strings.HasPrefix(rest, t.Value) {
			if t.Value = strings.TrimSuffix(t.Value, "\n"); t.Value != rest {
				return nil
			}
		}
		rest = rest[len(t.Value):]
		text := util.EscapeHTML([]byte(t.Value))
		if class := tokenClass(t.Type); class != "" && strings.TrimSpace(t.Value) != "" {
			out.WriteString(`<span class="` + class + `">`)
			out.Write(text)
			out.WriteString("</span>")
		} else {
			out.Write(text)
		}
	}
	if rest != "" {
		return nil
	}
	return out.Bytes()
}

// tokenClass returns the class of a kind of token, with Pygments' names. Most tokens have none.
func tokenClass(t chroma.TokenType) string {
	switch {
	case t == chroma.GenericInserted:
		return "gi"
	case t == chroma.GenericDeleted:
		return "gd"
	case t == chroma.GenericHeading, t == chroma.GenericSubheading, t == chroma.NameTag, t == chroma.NameAttribute:
		return "k"
	case t == chroma.CommentPreproc:
		return "k"
	case t.InCategory(chroma.Comment), t == chroma.GenericOutput:
		return "c"
	case t.InCategory(chroma.Keyword):
		return "k"
	case t.InSubCategory(chroma.LiteralNumber):
		return "m"
	case t.InSubCategory(chroma.LiteralString):
		return "s"
	case t == chroma.NameFunction, t == chroma.NameFunctionMagic:
		return "nf"
	}
	return ""
}
