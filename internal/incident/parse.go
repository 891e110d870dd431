package incident

import (
	"maps"
	"slices"
	"strings"
	"time"

	"statuary/internal/chars"
	"statuary/internal/diag"
	"statuary/internal/frontmatter"
	"statuary/internal/timefmt"
)

// Parser parses the incident files of one site.
type Parser struct {
	zone       *time.Location
	components []string
	known      map[string]bool   // nil: any id is accepted
	theirs     map[string]string // status pages of third-party components, by id
	key        string

	keys              []key
	entries           []entryKey
	downtimes         []downtimeKey
	names, entryNames []string // of keys and of entries
	downtimeNames     []string
}

// NewParser returns a parser for a site with the time zone and component ids given. It is safe for
// concurrent use.
func NewParser(zone *time.Location, components []string) *Parser {
	p := &Parser{
		zone: zone, components: components, known: map[string]bool{},
		key:  timefmt.Rules(zone) + "\x00" + strings.Join(components, "\x00"),
		keys: incidentKeys(), entries: entryKeys(), downtimes: downtimeKeys(),
	}
	for _, id := range components {
		p.known[id] = true
	}
	for _, k := range p.keys {
		p.names = append(p.names, k.Name)
	}
	for _, k := range p.entries {
		p.entryNames = append(p.entryNames, k.Name)
	}
	for _, k := range p.downtimes {
		p.downtimeNames = append(p.downtimeNames, k.Name)
	}
	return p
}

// WithThirdParty returns a parser whose errors explain that incidents do not affect third-party components.
// Their status pages are given by id.
func (p *Parser) WithThirdParty(pages map[string]string) *Parser {
	copied := *p
	copied.theirs = pages
	for _, id := range slices.Sorted(maps.Keys(pages)) {
		copied.key += "\x00" + id + "\x01" + pages[id]
	}
	return &copied
}

// AnyComponent returns a parser that accepts unknown component ids, for old versions of files,
// which may name components that the site no longer has.
func (p *Parser) AnyComponent() *Parser {
	copied := *p
	copied.components, copied.known = nil, nil
	return &copied
}

// Parse parses a file. The name is its path in the site's folder; the incident's id is taken from
// it unless the file has one. If the list contains errors, the incident is nil.
func (p *Parser) Parse(name string, src []byte) (*Incident, diag.List) {
	file, problems := frontmatter.Parse(name, src)
	if problems.HasErrors() {
		return nil, problems
	}
	d := &decoder{
		Decoder: frontmatter.Decoder{File: name, Src: src, Diags: problems},
		Parser:  p,
		in:      &Incident{Source: diag.Pos{File: name, Line: file.Front.Line, Col: 1}},
		at:      map[string]frontmatter.Field{},
	}
	text, line := body(file)
	CheckMarkdown(&d.Decoder, text, line)
	if d.in.Postmortem = text; text != "" && BlankText(d.in.Postmortem) {
		d.in.Form, d.in.Postmortem = strings.Clone(d.in.Postmortem), ""
	}
	d.decode(file)
	d.Explain(file)
	if d.Diags.HasErrors() {
		return nil, d.Diags
	}
	d.in.compact()
	return d.in, d.Diags
}

// compact copies all texts of the incident into one string. Otherwise they would keep much larger
// buffers alive, which are no longer needed: a third of the memory could not be reused.
func (in *Incident) compact() {
	var b strings.Builder
	n := len(in.Postmortem)
	for _, u := range in.Updates {
		n += len(u.Message)
	}
	b.Grow(n)
	for _, u := range in.Updates {
		b.WriteString(u.Message)
	}
	b.WriteString(in.Postmortem)
	all := b.String()
	for i := range in.Updates {
		u := &in.Updates[i]
		u.Message, all = all[:len(u.Message)], all[len(u.Message):]
	}
	in.Postmortem = all
}

// decoder decodes the front matter of one file.
type decoder struct {
	frontmatter.Decoder
	*Parser
	in *Incident
	at map[string]frontmatter.Field // the top-level keys that the file has

	from  time.Time // of an announcement
	meant []string  // misspelt keys, which are not reported as missing as well
}

func (d *decoder) decode(file frontmatter.File) {
	inEntry := frontmatter.Elsewhere{Keys: d.entryNames, Hint: "%s belongs to an entry of the timeline, which begins with - at: and its time"}
	for _, f := range file.Front.Map {
		if slices.Contains(d.names, f.Key) {
			d.at[f.Key] = f
		} else {
			d.meant = append(d.meant, d.UnknownKey(f, "an incident", d.names, inEntry))
		}
	}
	d.in.Type = d.typ()
	for _, k := range d.keys {
		f, ok := d.at[k.Name]
		switch {
		case ok && d.foreign(f):
			delete(d.at, k.Name)
		case ok && k.read != nil:
			k.read(d, f)
		case d.in.Type == Announcement && k.Name == "timeline":
		case !ok && k.Required && !slices.Contains(d.meant, k.Name):
			d.Errorf(file.Front.Line, 1, missing[k.Name], "the incident has no %s", k.Name)
		}
	}
	d.in.ID = d.id()
	if d.in.Type == Announcement {
		d.announcement(file)
		d.Silence(d.in.Ignore)
		return
	}
	d.in.Impact = d.impact()
	d.window()
	d.postmortem(file)
	d.repeat(file)
	d.Silence(d.in.Ignore)
}

// missing has the hints for required keys that are missing.
var missing = map[string]string{
	"title":    "add a line title: and what went wrong, in a few words",
	"timeline": "add timeline: with an entry - at: 2006-01-02 15:04 and its status",
}

