package lsp

import (
	"regexp"
	"strings"
)

// cursor is the position of a cursor in YAML front matter. It is found line by line,
// because text that is being typed is seldom valid YAML.
type cursor struct {
	path  []string // keys around it, outermost first
	value bool     // it is in the value of the last key, not where a key or an item begins
	word  string   // the part of the word before it
	glued bool     // it follows the colon, without the space
}

// level is a key whose value is on the lines below it.
type level struct {
	col int
	key string
}

var keyForm = regexp.MustCompile(`^("?)([\p{L}\p{N}\p{M}\x{200c}\x{200d}_.-]+)("?)[ ]*:(\s|$)`)

// frontMatterAbove returns the lines of the YAML front matter above a line, if that line is in it.
func frontMatterAbove(lines []string, line int) ([]string, bool) {
	if line < 0 || line >= len(lines) {
		return nil, false
	}
	for i := range line {
		switch strings.TrimRight(lines[i], " \t") {
		case "":
		case "---":
			for _, l := range lines[i+1 : line] {
				if strings.TrimRight(l, " \t") == "---" {
					return nil, false
				}
			}
			return lines[i+1 : line], true
		default:
			return nil, false
		}
	}
	return nil, false
}

// findCursor returns the place of the end of a line, below other lines of front matter.
func findCursor(above []string, line string) (cursor, bool) {
	var stack []level
	block := -1 // column of the key of a block scalar, whose lines are indented
	for n, text := range append(append([]string{}, above...), line) {
		last := n == len(above)
		rest := strings.TrimLeft(text, " ")
		col := len(text) - len(rest)
		if rest == "" && !last {
			continue
		}
		if block >= 0 && col > block || strings.HasPrefix(rest, "#") {
			if last {
				return cursor{}, false
			}
			continue
		}
		block = -1
		for rest == "-" || strings.HasPrefix(rest, "- ") {
			for len(stack) > 0 && stack[len(stack)-1].col > col {
				stack = stack[:len(stack)-1]
			}
			inner := strings.TrimLeft(rest[1:], " ")
			col += len(rest) - len(inner)
			rest = inner
		}
		for len(stack) > 0 && stack[len(stack)-1].col >= col {
			stack = stack[:len(stack)-1]
		}
		m := keyForm.FindStringSubmatch(rest)
		if m == nil {
			if last {
				return findInFlow(cursor{path: keysOf(stack)}, rest)
			}
			continue
		}
		stack = append(stack, level{col, m[2]})
		value := strings.TrimLeft(rest[len(m[0]):], " ")
		if last {
			return findInFlow(cursor{path: keysOf(stack), value: true, glued: strings.HasSuffix(m[0], ":")}, value)
		}
		if strings.HasPrefix(value, "|") || strings.HasPrefix(value, ">") {
			block = col
		}
	}
	return cursor{}, false
}

func keysOf(stack []level) []string {
	list := make([]string, len(stack))
	for i, l := range stack {
		list[i] = l.key
	}
	return list
}

// findInFlow continues in a value that is written as {api: major_outage} or [api].
func findInFlow(p cursor, text string) (cursor, bool) {
	if !strings.HasPrefix(text, "{") && !strings.HasPrefix(text, "[") {
		p.word = text
		return p, true
	}
	type bracket struct {
		mark rune
		keys int // length of the path outside
	}
	var open []bracket
	path := append([]string{}, p.path...)
	var word strings.Builder
	value, quote := false, rune(0)
	for _, r := range text {
		switch {
		case quote != 0:
			if r == quote {
				quote = 0
			}
			word.WriteRune(r)
			continue
		case r == '"' || r == '\'':
			quote = r
			word.WriteRune(r)
			continue
		case r == '{' || r == '[':
			open = append(open, bracket{r, len(path)})
			word.Reset()
			value = false
			continue
		}
		if len(open) == 0 {
			return cursor{}, false // after the value
		}
		top := open[len(open)-1]
		switch {
		case r == '}' || r == ']':
			path, open = path[:top.keys], open[:len(open)-1]
			word.Reset()
			value = false
		case r == ',':
			path, value = path[:top.keys], false
			word.Reset()
		case r == ':' && top.mark == '{' && !value:
			path, value = append(path, strings.Trim(strings.TrimSpace(word.String()), `"'`)), true
			word.Reset()
		default:
			word.WriteRune(r)
		}
	}
	if len(open) == 0 {
		return cursor{}, false
	}
	glued := value && word.Len() == 0 && strings.HasSuffix(text, ":")
	return cursor{path: path, value: value, word: strings.TrimLeft(word.String(), " "), glued: glued}, true
}
