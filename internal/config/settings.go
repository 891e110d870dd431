package config

import (
	"slices"
	"strings"

	"statuary/internal/frontmatter"
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
)

// Setting is a key of config.toml. Settings lists all of them. The decoder, the JSON Schema
// and the tests of the tables in docs/ read that list.
type Setting struct {
	Name     string
	Type     Type
	Required bool
	Default  string    // without the key, in Markdown as the table in docs/configuration.md has it
	About    string    // for editors, by way of the JSON Schema
	Words    []string  // all values, where there are few
	Form     string    // regular expression that texts match: never stricter than the decoder
	Unquoted bool      // a number without quotes matches Form, too
	Files    []string  // instead of Form: the value names a file whose name ends in one of these
	Min, Max int       // of an Integer
	Target   string    // in [publish.NAME]: the kind of target that the key is for; empty: all
	Keys     []Setting // of a table

	// decode reads the value into the configuration, or into the table that the decoder is
	// reading. It is called after the keys of a Table are read.
	decode func(*decoder, frontmatter.Field)
}

// Forms of texts that several settings have. Letters beyond ASCII are left to the decoder.
const (
	addressForm = `^\s*[Hh][Tt][Tt][Pp][Ss]?://[^/?#@\s]+(/[^?#]*)?\s*$`
	idForm      = "^[^.\\s!-,/:-@\\[-^`{-~]([^\\s!-,/:-@\\[-^`{-~]*[^.\\s!-,/:-@\\[-^`{-~])?$"
)

// Settings returns all settings, in the order in which the JSON Schema lists them. The keys of
// [outputs] are not among them: package pages has the table of outputs.
func Settings() []Setting {
	return []Setting{
		{Name: "title", Required: true, About: "what the service is called, such as cloud.gov", Form: `\S`, Unquoted: true,
			decode: text(func(d *decoder) *string { return &d.config.Title })},
		{Name: "base_url", Required: true, About: "the address that the site will have, with its path: https://example.org/status/", Form: addressForm,
			decode: func(d *decoder, f frontmatter.Field) { d.later.baseURL = f }},
		{Name: "description", Default: "none", About: "a sentence or two, for the home page and for search engines",
			decode: text(func(d *decoder) *string { return &d.config.Description })},
		{Name: "language", Default: "`\"en\"`", About: "tag of the language that the texts are written in, such as en or pt-BR; without it, en",
			Form: languageTag.String(), decode: (*decoder).language},
		{Name: "languages", Type: Texts, Default: "none", About: "tags of further languages, each with a site of its own below its tag",
			Form: languageTag.String(), decode: func(d *decoder, f frontmatter.Field) { d.later.languages = f }},
		{Name: "translations", Type: Named, Default: "none",
			About:  "the site's own texts in its further languages, each a table with the tag as its name: [translations.fr]",
			decode: func(d *decoder, f frontmatter.Field) { d.later.translations = f },
			Keys: []Setting{
				{Name: "title", About: "what the service is called",
					decode: text(func(d *decoder) *string { return &d.texts.Title })},
				{Name: "description", About: "a sentence or two, for the home page and for search engines",
					decode: text(func(d *decoder) *string { return &d.texts.Description })},
				{Name: "footer", About: "Markdown for the footer",
					decode: text(func(d *decoder) *string { return &d.texts.Footer })},
			}},
		{Name: "time_zone", Default: "`\"UTC\"`",
			About: "a name of the IANA database, such as Europe/Berlin; times in files and on pages are of this zone. Without it, UTC",
			Form:  `^([^L]|L[^o]|Lo[^c])`, decode: (*decoder).zone}, // not Local
		{Name: "week_start", Default: "`\"monday\"`", About: "the day that weeks of calendars begin with; without it, monday",
			Words: weekWords, decode: (*decoder).weekStart},
		{Name: "theme", Default: "none", About: "a folder below themes/ whose files replace those of the built-in theme",
			Form: `^([^./\\][^/\\]*)?$`, Unquoted: true, decode: (*decoder).theme},
		{Name: "components", Type: Tables, About: "what visitors know the service's parts by, in the order in which they are shown",
			decode: (*decoder).components, Keys: componentSettings()},
		{Name: "maintenance", Type: Table, About: "how the clock treats maintenances", Keys: []Setting{
			{Name: "auto", Type: Bool, Default: "`true`",
				About:  "the clock begins and completes a maintenance that nobody has touched since its window began; without it, true",
				decode: truth(func(d *decoder) *bool { return &d.config.Maintenance.Auto })},
		}},
		{Name: "markdown", Type: Table, About: "how texts are read", Keys: []Setting{
			{Name: "html", Default: "`\"escape\"`",
				About: "what becomes of raw HTML in texts: escape shows it as it is written, sanitize lets through what can do no harm, allow lets everything through. Without it, escape",
				Words: htmlWords, decode: (*decoder).html},
		}},
		{Name: "feed", Type: Table, About: "what feeds hold, and how long", Keys: []Setting{
			{Name: "entries", Type: Integer, Default: "`25`", About: "how many incidents the feeds hold, 1 to 1000; without it, 25",
				Min: 1, Max: 1000, decode: (*decoder).feedEntries},
			{Name: "incidents", Type: Limit, Default: "`90`",
				About: "for how many days after its last entry an incident that is over keeps its own feed, 0 to 3650, or all: for ever. Without it, 90",
				Words: feedWords, decode: (*decoder).feedIncidents},
			{Name: "tag", Default: "`\"tag:HOST,2005\"`, with the host of `base_url`",
				About: "how the ids of entries begin: tag:status.example.org,2005. Set it to the old value before the site moves to another host, or feed readers show every incident as new",
				Form:  tagURI.String(), decode: (*decoder).feedTag},
		}},
		{Name: "api", Type: Table, About: "the JSON documents", Keys: []Setting{
			{Name: "ids", Default: "`\"statuspage\"`",
				About: "what documents call incidents and components by: statuspage makes an id of 12 symbols where the file's is none, readable leaves it as it is. Without it, statuspage",
				Words: idsWords, decode: (*decoder).apiIDs},
			{Name: "page_id", Default: "made from `[feed] tag`", About: "the page's own id in documents; without it, made from the tag of feeds",
				Form: idForm, Unquoted: true, decode: (*decoder).apiPageID},
		}},
		{Name: "brand", Type: Table, About: "how the pages look like yours", Keys: brandSettings()},
		{Name: "git", Type: Table, About: "what pages show of the git repository that the site is in", Keys: gitSettings(), decode: (*decoder).gitAddresses},
		{Name: "publish", Type: Named, About: "places for statuary publish, each a table with a name of your choice: [publish.site]",
			decode: (*decoder).publish, Keys: publishSettings()},
		{Name: "check", Type: Table, About: "what statuary check looks for", Keys: []Setting{
			{Name: "ignore", Type: Texts, Default: "none", About: "rules of statuary check that are silenced in the whole site",
				decode: list(func(d *decoder) *[]string { return &d.config.Check.Ignore })},
			{Name: "secrets", Type: Texts, Default: "none", About: "regular expressions of what must not be published, beside the well-known forms of keys",
				Form: `^[\s\S]`, Unquoted: true, decode: func(d *decoder, f frontmatter.Field) { d.config.Check.Secrets = d.patterns(f) }},
			{Name: "internal", Type: Texts, Default: "none", About: "regular expressions of hosts and names that readers should not learn of",
				Form: `^[\s\S]`, Unquoted: true, decode: func(d *decoder, f frontmatter.Field) { d.config.Check.Internal = d.patterns(f) }},
		}},
		{Name: "outputs", Type: Table, About: "outputs that are turned off: each key is an output, and false leaves it out", decode: (*decoder).outputs},
	}
}