func (d *decoder) title(f frontmatter.Field) {
	d.in.Title = strings.Join(strings.Fields(d.Short(f)), " ")
	if d.in.Title == "" && f.Value.Kind <= frontmatter.Scalar {
		d.Errorf(f.Line, f.Col, "say what went wrong, in a few words", "the title is empty")
	}
	d.in.Source.Line = f.Line
}

func (d *decoder) typ() Type {
	f, ok := d.at["type"]
	_, window := d.at["scheduled_for"]
	implied := Unplanned
	if window {
		implied = Maintenance
	}
	if !ok {
		return implied
	}
	word := d.Short(f)
	i, known := find(typeNames, word)
	switch {
	case !known:
		d.UnknownWord(f.Value, "type", typeNames)
		if near, ok := diag.Nearest(word, typeNames); ok && near == Maintenance.String() {
			return Maintenance // so that its statuses are not reported as well
		}
		return implied
	case window && Type(i) == Unplanned:
		d.Errorf(f.Value.Line, f.Value.Col, "write type: maintenance, or delete scheduled_for", "an incident can't be scheduled")
	}
	return Type(i)
}

// ComputedImpact returns the impact of an incident that states none: that of the worst component
// status of its updates, or Planned for a maintenance.
func ComputedImpact(t Type, updates []Update) Impact {
	if t == Maintenance {
		return Planned
	}
	worst := Operational
	for _, u := range updates {
		for _, c := range u.Components {
			worst = max(worst, c.Status)
		}
	}
	return ImpactOf(worst)
}

func (d *decoder) impact() Impact {
	computed := ComputedImpact(d.in.Type, d.in.Updates)
	f, ok := d.at["impact"]
	if !ok {
		return computed
	}
	word := d.Short(f)
	i, known := ImpactNamed(word)
	switch {
	case !known:
		d.UnknownWord(f.Value, "impact", impactNames)
	case d.in.Type == Maintenance && i != Planned:
		d.Errorf(f.Line, f.Col, "delete the line; the statuses of components belong in the timeline", "the impact of a maintenance is always maintenance")
	}
	return i
}

// component reports whether id is the id of a component, and adds an error if not.
func (d *decoder) component(id string, line, col int) bool {
	if d.Parser.known == nil || d.known[id] {
		return true
	}
	if _, their := d.theirs[id]; their || len(d.components) == 0 {
		err := UnknownComponent(id, d.components, d.theirs)
		d.Errorf(line, col, err.Hint, "%s", err.Text)
		return false
	}
	d.UnknownWord(frontmatter.Value{Text: id, Line: line, Col: col}, "component", d.components)
	return false
}

func (d *decoder) componentList(f frontmatter.Field) {
	var list []string
	for _, v := range d.Items(f) {
		v.Text = chars.Compose(v.Text)
		if v.Kind != frontmatter.Scalar {
			d.Errorf(v.Line, v.Col, "write [api, web]; the status of each belongs in the timeline", "an entry of components must be the id of one, not a %s", v.Kind)
			continue
		}
		if !d.component(v.Text, v.Line, v.Col) {
			continue
		}
		if slices.Contains(list, v.Text) {
			d.Warnf(v.Line, v.Col, "component-twice", "", "the component %q is listed twice", v.Text)
			continue
		}
		list = append(list, v.Text)
	}
	d.in.Components = list
}

// states reads the statuses of components of an update, such as {api: major_outage}.
func (d *decoder) states(f frontmatter.Field) []ComponentState {
	if f.Value.Kind == frontmatter.Null {
		return nil
	}
	if f.Value.Kind != frontmatter.Map {
		d.Errorf(f.Value.Line, f.Value.Col, "write {api: major_outage}", "the components of an update are ids with a status each, not a %s", f.Value.Kind)
		return nil
	}
	list := make([]ComponentState, 0, len(f.Value.Map))
	for _, c := range f.Value.Map {
		c.Key = chars.Compose(c.Key)
		known := d.component(c.Key, c.Line, c.Col)
		if s, ok := d.componentStatus(c); ok && known {
			list = append(list, ComponentState{c.Key, s})
		}
	}
	return list
}

func (d *decoder) componentStatus(f frontmatter.Field) (ComponentStatus, bool) {
	if f.Value.Kind != frontmatter.Scalar {
		d.Errorf(f.Value.Line, f.Value.Col, frontmatter.MeantHint("", componentNames), "the status of %s must be a word, not a %s", f.Key, f.Value.Kind)
		return 0, false
	}
	s, ok := ComponentStatusNamed(f.Value.Text)
	if !ok {
		d.UnknownWord(f.Value, "component status", componentNames)
	}
	return s, ok
}

// time reads a required time, and reports whether it is valid.
func (d *decoder) time(f frontmatter.Field) (time.Time, bool) {
	if f.Value.Kind == frontmatter.Null {
		d.Errorf(f.Line, f.Col, "write 2006-01-02 15:04", "%s is empty", f.Key)
		return time.Time{}, false
	}
	if f.Value.Kind != frontmatter.Scalar {
		d.Errorf(f.Value.Line, f.Value.Col, "write 2006-01-02 15:04", "%s must be a time, not a %s", f.Key, f.Value.Kind)
		return time.Time{}, false
	}
	t, err := parseTime(f.Value.Text, d.zone)
	if err != nil {
		err = err.guess(f.Value.Text, d.zone)
		d.Errorf(f.Value.Line, f.Value.Col, err.hint, "%s", err.text)
		return time.Time{}, false
	}
	return t, true
}
