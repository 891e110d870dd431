package config

import (
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"statuary/internal/frontmatter"
)

// Effective is a setting with the value that a build uses, and where the value comes from.
type Effective struct {
	Key    string `json:"key"`            // title, feed.entries, components.api.name
	Value  any    `json:"value"`          // a text, a number, true or false, or a list of texts; nil if the setting has no value
	Source string `json:"source"`         // Default, File or the name of a flag
	Line   int    `json:"line,omitempty"` // in File
	Note   string `json:"note,omitempty"` // how a default is derived
}

// Default is the source of a setting that is not set.
const Default = "default"

// From returns the source as people read it: "default", "config.toml:7" or "--base-url".
func (e Effective) From() string {
	if e.Line > 0 {
		return fmt.Sprintf("%s:%d", e.Source, e.Line)
	}
	return e.Source
}

// EffectiveSettings returns all settings in the order of [Settings], followed by the outputs
// with the given names. Of components and of other tables that a site can have several of,
// it returns the keys that are set. c is the configuration that was loaded from the site
// with the overrides o.
func EffectiveSettings(site fs.FS, c *Config, o Overrides, outputs []string) ([]Effective, error) {
	src, err := fs.ReadFile(site, File)
	if err != nil {
		return nil, err
	}
	root, problems := frontmatter.ParseTOML(File, src)
	if problems.HasErrors() {
		return nil, problems
	}
	list := effective("", root, Settings())
	for n := range list {
		c.complete(&list[n], o)
	}
	for _, name := range outputs {
		e := Effective{Key: "outputs." + name, Value: true, Source: Default}
		if s, ok := c.Outputs[name]; ok {
			e.Value, e.Source, e.Line = s.On, File, s.Key.Pos.Line
		}
		list = append(list, e)
	}
	return list, nil
}

// effective returns the settings of a table. The prefix is the path of the table with a dot
// at its end, or empty.
func effective(prefix string, table frontmatter.Value, settings []Setting) (list []Effective) {
	for _, s := range settings {
		f := field(table, s.Name)
		switch s.Type {
		case Table:
			list = append(list, effective(prefix+s.Name+".", f.Value, s.Keys)...)
		case Tables:
			for n, item := range items(f.Value) {
				list = append(list, set(fmt.Sprintf("%s%s.%s.", prefix, s.Name, itemName(item, n)), item)...)
			}
		case Named:
			list = append(list, set(prefix+s.Name+".", f.Value)...)
		default:
			e := Effective{Key: prefix + s.Name, Source: Default}
			if f.Key != "" {
				e.Value, e.Source, e.Line = plain(f.Value, s.Type), File, f.Line
			} else {
				e.Value, e.Note = defaultValue(s.Default)
			}
			list = append(list, e)
		}
	}
	return list
}

// set returns the keys that a table sets, including those of the tables in it.
func set(prefix string, table frontmatter.Value) (list []Effective) {
	for _, f := range table.Map {
		if f.Value.Kind == frontmatter.Map {
			list = append(list, set(prefix+f.Key+".", f.Value)...)
			continue
		}
		list = append(list, Effective{Key: prefix + f.Key, Value: plain(f.Value, Text), Source: File, Line: f.Line})
	}
	return list
}

// complete replaces the value of a setting that a flag sets or that is derived from others.
func (c *Config) complete(e *Effective, o Overrides) {
	derive := func(value string) {
		if e.Source != Default {
			return
		}
		if e.Value, e.Note = value, ""; value == "" {
			e.Value = nil
		}
	}
	switch e.Key {
	case "base_url":
		e.Value = c.URL()
		if o.BaseURL != "" {
			e.Source, e.Line = "--base-url", 0
		}
		if o.BasePath != "" {
			e.Source, e.Line = "--base-path", 0
		}
	case "feed.tag":
		derive(c.Feed.Tag)
	case "git.edit_url":
		derive(c.Git.EditURL)
	case "git.commit_url":
		derive(c.Git.CommitURL)
	}
}

// field returns the field of a table with a name. Its key is empty if there is none.
func field(table frontmatter.Value, name string) frontmatter.Field {
	for _, f := range table.Map {
		if f.Key == name {
			return f
		}
	}
	return frontmatter.Field{}
}

// items returns the tables of a list. A single table counts as a list of one.
func items(v frontmatter.Value) []frontmatter.Value {
	if v.Kind == frontmatter.Map {
		return []frontmatter.Value{v}
	}
	return v.List
}

// itemName returns the id or the name of a table in a list, else its number.
func itemName(item frontmatter.Value, n int) string {
	for _, key := range []string{"id", "name"} {
		if f := field(item, key); f.Value.Text != "" {
			return f.Value.Text
		}
	}
	return fmt.Sprint(n + 1)
}

// plain returns a value of the file as JSON can hold it.
func plain(v frontmatter.Value, t Type) any {
	switch {
	case v.Kind == frontmatter.List:
		list := []any{}
		for _, item := range v.List {
			list = append(list, plain(item, Text))
		}
		return list
	case v.Kind != frontmatter.Scalar:
		return nil
	case t == Texts:
		return []any{plain(v, Text)}
	case !v.Quoted && (v.Text == "true" || v.Text == "false"):
		return v.Text == "true"
	case !v.Quoted:
		return number(v.Text)
	}
	return v.Text
}

// defaultValue returns the value of a default as the table in docs/configuration.md shows
// it, or how it is derived.
func defaultValue(markdown string) (value any, note string) {
	code, rest, ok := strings.Cut(strings.TrimPrefix(markdown, "`"), "`")
	switch {
	case markdown == "" || markdown == "none":
		return nil, ""
	case !strings.HasPrefix(markdown, "`") || !ok || rest != "":
		return nil, strings.ReplaceAll(markdown, "`", "")
	case strings.HasPrefix(code, `"`):
		return strings.Trim(code, `"`), ""
	case code == "true" || code == "false":
		return code == "true", ""
	}
	return number(code), ""
}

// Literal returns the value as config.toml has it, or "not set".
func (e Effective) Literal() string {
	switch v := e.Value.(type) {
	case nil:
		if e.Note != "" {
			return e.Note
		}
		return "not set"
	case []any:
		var list []string
		for _, item := range v {
			list = append(list, Effective{Value: item}.Literal())
		}
		return "[" + strings.Join(list, ", ") + "]"
	case string:
		return strconv.Quote(v)
	default:
		return fmt.Sprint(v)
	}
}

// number returns a number of the file, or the text if it is another value, such as a date.
func number(s string) any {
	if n, err := strconv.ParseInt(s, 0, 0); err == nil { // TOML may have it as 1_000
		return n
	}
	return s
}
