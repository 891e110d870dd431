package mdsites

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"statuary/internal/frontmatter"
	"statuary/internal/importer/exchange"
	"statuary/internal/lazyregexp"
)

// hugoConfig returns the settings of a site made with Hugo: those of the root file, and those of the
// files in config/_default, which win. The files params and languages there hold the settings below
// these keys.
func hugoConfig(files []exchange.File, r *exchange.Report) frontmatter.Value {
	var config frontmatter.Value
	for _, inDefault := range []bool{false, true} {
		for _, name := range []string{"config", "hugo", "params", "languages"} {
			below := name == "params" || name == "languages"
			if below && !inDefault {
				continue
			}
			for _, f := range files {
				dir, base := path.Split(f.Name)
				ext := path.Ext(base)
				if strings.TrimSuffix(base, ext) != name || !slices.Contains([]string{".yml", ".yaml", ".toml", ".json"}, ext) {
					continue
				}
				dir = strings.TrimSuffix("/"+dir, "/")
				if strings.HasSuffix(dir, "/config/_default") != inDefault || strings.Contains(dir, "/config/") && !inDefault {
					continue
				}
				v, err := parseSettings(f)
				if err != nil {
					r.Add(exchange.Loss, f.Name, "a settings file that could not be read", "%v", err)
					continue
				}
				if written(f, v) {
					continue
				}
				if below {
					v = frontmatter.Value{Map: []frontmatter.Field{{Key: name, Value: v}}}
				}
				config = mergeSettings(config, v)
				break
			}
		}
	}
	return config
}

// mergeSettings returns two settings as one. Where both have a value, b wins.
func mergeSettings(a, b frontmatter.Value) frontmatter.Value {
	if len(a.Map) == 0 || len(b.Map) == 0 {
		return b
	}
	merged := slices.Clone(a.Map)
	for _, f := range b.Map {
		n := slices.IndexFunc(merged, func(o frontmatter.Field) bool { return strings.EqualFold(o.Key, f.Key) })
		if n < 0 {
			merged = append(merged, f)
			continue
		}
		merged[n].Value = mergeSettings(merged[n].Value, f.Value)
	}
	a.Map = merged
	return a
}

// language is one of the languages of a site made with Hugo.
type language struct {
	code string
	dir  string // of its content, if it has its own
}

// hugoLanguages returns the languages that the settings list, the default one first. A site without a
// list has one.
func hugoLanguages(config frontmatter.Value) []language {
	var list []language
	for _, f := range at(config, "languages").Map {
		if strings.EqualFold(at(f.Value, "disabled").Text, "true") {
			continue
		}
		list = append(list, language{f.Key, strings.Trim(at(f.Value, "contentDir").Text, "/")})
	}
	code := at(config, "defaultContentLanguage").Text
	if code == "" && len(list) > 0 {
		code = list[0].code
	}
	code = cmp.Or(code, "en")
	n := slices.IndexFunc(list, func(l language) bool { return strings.EqualFold(l.code, code) })
	if n < 0 {
		return append([]language{{code: code}}, list...)
	}
	first := list[n]
	return append([]language{first}, slices.Delete(list, n, n+1)...)
}

// languageFolder matches names of folders that hold the content of a language.
var languageFolder = lazyregexp.New(`^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})?$`)

// issue is the file of an incident, and its language.
type issue struct {
	exchange.File
	language string // empty for the default language
	slug     string
}

// hugoIssues returns the incident files, which are below issues/ in the folders of the site's content.
// Files in other folders and in languages that the settings do not list are reported as skipped.
func hugoIssues(files []exchange.File, config frontmatter.Value, r *exchange.Report) (originals, translations []issue) {
	languages := hugoLanguages(config)
	content := cmp.Or(strings.Trim(at(config, "contentDir").Text, "/"), "content")
	var unlisted, outside []exchange.File
	for _, f := range files {
		if !isMarkdown(f.Name) || !strings.Contains("/"+f.Name, "/issues/") || path.Base(f.Name) == "_index.md" {
			continue
		}
		r.Incidents.Read++
		switch code, where := languageOf(f.Name, content, languages); {
		case where == elsewhere:
			outside = append(outside, f)
		case where == otherLanguage:
			unlisted = append(unlisted, f)
		case code == languages[0].code:
			originals = append(originals, issue{f, "", slugIn(f.Name, code)})
		default:
			translations = append(translations, issue{f, code, slugIn(f.Name, code)})
		}
	}
	// The settings do not fit the files: read the files.
	if len(originals)+len(translations) == 0 {
		for _, f := range append(unlisted, outside...) {
			slug := slugOf(f.Name)
			if n := slices.IndexFunc(originals, func(i issue) bool { return i.slug == slug }); n >= 0 {
				r.Add(exchange.Skip, f.Name, "a translation of an issue that was imported in another language", "%s", originals[n].Name)
				continue
			}
			originals = append(originals, issue{f, "", slug})
		}
		return originals, nil
	}
	for _, f := range unlisted {
		r.Add(exchange.Skip, f.Name, "an issue in a language that the settings do not list", "")
	}
	for _, f := range outside {
		r.Add(exchange.Skip, f.Name, "an issue outside of the folder that the settings name as contentDir", "%s", content)
	}
	return originals, translations
}

