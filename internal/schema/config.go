package schema

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"

	"statuary/internal/config"
	"statuary/internal/pages"
)

type (
	list  string // a list of texts, or a single one
	limit string // a number of files or a part of them
)

// Config is config.toml. Its allowed words and forms come from package config.
type Config struct {
	Title        string                 `json:"title" jsonschema:"what the service is called, such as cloud.gov"`
	BaseURL      string                 `json:"base_url" jsonschema:"the address that the site will have, with its path: https://example.org/status/"`
	Description  string                 `json:"description,omitempty" jsonschema:"a sentence or two, for the home page and for search engines"`
	Language     string                 `json:"language,omitempty" jsonschema:"tag of the language that the texts are written in, such as en or pt-BR; without it, en"`
	Languages    list                   `json:"languages,omitempty" jsonschema:"tags of further languages, each with a site of its own below its tag"`
	Translations map[string]Translation `json:"translations,omitempty" jsonschema:"the site's own texts in its further languages, each a table with the tag as its name: [translations.fr]"`
	TimeZone     string                 `json:"time_zone,omitempty" jsonschema:"a name of the IANA database, such as Europe/Berlin; times in files and on pages are of this zone. Without it, UTC"`
	WeekStart    string                 `json:"week_start,omitempty" jsonschema:"the day that weeks of calendars begin with; without it, monday"`
	Theme        string                 `json:"theme,omitempty" jsonschema:"a folder below themes/ whose files replace those of the built-in theme"`
	Components   []Component            `json:"components,omitempty" jsonschema:"what visitors know the service's parts by, in the order in which they are shown"`
	Maintenance  Maintenance            `json:"maintenance,omitempty" jsonschema:"how the clock treats maintenances"`
	Markdown     Markdown               `json:"markdown,omitempty" jsonschema:"how texts are read"`
	Feed         Feed                   `json:"feed,omitempty" jsonschema:"/history.atom and /history.rss"`
	API          API                    `json:"api,omitempty" jsonschema:"the JSON documents"`
	Brand        Brand                  `json:"brand,omitempty" jsonschema:"how the pages look like yours"`
	Git          Git                    `json:"git,omitempty" jsonschema:"what pages show of the git repository that the site is in"`
	Publish      map[string]Publish     `json:"publish,omitempty" jsonschema:"places for statuary publish, each a table with a name of your choice: [publish.site]"`
	Check        Check                  `json:"check,omitempty" jsonschema:"what statuary check looks for"`
}

// Component is a table [[components]].
type Component struct {
	ID           string                          `json:"id" jsonschema:"how incidents name it, and its address /components/ID/: letters, digits, -, _ and ."`
	Name         string                          `json:"name,omitempty" jsonschema:"how visitors read it; without it, the id"`
	Group        string                          `json:"group,omitempty" jsonschema:"a name that it is listed under, with the others of that group"`
	Description  string                          `json:"description,omitempty" jsonschema:"what it is, in a line"`
	Since        string                          `json:"since,omitempty" jsonschema:"the first day that counts for its uptime: 2024-01-31"`
	Translations map[string]ComponentTranslation `json:"translations,omitempty" jsonschema:"what it is called in further languages: translations.fr = {name = …}"`
	Retired      bool                            `json:"retired,omitempty" jsonschema:"true: it is named by old incidents only, not listed and not counted any more"`
}

// Translation is a table [translations.TAG].
type Translation struct {
	Title       string `json:"title,omitempty" jsonschema:"what the service is called"`
	Description string `json:"description,omitempty" jsonschema:"a sentence or two, for the home page and for search engines"`
	Footer      string `json:"footer,omitempty" jsonschema:"Markdown for the footer"`
}

// ComponentTranslation is a component in another language.
type ComponentTranslation struct {
	Name        string `json:"name,omitempty" jsonschema:"how visitors read it"`
	Group       string `json:"group,omitempty" jsonschema:"what its group is called"`
	Description string `json:"description,omitempty" jsonschema:"what it is, in a line"`
}

// Maintenance is the table of that name, like the types below.
type Maintenance struct {
	Auto bool `json:"auto,omitempty" jsonschema:"the clock begins and completes a maintenance that nobody has touched since its window began; without it, true"`
}

