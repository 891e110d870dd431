package config

import (
	"cmp"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"statuary/internal/chars"
	"statuary/internal/civil"
	"statuary/internal/frontmatter"
	"statuary/internal/incident"
)

var (
	keys            = []string{"title", "description", "base_url", "language", "languages", "translations", "time_zone", "week_start", "theme", "components", "maintenance", "markdown", "feed", "api", "brand", "git", "publish", "outputs", "check"}
	componentKeys   = []string{"id", "name", "group", "description", "since", "retired", "translations"}
	maintenanceKeys = []string{"auto"}
	markdownKeys    = []string{"html"}
	feedKeys        = []string{"entries", "tag"}
	checkKeys       = []string{"ignore", "secrets", "internal"}
	apiKeys         = []string{"ids", "page_id"}
	idsWords        = []string{"statuspage", "readable"}
	weekWords       = []string{"monday", "sunday", "saturday"}
	htmlWords       = []string{"escape", "sanitize", "allow"}
)

// Keys that people often write into another part of the file.
var (
	atTop    = frontmatter.Elsewhere{Keys: keys, Hint: "%s belongs to the whole site: move the line to the top of the file, above the first line in brackets"}
	inTables = []frontmatter.Elsewhere{
		{Keys: brandKeys, Hint: "%s belongs to the table [brand]: put the line below a line [brand]"},
		{Keys: markdownKeys, Hint: "%s belongs to the table [markdown]: put the line below a line [markdown]"},
		{Keys: feedKeys, Hint: "%s belongs to the table [feed]: put the line below a line [feed]"},
		{Keys: maintenanceKeys, Hint: "%s belongs to the table [maintenance]: put the line below a line [maintenance]"},
		{Keys: gitKeys, Hint: "%s belongs to the table [git]: put the line below a line [git]"},
	}
)

type decoder struct {
	frontmatter.Decoder
	config *Config
	since  []dated

	translated []translated // what components are called in other languages
}

// dated is a component's start, read once the time zone is known.
type dated struct {
	component int
	field     frontmatter.Field
}

func (d *decoder) decode(root frontmatter.Value, o Overrides) {
	c := d.config
	baseURL, hasURL, languages, translations := frontmatter.Field{}, false, frontmatter.Field{}, frontmatter.Field{}
	var meant []string // keys that were misspelt
	for _, f := range root.Map {
		switch f.Key {
		case "title":
			c.Title = strings.TrimSpace(d.String(f))
		case "description":
			c.Description = strings.TrimSpace(d.String(f))
		case "base_url":
			baseURL, hasURL = f, true
		case "language":
			d.language(f)
		case "languages":
			languages = f
		case "translations":
			translations = f
		case "time_zone":
			d.zone(f)
		case "week_start":
			d.weekStart(f)
		case "theme":
			d.theme(f)
		case "components":
			d.components(f)
		case "maintenance":
			d.table(f, maintenanceKeys, func(f frontmatter.Field) { c.Maintenance.Auto = d.Bool(f) })
		case "markdown":
			d.table(f, markdownKeys, d.html)
		case "feed":
			d.table(f, feedKeys, d.feed)
		case "api":
			d.table(f, apiKeys, d.api)
		case "check":
			d.table(f, checkKeys, d.check)
		case "brand":
			d.table(f, brandKeys, d.brand)
		case "git":
			d.git(f)
		case "publish":
			d.publish(f)
		case "outputs":
			d.outputs(f)
		default:
			meant = append(meant, d.UnknownKey(f, "config.toml", keys, inTables...))
		}
	}
	if c.Title == "" && !slices.Contains(meant, "title") {
		d.Errorf(1, 1, `add title = "…" with the name of the service`, "the site has no title")
	}
	if languages.Key != "" {
		d.languages(languages)
	}
	if translations.Key != "" {
		d.translations(translations)
	}
	for _, t := range d.translated {
		d.componentTranslations(t)
	}
	d.baseURL(baseURL, hasURL || slices.Contains(meant, "base_url"), o)
	for _, s := range d.since {
		d.startDate(s)
	}
}

