package config

import (
	"regexp"
	"slices"
	"strings"
	"text/template"
	"time"

	"statuary/internal/alert"
	"statuary/internal/diag"
	"statuary/internal/frontmatter"
	"statuary/internal/incident"
	"statuary/internal/texttemplate"
)

// Alert is a table [alert.RULE]: which alerts of monitors open an incident, and how.
type Alert struct {
	Name       string
	Match      []Match  // all of them must hold
	Components []string // ids
	Status     incident.ComponentStatus
	Impact     string   // empty: that of the component status
	Group      []string // labels: one incident for each of their values
	After      time.Duration
	Quiet      time.Duration

	Title, Message, Resolved *template.Template // nil: the default

	Pos diag.Pos
}

// Match is a condition on a label of an alert: one of the patterns matches its value.
type Match struct {
	Label    string
	Patterns []*regexp.Regexp
}

// Defaults and limits of rules.
const (
	defaultQuiet = 5 * time.Minute
	minQuiet     = time.Minute // less would open an incident for each time that an alert flaps
)

func (d *decoder) alert(f frontmatter.Field) {
	settings := keysOf(d.settings, "alert")
	for _, table := range d.Fields(f.Value, f.Key) {
		if table.Value.Kind != frontmatter.Map {
			d.Errorf(table.Line, table.Col, `give each rule a name: [alert.api], then components = ["api"]`, "%s must be a table, not a %s", table.Key, table.Value.Kind)
			continue
		}
		r := Alert{Name: table.Key, Status: incident.MajorOutage, Quiet: defaultQuiet, Pos: diag.Pos{File: File, Line: table.Line, Col: table.Col}}
		d.rule = &r
		if problem := incident.BadID(table.Key); problem != "" {
			d.Errorf(table.Line, table.Col, incident.IDHint, "the rule %q %s", table.Key, problem)
		}
		for _, k := range table.Value.Map {
			if !d.read(k, settings) {
				d.UnknownKey(k, "[alert."+r.Name+"]", names(settings))
			}
		}
		if len(r.Components) == 0 && !slices.ContainsFunc(table.Value.Map, func(f frontmatter.Field) bool { return f.Key == "components" }) {
			d.Errorf(table.Line, table.Col, `add components = ["api"]`, "[alert.%s] has no components", r.Name)
		}
		d.config.Alert = append(d.config.Alert, r)
	}
}

// alertSettings returns the keys of rules.
func alertSettings() []Setting {
	text := func(name, fallback, about string, of func(*Alert) **template.Template) Setting {
		return Setting{Name: name, Default: fallback, About: about, decode: func(d *decoder, f frontmatter.Field) { *of(d.rule) = d.alertTemplate(f) }}
	}
	return []Setting{
		{Name: "match", Type: Pairs, Default: "all alerts", About: "labels of the alerts that the rule is for, such as {alertname = \"High*\"}; * stands for any text", decode: (*decoder).match},
		{Name: "components", Type: Texts, Required: true, About: "ids of the components that are affected",
			decode: func(d *decoder, f frontmatter.Field) {
				d.rule.Components = d.componentIDs(f)
			}},
		{Name: "status", Default: "`\"major_outage\"`", About: "status of the components while the incident is open (default: major_outage)", Words: incident.ComponentStatuses(),
			decode: func(d *decoder, f frontmatter.Field) {
				if word, ok := d.oneOf(f, incident.ComponentStatuses()); ok {
					d.rule.Status, _ = incident.ComponentStatusNamed(word)
				}
			}},
		{Name: "impact", Default: "that of `status`", About: "impact of the incident (default: that of the status)", Words: incident.Impacts(),
			decode: func(d *decoder, f frontmatter.Field) { d.rule.Impact, _ = d.oneOf(f, incident.Impacts()) }},
		text("title", "`\"Problem with …\"`", "template of the incident's title", func(r *Alert) **template.Template { return &r.Title }),
		text("message", "a sentence", "template of the first update", func(r *Alert) **template.Template { return &r.Message }),
		text("resolved", "a sentence", "template of the update that ends the incident", func(r *Alert) **template.Template { return &r.Resolved }),
		{Name: "group", Type: Texts, Default: "none", About: "labels: each combination of their values has an incident of its own", decode: func(d *decoder, f frontmatter.Field) {
			d.rule.Group = d.Strings(f)
		}},
		{Name: "after", Default: "at once", About: "how long an alert must last before an incident is opened, such as 2m", Form: durationForm.String(),
			decode: func(d *decoder, f frontmatter.Field) { d.rule.After = d.duration(f, d.rule.After) }},
		{Name: "quiet", Default: "`\"5m\"`", About: "how long all alerts must be over before the incident is resolved, at least 1m (default: 5m)", Form: durationForm.String(),
			decode: func(d *decoder, f frontmatter.Field) {
				if d.rule.Quiet = d.duration(f, d.rule.Quiet); d.rule.Quiet < minQuiet {
					d.Errorf(f.Value.Line, f.Value.Col, `write quiet = "1m"; without a quiet time, an alert that flaps would open many incidents`, "quiet is less than a minute")
				}
			}},
	}
}

// match reads the conditions of a rule.
func (d *decoder) match(f frontmatter.Field) {
	for _, label := range d.Fields(f.Value, f.Key) {
		m := Match{Label: label.Key}
		for _, v := range d.Items(label) {
			if len(v.Text) > frontmatter.MaxShort {
				d.Errorf(v.Line, v.Col, "shorten it", "the pattern has more than %d bytes", frontmatter.MaxShort)
				continue
			}
			m.Patterns = append(m.Patterns, glob(v.Text))
		}
		d.rule.Match = append(d.rule.Match, m)
	}
}

// glob returns the regular expression of a text in which * stands for any text.
func glob(pattern string) *regexp.Regexp {
	parts := strings.Split(pattern, "*")
	for i, p := range parts {
		parts[i] = regexp.QuoteMeta(p)
	}
	return regexp.MustCompile(`\A(?s:` + strings.Join(parts, ".*") + `)\z`)
}

// alertTemplate reads a template. It reports values that do not exist: an alert would find out too late.
func (d *decoder) alertTemplate(f frontmatter.Field) *template.Template {
	const hint = "docs/alerts.md lists what templates can use"
	t := d.template(f, hint)
	if t == nil {
		return nil
	}
	t.Option("missingkey=zero") // not all alerts have all labels
	if _, err := texttemplate.Execute(t, alert.Values{}); err != nil && strings.Contains(err.Error(), "can't evaluate field") {
		_, value, _ := strings.Cut(err.Error(), " at <")
		value, _, _ = strings.Cut(value, ">:")
		d.Errorf(f.Value.Line, f.Value.Col, hint, "%s uses {{%s}}, which does not exist", f.Key, value)
	}
	return t
}
