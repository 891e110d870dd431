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
	BaseURL    string // the site's address at that place, instead of base_url
	MaxDeletes string // "20%" or "150"

	// Of buckets:
	Region, Profile, Endpoint string
	PathStyle                 bool
	CacheControl              string // of pages and feeds
	CacheControlFiles         string // of pictures and other files whose names stay when they change
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

// KindOf returns the kind of a target.
func KindOf(target string) string {
	switch {
	case strings.HasPrefix(target, "s3://"):
		return Bucket
	case target == PagesTarget:
		return Branch
	}
	return Folder
}

// CheckTarget reports a target that is an address of another kind than s3://, which would
// be taken for the name of a folder. The text is empty if there is nothing to report.
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
	publishKeys   = []string{"target", "base_url", "max_deletes"}
	bucketKeys    = []string{"region", "profile", "endpoint", "path_style", "cache_control", "cache_control_files", "encoding", "clean_urls", "cloudfront"}
	branchKeys    = []string{"remote", "branch", "history", "cname"}
	encodingWords = []string{"gzip", "br"}
	cleanWords    = []string{"slash", "bare", "html"}
	historyWords  = []string{"keep", "squash"}
	limitForm     = regexp.MustCompile(`^\d{1,9}(\.\d+)?%$|^\d{1,9}$`)
	hostForm      = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$`)
	bucketForm    = regexp.MustCompile(`^s3://[A-Za-z0-9][A-Za-z0-9._-]*(/.*)?$`)
)

func (d *decoder) publish(f frontmatter.Field) {
	for _, table := range d.Fields(f.Value, f.Key) {
		if table.Value.Kind != frontmatter.Map {
			d.Errorf(table.Line, table.Col, `give each place a name: [publish.site], then target = "s3://bucket"`, "%s must be a table, not a %s", table.Key, table.Value.Kind)
			continue
		}
		d.config.Publish = append(d.config.Publish, d.place(table))
	}
}

func (d *decoder) place(table frontmatter.Field) Publish {
	p := Publish{Name: table.Key}
	kind := ""
	for _, f := range table.Value.Map {
		if f.Key == "target" {
			p.Target = strings.TrimSpace(d.String(f))
			kind = KindOf(p.Target)
			if text, hint := CheckTarget(p.Target); text != "" {
				d.Errorf(f.Value.Line, f.Value.Col, hint, "%s", text)
			} else if kind == Bucket && !bucketForm.MatchString(p.Target) {
				d.Errorf(f.Value.Line, f.Value.Col, `write "s3://bucket" or "s3://bucket/prefix"`, "%q names no bucket", p.Target)
			}
		}
	}
	if p.Target == "" {
		d.Errorf(table.Line, table.Col, `add target = "s3://bucket/prefix", "github-pages", or a folder`, "[publish.%s] has no target", p.Name)
		return p
	}
	known := publishKeys
	switch kind {
	case Bucket:
		known = slices.Concat(known, bucketKeys)
	case Branch:
		known = slices.Concat(known, branchKeys)
	}
	for _, f := range table.Value.Map {
		switch {
		case slices.Contains(known, f.Key):
			d.placeKey(&p, f)
		case slices.Contains(bucketKeys, f.Key):
			d.Errorf(f.Line, f.Col, "", "%s is for targets that begin with s3://", f.Key)
		case slices.Contains(branchKeys, f.Key):
			d.Errorf(f.Line, f.Col, "", `%s is for the target "github-pages"`, f.Key)
		default:
			d.UnknownKey(f, "[publish."+p.Name+"]", known)
		}
	}
	return p
}

func (d *decoder) placeKey(p *Publish, f frontmatter.Field) {
	wrong := func(hint, format string, args ...any) {
		d.Errorf(f.Value.Line, f.Value.Col, hint, format, args...)
	}
	word := func(known []string) string {
		s := d.String(f)
		if !slices.Contains(known, s) {
			wrong(frontmatter.MeantHint(s, known), "unknown %s %q", f.Key, s)
		}
		return s
	}
	address := func() string {
		s := d.String(f)
		if _, _, problem := splitURL(s); problem != "" {
			wrong("", "%s %q %s", f.Key, s, problem)
		}
		return s
	}
	header := func() string {
		s := d.String(f)
		if strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' }) {
			wrong(`write "public, max-age=60"`, "%s %q can't be sent as a header", f.Key, s)
		}
		return s
	}
	switch f.Key {
	case "base_url":
		p.BaseURL = address()
	case "max_deletes":
		if p.MaxDeletes = strings.ReplaceAll(d.String(f), " ", ""); !limitForm.MatchString(p.MaxDeletes) {
			wrong(`write 150, or "20%"`, "max_deletes is a number of files or a part of them")
		}
	case "region":
		p.Region = d.String(f)
	case "profile":
		p.Profile = d.String(f)
	case "endpoint":
		p.Endpoint = address()
	case "path_style":
		p.PathStyle = d.Bool(f)
	case "cache_control":
		p.CacheControl = header()
	case "cache_control_files":
		p.CacheControlFiles = header()
	case "encoding":
		p.Encoding = word(encodingWords)
	case "clean_urls":
		p.CleanURLs = d.Strings(f)
		for _, s := range p.CleanURLs {
			if !slices.Contains(cleanWords, s) {
				wrong(frontmatter.MeantHint(s, cleanWords), "unknown form %q of addresses", s)
			}
		}
	case "cloudfront":
		p.CloudFront = d.String(f)
	case "remote":
		p.Remote = d.String(f)
	case "branch":
		p.Branch = d.String(f)
	case "history":
		p.Squash = word(historyWords) == "squash"
	case "cname":
		if p.CNAME = d.String(f); !hostForm.MatchString(p.CNAME) {
			wrong(`write cname = "status.example.org"`, "%q is not the name of a host", p.CNAME)
		}
	}
}
