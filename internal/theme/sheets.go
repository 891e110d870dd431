package theme

import (
	"path"
	"slices"
	"strings"

	input "github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/css"
)

// The folder with the looks of the theme, and the look that all others are based on.
const (
	looksFolder = "assets/looks/"
	baseLook    = "stone"
)

// joinSheets joins the parts of style sheets: the files of a folder assets/NAME.css/, in the order
// of their names, become the file assets/NAME.css, unless the theme has a file of that name. The
// main style sheet begins with the custom properties of the look.
func joinSheets(files []file, look string) []file {
	var joined []file
	at := map[string]int{} // name of a joined style sheet → its index
	var looks []file
	for _, f := range files {
		if strings.HasPrefix(f.name, looksFolder) {
			looks = append(looks, f)
			continue
		}
		name := path.Dir(f.name)
		if !strings.HasPrefix(name, "assets/") || path.Ext(name) != ".css" {
			joined = append(joined, f)
			continue
		}
		if slices.ContainsFunc(files, func(f file) bool { return f.name == name }) {
			continue
		}
		n, ok := at[name]
		if !ok {
			n = len(joined)
			at[name] = n
			sheet := file{name: name, origin: path.Dir(f.origin)}
			if name == mainSheet {
				sheet.data = lookSheet(looks, look)
			}
			joined = append(joined, sheet)
		}
		joined[n].data = append(joined[n].data, compact(f.data)...)
	}
	return joined
}

// lookSheet returns the custom properties of a look: those of the base, and what the look changes.
func lookSheet(looks []file, look string) []byte {
	var data []byte
	for _, name := range []string{baseLook, look} {
		for _, f := range looks {
			if f.name == looksFolder+name+".css" && (name != baseLook || len(data) == 0) {
				data = append(data, compact(f.data)...)
			}
		}
	}
	return data
}

// compact removes comments, indents and the spaces after punctuation from a style sheet.
func compact(sheet []byte) []byte {
	out := make([]byte, 0, len(sheet))
	lexer := css.NewLexer(input.NewInputBytes(slices.Clone(sheet)))
	for {
		kind, data := lexer.Next()
		switch kind {
		case css.ErrorToken:
			if len(out) > 0 && out[len(out)-1] != '\n' {
				out = append(out, '\n')
			}
			return out
		case css.CommentToken:
		case css.WhitespaceToken:
			space := byte(' ')
			if strings.ContainsAny(string(data), "\r\n") {
				space = '\n'
			}
			switch last := len(out) - 1; {
			case last < 0 || out[last] == '\n' || out[last] == ' ' && space == ' ':
			case space == ' ' && strings.IndexByte(":;,{", out[last]) >= 0:
			case out[last] == ' ':
				out[last] = space
			default:
				out = append(out, space)
			}
		default:
			out = append(out, data...)
		}
	}
}
