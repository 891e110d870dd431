package frontmatter

import (
	"fmt"
	"slices"
	"strings"

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

// UnknownKey reports a key that is not among the known ones of what it stands
// in, such as "a timeline entry".
func (d *Decoder) UnknownKey(f Field, in string, known []string) {
	if len(d.Diags) <= mostProblems {
		d.Errorf(f.Line, f.Col, MeantHint(f.Key, known), "unknown key %q in %s", f.Key, in)
		d.Meant(f.Key, known)
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
	if near, ok := diag.Nearest(word, known); ok {
		return fmt.Sprintf("did you mean %q?", near)
	}
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