func componentSettings() []Setting {
	return []Setting{
		{Name: "id", Required: true, About: "how incidents name it, and its address /components/ID/: letters, digits, -, _ and .",
			Form: idForm, Unquoted: true, decode: (*decoder).componentID},
		{Name: "name", Default: "the id", About: "how visitors read it; without it, the id",
			decode: text(func(d *decoder) *string { return &d.component.Name })},
		{Name: "group", Default: "none", About: "a name that it is listed under, with the others of that group",
			decode: text(func(d *decoder) *string { return &d.component.Group })},
		{Name: "description", Default: "none", About: "what it is, in a line",
			decode: text(func(d *decoder) *string { return &d.component.Description })},
		{Name: "since", Default: "always", About: "the first day that counts for its uptime: 2024-01-31", Form: `^\d{4}-\d{2}-\d{2}([T ].*)?$`,
			decode: func(d *decoder, f frontmatter.Field) {
				d.later.since = append(d.later.since, componentField{len(d.config.Components), f})
			}},
		{Name: "translations", Type: Named, Default: "none", About: "what it is called in further languages: translations.fr = {name = …}",
			decode: func(d *decoder, f frontmatter.Field) {
				d.later.translated = append(d.later.translated, componentField{len(d.config.Components), f})
			},
			Keys: []Setting{
				{Name: "name", About: "how visitors read it", decode: text(func(d *decoder) *string { return &d.componentTexts.name })},
				{Name: "group", About: "what its group is called", decode: text(func(d *decoder) *string { return &d.componentTexts.group })},
				{Name: "description", About: "what it is, in a line", decode: text(func(d *decoder) *string { return &d.componentTexts.description })},
			}},
		{Name: "retired", Type: Bool, Default: "`false`", About: "true: it is named by old incidents only, not listed and not counted any more",
			decode: truth(func(d *decoder) *bool { return &d.component.Retired })},
	}
}

