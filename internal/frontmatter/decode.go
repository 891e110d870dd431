package frontmatter

import (
	"fmt"
	"slices"
	"strings"

	"statuary/internal/chars"
	"statuary/internal/diag"
)

// Decoder converts values to Go types and collects all problems with their positions. Its methods
// report a problem and return a zero value instead of stopping, so that one run finds all problems.
type Decoder struct {
	File  string
	Src   []byte // the file, for excerpts
	Diags diag.List
}

// mostProblems is how many problems of a file are reported. A file with more is not a file with
// mistakes, but a file of another kind.
const mostProblems = 50

// Errorf reports an error at a place. The hint may be empty.
func (d *Decoder) Errorf(line, col int, hint, format string, args ...any) {
	d.add(line, col, "", hint, format, args)
}

// Warnf reports a warning of a rule at a place. The hint may be empty.
func (d *Decoder) Warnf(line, col int, rule, hint, format string, args ...any) {
	d.add(line, col, rule, hint, format, args)
}

// add reports a problem; it is a warning if rule is not empty.
func (d *Decoder) add(line, col int, rule, hint string, format string, args []any) {
	switch {
	case len(d.Diags) == mostProblems:
		d.Diags = append(d.Diags, diag.Diagnostic{
			Pos: diag.Pos{File: d.File, Line: line, Col: col}, Text: "and more; only the first problems of a file are shown",
		})
	case len(d.Diags) < mostProblems:
		d.Diags = append(d.Diags, diag.Diagnostic{
			Pos: diag.Pos{File: d.File, Line: line, Col: col}, Text: excerpt(fmt.Sprintf(format, args...)), Hint: excerpt(hint),
			Source: diag.Line(d.Src, line), Warning: rule != "", Rule: rule,
		})
	}
}

// Elsewhere is the keys of another part of the file, with the hint for such a key in the wrong
// place. %s in the hint is the key.
type Elsewhere struct {
	Keys []string
	Hint string
}

// UnknownKey reports a key that is not one of the known keys of a part of the file, such as "a
// timeline entry". Others are the keys of other parts. It returns the known key that was probably
// meant, or an empty string.
func (d *Decoder) UnknownKey(f Field, in string, known []string, others ...Elsewhere) (meant string) {
	meant = nearestKey(f.Key, known)
	if len(d.Diags) > mostProblems || d.OddWord(f.Line, f.Col, "the key", f.Key, known, ":") {
		return meant
	}
	hint := MeantHint(f.Key, known)
	if _, ok := Synonym(f.Key, known); !ok {
		if there := elsewhere(f.Key, others); there != "" {
			hint, meant = there, ""
		}
	}
	d.Errorf(f.Line, f.Col, hint, "unknown key %q in %s", f.Key, in)
	d.Meant(f.Key, known)
	return meant
}

// nearestKey returns the known key that was probably meant, or an empty string.
func nearestKey(key string, known []string) string {
	plain := strings.Trim(chars.Plain(key), `"'`)
	if slices.Contains(known, plain) {
		return plain
	}
	if s, ok := Synonym(plain, known); ok {
		return s
	}
	near, _ := diag.Nearest(plain, known)
	return near
}

// elsewhere returns the hint for a key that belongs to another part of the file, or
// an empty string.
func elsewhere(key string, others []Elsewhere) string {
	for _, o := range others {
		if slices.Contains(o.Keys, key) {
			return fmt.Sprintf(o.Hint, key)
		}
	}
	for _, o := range others {
		if s, ok := Synonym(key, o.Keys); ok {
			return fmt.Sprintf("did you mean %q? ", s) + fmt.Sprintf(o.Hint, s)
		}
	}
	return ""
}

// OddWord reports a word with a character that looks like another one or is invisible, such as a
// no-break space. What describes the word in the message; end is added to it in the hint. It
// returns false if there is no such character.
func (d *Decoder) OddWord(line, col int, what, word string, known []string, end string) bool {
	odd, ok := chars.FindOdd(word)
	if !ok {
		return false
	}
	plain := underscores.Replace(strings.Trim(chars.Plain(word), `"'`))
	hint := odd.Hint()
	if i := slices.IndexFunc(known, func(k string) bool { return strings.EqualFold(underscores.Replace(k), plain) }); i >= 0 {
		hint = "write " + known[i] + end
	} else if s, ok := Synonym(plain, known); ok {
		hint = "write " + s + end
	}
	source := []rune(diag.Line(d.Src, line))
	if at := slices.Index(source[min(max(col-1, 0), len(source)):], odd.Rune); at >= 0 { // it may be written as an escape
		col += at
	}
	d.Errorf(line, col, hint, "%s in %s %q", odd, what, word)
	return true
}

// UnknownWord reports a word that is not one of the known ones. What is what the word should be,
// such as "status".
func (d *Decoder) UnknownWord(v Value, what string, known []string) {
	if len(d.Diags) > mostProblems {
		return
	}
	if !d.OddWord(v.Line, v.Col, "the "+what, v.Text, known, "") {
		d.Errorf(v.Line, v.Col, MeantHint(v.Text, known), "unknown %s %q", what, v.Text)
		d.Meant(v.Text, known)
	}
}

// Explain replaces errors on lines of a YAML front matter with a typing mistake, such as a missing
// space after a colon, by a report of that mistake. YAML gives such lines another meaning, so that
// the original errors only confuse.
func (d *Decoder) Explain(f File) {
	if f.Mark != yamlMark || !d.Diags.HasErrors() {
		return
	}
	lines := strings.Split(string(d.Src), "\n")
	explained := 0 // the last line that was explained
	for _, s := range slips(lines[f.FrontLine-1:f.EndLine-1], f.FrontLine, lineKeys) {
		if s.line == explained {
			continue
		}
		explained = s.line
		first := true
		list := d.Diags[:0:0]
		for _, p := range d.Diags {
			if p.Line != s.line || p.Warning {
				list = append(list, p)
			} else if first {
				p.Col, p.Text, p.Hint, p.Fix = s.col, s.text, s.hint, nil
				list = append(list, p)
				first = false
			}
		}
		d.Diags = list
	}
}

