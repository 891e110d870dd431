// Package scaffold makes the files of a new site: settings and incidents that
// teach by example, and what builds and publishes the site in CI. They are in
// the folder site/, as templates whose actions stand in [[ ]].
package scaffold

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"text/template"
	"time"

	"statuary/internal/civil"
)

//go:embed all:site
var templates embed.FS

// Options of a new site.
type Options struct {
	Title    string
	BaseURL  string // "https://status.example.org/"
	TimeZone string // a name of the IANA database
	Now      time.Time
	CI       string // one of [CIs]
	// Source is where CI gets Statuary itself: OWNER/REPOSITORY on GitHub, or an
	// address for git on GitLab. Empty: a variable in CI's settings.
	Source string
}

// CIs are the systems that a site can be made for.
var CIs = []string{"github", "gitlab", "none"}

// File is a file of the new site.
type File struct {
	Path string
	Data []byte
}

// kinds says which files are for which system: by the beginning of their path
// in site/, and what takes its place.
var kinds = []struct{ prefix, to, ci string }{
	{"github/", ".github/workflows/", "github"},
	{"gitlab/", "", "gitlab"},
}

// Files makes the files of a new site, sorted by path.
func Files(o Options) ([]File, error) {
	zone, err := time.LoadLocation(o.TimeZone)
	if err != nil {
		return nil, err
	}
	v := view{Options: o, now: o.Now.In(zone)}
	var files []File
	err = fs.WalkDir(templates, "site", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		to, wanted := destination(strings.TrimPrefix(name, "site/"), o.CI)
		if !wanted {
			return nil
		}
		src, err := templates.ReadFile(name)
		if err != nil {
			return err
		}
		t, err := template.New(name).Delims("[[", "]]").Parse(githubStep)
		if err == nil {
			t, err = t.Parse(string(src))
		}
		if err != nil {
			return err
		}
		var b bytes.Buffer
		if err := t.Execute(&b, v); err != nil {
			return err
		}
		if to = v.dated(to); b.Len() > 0 {
			files = append(files, File{to, b.Bytes()})
		}
		return nil
	})
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return files, err
}

func destination(name, ci string) (to string, wanted bool) {
	for _, k := range kinds {
		if rest, ok := strings.CutPrefix(name, k.prefix); ok {
			return k.to + rest, k.ci == ci
		}
	}
	return name, true
}

// view is what the templates see.
type view struct {
	Options
	now time.Time
}

// At gives a time so many days from now, in the site's zone.
func (v view) At(days int, clock string) string {
	return v.date(days) + " " + clock
}

// Today is the date.
func (v view) Today() string { return v.date(0) }

// date returns the date so many days from now.
func (v view) date(days int) string {
	return (civil.Of(v.now, v.now.Location()) + civil.Day(days)).String()
}

// Quote writes a text as JSON does, and TOML and YAML read it.
func (v view) Quote(s string) (string, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(s)
	return strings.TrimSpace(b.String()), err
}

// Minute is when in the hour the schedule runs. Systems are slow on the hour,
// when everybody's schedules run.
func (v view) Minute() int { return 7 + len(v.Title)%50 }

// dated puts dates into the names of files: outage@-7.md is of a week ago.
func (v view) dated(name string) string {
	dir, file := path.Split(name)
	base, days, ok := strings.Cut(strings.TrimSuffix(file, ".md"), "@")
	if !ok {
		return name
	}
	n, err := strconv.Atoi(days)
	if err != nil {
		return name
	}
	return fmt.Sprintf("%s%s-%s.md", dir, v.date(n), base)
}
