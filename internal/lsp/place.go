package lsp

import (
	"regexp"
	"strings"
)

// place is the position of a cursor in YAML front matter. It is found line by line,
// because text that is being typed is seldom valid YAML.
type place struct {
	path  []string // the keys that it stands in, the outermost first
	value bool     // it stands in the value of the last of them, and not where a key or an entry of a list begins
	word  string   // what stands there before the cursor
	glued bool     // behind the colon, where a space is still missing
}

// level is a key whose value is on the lines below it.
type level struct {
	col int
	key string
}

var keyForm = regexp.MustCompile(`^("?)([\p{L}\p{N}\p{M}\x{200c}\x{200d}_.-]+)("?)[ ]*:(\s|$)`)

// front returns the lines of the YAML front matter above a line, if that line is in it.
func front(lines []string, line int) ([]string, bool) {
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

// find returns the place of the end of a line, below other lines of front matter.
func find(above []string, line string) (place, bool) {
	var stack []level
	block := -1 // the column of a key whose text stands in indented lines
	for n, text := range append(append([]string{}, above...), line) {
		last := n == len(above)
		rest := strings.TrimLeft(text, " ")
		col := len(text) - len(rest)
		if rest == "" && !last {
			continue
		}
		if block >= 0 && col > block || strings.HasPrefix(rest, "#") {
			if last {
				return place{}, false
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
				return flow(place{path: keysOf(stack)}, rest)
			}
			continue
		}
		stack = append(stack, level{col, m[2]})
		value := strings.TrimLeft(rest[len(m[0]):], " ")
		if last {
			return flow(place{path: keysOf(stack), value: true, glued: strings.HasSuffix(m[0], ":")}, value)
		}
		if strings.HasPrefix(value, "|") || strings.HasPrefix(value, ">") {
			block = col
		}
	}
	return place{}, false
}

func keysOf(stack []level) []string {
	list := make([]string, len(stack))
	for i, l := range stack {
		list[i] = l.key
	}
	return list
}

// flow continues in a value that is written as {api: major_outage} or [api].
func flow(p place, text string) (place, bool) {
	if !strings.HasPrefix(text, "{") && !strings.HasPrefix(text, "[") {
		p.word = text
		return p, true
	}
	type bracket struct {
		mark rune
		keys int // the length of the path outside
	}
	var open []bracket
	path := append([]string{}, p.path...)
	word, value, quote := "", false, rune(0)
	for _, r := range text {
		switch {
		case quote != 0:
			if r == quote {
				quote = 0
			}
			word += string(r)
			continue
		case r == '"' || r == '\'':
			quote = r
			word += string(r)
			continue
		case r == '{' || r == '[':
			open = append(open, bracket{r, len(path)})
			word, value = "", false
			continue
		}
		if len(open) == 0 {
			return place{}, false // behind the value
		}
		top := open[len(open)-1]
		switch {
		case r == '}' || r == ']':
			path, open = path[:top.keys], open[:len(open)-1]
			word, value = "", false
		case r == ',':
			path, word, value = path[:top.keys], "", false
		case r == ':' && top.mark == '{' && !value:
			path, word, value = append(path, strings.Trim(strings.TrimSpace(word), `"'`)), "", true
		default:
			word += string(r)
		}
	}
	if len(open) == 0 {
		return place{}, false
	}
	glued := value && word == "" && strings.HasSuffix(text, ":")
	return place{path: path, value: value, word: strings.TrimLeft(word, " "), glued: glued}, true
}
