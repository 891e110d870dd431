package config

import (
	"slices"
	"strings"

	"statuary/internal/frontmatter"
	"statuary/internal/incident"
)

// Translation has the texts of the settings in another language: the table
// [translations.fr]. Empty texts are not translated.
type Translation struct {
	Title, Description, Footer string

	components map[string]componentTexts // by id
	groups     map[string]string         // by name
}

// componentTexts are the texts of a component in translations.fr.
type componentTexts struct{ name, group, description string }

var (
	translationKeys          = []string{"title", "description", "footer"}
	componentTranslationKeys = []string{"name", "group", "description"}
)

// In returns the settings of the site in one of its other languages: a site of its own
// below the language's tag, such as "/status/fr/".
func (c *Config) In(language string) *Config {
	in := *c
	in.Root, in.Language, in.Original = c.Root+language+"/", language, c.Language
	in.Feed.Tag += ":" + language // an entry in another language is another entry
	t := c.Translations[language]
	in.Title = or(t.Title, c.Title)
	in.Description = or(t.Description, c.Description)
	in.Brand.Footer = or(t.Footer, c.Brand.Footer)
	in.Components = make([]incident.Component, len(c.Components))
	for n, o := range c.Components {
		texts := t.components[o.ID]
		o.Name, o.Description = or(texts.name, o.Name), or(texts.description, o.Description)
		o.Group = or(t.groups[o.Group], o.Group)
		in.Components[n] = o
	}
	return &in
}

func or(translated, original string) string {
	if translated == "" {
		return original
	}
	return translated
}

// translations reads the table of that name, with a table for each language. It is
// called after the languages have been read.
func (d *decoder) translations(f frontmatter.Field) {
	for _, l := range d.Fields(f.Value, f.Key) {
		t, ok := d.translation(l)
		if !ok {
			continue
		}
		table := frontmatter.Field{Key: f.Key + "." + l.Key, Value: l.Value, Line: l.Line, Col: l.Col}
		d.table(table, translationKeys, func(f frontmatter.Field) {
			text := strings.TrimSpace(d.String(f))
			switch f.Key {
			case "title":
				t.Title = text
			case "description":
				t.Description = text
			case "footer":
				t.Footer = text
			}
		})
		d.config.Translations[l.Key] = t
	}
}

// translated is the table translations of a component, which is read after the
// languages.
type translated struct {
	component int
	field     frontmatter.Field
}

func (d *decoder) componentTranslations(c translated) {
	of := d.config.Components[c.component]
	for _, l := range d.Fields(c.field.Value, "translations of a component") {
		t, ok := d.translation(l)
		if !ok {
			continue
		}
		var texts componentTexts
		for _, f := range d.Fields(l.Value, l.Key) {
			if !slices.Contains(componentTranslationKeys, f.Key) {
				d.UnknownKey(f, "translations."+l.Key+" of a component", componentTranslationKeys)
				continue
			}
			text := strings.TrimSpace(d.String(f))
			switch f.Key {
			case "name":
				texts.name = text
			case "description":
				texts.description = text
			case "group":
				d.group(t, of.Group, text, f)
			}
		}
		t.components[of.ID] = texts
		d.config.Translations[l.Key] = t
	}
}

// group stores the translated name of a group. Not all of its components need to have
// it, but those that do must agree.
func (d *decoder) group(t Translation, name, text string, f frontmatter.Field) {
	switch {
	case name == "":
		d.Errorf(f.Line, f.Col, "give the component a group, or leave this out", "the component is in no group whose name could be translated")
	case t.groups[name] != "" && t.groups[name] != text:
		d.Errorf(f.Value.Line, f.Value.Col, "say it once, or always the same", "the group %q is called %q already", name, t.groups[name])
	default:
		t.groups[name] = text
	}
}

// translation returns what has been read of a language. It reports false for a language
// that the site does not have.
func (d *decoder) translation(l frontmatter.Field) (Translation, bool) {
	if !slices.Contains(d.config.Languages, l.Key) {
		hint := `add it: languages = ["` + strings.Join(append(slices.Clone(d.config.Languages), l.Key), `", "`) + `"]`
		if l.Key == d.config.Language {
			hint = "that is the language of the settings themselves"
		}
		d.Errorf(l.Line, l.Col, hint, "the language %q is not among the languages of the site", l.Key)
		return Translation{}, false
	}
	if d.config.Translations == nil {
		d.config.Translations = map[string]Translation{}
	}
	t, ok := d.config.Translations[l.Key]
	if !ok {
		t = Translation{components: map[string]componentTexts{}, groups: map[string]string{}}
	}
	return t, true
}
