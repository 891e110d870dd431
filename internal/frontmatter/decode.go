package frontmatter

import (
	"fmt"
	"slices"
	"strings"

	"statuary/internal/chars"
	"statuary/internal/diag"
)

// Decoder turns values into what a package wants of them, and collects every
// problem on the way with its place. Its methods report and return a zero
// value rather than stop, so that one run shows all there is.
type Decoder struct {
	File  string
	Src   []byte // the file, for excerpts
	Diags diag.List
}

// mostProblems is how many problems of a file are reported. A file with more
// is not a slip of the pen but another kind of file.
const mostProblems = 50

// Errorf reports an error at a place. The hint may be empty.
func (d *Decoder) Errorf(line, col int, hint, format string, args ...any) {
	d.add(line, col, "", hint, format, args)
}

// Warnf reports a warning of a rule at a place. The hint may be empty.
func (d *Decoder) Warnf(line, col int, rule, hint, format string, args ...any) {
	d.add(line, col, rule, hint, format, args)
}

// add reports a problem; those of a rule are warnings.
func (d *Decoder) add(line, col int, rule, hint string, format string, args []any) {
	switch {
	case len(d.Diags) == mostProblems:
		d.Diags = append(d.Diags, diag.Diagnostic{
			Pos: diag.Pos{File: d.File, Line: line, Col: col}, Text: "and more; only the first problems of a file are shown",
		})
	case len(d.Diags) < mostProblems:
		d.Diags = append(d.Diags, diag.Diagnostic{
			Pos: diag.Pos{File: d.File, Line: line, Col: col}, Text: fmt.Sprintf(format, args...), Hint: hint,
			Source: diag.Line(d.Src, line), Warning: rule != "", Rule: rule,
		})
	}
}

// Elsewhere are keys of another part of a file, and the hint for one of them that is
// in the wrong place, in which %s is the key.
type Elsewhere struct {
	Keys []string
	Hint string
}

// UnknownKey reports a key that is not among the known ones of the part of a file
// that it is in, such as "a timeline entry". Others are the keys of other parts. It
// returns the known key that is probably meant, or an empty string.
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

// nearestKey returns the known key that another one is probably meant to be.
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

// OddWord reports a word with a character that looks like another one, or like
// nothing, such as a no-break space. What names the word in the message; end is put
// behind it in the hint. It returns false where there is no such character.
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

// UnknownWord reports a word that is not among the known ones of a place. What is
// what it should be, such as "status".
func (d *Decoder) UnknownWord(v Value, what string, known []string) {
	if !d.OddWord(v.Line, v.Col, "the "+what, v.Text, known, "") {
		d.Errorf(v.Line, v.Col, MeantHint(v.Text, known), "unknown %s %q", what, v.Text)
		d.Meant(v.Text, known)
	}
}

// Explain puts mistakes that the lines of a YAML front matter show, such as a missing
// space after a colon, in the place of the errors on those lines: what the YAML means
// as it is written only confuses.
func (d *Decoder) Explain(f File) {
	if f.Mark != yamlMark || !d.Diags.HasErrors() {
		return
	}
	lines := strings.Split(string(d.Src), "\n")
	explained := 0 // the last line
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

// Meant lets the last problem, of a word that is not known, be put right by the
// one that is meant, if that is certain: it has four letters at the least and
// differs by one slip that is not in a digit, and no other word is as near.
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

// Ignored reads the key that silences rules of check in a file, each with a
// reason.
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

// Silence drops what rules have found that a file ignores.
func (d *Decoder) Silence(ignored map[string]string) {
	if len(ignored) > 0 {
		d.Diags = slices.DeleteFunc(d.Diags, func(p diag.Diagnostic) bool {
			_, ok := ignored[p.Rule]
			return ok && p.Rule != ""
		})
	}
}

// MeantHint is the hint of a word that is not known: the nearest that is, or
// all of them.
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
		return "known are " + strings.Join(known[:most], ", ") + " and others"
	}
	return "known are " + strings.Join(known, ", ")
}

// String reads a text. A number or a truth value without quotes is taken as it
// is written. An empty value gives "".
func (d *Decoder) String(f Field) string {
	return d.text(f.Value, f.Key)
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
	for _, v := range d.Items(f) {
		if s := d.text(v, "an entry of "+f.Key); s != "" {
			list = append(list, s)
		}
	}
	return list
}

// Items gives the elements of a list; a single text is a list of one, and an
// empty value a list of none.
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

// Fields gives the keys of a map, or reports that what should be one is none.
func (d *Decoder) Fields(v Value, what string) []Field {
	if v.Kind != Map {
		d.Errorf(v.Line, v.Col, "", "%s must be made of keys and values, not a %s", what, v.Kind)
	}
	return v.Map
}

// String names the kind in a message.
func (k Kind) String() string {
	return [...]string{"blank", "text", "list", "map"}[k]
}
