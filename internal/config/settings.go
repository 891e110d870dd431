package config

import (
	"slices"
	"strings"

	"statuary/internal/frontmatter"
	"statuary/internal/incident"
)

// Type is the type of a setting's value.
type Type int

const (
	Text    Type = iota // a text; numbers and truth values need no quotes
	Bool                // true or false
	Integer             // a number from Min to Max
	Texts               // a list of texts, or a single one
	Limit               // a number from 0, or a text: 150 or "20%", 90 or "all"
	Table               // [feed]
	Tables              // [[components]]
	Named               // tables with names of the user's choice: [publish.site]
	Pairs               // a table of texts, or of lists of texts, with names of the user's choice
)

// Setting is a key of config.toml. Settings lists all of them. The decoder, the JSON Schema
// and the tests of the tables in docs/ read that list.
type Setting struct {
	Name     string
	Type     Type
	Required bool
	Default  string    // the default as the table in docs/configuration.md shows it, in Markdown
	About    string    // description that editors show, from the JSON Schema
	Words    []string  // all allowed values, if only certain words are allowed
	Form     string    // regular expression for texts: never stricter than the decoder
	Unquoted bool      // numbers without quotes are allowed too
	Files    []string  // instead of Form: the value is the name of a file with one of these extensions
	Min, Max int       // of an Integer
	Target   string    // in [publish.NAME]: the kind of target that the key applies to; empty: all
	Keys     []Setting // of a table

	// Of a key of a kind of publish target:
	Flag  string                                    // description of the flag of publish that replaces the key; empty: there is none
	Check func(value string) (problem, hint string) // reads on after the key and the value; may be nil

	// decode reads the value into the configuration, or into the table that the decoder is
	// reading. It is called after the keys of a Table are read.
	decode func(*decoder, frontmatter.Field)
}

// Forms of several settings. The decoder checks letters beyond ASCII.
const (
	AddressForm = `^\s*[Hh][Tt][Tt][Pp][Ss]?://[^/?#@\s]+(/[^?#]*)?\s*$`
	idForm      = "^[^.\\s!-,/:-@\\[-^`{-~]([^\\s!-,/:-@\\[-^`{-~]*[^.\\s!-,/:-@\\[-^`{-~])?$"
)

