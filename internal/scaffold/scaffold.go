// Package scaffold creates the files of a new site: settings, example incidents, and the CI
// configuration that builds and publishes the site. They are made from the templates in the folder
// site/, which have the delimiters [[ and ]].
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

// Options are the options of a new site.
type Options struct {
	Title    string
	BaseURL  string // "https://status.example.org/"
	TimeZone string // a name of the IANA database
	Now      time.Time
	CI       string // one of [CIs]
	Install  Install
	Alerts   bool // monitors open and resolve incidents; CI is "github" or "gitlab"
}

// CIs are the CI systems that a site can be created for.
var CIs = []string{"github", "gitlab", "none"}

// File is a file of the new site.
type File struct {
	Path string
	Data []byte
}

// ciFolders are the folders in site/ whose files are only for one CI system, and the folders of the
// new site in which the files are written.
var ciFolders = []struct{ prefix, to, ci string }{
	{"workflows/", ".github/workflows/", "github"},
	{"actions/", ".github/actions/", "github"},
	{"gitlab/", "", "gitlab"},
}

// alertFiles are the files in site/ for alerts, and their paths in the new site by CI system.
var alertFiles = map[string]map[string]string{
	"alerts/alert.sh":   {"github": ".github/alert.sh", "gitlab": ".gitlab/alert.sh"},
	"alerts/github.yml": {"github": ".github/workflows/alert.yml"},
}

// Files returns the files of a new site, sorted by path.
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
		to, wanted := destination(strings.TrimPrefix(name, "site/"), o)
		if !wanted {
			return nil
		}
		src, err := templates.ReadFile(name)
		if err != nil {
			return err
		}
		t, err := template.New(name).Delims("[[", "]]").Parse(string(src))
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

// destination returns the path in the new site of a file in site/, and whether a site with these options
// has it.
func destination(name string, o Options) (to string, wanted bool) {
	if paths, ok := alertFiles[name]; ok {
		return paths[o.CI], o.Alerts && paths[o.CI] != ""
	}
	for _, k := range ciFolders {
		if rest, ok := strings.CutPrefix(name, k.prefix); ok {
			return k.to + rest, k.ci == o.CI
		}
	}
	return name, true
}

// view is the data of the templates.
type view struct {
	Options
	now time.Time
}

// At returns the given time of day, days from today, in the site's time zone.
func (v view) At(days int, clock string) string {
	return v.Date(days) + " " + clock
}

// Date returns the date days from today, in the site's time zone.
func (v view) Date(days int) string {
	return (civil.Of(v.now, v.now.Location()) + civil.Day(days)).String()
}

// Action returns the name of the site's action that installs Statuary.
func (view) Action() string { return "statuary" }

// Quote returns a text as a JSON string, which TOML and YAML accept too.
func (v view) Quote(s string) (string, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(s)
	return strings.TrimSpace(b.String()), err
}

// Minute returns the minute of the hour at which the CI schedule runs. It is never the full hour,
// when CI systems are slow because most schedules run then.
func (v view) Minute() int { return 7 + len(v.Title)%50 }

// AlertMinute returns the minute at which the schedule of alerts runs, half an hour later.
func (v view) AlertMinute() int { return (v.Minute() + 30) % 60 }

// dated replaces the number of days in a file name by the date: outage@-7.md is dated a week ago.
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
	return fmt.Sprintf("%s%s-%s.md", dir, v.Date(n), base)
}
