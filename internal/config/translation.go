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

// In returns the settings of the site in one of its other languages. That site is below the
// language's tag, such as "/status/fr/".
func (c *Config) In(language string) *Config {
	in := *c
	in.Root, in.Language, in.Original = c.Root+language+"/", language, c.Language
	in.Feed.Tag += ":" + language // entries of another language need other ids
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

// translations reads [translations], which has a table for each language. It is called
// after the languages have been read.
func (d *decoder) translations(f frontmatter.Field) {
	for _, l := range d.Fields(f.Value, f.Key) {
		t, ok := d.translation(l)
		if !ok {
			continue
		}
		table := frontmatter.Field{Key: f.Key + "." + l.Key, Value: l.Value, Line: l.Line, Col: l.Col}
		d.texts = &t
		d.table(table, keysOf(d.settings, "translations"))
		d.config.Translations[l.Key] = t
	}
}

func (d *decoder) componentTranslations(c componentField) {
	of := d.config.Components[c.component]
	settings := keysOf(d.settings, "components", "translations")
	for _, l := range d.Fields(c.field.Value, "translations of a component") {
		t, ok := d.translation(l)
		if !ok {
			continue
		}
		var texts componentTexts
		d.componentTexts = &texts
		for _, f := range d.Fields(l.Value, l.Key) {
			if !d.read(f, settings) {
				d.UnknownKey(f, "translations."+l.Key+" of a component", names(settings))
			} else if f.Key == "group" {
				d.group(t, of.Group, texts.group, f)
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
		d.Errorf(f.Line, f.Col, "add group to the component, or remove this key", "the component has no group to translate")
	case t.groups[name] != "" && t.groups[name] != text:
		d.Errorf(f.Value.Line, f.Value.Col, "translate the group once, or in the same way everywhere", "the group %q is already translated as %q", name, t.groups[name])
	default:
		t.groups[name] = text
	}
}

// translation returns the translation that has been read so far for a language. It reports
// false for a language that the site does not have.
func (d *decoder) translation(l frontmatter.Field) (Translation, bool) {
	if !slices.Contains(d.config.Languages, l.Key) {
		hint := `add it: languages = ["` + strings.Join(append(slices.Clone(d.config.Languages), l.Key), `", "`) + `"]`
		if l.Key == d.config.Language {
			hint = "remove it; the settings themselves are in this language"
		}
		d.Errorf(l.Line, l.Col, hint, "the language %q is not one of the site's languages", l.Key)
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