// Settings returns all settings, in the order in which the JSON Schema lists them. The keys of
// [outputs] are not among them: they are in the table of outputs in package pages. The tables of
// [publish] have the keys of the kinds given.
func Settings(kinds ...TargetKind) []Setting {
	return []Setting{
		{Name: "title", Required: true, About: "name of the service, such as Alderquay", Form: `\S`, Unquoted: true,
			decode: text(func(d *decoder) *string { return &d.config.Title })},
		{Name: "base_url", Required: true, About: "public address of the site, with its path: https://example.org/status/", Form: AddressForm,
			decode: func(d *decoder, f frontmatter.Field) { d.later.baseURL = f }},
		{Name: "description", Default: "none", About: "one or two sentences, for the home page and search engines",
			decode: text(func(d *decoder) *string { return &d.config.Description })},
		{Name: "language", Default: "`\"en\"`", About: "language of the texts and of the theme, as a tag such as de or pt-BR (default: en)",
			Form: languageTag.String(), decode: (*decoder).language},
		{Name: "languages", Type: Texts, Default: "none", About: "tags of additional languages; each language has its own site below its tag",
			Form: languageTag.String(), decode: func(d *decoder, f frontmatter.Field) { d.later.languages = f }},
		{Name: "translations", Type: Named, Default: "none",
			About:  "translations of settings: a table for each language, such as [translations.fr]",
			decode: func(d *decoder, f frontmatter.Field) { d.later.translations = f },
			Keys: []Setting{
				{Name: "title", About: "name of the service",
					decode: text(func(d *decoder) *string { return &d.texts.Title })},
				{Name: "description", About: "one or two sentences, for the home page and search engines",
					decode: text(func(d *decoder) *string { return &d.texts.Description })},
				{Name: "footer", About: "text of the footer, in Markdown",
					decode: markdown(func(d *decoder) *string { return &d.texts.Footer })},
			}},
		{Name: "time_zone", Default: "`\"UTC\"`",
			About: "time zone of times in files and on pages: a name of the IANA database, such as Europe/Berlin (default: UTC)",
			Form:  `^([^L]|L[^o]|Lo[^c])`, decode: (*decoder).zone}, // not Local
		{Name: "week_start", Default: "`\"monday\"`", About: "first day of the week in calendars (default: monday)",
			Words: weekWords, decode: (*decoder).weekStart},
		{Name: "theme", Default: "none", About: "folder in themes/ whose files replace those of the built-in theme",
			Form: `^([^./\\][^/\\]*)?$`, Unquoted: true, decode: (*decoder).theme},
		{Name: "look", Default: "`\"stone\"`", About: "look of the built-in theme: stone, plain or signal (default: stone)",
			Words: lookWords, decode: (*decoder).look},
		{Name: "components", Type: Tables, About: "components of the service, in the order in which pages show them",
			decode: (*decoder).components, Keys: componentSettings()},
		{Name: "metrics", Type: Tables, Default: "none", About: "measurements that the home page plots", decode: (*decoder).metrics, Keys: []Setting{
			{Name: "name", Required: true, About: "name of what is measured, such as API response time", Form: `\S`, Unquoted: true,
				decode: text(func(d *decoder) *string { return &d.metric.Name })},
			{Name: "file", Required: true, About: "path of a file below content/ with times and values. CSV or JSON",
				Files: metricTypes, decode: (*decoder).metricFile},
			{Name: "unit", Default: "none", About: "unit of the values, such as ms", decode: text(func(d *decoder) *string { return &d.metric.Unit })},
		}},
		{Name: "maintenance", Type: Table, About: "settings of scheduled maintenance", Keys: []Setting{
			{Name: "auto", Type: Bool, Default: "`true`",
				About:  "begin and complete scheduled maintenance automatically, unless it has an update since its window began (default: true)",
				decode: truth(func(d *decoder) *bool { return &d.config.Maintenance.Auto })},
		}},
		{Name: "markdown", Type: Table, About: "settings of Markdown", Keys: []Setting{
			{Name: "html", Default: "`\"escape\"`",
				About: "treatment of raw HTML in texts: escape shows its source, sanitize keeps harmless elements, allow keeps everything (default: escape)",
				Words: htmlWords, decode: (*decoder).html},
		}},
		{Name: "feed", Type: Table, About: "settings of feeds", Keys: []Setting{
			{Name: "entries", Type: Integer, Default: "`25`", About: "number of incidents in a feed: 1 to 1000 (default: 25)",
				Min: 1, Max: 1000, decode: (*decoder).feedEntries},
			{Name: "incidents", Type: Limit, Max: mostFeedDays, Default: "`90`",
				About: "number of days for which an incident has its own feed after its last update: 0 to 3650, or all (default: 90)",
				Words: feedWords, decode: (*decoder).feedIncidents},
			{Name: "tag", Default: "`\"tag:HOST,2005\"`, with the host of `base_url`",
				About: "first part of the ids of entries, such as tag:status.example.org,2005. Before you move the site to another host, set it to the current value; otherwise feed readers show every incident as new",
				Form:  tagURI.String(), decode: (*decoder).feedTag},
		}},
		{Name: "api", Type: Table, About: "settings of the JSON documents", Keys: []Setting{
			{Name: "ids", Default: "`\"statuspage\"`",
				About: "ids of incidents and components in documents: statuspage replaces each id that does not have 12 characters like those of Statuspage, readable keeps all ids of the files (default: statuspage)",
				Words: idsWords, decode: (*decoder).apiIDs},
			{Name: "page_id", Default: "derived from `[feed] tag`", About: "id of the page in documents (default: derived from tag in [feed])",
				Form: idForm, Unquoted: true, decode: (*decoder).apiPageID},
		}},
		{Name: "brand", Type: Table, About: "logo, colours and links of pages", Keys: brandSettings()},
		{Name: "git", Type: Table, About: "edit links, and edits according to the Git log", Keys: gitSettings(), decode: (*decoder).gitAddresses},
		{Name: "publish", Type: Named, About: "targets of statuary publish, each a table with a name of your choice: [publish.site]",
			decode: (*decoder).publish, Keys: publishSettings(kinds)},
		{Name: "announce", Type: Named, About: "channels of statuary announce, each a table with a name of your choice: [announce.ops]",
			decode: (*decoder).announce, Keys: announceSettings()},
		{Name: "alert", Type: Named, About: "rules of statuary alert, each a table with a name of your choice: [alert.api]",
			decode: (*decoder).alert, Keys: alertSettings()},
		{Name: "check", Type: Table, About: "settings of statuary check", Keys: []Setting{
			{Name: "ignore", Type: Texts, Default: "none", About: "rules of statuary check that are turned off for the whole site",
				decode: list(func(d *decoder) *[]string { return &d.config.Check.Ignore })},
			{Name: "secrets", Type: Texts, Default: "none", About: "regular expressions for secrets that must not be published, in addition to well-known forms of keys",
				Form: `^[\s\S]`, Unquoted: true, decode: func(d *decoder, f frontmatter.Field) { d.config.Check.Secrets = d.patterns(f) }},
			{Name: "internal", Type: Texts, Default: "none", About: "regular expressions for internal hosts and names that must not be published",
				Form: `^[\s\S]`, Unquoted: true, decode: func(d *decoder, f frontmatter.Field) { d.config.Check.Internal = d.patterns(f) }},
		}},
		{Name: "outputs", Type: Table, About: "outputs of the site; false turns one off", decode: (*decoder).outputs},
	}
}