type Markdown struct {
	HTML string `json:"html,omitempty" jsonschema:"what becomes of raw HTML in texts: escape shows it as it is written, sanitize lets through what can do no harm, allow lets everything through. Without it, escape"`
}

type Feed struct {
	Entries int    `json:"entries,omitempty" jsonschema:"how many incidents the feeds hold, 1 to 1000; without it, 25"`
	Tag     string `json:"tag,omitempty" jsonschema:"how the ids of entries begin: tag:status.example.org,2005. Set it to the old value before the site moves to another host, or feed readers show every incident as new"`
}

type API struct {
	IDs    string `json:"ids,omitempty" jsonschema:"what documents call incidents and components by: statuspage makes an id of 12 symbols where the file's is none, readable leaves it as it is. Without it, statuspage"`
	PageID string `json:"page_id,omitempty" jsonschema:"the page's own id in documents; without it, made from the tag of feeds"`
}

type Brand struct {
	Logo       string `json:"logo,omitempty" jsonschema:"a picture that stands in the header in place of the name: a file by its path below content/, or with a slash in front an address of the site. SVG, PNG, JPEG, GIF, WebP or AVIF"`
	LogoDark   string `json:"logo_dark,omitempty" jsonschema:"the logo on dark grounds; without it, the same"`
	Favicon    string `json:"favicon,omitempty" jsonschema:"SVG, PNG or ICO, named as a logo is"`
	Accent     string `json:"accent,omitempty" jsonschema:"the colour of links and of what has the focus: #7a1f5c"`
	AccentDark string `json:"accent_dark,omitempty" jsonschema:"the same in the dark scheme; without it, accent, lighter until it can be read"`
	Links      []Link `json:"links,omitempty" jsonschema:"more links for the header"`
	Footer     string `json:"footer,omitempty" jsonschema:"Markdown for the footer"`
	Pictures   string `json:"pictures,omitempty" jsonschema:"which incidents have a picture of their own for previews of links: recent, all or none. Without it, recent"`
}

type Git struct {
	Edits     bool   `json:"edits,omitempty" jsonschema:"pages of incidents tell when their words were edited, from the log of git; without it, false"`
	RepoURL   string `json:"repo_url,omitempty" jsonschema:"the repository on the web: https://github.com/acme/status. On GitHub and GitLab the two addresses follow from it"`
	Branch    string `json:"branch,omitempty" jsonschema:"the branch that is edited; without it, main"`
	EditURL   string `json:"edit_url,omitempty" jsonschema:"where a file is edited, with {path} for the file in the site's folder; empty leaves the links out"`
	CommitURL string `json:"commit_url,omitempty" jsonschema:"where a commit is shown, with {commit}; empty leaves the links out"`
}

type Link struct {
	Name string `json:"name" jsonschema:"the words of the link"`
	URL  string `json:"url" jsonschema:"a full address, or with a slash in front one of the site"`
}

type Check struct {
	Ignore   list `json:"ignore,omitempty" jsonschema:"rules of statuary check that are silenced in the whole site"`
	Secrets  list `json:"secrets,omitempty" jsonschema:"regular expressions of what must not be published, beside the well-known forms of keys"`
	Internal list `json:"internal,omitempty" jsonschema:"regular expressions of hosts and names that readers should not learn of"`
}

type Publish struct {
	Target            string `json:"target" jsonschema:"s3://bucket/prefix, github-pages, or a folder"`
	BaseURL           string `json:"base_url,omitempty" jsonschema:"the site's address at that place, instead of base_url of the site"`
	MaxDeletes        limit  `json:"max_deletes,omitempty" jsonschema:"how many files may be deleted at once: 150, or a part of them such as 20%"`
	Region            string `json:"region,omitempty" jsonschema:"buckets: the region"`
	Profile           string `json:"profile,omitempty" jsonschema:"buckets: the profile of your settings for AWS"`
	Endpoint          string `json:"endpoint,omitempty" jsonschema:"buckets: the address of a store that is not Amazon's"`
	PathStyle         bool   `json:"path_style,omitempty" jsonschema:"buckets: the bucket's name stands in the path of the endpoint, not in its host"`
	CacheControl      string `json:"cache_control,omitempty" jsonschema:"buckets: the header of pages and feeds"`
	CacheControlFiles string `json:"cache_control_files,omitempty" jsonschema:"buckets: the header of pictures and other files whose names stay when they change"`
	Encoding          string `json:"encoding,omitempty" jsonschema:"buckets: texts are stored compressed"`
	CleanURLs         list   `json:"clean_urls,omitempty" jsonschema:"buckets: forms of addresses that pages are stored under as well"`
	CloudFront        string `json:"cloudfront,omitempty" jsonschema:"buckets: the id of a distribution that is told of what has changed"`
	Remote            string `json:"remote,omitempty" jsonschema:"github-pages: the remote or the address of the repository; without it, origin"`
	Branch            string `json:"branch,omitempty" jsonschema:"github-pages: the branch; without it, gh-pages"`
	History           string `json:"history,omitempty" jsonschema:"github-pages: keep adds a commit, squash leaves only the newest"`
	CNAME             string `json:"cname,omitempty" jsonschema:"github-pages: the host that the site is reached by"`
}

