package config

import (
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"statuary/internal/frontmatter"
	"statuary/internal/incident"
)

// Allowed values of settings.
var (
	idsWords  = []string{"statuspage", "readable"}
	feedWords = []string{"all"}
	weekWords = []string{"monday", "sunday", "saturday"}
	htmlWords = []string{"escape", "sanitize", "allow"}
)

// hintedTables are the tables that a hint names if one of their keys is elsewhere.
var hintedTables = []string{"brand", "markdown", "feed", "maintenance", "git"}

type decoder struct {
	frontmatter.Decoder
	config   *Config
	settings []Setting
	kinds    []TargetKind // of [publish]; nil: it is not read
	later    later

	// The table that is being read. Decode functions of its keys write to it.
	component      *incident.Component
	thirdParty     ThirdParty // the table of a component, if it is one of another service
	link           *Link
	metric         *Metric // of [[metrics]]
	place          *Publish
	channel        *Announce
	rule           *Alert
	texts          *Translation
	componentTexts *componentTexts
}

// later holds fields that are read once others are known.
type later struct {
	baseURL, languages, translations frontmatter.Field   // Key is empty if the file has none
	since                            []componentField    // first days of components, which need the time zone
	translated                       []componentField    // translations of components, which need the languages
	named                            []frontmatter.Value // components of [alert] and [announce], by id
}

// componentField is a field of a component, by its index in Config.Components.
type componentField struct {
	component int
	field     frontmatter.Field
}

func (d *decoder) decode(root frontmatter.Value, o Overrides) {
	var elsewhere []frontmatter.Elsewhere
	for _, table := range hintedTables {
		hint := "%s belongs to the table [" + table + "]: put the line below a line [" + table + "]"
		elsewhere = append(elsewhere, frontmatter.Elsewhere{Keys: names(keysOf(d.settings, table)), Hint: hint})
	}
	var meant []string // keys that were misspelt
	for _, f := range root.Map {
		if !d.read(f, d.settings) {
			meant = append(meant, d.UnknownKey(f, "config.toml", names(d.settings), elsewhere...))
		}
	}
	if d.config.Title == "" && !slices.Contains(meant, "title") {
		d.Errorf(1, 1, `add title = "…" with the name of the service`, "the site has no title")
	}
	if d.later.languages.Key != "" {
		d.languages(d.later.languages)
	}
	if d.later.translations.Key != "" {
		d.translations(d.later.translations)
	}
	for _, t := range d.later.translated {
		d.componentTranslations(t)
	}
	d.baseURL(d.later.baseURL, d.later.baseURL.Key != "" || slices.Contains(meant, "base_url"), o)
	for _, s := range d.later.since {
		d.startDate(s)
	}
	d.namedComponents()
}

// read decodes a field by the setting of its name, and reports whether there is one.
func (d *decoder) read(f frontmatter.Field, settings []Setting) bool {
	n := slices.IndexFunc(settings, func(s Setting) bool { return s.Name == f.Key })
	if n < 0 {
		return false
	}
	s := settings[n]
	if s.Type == Table && s.Keys != nil {
		d.table(f, s.Keys)
	}
	if s.decode != nil {
		s.decode(d, f)
	}
	return true
}

// table reads the keys of a table.
func (d *decoder) table(f frontmatter.Field, settings []Setting) {
	for _, k := range d.Fields(f.Value, f.Key) {
		if !d.read(k, settings) {
			d.UnknownKey(k, "["+f.Key+"]", names(settings), d.atTop())
		}
	}
}

// atTop returns the keys of the file itself, which people write into a table.
func (d *decoder) atTop() frontmatter.Elsewhere {
	return frontmatter.Elsewhere{
		Keys: names(d.settings),
		Hint: "%s belongs to the whole site: move the line to the top of the file, above the first line in brackets",
	}
}

func (d *decoder) baseURL(f frontmatter.Field, given bool, o Overrides) {
	var problem string
	switch {
	case o.BaseURL != "":
		d.config.Origin, d.config.Root, problem = splitURL(o.BaseURL)
		if problem != "" {
			d.Errorf(0, 0, "write --base-url https://status.example.org/", "--base-url %q %s", o.BaseURL, problem)
		}
	case !given:
		d.Errorf(1, 1, `add base_url = "https://status.example.org/"; feeds need full addresses`, "the site has no base_url")
	case f.Key == "": // it is misspelt
	default:
		s := d.Short(f)
		d.config.BaseURL = d.value(f, s)
		d.config.Origin, d.config.Root, problem = splitURL(s)
		if problem != "" && f.Value.Kind == frontmatter.Scalar {
			d.Errorf(f.Value.Line, f.Value.Col, `write base_url = "https://status.example.org/"`, "base_url %q %s", s, problem)
		}
	}
	if o.BasePath != "" {
		d.config.Root = "/" + strings.Trim(o.BasePath, "/") + "/"
		if d.config.Root == "//" {
			d.config.Root = "/"
		}
	}
	d.config.Main = d.config.Root
	if d.config.Feed.Tag == "" {
		// Statuspage's ids begin like this, with the year in which Atom appeared.
		_, host, _ := strings.Cut(d.config.Origin, "://")
		host, _, _ = strings.Cut(host, ":")
		d.config.Feed.Tag = "tag:" + host + ",2005"
	}
}

// oneOf reads a setting that allows only certain words. It reports false after a
// diagnostic about any other value.
func (d *decoder) oneOf(f frontmatter.Field, words []string) (string, bool) {
	s := d.Short(f)
	return s, d.oneWord(f, s, words)
}

