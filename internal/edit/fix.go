package edit

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"

	"statuary/internal/diag"
)

// Fix applies the fixes of problems of a file. A word that is not at the position of its problem,
// for example because it is written with escapes, is left unchanged. Changed reports whether
// anything was changed.
func Fix(src []byte, problems diag.List) (out []byte, changed bool) {
	const bom = "\ufeff"
	text, marked := strings.CutPrefix(string(src), bom)
	lines := strings.SplitAfter(text, "\n")
	fixes := slices.Clone(problems)
	// Fix each line from its end to its beginning, so that positions stay valid.
	slices.SortStableFunc(fixes, func(a, b diag.Diagnostic) int { return b.Col - a.Col })
	done := map[diag.Pos]bool{}
	for _, d := range fixes {
		if d.Fix == nil || d.Line < 1 || d.Line > len(lines) || done[d.Pos] {
			continue
		}
		done[d.Pos] = true
		line := lines[d.Line-1]
		at := byteOf(line, d.Col)
		if at < len(line) && (line[at] == '"' || line[at] == '\'') {
			at++
		}
		rest, ok := strings.CutPrefix(line[at:], d.Fix.Old)
		if !ok || continues(rest) {
			continue
		}
		lines[d.Line-1] = line[:at] + d.Fix.New + rest
		changed = true
	}
	out = []byte(strings.Join(lines, ""))
	if marked {
		out = append([]byte(bom), out...)
	}
	return out, changed && !bytes.Equal(out, src)
}

// byteOf returns the byte offset of a column, which counts characters from 1.
func byteOf(line string, col int) int {
	at := 0
	for ; col > 1 && at < len(line); col-- {
		_, size := utf8.DecodeRuneInString(line[at:])
		at += size
	}
	return at
}

// continues reports whether rest continues the word before it.
func continues(rest string) bool {
	r, _ := utf8.DecodeRuneInString(rest)
	return rest != "" && (r == '_' || r == '-' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r >= 0x80)
}