// Meant adds a fix to the last problem, which is about an unknown word, if it is certain which
// known word was meant: the word has at least four characters, differs from the known one by a
// single slip that does not change a digit, and no other known word is as near.
func (d *Decoder) Meant(word string, known []string) {
	last := len(d.Diags) - 1
	if last < 0 || last >= mostProblems || len(word) < 4 {
		return
	}
	var near []string
	for _, k := range known {
		if k != "" && diag.Slip(word, k) && digits(word) == digits(k) {
			near = append(near, k)
		}
	}
	if len(near) == 1 {
		d.Diags[last].Fix = &diag.Fix{Old: word, New: near[0]}
	}
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

// Ignored reads the key ignore: rules of check that the file silences, each with the reason.
func (d *Decoder) Ignored(f Field) map[string]string {
	if f.Value.Kind == Null {
		return nil
	}
	rules := map[string]string{}
	for _, rule := range d.Fields(f.Value, f.Key) {
		reason := strings.TrimSpace(d.String(rule))
		if reason == "" && rule.Value.Kind <= Scalar {
			d.Errorf(rule.Line, rule.Col, "write "+rule.Key+": and why it does not matter here", "the rule %s is ignored without a reason", rule.Key)
		}
		rules[rule.Key] = reason
	}
	return rules
}

// Silence drops the problems found by rules that the file ignores.
func (d *Decoder) Silence(ignored map[string]string) {
	if len(ignored) > 0 {
		d.Diags = slices.DeleteFunc(d.Diags, func(p diag.Diagnostic) bool {
			_, ok := ignored[p.Rule]
			return ok && p.Rule != ""
		})
	}
}

// MeantHint returns the hint for an unknown word: the nearest known word, or a list of all.
func MeantHint(word string, known []string) string {
	if s, ok := Synonym(word, known); ok {
		return fmt.Sprintf("did you mean %q?", s)
	}
	if near, ok := diag.Nearest(word, known); ok {
		return fmt.Sprintf("did you mean %q?", near)
	}
	known = slices.DeleteFunc(slices.Clone(known), func(w string) bool { return w == "" })
	if len(known) == 0 {
		return ""
	}
	const most = 12
	if len(known) > most {
		return "write a known word, such as " + strings.Join(known[:most], ", ")
	}
	return "write one of " + strings.Join(known, ", ")
}

// String reads a text. Numbers and booleans without quotes are returned as they are written; a null
// value is "".
func (d *Decoder) String(f Field) string {
	return d.text(f.Value, f.Key)
}

// Short returns the text of a field that is no longer than MaxShort.
func (d *Decoder) Short(f Field) string { return d.short(f.Value, f.Key) }

func (d *Decoder) short(v Value, what string) string {
	text := d.text(v, what)
	if len(text) > MaxShort {
		d.Errorf(v.Line, v.Col, "is it in the right place? Long texts belong in messages", "%s has more than %d bytes", what, MaxShort)
		return ""
	}
	return text
}

func (d *Decoder) text(v Value, what string) string {
	switch v.Kind {
	case Scalar:
		return v.Text
	case Null:
		return ""
	}
	d.Errorf(v.Line, v.Col, "", "%s must be a text, not a %s", what, v.Kind)
	return ""
}

// Bool reads true or false.
func (d *Decoder) Bool(f Field) bool {
	if f.Value.Kind == Scalar && !f.Value.Quoted {
		switch strings.ToLower(f.Value.Text) {
		case "true":
			return true
		case "false":
			return false
		}
	}
	d.Errorf(f.Value.Line, f.Value.Col, "without quotes", "%s must be true or false", f.Key)
	return false
}

// Strings reads a list of texts. A single text is a list of one.
func (d *Decoder) Strings(f Field) []string {
	var list []string
	for n, v := range d.Items(f) {
		if n == MaxList {
			d.Errorf(v.Line, v.Col, fewerHint, "%s has more than %d entries", f.Key, MaxList)
			break
		}
		if s := d.short(v, "an entry of "+f.Key); s != "" {
			list = append(list, s)
		}
	}
	return list
}

// Items returns the elements of a list. A single text is a list of one, and null is an empty list.
func (d *Decoder) Items(f Field) []Value {
	switch f.Value.Kind {
	case List:
		return f.Value.List
	case Scalar:
		return []Value{f.Value}
	case Map:
		d.Errorf(f.Value.Line, f.Value.Col, "", "%s must be a list, not a %s", f.Key, f.Value.Kind)
	}
	return nil
}

// Fields returns the keys of a map, or reports that the value is not a map.
func (d *Decoder) Fields(v Value, what string) []Field {
	if v.Kind != Map {
		d.Errorf(v.Line, v.Col, "", "%s must be made of keys and values, not a %s", what, v.Kind)
	}
	return v.Map
}

// String returns the name of the kind in messages.
func (k Kind) String() string {
	return [...]string{"blank", "text", "list", "map"}[k]
}

// longestMessage is the longest text of a problem in bytes. Longer ones quote words that are not words.
const longestMessage = 1000

// excerpt returns a text of a problem without the middle if it is too long.
func excerpt(text string) string {
	if len(text) <= longestMessage {
		return text
	}
	return strings.ToValidUTF8(text[:longestMessage/2], "") + "…" + strings.ToValidUTF8(text[len(text)-longestMessage/2:], "")
}