// oneWord reports whether s, the value of a field or one of its values, is an allowed word, with a
// diagnostic if not.
func (d *decoder) oneWord(f frontmatter.Field, s string, words []string) bool {
	known := slices.Contains(words, s)
	if !known {
		d.Errorf(f.Value.Line, f.Value.Col, frontmatter.MeantHint(s, words), "unknown value %q for %s", s, f.Key)
	}
	return known
}

// languages reads the languages that texts are translated into.
func (d *decoder) languages(f frontmatter.Field) {
	for _, v := range d.Items(f) {
		tag := d.Short(frontmatter.Field{Key: "an entry of languages", Value: v})
		switch known := append([]string{d.config.Language}, d.config.Languages...); {
		case !languageTag.MatchString(tag):
			d.Errorf(v.Line, v.Col, languageHint(tag), "%q is not a language", tag)
		case slices.ContainsFunc(known, func(k string) bool { return strings.EqualFold(k, tag) }):
			d.Errorf(v.Line, v.Col, "remove it; languages has each further language once", "the language %q is already set", tag)
		default:
			d.config.Languages = append(d.config.Languages, tag)
		}
	}
}

var languageTag = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)

func (d *decoder) language(f frontmatter.Field) {
	s := d.Short(f)
	if !languageTag.MatchString(s) {
		d.Errorf(f.Value.Line, f.Value.Col, languageHint(s), "%q is not a language", s)
		return
	}
	d.config.Language = s
}

func (d *decoder) zone(f frontmatter.Field) {
	name := d.Short(f)
	zone, err := time.LoadLocation(name)
	// "Local" would make a site depend on the machine that builds it.
	if err != nil || name == "Local" || name == "" {
		d.Errorf(f.Value.Line, f.Value.Col, zoneHint(name), "unknown time zone %q", name)
		return
	}
	d.config.Zone = zone
}

func (d *decoder) weekStart(f frontmatter.Field) {
	days := []time.Weekday{time.Monday, time.Sunday, time.Saturday}
	if s, ok := d.oneOf(f, weekWords); ok {
		d.config.WeekStart = days[slices.Index(weekWords, s)]
	}
}

func (d *decoder) theme(f frontmatter.Field) {
	name := d.Short(f)
	if name != "" && (!fs.ValidPath(name) || strings.ContainsAny(name, `/\`) || strings.HasPrefix(name, ".")) {
		d.Errorf(f.Value.Line, f.Value.Col, "write the name of a folder in themes/", "%q is not the name of a folder", name)
		return
	}
	d.config.Theme = name
}

var lookWords = []string{"stone", "plain", "signal"}

func (d *decoder) look(f frontmatter.Field) {
	if s, ok := d.oneOf(f, lookWords); ok {
		d.config.Look = s
	}
}

func (d *decoder) html(f frontmatter.Field) {
	if s, ok := d.oneOf(f, htmlWords); ok {
		d.config.Markdown.HTML = s
	}
}

func (d *decoder) patterns(f frontmatter.Field) (list []*regexp.Regexp) {
	for _, v := range d.Items(f) {
		re, err := regexp.Compile(v.Text)
		if err != nil || v.Text == "" {
			d.Errorf(v.Line, v.Col, `use the syntax of https://github.com/google/re2/wiki/Syntax, in single quotes: '\bsecret-\w+'`, "%q is not a regular expression", v.Text)
			continue
		}
		list = append(list, re)
	}
	return list
}

func (d *decoder) apiIDs(f frontmatter.Field) {
	if s, ok := d.oneOf(f, idsWords); ok {
		d.config.API.Readable = s == "readable"
	}
}

func (d *decoder) apiPageID(f frontmatter.Field) {
	s := d.Short(f)
	if problem := incident.BadID(s); problem != "" {
		d.Errorf(f.Value.Line, f.Value.Col, incident.IDHint, "the id %q %s", s, problem)
		return
	}
	d.config.API.PageID = s
}

// tagURI matches the prefix of a feed's ids (RFC 4151, section 2.1).
var tagURI = regexp.MustCompile(`^tag:[A-Za-z0-9._@-]+,\d{4}(-\d{2}(-\d{2})?)?$`)

func (d *decoder) feedEntries(f frontmatter.Field) {
	n, err := strconv.ParseInt(d.Short(f), 0, 0) // TOML may have it as 1_000
	if err != nil || n < 1 || n > 1000 {
		d.Errorf(f.Value.Line, f.Value.Col, "write 25, the number that feed readers expect", "entries must be a number from 1 to 1000")
		return
	}
	d.config.Feed.Entries = int(n)
}

// mostFeedDays is the largest number of days for [feed] incidents.
const mostFeedDays = 3650

func (d *decoder) feedIncidents(f frontmatter.Field) {
	if slices.Contains(feedWords, f.Value.Text) {
		d.config.Feed.Incidents = AllIncidents
		return
	}
	n, err := strconv.ParseInt(f.Value.Text, 0, 0) // TOML may have it as 1_000
	if err != nil || f.Value.Quoted || n < 0 || n > mostFeedDays {
		d.Errorf(f.Value.Line, f.Value.Col, `write incidents = 90, or incidents = "all"`, `incidents must be a number of days from 0 to %d, or "all"`, mostFeedDays)
		return
	}
	d.config.Feed.Incidents = int(n)
}

func (d *decoder) feedTag(f frontmatter.Field) {
	s := d.Short(f)
	if !tagURI.MatchString(s) {
		d.Errorf(f.Value.Line, f.Value.Col, `write "tag:status.example.org,2005"`, "%q is not the beginning of a tag: URI", s)
		return
	}
	d.config.Feed.Tag = s
}