// forms are regular expressions for values that package config checks with functions.
// They accept all that it accepts.
var forms = map[string]string{
	"title":               `\S`,
	"base_url":            `^\s*[Hh][Tt][Tt][Pp][Ss]?://[^/?#@\s]+(/[^?#]*)?\s*$`,
	"theme":               `^([^./\\][^/\\]*)?$`,
	"time_zone":           `^([^L]|L[^o]|Lo[^c])`, // not Local
	"components.id":       idForm,
	"components.since":    `^\d{4}-\d{2}-\d{2}([T ].*)?$`,
	"api.page_id":         idForm,
	"brand.logo":          picture(config.LogoTypes),
	"brand.logo_dark":     picture(config.LogoTypes),
	"brand.favicon":       picture(config.IconTypes),
	"brand.links.name":    `\S`,
	"brand.links.url":     `^\s*(/\s*$|/[^/]|[Hh][Tt][Tt][Pp][Ss]?://[^/]|[Mm][Aa][Ii][Ll][Tt][Oo]:|[Tt][Ee][Ll]:)`,
	"git.repo_url":        `^\s*[Hh][Tt][Tt][Pp][Ss]?://[^/?#\s]+/+[^/\s]`,
	"git.edit_url":        `^\s*([Hh][Tt][Tt][Pp][Ss]?://[^/\s].*\{path\}.*)?$`,
	"git.commit_url":      `^\s*([Hh][Tt][Tt][Pp][Ss]?://[^/\s].*\{commit\}.*)?$`,
	"check.secrets":       `^[\s\S]`,
	"check.internal":      `^[\s\S]`,
	"publish.target":      `\S`,
	"publish.base_url":    `^\s*[Hh][Tt][Tt][Pp][Ss]?://[^/?#@\s]+(/[^?#]*)?\s*$`,
	"publish.endpoint":    `^\s*[Hh][Tt][Tt][Pp][Ss]?://[^/?#@\s]+(/[^?#]*)?\s*$`,
	"publish.max_deletes": `^ *\d[\d ]*(\.[\d ]+)?(% *)?$`,
}

// idForm accepts all characters beyond ASCII: the decoder checks which of them are
// letters.
const idForm = "^[^.\\s!-,/:-@\\[-^`{-~]([^\\s!-,/:-@\\[-^`{-~]*[^.\\s!-,/:-@\\[-^`{-~])?$"

// plain are keys whose values may be numbers without quotes.
var plain = []string{"title", "theme", "components.id", "api.page_id", "brand.links.name", "check.secrets", "check.internal", "publish.target"}

