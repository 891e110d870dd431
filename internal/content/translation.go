package content

import (
	"path"
	"slices"
	"strings"

	"statuary/internal/chars"
	"statuary/internal/diag"
	"statuary/internal/incident"
)

// translation is a file next to an incident or page, with its texts in another language: x.fr.md
// next to x.md. It has the same form. Only its title, messages, labels and body are used; all facts
// are those of the original. Updates correspond if their time and status are equal.
type translation struct {
	language string
	of       string // path of the file that it translates
	*parsed
}

// Translates returns the file that a file of content/ translates and the language, which is one of
// languages. ok is false if the file is not a translation.
func Translates(name string, languages []string) (of, language string, ok bool) {
	base := strings.TrimSuffix(name, ".md")
	for _, l := range languages {
		if rest, ok := strings.CutSuffix(base, "."+l); ok && path.Base(rest) != "" {
			return rest + ".md", l, true
		}
	}
	return "", "", false
}

// pair is an original and its translation, as a key of merged translations.
type pair struct{ original, translated any }

// translate adds the translations to the content, and reports those that do not match an original.
func (l *Loader) translate(c *Content, list []translation, texts []*parsed) (problems diag.List) {
	if len(list) == 0 {
		c.translated, c.languages, c.others, l.merged = nil, nil, nil, nil
		return nil
	}
	incidents, pages := map[string]*incident.Incident{}, map[string]*Page{}
	for _, i := range c.Incidents {
		incidents[i.Source.File] = i
	}
	for _, p := range c.Pages {
		pages[p.Source.File] = p
	}
	files := map[string]string{} // NFC form → name in the file system
	for _, r := range texts {
		files[chars.Compose(r.path)] = r.path
	}
	remembered := map[pair]any{}
	c.translated, c.languages, c.others = map[string]map[any]any{}, map[string][]string{}, map[string]string{}
	for _, t := range list {
		if t.incident == nil && t.page == nil {
			c.Broken++
			continue
		}
		if original, ok := files[chars.Compose(t.of)]; ok {
			t.of = original
		}
		var key pair
		var made any
		switch i, p := incidents[t.of], pages[t.of]; {
		case i != nil && t.incident != nil:
			key = pair{i, t.incident}
			if made = l.merged[key]; made == nil {
				made = inLanguage(i, t.incident, t.language)
			}
			problems = append(problems, strangers(i, t.incident)...)
		case p != nil && t.page != nil:
			key = pair{p, t.page}
			if made = l.merged[key]; made == nil {
				made = pageIn(p, t.page, t.language)
			}
		case slices.ContainsFunc(texts, func(r *parsed) bool { return r.path == t.of }):
			c.Broken++ // the problems of the original are reported already
			continue
		default:
			problems = append(problems, diag.Diagnostic{
				Pos: diag.Pos{File: t.path}, Text: "there is no file " + t.of + " that this could be a translation of",
				Hint: "write it, or rename this file: ." + t.language + " marks it as a translation",
			})
			continue
		}
		remembered[key] = made
		if t.incident != nil {
			c.TranslatedIncidents = append(c.TranslatedIncidents, t.incident)
		} else {
			c.TranslatedPages = append(c.TranslatedPages, t.page)
		}
		c.languages[t.of] = append(c.languages[t.of], t.language)
		c.others[t.path] = t.of
		if c.translated[t.language] == nil {
			c.translated[t.language] = map[any]any{}
		}
		c.translated[t.language][key.original] = made
	}
	if !l.Forget {
		l.merged = remembered
	}
	return problems
}

// inLanguage returns the incident i with the texts of its translation t.
func inLanguage(i, t *incident.Incident, language string) *incident.Incident {
	in := *i
	in.Language, in.Title = language, t.Title
	if t.Postmortem != "" {
		in.Postmortem = t.Postmortem
	} else {
		in.OriginalPostmortem = i.Postmortem != ""
	}
	in.Updates = slices.Clone(i.Updates)
	for n := range in.Updates {
		u := &in.Updates[n]
		k := slices.IndexFunc(t.Updates, func(o incident.Update) bool { return o.At.Equal(u.At) && o.Status == u.Status })
		if k >= 0 && t.Updates[k].Label != "" {
			u.Label = t.Updates[k].Label
		}
		if k >= 0 && t.Updates[k].Message != "" {
			u.Message = t.Updates[k].Message
		} else {
			u.Original = u.Message != ""
		}
	}
	return &in
}

// strangers reports updates of a translation that its original does not have.
func strangers(i, t *incident.Incident) (problems diag.List) {
	for _, u := range t.Updates {
		if !slices.ContainsFunc(i.Updates, func(o incident.Update) bool { return o.At.Equal(u.At) && o.Status == u.Status }) {
			problems = append(problems, diag.Diagnostic{
				Pos:  t.Source,
				Text: "the translation has an update of " + u.At.Format("2006-01-02 15:04") + ", " + u.Status.String() + ", that " + i.Source.File + " does not have",
				Hint: "copy at and status from that file",
			})
		}
	}
	return problems
}

// pageIn returns the page p with the texts of its translation t.
func pageIn(p, t *Page, language string) *Page {
	in := *p
	in.Language, in.Title, in.Description, in.Body = language, t.Title, t.Description, t.Body
	return &in
}

// In returns the content in another language. Texts without a translation are unchanged.
func (c *Content) In(language string) *Content {
	in := *c
	known := c.translated[language]
	in.Incidents = slices.Clone(c.Incidents)
	for n, i := range in.Incidents {
		if t, ok := known[i]; ok {
			in.Incidents[n] = t.(*incident.Incident)
		}
	}
	in.Pages = slices.Clone(c.Pages)
	for n, p := range in.Pages {
		if t, ok := known[p]; ok {
			in.Pages[n] = t.(*Page)
		}
	}
	return &in
}

// Languages returns the languages that an incident or page is translated into, by the file of the
// original.
func (c *Content) Languages(file string) []string { return c.languages[file] }

// Translated reports whether a file has translations.
func (c *Content) Translated() bool { return len(c.languages) > 0 }

// Translations returns the original of each translation file.
func (c *Content) Translations() map[string]string { return c.others }