// table reads the keys of a table, each with the function.
func (d *decoder) table(f frontmatter.Field, known []string, read func(frontmatter.Field)) {
	for _, k := range d.Fields(f.Value, f.Key) {
		if slices.Contains(known, k.Key) {
			read(k)
		} else {
			d.UnknownKey(k, "["+f.Key+"]", known, atTop)
		}
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
		s := d.String(f)
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

// languages reads the languages that texts are translated into.
func (d *decoder) languages(f frontmatter.Field) {
	for _, v := range d.Items(f) {
		tag := d.String(frontmatter.Field{Key: "an entry of languages", Value: v})
		switch known := append([]string{d.config.Language}, d.config.Languages...); {
		case !languageTag.MatchString(tag):
			d.Errorf(v.Line, v.Col, languageHint(tag), "%q is not a language", tag)
		case slices.ContainsFunc(known, func(k string) bool { return strings.EqualFold(k, tag) }):
			d.Errorf(v.Line, v.Col, "languages are those beside language, each once", "the language %q is there already", tag)
		default:
			d.config.Languages = append(d.config.Languages, tag)
		}
	}
}

var languageTag = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)

func (d *decoder) language(f frontmatter.Field) {
	s := d.String(f)
	if !languageTag.MatchString(s) {
		d.Errorf(f.Value.Line, f.Value.Col, languageHint(s), "%q is not a language", s)
		return
	}
	d.config.Language = s
}

func (d *decoder) zone(f frontmatter.Field) {
	name := d.String(f)
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
	s := d.String(f)
	n := slices.Index(weekWords, s)
	if n < 0 {
		d.Errorf(f.Value.Line, f.Value.Col, frontmatter.MeantHint(s, weekWords), "a week can't begin on %q", s)
		return
	}
	d.config.WeekStart = days[n]
}

func (d *decoder) theme(f frontmatter.Field) {
	name := d.String(f)
	if name != "" && (!fs.ValidPath(name) || strings.ContainsAny(name, `/\`) || strings.HasPrefix(name, ".")) {
		d.Errorf(f.Value.Line, f.Value.Col, "name a folder under themes/", "%q is not the name of a folder", name)
		return
	}
	d.config.Theme = name
}

func (d *decoder) html(f frontmatter.Field) {
	s := d.String(f)
	if !slices.Contains(htmlWords, s) {
		d.Errorf(f.Value.Line, f.Value.Col, frontmatter.MeantHint(s, htmlWords), "unknown way %q to treat HTML", s)
		return
	}
	d.config.Markdown.HTML = s
}

func (d *decoder) check(f frontmatter.Field) {
	switch f.Key {
	case "ignore":
		d.config.Check.Ignore = d.Strings(f)
	case "secrets":
		d.config.Check.Secrets = d.patterns(f)
	case "internal":
		d.config.Check.Internal = d.patterns(f)
	}
}

func (d *decoder) patterns(f frontmatter.Field) (list []*regexp.Regexp) {
	for _, v := range d.Items(f) {
		re, err := regexp.Compile(v.Text)
		if err != nil || v.Text == "" {
			d.Errorf(v.Line, v.Col, `write one as on https://github.com/google/re2/wiki/Syntax, between single quotes: '\bsecret-\w+'`, "%q is not a regular expression", v.Text)
			continue
		}
		list = append(list, re)
	}
	return list
}

func (d *decoder) api(f frontmatter.Field) {
	s := d.String(f)
	switch f.Key {
	case "ids":
		if !slices.Contains(idsWords, s) {
			d.Errorf(f.Value.Line, f.Value.Col, frontmatter.MeantHint(s, idsWords), "unknown kind %q of ids", s)
			return
		}
		d.config.API.Readable = s == "readable"
	case "page_id":
		if problem := incident.BadID(s); problem != "" {
			d.Errorf(f.Value.Line, f.Value.Col, incident.IDHint, "the id %q %s", s, problem)
			return
		}
		d.config.API.PageID = s
	}
}

// tagURI matches the prefix of a feed's ids (RFC 4151, section 2.1).
var tagURI = regexp.MustCompile(`^tag:[A-Za-z0-9._@-]+,\d{4}(-\d{2}(-\d{2})?)?$`)

func (d *decoder) feed(f frontmatter.Field) {
	s := d.String(f)
	switch f.Key {
	case "entries":
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 || n > 1000 {
			d.Errorf(f.Value.Line, f.Value.Col, "feed readers expect 25", "a feed has 1 to 1000 entries")
			return
		}
		d.config.Feed.Entries = n
	case "tag":
		if !tagURI.MatchString(s) {
			d.Errorf(f.Value.Line, f.Value.Col, `write "tag:status.example.org,2005"`, "%q does not begin a tag: URI", s)
			return
		}
		d.config.Feed.Tag = s
	}
}

func (d *decoder) components(f frontmatter.Field) {
	if f.Value.Kind != frontmatter.List {
		d.Errorf(f.Line, f.Col, "write [[components]], with two brackets, once for each", "components must be a list of tables, not a %s", f.Value.Kind)
		return
	}
	first := map[string]int{} // the line of each id, folded
	for _, v := range f.Value.List {
		id := d.component(v)
		if id.Text == "" {
			continue
		}
		if line, ok := first[chars.Fold(id.Text)]; ok {
			d.Errorf(id.Line, id.Col, "give one of them another id", "two components have the id %q; the other stands in line %d", id.Text, line)
			continue
		}
		first[chars.Fold(id.Text)] = id.Line
	}
}

// component reads a table [[components]], and returns the value of its id.
func (d *decoder) component(v frontmatter.Value) (id frontmatter.Value) {
	var c incident.Component
	for _, f := range d.Fields(v, "a component") {
		switch f.Key {
		case "id":
			id = f.Value
			c.ID = chars.Compose(d.String(f))
			if problem := incident.BadID(c.ID); problem != "" {
				d.Errorf(f.Value.Line, f.Value.Col, incident.IDHint, "the id %q %s", c.ID, problem)
			}
		case "name":
			c.Name = strings.TrimSpace(d.String(f))
		case "group":
			c.Group = strings.TrimSpace(d.String(f))
		case "description":
			c.Description = strings.TrimSpace(d.String(f))
		case "since":
			d.since = append(d.since, dated{len(d.config.Components), f})
		case "translations":
			d.translated = append(d.translated, translated{len(d.config.Components), f})
		case "retired":
			c.Retired = d.Bool(f)
		default:
			d.UnknownKey(f, "[[components]]", componentKeys, atTop)
		}
	}
	if c.ID == "" && v.Kind == frontmatter.Map && id.Line == 0 {
		d.Errorf(v.Line, v.Col, `add id = "api"; incidents name the component by it`, "a component without an id")
	}
	if c.Name == "" {
		c.Name = c.ID
	}
	d.config.Components = append(d.config.Components, c)
	return id
}

// firstYear is the earliest year of a component's start, as of incidents.
const firstYear = 1970

// startDate reads the first day of a component, in the site's zone.
func (d *decoder) startDate(s dated) {
	text := d.String(s.field)
	day, _, _ := strings.Cut(strings.Replace(text, "T", " ", 1), " ")
	first, err := civil.Parse(day)
	if err != nil {
		hint := cmp.Or(incident.GuessDate(text), "2024-01-31")
		d.Errorf(s.field.Value.Line, s.field.Value.Col, "write since = "+hint, "%q is not a date", text)
		return
	}
	if first < civil.Date(firstYear, time.January, 1) {
		d.Errorf(s.field.Value.Line, s.field.Value.Col, "years have four digits, and history begins with 1970", "%q is before %d", text, firstYear)
		return
	}
	d.config.Components[s.component].Since = first.Start(d.config.Zone)
}