func componentSettings() []Setting {
	return []Setting{
		{Name: "id", Required: true, About: "id of the component in incidents and in its address /components/ID/: letters, digits, -, _ and .",
			Form: idForm, Unquoted: true, decode: (*decoder).componentID},
		{Name: "name", Default: "the id", About: "name that visitors see (default: the id)",
			decode: text(func(d *decoder) *string { return &d.component.Name })},
		{Name: "group", Default: "none", About: "name of the component group",
			decode: text(func(d *decoder) *string { return &d.component.Group })},
		{Name: "description", Default: "none", About: "description in one line",
			decode: text(func(d *decoder) *string { return &d.component.Description })},
		{Name: "since", Default: "always", About: "first day that counts for uptime, such as 2024-01-31", Form: `^\d{4}-\d{2}-\d{2}([T ].*)?$`,
			decode: func(d *decoder, f frontmatter.Field) {
				d.later.since = append(d.later.since, componentField{len(d.config.Components), f})
			}},
		{Name: "translations", Type: Named, Default: "none", About: "name, group and description in additional languages: translations.fr = {name = …}",
			decode: func(d *decoder, f frontmatter.Field) {
				d.later.translated = append(d.later.translated, componentField{len(d.config.Components), f})
			},
			Keys: []Setting{
				{Name: "name", About: "name that visitors see", decode: text(func(d *decoder) *string { return &d.componentTexts.name })},
				{Name: "group", About: "name of the component group", decode: text(func(d *decoder) *string { return &d.componentTexts.group })},
				{Name: "description", About: "description in one line", decode: text(func(d *decoder) *string { return &d.componentTexts.description })},
			}},
		{Name: "statuspage", Default: "none",
			About: "address of the status page of another service that the component belongs to, such as https://www.githubstatus.com: statuary sync reads its status there",
			Form:  AddressForm, decode: (*decoder).statuspage},
		{Name: "statuspage_name", Default: "the name", About: "name of the component on that status page, or Group - Name (default: the name)",
			decode: text(func(d *decoder) *string { return &d.thirdParty.NameThere })},
		{Name: "retired", Type: Bool, Default: "`false`", About: "true if the component no longer exists: it is then shown only on its incidents",
			decode: truth(func(d *decoder) *bool { return &d.component.Retired })},
	}
}

func brandSettings() []Setting {
	return []Setting{
		{Name: "logo", Default: "none",
			About: "image in the header, instead of the name: the path of a file below content/, or an address of the site that begins with a slash. SVG, PNG, JPEG, GIF, WebP or AVIF",
			Files: logoTypes, decode: func(d *decoder, f frontmatter.Field) { d.config.Brand.Logo = d.brandFile(f, logoTypes) }},
		{Name: "logo_dark", Default: "same as `logo`", About: "logo in dark mode (default: same as logo)",
			Files: logoTypes, decode: func(d *decoder, f frontmatter.Field) { d.config.Brand.LogoDark = d.brandFile(f, logoTypes) }},
		{Name: "favicon", Default: "from the theme", About: "icon in browser tabs: a path or an address, as for the logo. SVG, PNG or ICO",
			Files: iconTypes, decode: func(d *decoder, f frontmatter.Field) { d.config.Brand.Favicon = d.brandFile(f, iconTypes) }},
		{Name: "font", Default: "from the theme", About: "font of titles and postmortems: the path of a WOFF2 file below content/, or an address of the site that begins with a slash",
			Files: fontTypes, decode: func(d *decoder, f frontmatter.Field) { d.config.Brand.Font = d.brandFile(f, fontTypes) }},
		{Name: "font_bold", Default: "none", About: "the same font in bold; for a variable font, the same file as font",
			Files: fontTypes, decode: func(d *decoder, f frontmatter.Field) { d.config.Brand.FontBold = d.brandFile(f, fontTypes) }},
		{Name: "accent", Default: "from the theme", About: "colour of links and of the focus outline, such as #7a1f5c",
			Form: hexColour.String(), decode: func(d *decoder, f frontmatter.Field) { d.config.Brand.Accent = d.colour(f) }},
		{Name: "accent_dark", Default: "derived from `accent`", About: "colour of links in dark mode (default: accent, made light enough to read)",
			Form: hexColour.String(), decode: func(d *decoder, f frontmatter.Field) { d.config.Brand.AccentDark = d.colour(f) }},
		{Name: "links", Type: Tables, Default: "none", About: "additional links in the header", decode: (*decoder).links, Keys: []Setting{
			{Name: "name", Required: true, About: "text of the link", Form: `\S`, Unquoted: true,
				decode: text(func(d *decoder) *string { return &d.link.Name })},
			{Name: "url", Required: true, About: "full address, or an address of the site that begins with a slash",
				Form:   `^\s*(/\s*$|/[^/]|[Hh][Tt][Tt][Pp][Ss]?://[^/]|[Mm][Aa][Ii][Ll][Tt][Oo]:|[Tt][Ee][Ll]:)`,
				decode: (*decoder).linkURL},
		}},
		{Name: "footer", Default: "none", About: "text of the footer, in Markdown",
			decode: markdown(func(d *decoder) *string { return &d.config.Brand.Footer })},
		{Name: "pictures", Default: "`\"recent\"`",
			About: "incidents with their own preview picture: recent, all or none (default: recent)",
			Words: picturesWords, decode: (*decoder).pictures},
	}
}

