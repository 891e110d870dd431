package config

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"statuary/internal/frontmatter"
)

// Publish is a table [publish.NAME], a publish target.
type Publish struct {
	Name       string
	Target     string              // "s3://bucket/prefix", "github-pages", or a folder
	BaseURL    string              // the site's address at the target, instead of base_url
	MaxDeletes string              // "20%" or "150"
	Keys       map[string][]string // values of the keys of its kind; a text or a truth value is one item
}

// Text returns the value of a key, or "" if it is not set.
func (p *Publish) Text(key string) string {
	if list := p.Keys[key]; len(list) > 0 {
		return list[0]
	}
	return ""
}

// Is reports whether a key is true.
func (p *Publish) Is(key string) bool { return p.Text(key) == "true" }

// TargetKind is a kind of publish target: which targets have it, and the keys of their tables.
// Package targets lists the kinds. The decoder, the JSON Schema and the docs read that list.
type TargetKind struct {
	Name    string // "bucket"
	Usage   string // form of its targets, for help and hints: "s3://BUCKET/PREFIX"
	About   string // what it is, for the help
	Example string // the target, or its beginning, which shells complete; may be empty
	Plural  string // what messages call its targets
	Label   string // what docs and descriptions of its keys call it: "buckets"

	Form    *regexp.Regexp // matches its targets and no others; nil: it has all that no other kind has
	Whole   *regexp.Regexp // matches complete targets; nil: Form does
	Problem string         // of a target that is not complete: "has no valid bucket name"
	Hint    string         // what to write instead

	Keys []Setting // types are Text, Bool and Texts
}

// KindOf returns the kind of a target.
func KindOf(kinds []TargetKind, target string) TargetKind {
	for _, k := range kinds {
		if k.Form == nil || k.Form.MatchString(target) {
			return k
		}
	}
	return TargetKind{}
}