// slugIn returns the last part of the address of a file in a language: that of x.fr.md is x.
func slugIn(name, code string) string {
	dir, base := path.Split(name)
	base = strings.TrimSuffix(stem(base), "."+code)
	return slugOf(path.Join(dir, base))
}

// whereabouts is whether a file is part of the site.
type whereabouts int

const (
	inSite whereabouts = iota
	otherLanguage
	elsewhere
)

// languageOf returns the language of a content file.
func languageOf(name, content string, languages []language) (code string, where whereabouts) {
	longest := 0
	for _, l := range languages {
		if l.dir != "" && len(l.dir) > longest && strings.Contains("/"+name, "/"+l.dir+"/") {
			code, longest = l.code, len(l.dir)
		}
	}
	if longest > 0 {
		return code, inSite
	}
	_, rest, found := strings.Cut("/"+name, "/"+content+"/")
	if !found {
		return "", elsewhere
	}
	folder, _, _ := strings.Cut(rest, "/")
	for _, l := range languages {
		if strings.EqualFold(folder, l.code) || strings.HasSuffix(stem(name), "."+l.code) {
			return l.code, inSite
		}
	}
	if folder != "issues" && languageFolder.MatchString(folder) {
		return "", otherLanguage
	}
	return languages[0].code, inSite
}

// readIssues adds the incidents and the translations of a site made with Hugo.
func readIssues(h *exchange.History, files []exchange.File, config frontmatter.Value, o exchange.Options, r *exchange.Report, convert converter) {
	originals, translations := hugoIssues(files, config, r)
	posts := make([]exchange.File, len(originals))
	slugs := map[string]string{} // file → slug
	for i, is := range originals {
		posts[i], slugs[is.Name] = is.File, is.slug
	}
	readPosts(h, posts, o, r, func(p *post, c timeReader) *exchange.Incident {
		p.slug = slugs[p.name]
		return convert(p, c)
	})
	bySlug := map[string]*exchange.Incident{}
	for _, in := range h.Incidents {
		bySlug[slugs[in.Source.File]] = in
	}
	inFolder := strings.EqualFold(at(config, "defaultContentLanguageInSubdir").Text, "true")
	alias := func(is issue, t *exchange.Incident) string {
		address := t.Aliases[0]
		if inFolder { // of the default language
			_, address, _ = strings.Cut(address[1:], "/")
			address = "/" + address
		}
		return "/" + strings.ToLower(is.language) + address
	}
	readTranslations(h, bySlug, translations, alias, o, r, convert)
}

// readTranslations adds the translations of the incidents that bySlug has, with their old addresses. One
// without an original becomes an incident of its own.
func readTranslations(h *exchange.History, bySlug map[string]*exchange.Incident, translations []issue, alias func(issue, *exchange.Incident) string, o exchange.Options, r *exchange.Report, convert converter) {
	h.Translations = map[*exchange.Incident][]exchange.Translation{}
	var alone []exchange.File
	languages := map[string]issue{} // of the files in alone
	for _, is := range translations {
		in := bySlug[is.slug]
		if in == nil {
			alone = append(alone, is.File)
			languages[is.Name] = is
			continue
		}
		own := &exchange.Report{}
		p := openPost(is.File, own)
		var t *exchange.Incident
		if p != nil {
			p.slug = is.slug
			t = convert(p, newTimeReader([]*post{p}, o, own))
		}
		if t == nil {
			r.Add(exchange.Skip, is.Name, "a translation that could not be read", "%s", in.Source.File)
			continue
		}
		r.Incidents.Merged++
		for _, n := range own.Notes {
			if n.Kind == exchange.Loss {
				r.Notes = append(r.Notes, n)
			}
		}
		in.Aliases = append(in.Aliases, alias(is, t))
		h.Translations[in] = append(h.Translations[in], exchange.Translation{Language: is.language, Incident: t})
	}
	if len(alone) > 0 { // without an original, a translation is the only text
		readPosts(h, alone, o, r, func(p *post, c timeReader) *exchange.Incident {
			p.slug = languages[p.name].slug
			in := convert(p, c)
			if in != nil {
				in.Aliases[0] = alias(languages[p.name], in)
			}
			return in
		})
	}
}