func gitSettings() []Setting {
	return []Setting{
		{Name: "edits", Type: Bool, Default: "`false`",
			About: "show on incident pages when texts were edited, according to the Git log (default: false)",
			decode: func(d *decoder, f frontmatter.Field) {
				d.config.Git.Edits, d.config.Git.At = d.Bool(f), d.value(f, "")
			}},
		// gitAddresses reads repo_url and branch: the two addresses follow from them.
		{Name: "repo_url", Default: "none",
			About: "address of the repository, such as https://github.com/acme/status. For GitHub and GitLab, edit_url and commit_url are derived from it",
			Form:  `^\s*[Hh][Tt][Tt][Pp][Ss]?://[^/?#\s]+/+[^/\s]`},
		{Name: "branch", Default: "`\"main\"`", About: "branch of the edit links (default: main)"},
		{Name: "edit_url", Default: "`REPO_URL/edit/BRANCH/{path}`; on GitLab with `/-/edit/`",
			About:  "address of the editor for a file, with {path} for its path in the site's folder; an empty text removes the links",
			Form:   `^\s*([Hh][Tt][Tt][Pp][Ss]?://[^/\s].*\{path\}.*)?$`,
			decode: func(d *decoder, f frontmatter.Field) { d.config.Git.EditURL = d.pattern(f, "{path}") }},
		{Name: "commit_url", Default: "`REPO_URL/commit/{commit}`; on GitLab with `/-/commit/`",
			About:  "address of a commit, with {commit} for its hash; an empty text removes the links",
			Form:   `^\s*([Hh][Tt][Tt][Pp][Ss]?://[^/\s].*\{commit\}.*)?$`,
			decode: func(d *decoder, f frontmatter.Field) { d.config.Git.CommitURL = d.pattern(f, "{commit}") }},
	}
}

// text returns a decode function for a text without spaces around it.
func text(of func(*decoder) *string) func(*decoder, frontmatter.Field) {
	return func(d *decoder, f frontmatter.Field) { *of(d) = strings.TrimSpace(d.Short(f)) }
}

// maxFooter is the longest footer in bytes.
const maxFooter = 20_000

// markdown returns a decode function for a Markdown text.
func markdown(of func(*decoder) *string) func(*decoder, frontmatter.Field) {
	return func(d *decoder, f frontmatter.Field) {
		if *of(d) = strings.TrimSpace(d.String(f)); len(*of(d)) > maxFooter {
			d.Errorf(f.Value.Line, f.Value.Col, "make it a page of its own and link to it", "%s has more than %d bytes, and every page repeats it", f.Key, maxFooter)
			*of(d) = ""
		}
		incident.CheckMarkdown(&d.Decoder, *of(d), f.Value.Line)
	}
}

func truth(of func(*decoder) *bool) func(*decoder, frontmatter.Field) {
	return func(d *decoder, f frontmatter.Field) { *of(d) = d.Bool(f) }
}

func list(of func(*decoder) *[]string) func(*decoder, frontmatter.Field) {
	return func(d *decoder, f frontmatter.Field) { *of(d) = d.Strings(f) }
}

// names returns the names of settings.
func names(settings []Setting) []string {
	list := make([]string, len(settings))
	for i, s := range settings {
		list[i] = s.Name
	}
	return list
}

// keysOf returns the settings in a table. The path is the names that lead to it. It panics
// if there is no such table.
func keysOf(settings []Setting, path ...string) []Setting {
	for _, name := range path {
		settings = settings[slices.IndexFunc(settings, func(s Setting) bool { return s.Name == name })].Keys
	}
	return settings
}
