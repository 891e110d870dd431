package diag

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode"

	"statuary/internal/chars"
)

// Print writes a list for people: position and sentence, the source line with a caret, the hint.
// Control characters of the source are printed as dots, so that a file can't control the terminal.
func Print(w io.Writer, l List, color bool) error {
	paint := func(code, s string) string {
		if !color {
			return s
		}
		return "\x1b[" + code + "m" + s + "\x1b[0m"
	}
	var b strings.Builder
	for _, d := range l {
		if d.File != "" {
			b.WriteString(paint("1", printable(d.Pos.String())+":") + " ")
		}
		if d.Warning {
			b.WriteString(paint("33", d.Severity()+":") + " ")
		} else if color {
			b.WriteString(paint("31", "error:") + " ")
		}
		b.WriteString(printable(d.Text))
		if d.Rule != "" && d.Warning {
			b.WriteString(" " + paint("2", "["+d.Rule+"]"))
		}
		b.WriteString("\n")
		if line, caret := d.Excerpt(); line != "" {
			fmt.Fprintf(&b, "%6d | %s\n", d.Line, line)
			if caret != "" {
				fmt.Fprintf(&b, "       | %s\n", paint("31", caret))
			}
		}
		if d.Hint != "" {
			b.WriteString("  " + paint("36", "hint:") + " " + printable(d.Hint) + "\n")
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// Limits on the part of a long line that an excerpt shows, in characters.
const (
	excerptWidth = 100
	excerptLead  = 60
)

// Excerpt returns the source line in the form that Print writes, and the line with the caret below it. Either
// may be empty.
func (d Diagnostic) Excerpt() (line, caret string) {
	if strings.TrimSpace(d.Source) == "" {
		return "", ""
	}
	runes := []rune(d.Source)
	at := min(d.Col-1, len(runes)) // -1 if the column is unknown
	head, tail := "", ""
	if at > excerptWidth-10 {
		cut := at - excerptLead
		runes, at, head = runes[cut:], excerptLead, "…"
	}
	if len(runes) > excerptWidth {
		runes, tail = runes[:excerptWidth], "…"
	}
	line = head + printable(string(runes)) + tail
	if at < 0 {
		return line, ""
	}
	var pad strings.Builder
	for _, r := range head + string(runes[:at]) {
		switch {
		case r == '\t':
			pad.WriteByte('\t') // as wide as the tab above it
		case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		case wide(r):
			pad.WriteString("  ")
		default:
			pad.WriteByte(' ')
		}
	}
	return line, pad.String() + "^"
}

// wide reports whether a character takes two cells of a terminal: East Asian scripts, their
// full-width forms, and most emoji.
func wide(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana) ||
		r >= 0x3000 && r <= 0x303F || r >= 0xFF01 && r <= 0xFF60 || r >= 0x1F300 && r <= 0x1FAFF
}

func printable(s string) string { return chars.Printable(s) }

// printableLines returns the lines of a text, each printable.
func printableLines(s string) []string {
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = printable(lines[i])
	}
	return lines
}

// PrintGitHub writes workflow commands, which GitHub shows as annotations on the lines of a pull
// request.
func PrintGitHub(w io.Writer, l List) error {
	data := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	property := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
	clean := func(s string) string { return data.Replace(strings.Join(printableLines(s), "\n")) }
	var b strings.Builder
	for _, d := range l {
		level := d.Severity()
		if d.Note {
			level = "notice"
		}
		var at []string
		if d.File != "" {
			at = append(at, "file="+property.Replace(printable(d.File)))
		}
		if d.Line > 0 {
			at = append(at, fmt.Sprintf("line=%d", d.Line))
		}
		if d.Col > 0 {
			at = append(at, fmt.Sprintf("col=%d", d.Col))
		}
		if d.Rule != "" {
			at = append(at, "title="+property.Replace(d.Rule))
		}
		text := d.Text
		if d.Hint != "" {
			text += "\nhint: " + d.Hint
		}
		b.WriteString("::" + level)
		if len(at) > 0 {
			b.WriteString(" " + strings.Join(at, ","))
		}
		b.WriteString("::" + clean(text) + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// MarshalJSON encodes a problem with the documented field names: file, line, column, severity,
// rule, message, hint, source, fix.
func (d Diagnostic) MarshalJSON() ([]byte, error) {
	var fix *string
	if d.Fix != nil {
		fix = &d.Fix.New
	}
	return json.Marshal(struct {
		File     string  `json:"file,omitempty"`
		Line     int     `json:"line,omitempty"`
		Column   int     `json:"column,omitempty"`
		Severity string  `json:"severity"`
		Rule     string  `json:"rule,omitempty"`
		Message  string  `json:"message"`
		Hint     string  `json:"hint,omitempty"`
		Source   string  `json:"source,omitempty"`
		Fix      *string `json:"fix,omitempty"`
	}{d.File, d.Line, d.Col, d.Severity(), d.Rule, d.Text, d.Hint, strings.ToValidUTF8(d.Source, "\uFFFD"), fix})
}
