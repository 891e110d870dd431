package config

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"statuary/internal/frontmatter"
)

// Publish is a table [publish.NAME], a publish target. Keys that are not set, or belong
// to another kind of target, are empty.
type Publish struct {
	Name       string
	Target     string // "s3://bucket/prefix", "github-pages", or a folder
	BaseURL    string // the site's address at the target, instead of base_url
	MaxDeletes string // "20%" or "150"

	// Of buckets:
	Region, Profile, Endpoint string
	PathStyle                 bool
	CacheControl              string // of pages and feeds
	CacheControlFiles         string // of pictures and other files that keep their names when they change
	Encoding                  string // "gzip" or "br"
	CleanURLs                 []string
	CloudFront                string // id of a distribution

	// Of branches:
	Remote, Branch string
	Squash         bool // history = "squash"
	CNAME          string
}

// The kinds of targets.
const (
	Bucket = "bucket"
	Branch = "branch"
	Folder = "folder"
)

// PagesTarget is the target that is a branch of a Git remote.
const PagesTarget = "github-pages"

// TargetKind is a kind of target, as the table of a target names it.
type TargetKind struct {
	Name   string
	Form   *regexp.Regexp // matches its targets and no others
	Whole  *regexp.Regexp // matches complete targets; nil: Form does
	Plural string         // what messages call its targets
}

// TargetKinds lists all kinds but folders, which are what remains. The decoder and the JSON
// Schema read the list; package publish/targets opens the targets.
var TargetKinds = []TargetKind{
	{Bucket, regexp.MustCompile(`^\s*s3://`), regexp.MustCompile(`^\s*s3://[A-Za-z0-9][A-Za-z0-9._-]*(/.*)?$`), "targets that begin with s3://"},
	{Branch, regexp.MustCompile(`^\s*` + PagesTarget + `\s*$`), nil, `the target "github-pages"`},
}

// KindOf returns the kind of a target.
func KindOf(target string) string {
	for _, k := range TargetKinds {
		if k.Form.MatchString(target) {
			return k.Name
		}
	}
	return Folder
}

// CheckTarget returns a problem with a target that is an address with another scheme than
// s3://, which would be read as the name of a folder. The text is empty if there is none.
func CheckTarget(target string) (text, hint string) {
	scheme, rest, ok := strings.Cut(target, "://")
	if !ok || scheme == "s3" || strings.ContainsAny(scheme, `/\`) {
		return "", ""
	}
	if strings.EqualFold(scheme, "s3") {
		return fmt.Sprintf("unknown target %q", target), "write s3://" + rest
	}
	return fmt.Sprintf("unknown target %q", target), "write s3://bucket/prefix, github-pages or a folder"
}

var (
	encodingWords = []string{"gzip", "br"}
	cleanWords    = []string{"slash", "bare", "html"}
	historyWords  = []string{"keep", "squash"}
	limitForm     = regexp.MustCompile(`^\d{1,9}(\.\d+)?%$|^\d{1,9}$`)
	hostForm      = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$`)
)

// kindNamed returns the kind with a name in TargetKinds.
func kindNamed(name string) TargetKind {
	return TargetKinds[slices.IndexFunc(TargetKinds, func(k TargetKind) bool { return k.Name == name })]
}

func (d *decoder) publish(f frontmatter.Field) {
	for _, table := range d.Fields(f.Value, f.Key) {
		if table.Value.Kind != frontmatter.Map {
			d.Errorf(table.Line, table.Col, `give each target a name: [publish.site], then target = "s3://bucket"`, "%s must be a table, not a %s", table.Key, table.Value.Kind)
			continue
		}
		d.config.Publish = append(d.config.Publish, d.readPlace(table))
	}
}

func (d *decoder) readPlace(table frontmatter.Field) Publish {
	p := Publish{Name: table.Key}
	kind := ""
	for _, f := range table.Value.Map {
		if f.Key == "target" {
			p.Target = strings.TrimSpace(d.String(f))
			kind = KindOf(p.Target)
			if text, hint := CheckTarget(p.Target); text != "" {
				d.Errorf(f.Value.Line, f.Value.Col, hint, "%s", text)
			} else if kind == Bucket && !kindNamed(kind).Whole.MatchString(p.Target) {
				d.Errorf(f.Value.Line, f.Value.Col, `write "s3://bucket" or "s3://bucket/prefix"`, "target %q has no valid bucket name", p.Target)
			}
		}
	}
	if p.Target == "" {
		d.Errorf(table.Line, table.Col, `add target = "s3://bucket/prefix", "github-pages", or a folder`, "[publish.%s] has no target", p.Name)
		return p
	}
	d.place = &p
	settings := keysOf(d.settings, "publish")
	known := slices.DeleteFunc(slices.Clone(settings), func(s Setting) bool { return s.Target != "" && s.Target != kind })
	for _, f := range table.Value.Map {
		if d.read(f, known) {
			continue
		}
		n := slices.IndexFunc(settings, func(s Setting) bool { return s.Name == f.Key })
		if n < 0 {
			d.UnknownKey(f, "[publish."+p.Name+"]", names(known))
		} else {
			d.Errorf(f.Line, f.Col, "", "%s applies only to %s", f.Key, kindNamed(settings[n].Target).Plural)
		}
	}
	return p
}