// picture returns the form of the names of pictures with these extensions.
func picture(types []string) string {
	ends := make([]string, len(types))
	for i, t := range types {
		ends[i] = `\` + anyCase(t)
	}
	return `^\s*$|^\s*/?[^/:\\][^:\\]*(` + strings.Join(ends, "|") + `)\s*$`
}

func configSchema() (*jsonschema.Schema, error) {
	text := func() *jsonschema.Schema { return &jsonschema.Schema{Types: []string{"string", "number", "boolean"}} }
	s, err := jsonschema.For[Config](&jsonschema.ForOptions{TypeSchemas: map[reflect.Type]*jsonschema.Schema{
		reflect.TypeFor[list]():   {AnyOf: []*jsonschema.Schema{{Type: "array", Items: text()}, text()}},
		reflect.TypeFor[limit]():  {AnyOf: []*jsonschema.Schema{{Type: "integer", Minimum: jsonschema.Ptr(0.0)}, {Type: "string"}}},
		reflect.TypeFor[string](): text(), // numbers and truth values need no quotes
	}})
	if err != nil {
		return nil, err
	}
	settings(s, "")
	place := s.Properties["publish"].AdditionalProperties
	bucket, branch := only(`^\s*s3://`, config.KeysOf(config.Bucket)), only(`^\s*`+config.PagesTarget+`\s*$`, config.KeysOf(config.Branch))
	bucket.Then = &jsonschema.Schema{Properties: map[string]*jsonschema.Schema{"target": {Pattern: `^\s*s3://[A-Za-z0-9][A-Za-z0-9._-]*(/.*)?$`}}}
	place.AllOf = []*jsonschema.Schema{bucket, branch}
	s.Properties["outputs"] = outputs()
	s.PropertyOrder = append(s.PropertyOrder, "outputs")
	s.Title = "The settings of a site, config.toml"
	return s, nil
}

// outputs returns the schema of the table [outputs].
func outputs() *jsonschema.Schema {
	s := &jsonschema.Schema{
		Type: "object", Description: "outputs that are turned off: each key is an output, and false leaves it out",
		Properties: map[string]*jsonschema.Schema{}, AdditionalProperties: &jsonschema.Schema{Not: &jsonschema.Schema{}},
	}
	for _, o := range pages.Outputs() {
		if o.Name != "" {
			s.Properties[o.Name] = &jsonschema.Schema{Type: "boolean", Description: o.About + " (" + o.Paths + ")"}
			s.PropertyOrder = append(s.PropertyOrder, o.Name)
		}
	}
	return s
}

// only returns a schema that rejects keys if the target does not match.
func only(target string, keys []string) *jsonschema.Schema {
	never := map[string]*jsonschema.Schema{}
	for _, key := range keys {
		never[key] = &jsonschema.Schema{Not: &jsonschema.Schema{}}
	}
	return &jsonschema.Schema{
		If:   &jsonschema.Schema{Properties: map[string]*jsonschema.Schema{"target": {Pattern: target}}},
		Else: &jsonschema.Schema{Properties: never},
	}
}

// settings sets the words and forms of the keys of a table, and of the tables in it. The
// name is that in package config, followed by a dot.
func settings(s *jsonschema.Schema, table string) {
	for key, p := range s.Properties {
		name := table + key
		switch {
		case p.Items != nil && p.AnyOf == nil: // [[components]], not a list of texts
			p.Type, p.Types = "array", nil
			settings(p.Items, name+".")
			continue
		case p.AdditionalProperties != nil && p.Properties == nil: // [publish.NAME]
			settings(p.AdditionalProperties, name+".")
			continue
		case p.Properties != nil:
			settings(p, name+".")
			continue
		}
		values := []*jsonschema.Schema{p}
		if p.AnyOf != nil {
			values = p.AnyOf
			if p.AnyOf[0].Items != nil {
				values = []*jsonschema.Schema{p.AnyOf[0].Items, p.AnyOf[1]}
			}
		}
		for _, v := range values {
			form := forms[name]
			if re := config.Forms()[name]; form == "" && re != nil {
				form = strings.ReplaceAll(re.String(), "(?:", "(")
			}
			switch words := config.Words()[name]; {
			case words != nil:
				v.Type, v.Types = "string", nil
				for _, w := range words {
					v.Enum = append(v.Enum, w)
				}
			case form != "" && v.Type != "integer":
				v.Pattern = form
				if !slices.Contains(plain, name) { // a number would have no form
					v.Type, v.Types = "string", nil
				}
			}
		}
		if name == "feed.entries" {
			p.Minimum, p.Maximum = jsonschema.Ptr(1.0), jsonschema.Ptr(1000.0)
		}
	}
}

// anyCase returns a regular expression that matches a text in lower and upper case.
func anyCase(s string) string {
	var b strings.Builder
	for _, r := range s {
		if up := strings.ToUpper(string(r)); up != string(r) {
			fmt.Fprintf(&b, "[%c%s]", r, up)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}