func brandSettings() []Setting {
	return []Setting{
		{Name: "logo", Default: "none",
			About: "a picture that stands in the header in place of the name: a file by its path below content/, or with a slash in front an address of the site. SVG, PNG, JPEG, GIF, WebP or AVIF",
			Files: logoTypes, decode: func(d *decoder, f frontmatter.Field) { d.config.Brand.Logo = d.picture(f, logoTypes) }},
		{Name: "logo_dark", Default: "the same", About: "the logo on dark grounds; without it, the same",
			Files: logoTypes, decode: func(d *decoder, f frontmatter.Field) { d.config.Brand.LogoDark = d.picture(f, logoTypes) }},
		{Name: "favicon", Default: "the theme's", About: "SVG, PNG or ICO, named as a logo is",
			Files: iconTypes, decode: func(d *decoder, f frontmatter.Field) { d.config.Brand.Favicon = d.picture(f, iconTypes) }},
		{Name: "accent", Default: "the theme's", About: "the colour of links and of what has the focus: #7a1f5c",
			Form: hexColour.String(), decode: func(d *decoder, f frontmatter.Field) { d.config.Brand.Accent = d.colour(f) }},
		{Name: "accent_dark", Default: "made from `accent`", About: "the same in the dark scheme; without it, accent, lighter until it can be read",
			Form: hexColour.String(), decode: func(d *decoder, f frontmatter.Field) { d.config.Brand.AccentDark = d.colour(f) }},
		{Name: "links", Type: Tables, Default: "none", About: "more links for the header", decode: (*decoder).links, Keys: []Setting{
			{Name: "name", Required: true, About: "the words of the link", Form: `\S`, Unquoted: true,
				decode: text(func(d *decoder) *string { return &d.link.Name })},
			{Name: "url", Required: true, About: "a full address, or with a slash in front one of the site",
				Form:   `^\s*(/\s*$|/[^/]|[Hh][Tt][Tt][Pp][Ss]?://[^/]|[Mm][Aa][Ii][Ll][Tt][Oo]:|[Tt][Ee][Ll]:)`,
				decode: (*decoder).linkURL},
		}},
		{Name: "footer", Default: "none", About: "Markdown for the footer",
			decode: text(func(d *decoder) *string { return &d.config.Brand.Footer })},
		{Name: "pictures", Default: "`\"recent\"`",
			About: "which incidents have a picture of their own for previews of links: recent, all or none. Without it, recent",
			Words: picturesWords, decode: (*decoder).pictures},
	}
}

func gitSettings() []Setting {
	return []Setting{
		{Name: "edits", Type: Bool, Default: "`false`",
			About: "pages of incidents tell when their words were edited, from the log of git; without it, false",
			decode: func(d *decoder, f frontmatter.Field) {
				d.config.Git.Edits, d.config.Git.At = d.Bool(f), d.value(f, "")
			}},
		// gitAddresses reads repo_url and branch: the two addresses follow from them.
		{Name: "repo_url", Default: "none",
			About: "the repository on the web: https://github.com/acme/status. On GitHub and GitLab the two addresses follow from it",
			Form:  `^\s*[Hh][Tt][Tt][Pp][Ss]?://[^/?#\s]+/+[^/\s]`},
		{Name: "branch", Default: "`\"main\"`", About: "the branch that is edited; without it, main"},
		{Name: "edit_url", Default: "`REPO_URL/edit/BRANCH/{path}`; on GitLab with `/-/edit/`",
			About:  "where a file is edited, with {path} for the file in the site's folder; empty leaves the links out",
			Form:   `^\s*([Hh][Tt][Tt][Pp][Ss]?://[^/\s].*\{path\}.*)?$`,
			decode: func(d *decoder, f frontmatter.Field) { d.config.Git.EditURL = d.pattern(f, "{path}") }},
		{Name: "commit_url", Default: "`REPO_URL/commit/{commit}`; on GitLab with `/-/commit/`",
			About:  "where a commit is shown, with {commit}; empty leaves the links out",
			Form:   `^\s*([Hh][Tt][Tt][Pp][Ss]?://[^/\s].*\{commit\}.*)?$`,
			decode: func(d *decoder, f frontmatter.Field) { d.config.Git.CommitURL = d.pattern(f, "{commit}") }},
	}
}

// text returns a decode function for a text without spaces around it.
func text(of func(*decoder) *string) func(*decoder, frontmatter.Field) {
	return func(d *decoder, f frontmatter.Field) { *of(d) = strings.TrimSpace(d.String(f)) }
}

// verbatim returns a decode function for a text as it is written.
func verbatim(of func(*decoder) *string) func(*decoder, frontmatter.Field) {
	return func(d *decoder, f frontmatter.Field) { *of(d) = d.String(f) }
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
