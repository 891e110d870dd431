package content

import (
	"path"
	"slices"
	"strings"

	"statuary/internal/chars"
	"statuary/internal/diag"
	"statuary/internal/incident"
)

// A translation is a file beside the one whose texts it has in another language:
// x.fr.md beside x.md. It is of the same form. Its title, its messages, its labels
// and its body count; all facts are those of the file that it translates, and an
// update is the one with the same time and status.
type translation struct {
	language string
	of       string // path of the file that it translates
	*parsed
}

// Translates says which file one of content/ translates, and into which of the
// languages of the site.
func Translates(name string, languages []string) (of, language string, ok bool) {
	base := strings.TrimSuffix(name, ".md")
	for _, l := range languages {
		if rest, ok := strings.CutSuffix(base, "."+l); ok && path.Base(rest) != "" {
			return rest + ".md", l, true
		}
	}
	return "", "", false
}

// pair is an original and its translation, for what is remembered.
type pair struct{ original, translated any }

// translate finds the originals of translations, and reports what does not fit.
func (l *Loader) translate(c *Content, list []translation, texts []*parsed) (problems diag.List) {
	incidents, pages := map[string]*incident.Incident{}, map[string]*Page{}
	for _, i := range c.Incidents {
		incidents[i.Source.File] = i
	}
	for _, p := range c.Pages {
		pages[p.Source.File] = p
	}
	files := map[string]string{} // composed → as the file system has it
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
			c.Broken++ // its original has problems, which are reported already
			continue
		default:
			problems = append(problems, diag.Diagnostic{
				Pos: diag.Pos{File: t.path}, Text: "there is no file " + t.of + " that this could be a translation of",
				Hint: "write it, or rename this one: ." + t.language + " says that it is a translation",
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

// inLanguage gives an incident the texts of its translation.
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
				Hint: "copy at and status from there: all facts are that file's",
			})
		}
	}
	return problems
}

// pageIn gives a page the texts of its translation.
func pageIn(p, t *Page, language string) *Page {
	in := *p
	in.Language, in.Title, in.Description, in.Body = language, t.Title, t.Description, t.Body
	return &in
}

// In gives the content in another language. What is not translated is as it is.
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

// Languages lists those that an incident, by its file, or a page is translated
// into, in order.
func (c *Content) Languages(file string) []string { return c.languages[file] }

// Translations maps the files of translations to those that they translate.
func (c *Content) Translations() map[string]string { return c.others }
