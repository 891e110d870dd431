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
			} else if kind == Bucket && !bucketForm.MatchString(p.Target) {
				d.Errorf(f.Value.Line, f.Value.Col, `write "s3://bucket" or "s3://bucket/prefix"`, "%q names no bucket", p.Target)
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
		switch {
		case n < 0:
			d.UnknownKey(f, "[publish."+p.Name+"]", names(known))
		case settings[n].Target == Bucket:
			d.Errorf(f.Line, f.Col, "", "%s is for targets that begin with s3://", f.Key)
		default:
			d.Errorf(f.Line, f.Col, "", `%s is for the target "github-pages"`, f.Key)
		}
	}
	return p
}

// placeWord reads one of a few words.
func (d *decoder) placeWord(f frontmatter.Field, known []string) string {
	s := d.String(f)
	if !slices.Contains(known, s) {
		d.Errorf(f.Value.Line, f.Value.Col, frontmatter.MeantHint(s, known), "unknown %s %q", f.Key, s)
	}
	return s
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
		d.Errorf(f.Value.Line, f.Value.Col, `write "public, max-age=60"`, "%s %q can't be sent as a header", f.Key, s)
	}
	return s
}

func (d *decoder) placeMaxDeletes(f frontmatter.Field) {
	d.place.MaxDeletes = strings.ReplaceAll(d.String(f), " ", "")
	if !limitForm.MatchString(d.place.MaxDeletes) {
		d.Errorf(f.Value.Line, f.Value.Col, `write 150, or "20%"`, "max_deletes is a number of files or a part of them")
	}
}

func (d *decoder) placeCleanURLs(f frontmatter.Field) {
	d.place.CleanURLs = d.Strings(f)
	for _, s := range d.place.CleanURLs {
		if !slices.Contains(cleanWords, s) {
			d.Errorf(f.Value.Line, f.Value.Col, frontmatter.MeantHint(s, cleanWords), "unknown form %q of addresses", s)
		}
	}
}

func (d *decoder) placeCNAME(f frontmatter.Field) {
	d.place.CNAME = d.String(f)
	if !hostForm.MatchString(d.place.CNAME) {
		d.Errorf(f.Value.Line, f.Value.Col, `write cname = "status.example.org"`, "%q is not the name of a host", d.place.CNAME)
	}
}