func publishSettings() []Setting {
	return []Setting{
		// place reads target first: the keys that it allows depend on it.
		{Name: "target", Required: true, About: "where to publish: s3://bucket/prefix, github-pages, or a folder", Form: `\S`, Unquoted: true},
		{Name: "base_url", Default: "the site's", About: "address of the site at this target, instead of the site's base_url", Form: addressForm,
			decode: func(d *decoder, f frontmatter.Field) { d.place.BaseURL = d.placeAddress(f) }},
		{Name: "max_deletes", Default: "`\"20%\"`", Type: Limit, About: "how many files a publication may delete: a number such as 150, or a percentage such as 20%",
			Form: `^ *\d[\d ]*(\.[\d ]+)?(% *)?$`, decode: (*decoder).placeMaxDeletes},
		{Name: "region", Default: "as AWS's own tools find them", Target: Bucket, About: "buckets: region",
			decode: verbatim(func(d *decoder) *string { return &d.place.Region })},
		{Name: "profile", Default: "as AWS's own tools find them", Target: Bucket, About: "buckets: profile in your AWS configuration",
			decode: verbatim(func(d *decoder) *string { return &d.place.Profile })},
		{Name: "endpoint", Default: "Amazon's", Target: Bucket, About: "buckets: address of a store other than Amazon's", Form: addressForm,
			decode: func(d *decoder, f frontmatter.Field) { d.place.Endpoint = d.placeAddress(f) }},
		{Name: "path_style", Default: "`false`", Target: Bucket, Type: Bool, About: "buckets: put the bucket's name into the path of the endpoint instead of its host",
			decode: truth(func(d *decoder) *bool { return &d.place.PathStyle })},
		{Name: "cache_control", Default: "`\"public, max-age=60\"`", Target: Bucket, About: "buckets: Cache-Control header of pages and feeds",
			decode: func(d *decoder, f frontmatter.Field) { d.place.CacheControl = d.placeHeader(f) }},
		{Name: "cache_control_files", Default: "`\"public, max-age=3600\"`", Target: Bucket, About: "buckets: Cache-Control header of pictures and other files that keep their names when they change",
			decode: func(d *decoder, f frontmatter.Field) { d.place.CacheControlFiles = d.placeHeader(f) }},
		{Name: "encoding", Default: "none", Target: Bucket, About: "buckets: compression of text files", Words: encodingWords,
			decode: func(d *decoder, f frontmatter.Field) { d.place.Encoding, _ = d.oneOf(f, encodingWords) }},
		{Name: "clean_urls", Default: "none", Target: Bucket, Type: Texts, About: "buckets: additional forms of addresses to store pages under",
			Words: cleanWords, decode: (*decoder).placeCleanURLs},
		{Name: "cloudfront", Default: "none", Target: Bucket, About: "buckets: id of the CloudFront distribution whose changed files are invalidated",
			decode: verbatim(func(d *decoder) *string { return &d.place.CloudFront })},
		{Name: "remote", Default: "`\"origin\"`", Target: Branch, About: "github-pages: remote, or address of the repository (default: origin)",
			decode: verbatim(func(d *decoder) *string { return &d.place.Remote })},
		{Name: "branch", Default: "`\"gh-pages\"`", Target: Branch, About: "github-pages: branch (default: gh-pages)",
			decode: verbatim(func(d *decoder) *string { return &d.place.Branch })},
		{Name: "history", Default: "`\"keep\"`", Target: Branch, About: "github-pages: keep adds a commit, squash keeps only the newest (default: keep)", Words: historyWords,
			decode: func(d *decoder, f frontmatter.Field) {
				word, _ := d.oneOf(f, historyWords)
				d.place.Squash = word == "squash"
			}},
		{Name: "cname", Default: "none", Target: Branch, About: "github-pages: custom domain of the site", Form: hostForm.String(),
			decode: (*decoder).placeCNAME},
	}
}
func (d *decoder) placeAddress(f frontmatter.Field) string {
	s := d.String(f)
	if _, _, problem := splitURL(s); problem != "" {
		d.Errorf(f.Value.Line, f.Value.Col, "", "%s %q %s", f.Key, s, problem)
	}
	return s
}

// placeHeader reads the value of an HTTP header.
func (d *decoder) placeHeader(f frontmatter.Field) string {
	s := d.String(f)
	if strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' }) {
		d.Errorf(f.Value.Line, f.Value.Col, `write "public, max-age=60"`, "%s %q is not a valid header value", f.Key, s)
	}
	return s
}

func (d *decoder) placeMaxDeletes(f frontmatter.Field) {
	d.place.MaxDeletes = strings.ReplaceAll(d.String(f), " ", "")
	if !limitForm.MatchString(d.place.MaxDeletes) {
		d.Errorf(f.Value.Line, f.Value.Col, `write 150, or "20%"`, "max_deletes must be a number of files or a percentage")
	}
}

func (d *decoder) placeCleanURLs(f frontmatter.Field) {
	d.place.CleanURLs = d.Strings(f)
	for _, s := range d.place.CleanURLs {
		if !slices.Contains(cleanWords, s) {
			d.Errorf(f.Value.Line, f.Value.Col, frontmatter.MeantHint(s, cleanWords), "unknown value %q for %s", s, f.Key)
		}
	}
}

func (d *decoder) placeCNAME(f frontmatter.Field) {
	d.place.CNAME = d.String(f)
	if !hostForm.MatchString(d.place.CNAME) {
		d.Errorf(f.Value.Line, f.Value.Col, `write cname = "status.example.org"`, "%q is not a host name", d.place.CNAME)
	}
}