// CheckTarget returns what is wrong with a target: it is incomplete, or an address with the scheme
// of no kind, which would be read as the name of a folder. The text is empty if it is right.
func CheckTarget(kinds []TargetKind, target string) (text, hint string) {
	switch kind := KindOf(kinds, target); {
	case kind.Whole != nil && !kind.Whole.MatchString(target):
		return fmt.Sprintf("target %q %s", target, kind.Problem), kind.Hint
	case kind.Form != nil:
		return "", ""
	}
	scheme, rest, ok := strings.Cut(target, "://")
	if !ok || strings.ContainsAny(scheme, `/\`) {
		return "", ""
	}
	text = fmt.Sprintf("unknown target %q", target)
	for _, k := range kinds {
		if strings.EqualFold(k.Example, scheme+"://") {
			return text, "write " + k.Example + rest
		}
	}
	return text, "write " + Targets(kinds)
}

// Targets returns the forms of targets, for hints.
func Targets(kinds []TargetKind) string {
	var list []string
	for _, k := range kinds {
		list = append(list, k.Usage)
	}
	if n := len(list) - 1; n > 0 {
		list = append(list[:n-1], list[n-1]+" or "+list[n])
	}
	return strings.Join(list, ", ")
}

var limitForm = regexp.MustCompile(`^\d{1,9}(\.\d+)?%$|^\d{1,9}$`)

func (d *decoder) publish(f frontmatter.Field) {
	if d.kinds == nil {
		return // the command does not use targets
	}
	for _, table := range d.Fields(f.Value, f.Key) {
		if table.Value.Kind != frontmatter.Map {
			d.Errorf(table.Line, table.Col, `give each target a name: [publish.site], then target = "s3://bucket"`, "%s must be a table, not a %s", table.Key, table.Value.Kind)
			continue
		}
		d.config.Publish = append(d.config.Publish, d.readPlace(table))
	}
}

func (d *decoder) readPlace(table frontmatter.Field) Publish {
	p := Publish{Name: table.Key}
	var kind TargetKind
	for _, f := range table.Value.Map {
		if f.Key == "target" {
			p.Target = strings.TrimSpace(d.Short(f))
			kind = KindOf(d.kinds, p.Target)
			if text, hint := CheckTarget(d.kinds, p.Target); text != "" {
				d.Errorf(f.Value.Line, f.Value.Col, hint, "%s", text)
			}
		}
	}
	if p.Target == "" {
		d.Errorf(table.Line, table.Col, `add a line target = "…" with `+Targets(d.kinds), "[publish.%s] has no target", p.Name)
		return p
	}
	d.place = &p
	settings := keysOf(d.settings, "publish")
	known := slices.DeleteFunc(slices.Clone(settings), func(s Setting) bool { return s.Target != "" && s.Target != kind.Name })
	for _, f := range table.Value.Map {
		if d.read(f, known) {
			continue
		}
		n := slices.IndexFunc(settings, func(s Setting) bool { return s.Name == f.Key })
		if n < 0 {
			d.UnknownKey(f, "[publish."+p.Name+"]", names(known))
			continue
		}
		of := d.kinds[slices.IndexFunc(d.kinds, func(k TargetKind) bool { return k.Name == settings[n].Target })]
		d.Errorf(f.Line, f.Col, "", "%s applies only to %s", f.Key, of.Plural)
	}
	return p
}

// publishSettings returns the keys of all targets, then those of each kind.
func publishSettings(kinds []TargetKind) []Setting {
	list := []Setting{
		// place reads target first: the keys that it allows depend on it.
		{Name: "target", Required: true, About: "where to publish: " + Targets(kinds), Form: `\S`, Unquoted: true},
		{Name: "base_url", Default: "the site's", About: "address of the site at this target, instead of the site's base_url", Form: AddressForm,
			decode: func(d *decoder, f frontmatter.Field) { d.place.BaseURL = d.checked(f, CheckAddress) }},
		{Name: "max_deletes", Default: "`\"20%\"`", Type: Limit, About: "how many files a publish may delete: a number such as 150, or a percentage such as 20%",
			Form: `^ *\d[\d ]*(\.[\d ]+)?(% *)?$`, decode: (*decoder).placeMaxDeletes},
	}
	for _, k := range kinds {
		for _, s := range k.Keys {
			s.Target, s.About, s.decode = k.Name, k.Label+": "+s.About, placeKey(s)
			list = append(list, s)
		}
	}
	return list
}

// placeKey returns a decode function for a key of a kind of target.
func placeKey(s Setting) func(*decoder, frontmatter.Field) {
	return func(d *decoder, f frontmatter.Field) {
		var value []string
		switch {
		case s.Type == Bool:
			value = []string{strconv.FormatBool(d.Bool(f))}
		case s.Type == Texts:
			value = d.Strings(f)
			for _, word := range value {
				d.oneWord(f, word, s.Words)
			}
		case s.Words != nil:
			word, _ := d.oneOf(f, s.Words)
			value = []string{word}
		default:
			value = []string{d.checked(f, s.Check)}
		}
		if d.place.Keys == nil {
			d.place.Keys = map[string][]string{}
		}
		d.place.Keys[s.Name] = value
	}
}

// checked reads a text and reports the problem that a check returns. The check may be nil.
func (d *decoder) checked(f frontmatter.Field, check func(string) (problem, hint string)) string {
	s := d.Short(f)
	if check != nil {
		if problem, hint := check(s); problem != "" {
			d.Errorf(f.Value.Line, f.Value.Col, hint, "%s %q %s", f.Key, s, problem)
		}
	}
	return s
}

// CheckAddress returns what is wrong with an address: a [Setting.Check].
func CheckAddress(s string) (problem, hint string) {
	_, _, problem = splitURL(s)
	return problem, ""
}

func (d *decoder) placeMaxDeletes(f frontmatter.Field) {
	d.place.MaxDeletes = strings.ReplaceAll(d.Short(f), " ", "")
	if !limitForm.MatchString(d.place.MaxDeletes) {
		d.Errorf(f.Value.Line, f.Value.Col, `write 150, or "20%"`, "max_deletes must be a number of files or a percentage")
	}
}
