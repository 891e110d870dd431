package frontmatter

import (
	"encoding/json"
	"regexp"
	"strings"
)

// Syntax writes keys and values in YAML or TOML.
type Syntax struct {
	assign         string // between a key and its value
	opens, closes  string // around a table in one line
	bareWord       *regexp.Regexp
	bareKey        *regexp.Regexp
	wordsNeedQuote bool // bare words are keys only
}

// The syntaxes of front matter.
var (
	YAML = Syntax{assign: ": ", opens: "{", closes: "}", bareWord: yamlBare, bareKey: yamlBare}
	TOML = Syntax{assign: " = ", opens: "{ ", closes: " }", bareKey: regexp.MustCompile(`^[A-Za-z0-9_-]+$`), wordsNeedQuote: true}
)

var (
	yamlBare   = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]*$`)
	yamlNumber = regexp.MustCompile(`^[0-9._+-]*([eE][0-9+-]+)?$|^0[xob]|^[0-9]{4}-[0-9]{2}`)
)

// yamlReserved is the set of words, in lower case, that YAML does not read as texts.
var yamlReserved = map[string]bool{
	"true": true, "false": true, "null": true, "yes": true, "no": true, "on": true, "off": true, "y": true, "n": true, "nan": true, "inf": true,
}

// Line returns a line with a key and its value, which is written already.
func (s Syntax) Line(key, value string) string { return s.key(key) + s.assign + value + "\n" }

// Text returns a text of one line, in quotes, so that a person may add any character to it.
func (s Syntax) Text(text string) string {
	var b strings.Builder
	e := json.NewEncoder(&b) // YAML and TOML read JSON's texts
	e.SetEscapeHTML(false)
	if err := e.Encode(text); err != nil {
		panic("frontmatter: " + err.Error()) // a string can always be encoded
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// Word returns an id or another word, in quotes if it would be read as something else.
func (s Syntax) Word(word string) string {
	if !s.wordsNeedQuote && s.bare(word, s.bareWord) {
		return word
	}
	return s.Text(word)
}

func (s Syntax) key(word string) string {
	if s.bare(word, s.bareKey) {
		return word
	}
	return s.Text(word)
}

func (s Syntax) bare(word string, form *regexp.Regexp) bool {
	if !form.MatchString(word) {
		return false
	}
	return s.wordsNeedQuote || !yamlNumber.MatchString(word) && !yamlReserved[strings.ToLower(word)]
}

// Words returns a list of words in one line.
func (s Syntax) Words(words []string) string {
	parts := make([]string, len(words))
	for i, w := range words {
		parts[i] = s.Word(w)
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

// Pair is a key with a value that is written already.
type Pair struct{ Key, Value string }

// Table returns keys and values in one line.
func (s Syntax) Table(pairs []Pair) string {
	parts := make([]string, len(pairs))
	for i, p := range pairs {
		parts[i] = s.key(p.Key) + s.assign + p.Value
	}
	return s.opens + strings.Join(parts, ", ") + s.closes
}

// plainLine matches the beginning of texts that YAML reads as text without quotes.
var plainLine = regexp.MustCompile(`^[\pL(][^\x00-\x1f\x7f-\x9f]*$`)

// longestPlain is the longest message, in bytes, that is written in the line of its key.
const longestPlain = 100

// Message returns the value of a text that may have several lines, below a key that begins after
// pad. If oneLine is set, YAML has a short text that needs no quotes in the line of its key.
func (s Syntax) Message(text, pad string, oneLine bool) string {
	if s.assign == TOML.assign {
		if !strings.Contains(text, "\n") {
			return `"` + tomlEscapes.Replace(text) + `"`
		}
		return "\"\"\"\n" + tomlEscapes.Replace(text) + "\n\"\"\""
	}
	if oneLine && len(text) <= longestPlain && plain(text) {
		return text
	}
	var b strings.Builder
	b.WriteString("|")
	for line := range strings.SplitSeq(text, "\n") {
		b.WriteByte('\n')
		if line != "" {
			b.WriteString(pad + "  " + line)
		}
	}
	return b.String()
}

var tomlEscapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`)

// plain reports whether YAML reads a text of one line as that text, without quotes.
func plain(text string) bool {
	return plainLine.MatchString(text) && !yamlReserved[strings.ToLower(text)] && !strings.Contains(text, ": ") && !strings.Contains(text, " #") &&
		!strings.HasSuffix(text, ":") && strings.TrimSpace(text) == text
}
