// Package config reads config.toml, the settings of a site. Unknown keys are errors,
// with the nearest known key as a hint. docs/configuration.md describes every key.
package config

import (
	"bytes"
	"errors"
	"io/fs"
	"net/url"
	"regexp"
	"strings"
	"time"

	"statuary/internal/chars"
	"statuary/internal/diag"
	"statuary/internal/frontmatter"
	"statuary/internal/fswalk"
	"statuary/internal/incident"
)

// File is the name of the file, in the site's folder.
const File = "config.toml"

// Config is the settings of a site, with defaults for the keys that are not set.
type Config struct {
	Title       string   // what the service is called, such as "Alderquay"
	Description string   // a sentence or two for the home page and for search engines
	Origin      string   // scheme and host of the site: "https://example.org"
	BaseURL     Value    // as in the file; empty if the command line replaces it
	Root        string   // path of the home page, with a slash at both ends: "/status/"
	Language    string   // a tag of BCP 47, for the lang attribute
	Languages   []string // that texts are translated into; each has pages of its own below its tag
	Original    string   // in the settings of a translated site, the language that it is translated from; else empty
	Main        string   // path of the home page in the site's own language: differs from Root only in a translated site
	Zone        *time.Location
	WeekStart   time.Weekday // on which weeks of calendars begin
	Look        string       // of the built-in theme: "stone", "plain" or "signal"
	Theme       string       // a folder under themes/, whose files replace the built-in theme's
	Components  []incident.Component
	ThirdParty  []ThirdParty // components of other services, which no incident of the site affects
	Metrics     []Metric     // plotted on the home page
	Maintenance Maintenance
	Markdown    Markdown
	Feed        Feed
	API         API
	Check       Check
	Brand       Brand
	Git         Git
	Publish     []Publish  // in the order of the file
	Announce    []Announce // in the order of the file
	Alert       []Alert    // in the order of the file
	Outputs     map[string]Switch

	Translations map[string]Translation // by language
}

// Maintenance is the table [maintenance].
type Maintenance struct {
	Auto bool // the clock begins and completes a scheduled maintenance without entries since its window began
}

// Markdown is the table [markdown].
type Markdown struct {
	HTML string // how raw HTML is treated: "escape", "sanitize" or "allow"
}

// Feed is the table [feed].
type Feed struct {
	Entries   int    // number of incidents in /history.atom and /history.rss
	Incidents int    // for how many days after its last entry an incident that is over has a feed of its own, or [AllIncidents]
	Tag       string // the beginning of ids in feeds, a tag: URI (RFC 4151): "tag:status.example.org,2005"
}

// AllIncidents is the value of Feed.Incidents with which every incident keeps its feed.
const AllIncidents = -1

// API is the table [api].
type API struct {
	Readable bool   // ids = "readable": documents contain the ids of incidents and components unchanged
	PageID   string // the page's own id in documents; empty: derived from Feed.Tag
}

// Check is the table [check].
type Check struct {
	Ignore   []string         // rules that are silenced in the whole site
	Secrets  []*regexp.Regexp // texts that must not be published, besides well-known forms of keys
	Internal []*regexp.Regexp // hosts and names that must not be published
}

// URL returns the full address of the home page.
func (c *Config) URL() string { return c.Origin + c.Root }

// SiteName returns the name in the titles of pages: the title, followed by "Status"
// unless it contains that word.
func (c *Config) SiteName() string {
	if strings.Contains(strings.ToLower(c.Title), "status") {
		return c.Title
	}
	return c.Title + " Status"
}

// Overrides are settings of the command line that replace those of the file.
type Overrides struct {
	BaseURL  string // empty: none
	BasePath string // of base_url, in place of its own; empty: none
}

// Loader loads settings. It returns the same value while the file is the same.
type Loader struct {
	Targets []TargetKind // kinds of the targets in [publish]; nil: its tables are neither read nor checked

	src       []byte
	overrides Overrides
	config    *Config
	problems  diag.List
}

// Read returns the text of config.toml.
func Read(site fs.FS) ([]byte, error) {
	if info, err := fs.Stat(site, File); err == nil && !info.Mode().IsRegular() {
		return nil, &fs.PathError{Op: "read", Path: File, Err: errors.New("it is not a regular file")} // opening a named pipe would wait for its writer
	}
	return fs.ReadFile(site, File)
}

// Load reads the file in a site's folder. If the list has errors, the config is nil.
func (l *Loader) Load(site fs.FS, o Overrides) (*Config, diag.List) {
	if info, err := fs.Stat(site, File); err == nil {
		if text, hint := frontmatter.TooLarge(info.Size()); text != "" {
			return nil, diag.List{{Pos: diag.Pos{File: File}, Text: text, Hint: hint}}
		}
	}
	src, err := Read(site)
	if err != nil {
		if d, broken := fswalk.BrokenLink(site, File); broken {
			return nil, diag.List{d}
		}
		d := diag.Diagnostic{Pos: diag.Pos{File: File}, Text: "the file can't be read: " + diag.Reason(err), Hint: "change its permissions"}
		if errors.Is(err, fs.ErrNotExist) {
			d.Text = "there is no such file here"
			d.Hint = "run statuary in the folder of a site, or name it with --site"
		}
		return nil, diag.List{d}
	}
	if l.src == nil || l.overrides != o || !bytes.Equal(l.src, src) {
		l.src, l.overrides = src, o
		l.config, l.problems = parse(src, o, l.Targets)
	}
	return l.config, l.problems
}

func parse(src []byte, o Overrides, kinds []TargetKind) (*Config, diag.List) {
	root, problems := frontmatter.ParseTOML(File, src)
	if problems.HasErrors() {
		return nil, problems
	}
	d := &decoder{
		Decoder:  frontmatter.Decoder{File: File, Src: src, Diags: problems},
		settings: Settings(kinds...),
		kinds:    kinds,
		config: &Config{
			Language:    "en",
			Zone:        time.UTC,
			WeekStart:   time.Monday,
			Maintenance: Maintenance{Auto: true},
			Markdown:    Markdown{HTML: "escape"},
			Feed:        Feed{Entries: 25, Incidents: 90},
			Look:        "stone",
			Brand:       Brand{Pictures: "recent"},
		},
	}
	d.decode(root, o)
	if d.Diags.HasErrors() {
		return nil, d.Diags
	}
	return d.config, d.Diags
}

// splitURL checks the address of a site, and splits it before its path.
func splitURL(s string) (origin, root, problem string) {
	u, err := url.Parse(strings.TrimSpace(s))
	switch {
	case err != nil || !chars.IsClean(s):
		return "", "", "is not an address"
	case u.Scheme != "https" && u.Scheme != "http":
		return "", "", "does not begin with https:// or http://"
	case u.Host == "":
		return "", "", "has no host"
	case u.RawQuery != "" || u.Fragment != "" || u.User != nil:
		return "", "", "has more than a host and a path"
	}
	root = u.EscapedPath()
	if !strings.HasSuffix(root, "/") {
		root += "/"
	}
	return u.Scheme + "://" + u.Host, root, ""
}
