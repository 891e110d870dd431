// Package importer lists the tools whose histories can be imported, and reads
// their sources from disk or over HTTP. Packages below it convert the files of
// each tool into a [exchange.History].
package importer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"statuary/internal/importer/exchange"
	"statuary/internal/importer/feeds"
	"statuary/internal/importer/fetch"
	"statuary/internal/importer/mdsites"
	"statuary/internal/importer/statusapi"
	"statuary/internal/importer/upptime"
)

// Tool is a status page tool whose history can be imported.
type Tool struct {
	Name   string
	About  string   // one line for the help text
	Source string   // the source argument, such as "URL, FILE or FOLDER"
	Ends   []string // suffixes of the names of the files that are read

	attachments bool       // texts may show or link to other files of the source
	gitLog      [][]string // arguments of git that print the history of a checkout, which is read too; or nil

	read func([]exchange.File, exchange.Options, *exchange.Report) (*exchange.History, Original, error)
	// fetch reads the history from a URL; nil if the tool is imported from files only.
	fetch func(context.Context, *fetch.Client, string, exchange.Options, *exchange.Report) (*exchange.History, Original, error)
}

// Fetches reports whether the tool reads an address.
func (t Tool) Fetches() bool { return t.fetch != nil }

// Original is a source that knows more than the history that was read from it.
type Original interface {
	// Corrections adds downtimes to the history where the source's uptime differs from what the
	// timelines imply. It returns a comment for each, by the id of the incident and the index of the
	// downtime.
	Corrections(h *exchange.History, now time.Time, r *exchange.Report) map[string]map[int]string

	// Compare compares the files of the built site, by path, with the source.
	Compare(built map[string][]byte) Comparison
}

// Comparison is the result of [Original.Compare]. It can be encoded as JSON.
type Comparison interface {
	Text(w io.Writer) error // prints it for a terminal
}

// plain returns the reader of a tool whose sources know no more than their history.
func plain(read func([]exchange.File, exchange.Options, *exchange.Report) (*exchange.History, error)) func([]exchange.File, exchange.Options, *exchange.Report) (*exchange.History, Original, error) {
	return func(files []exchange.File, o exchange.Options, r *exchange.Report) (*exchange.History, Original, error) {
		h, err := read(files, o, r)
		return h, nil, err
	}
}

// simple returns the fetching function of a tool whose pages know no more than their history.
func simple(fetchHistory func(context.Context, *fetch.Client, string, exchange.Options, *exchange.Report) (*exchange.History, error)) func(context.Context, *fetch.Client, string, exchange.Options, *exchange.Report) (*exchange.History, Original, error) {
	return func(ctx context.Context, c *fetch.Client, url string, o exchange.Options, r *exchange.Report) (*exchange.History, Original, error) {
		h, err := fetchHistory(ctx, c, url, o, r)
		return h, nil, err
	}
}

// Tools returns all tools, in the order of the help text.
func Tools() []Tool {
	return []Tool{
		{Name: "statuspage", About: "Atlassian Statuspage: a public page, or saved documents", Source: "URL, FILE or FOLDER",
			Ends: []string{".json", ".jsonl", ".ndjson", ".atom", ".rss", ".xml", ".html", ".htm"}, read: readStatuspage, fetch: fetchStatuspage},
		{Name: "atom", About: "Atom feeds, one or many snapshots", Source: "URL, FILE or FOLDER …", Ends: feedEnds, read: plain(feeds.Read), fetch: fetchFeed},
		{Name: "rss", About: "RSS feeds, one or many snapshots", Source: "URL, FILE or FOLDER …", Ends: feedEnds, read: plain(feeds.Read), fetch: fetchFeed},
		{Name: "cstate", About: "cState, the theme for Hugo: a checkout of the site", Source: "FOLDER", Ends: hugoEnds, read: plain(mdsites.CState), attachments: true},
		{Name: "clearstatus", About: "ClearStatus, the theme for Hugo: a checkout of the site", Source: "FOLDER", Ends: hugoEnds, read: plain(mdsites.ClearStatus), attachments: true},
		{Name: "statusfy", About: "Statusfy: a checkout of the site", Source: "FOLDER", Ends: append([]string{"config.js", "config.mjs", "config.cjs", ".json"}, hugoEnds...), read: plain(mdsites.Statusfy), attachments: true},
		{Name: "statuskit", About: "Netlify's StatusKit and its derivatives: a checkout of the site", Source: "FOLDER", Ends: hugoEnds, read: plain(mdsites.StatusKit), attachments: true},
		{Name: "upptime", About: "Upptime: a checkout of the repository, and issues saved with gh", Source: "FILE or FOLDER …", Ends: []string{".json", ".yml"}, read: plain(upptime.Read), gitLog: upptime.LogArgs},
		{Name: "cachet", About: "Cachet 2 and 3: a page, or saved documents of its API", Source: "URL, FILE or FOLDER …", Ends: jsonEnds, read: plain(statusapi.Cachet), fetch: simple(statusapi.FetchCachet)},
		{Name: "kener", About: "Kener 4: a page, with a key in $KENER_API_KEY or only its feed", Source: "URL, FILE or FOLDER …", Ends: []string{".json", ".xml", ".rss"}, read: plain(statusapi.Kener), fetch: simple(statusapi.FetchKener)},
		{Name: "betterstack", About: "Better Stack: a page, or a saved index.json or feed.rss", Source: "URL, FILE or FOLDER …", Ends: []string{".json", ".rss", ".xml"}, read: plain(statusapi.BetterStack), fetch: simple(statusapi.FetchBetterStack)},
		{Name: "instatus", About: "Instatus: a page, or saved feeds and documents", Source: "URL, FILE or FOLDER …", Ends: []string{".atom", ".rss", ".xml", ".json"}, read: plain(statusapi.Instatus), fetch: simple(statusapi.FetchInstatus)},
		{Name: "incidentio", About: "incident.io: a page, or saved lists of its API", Source: "URL, FILE or FOLDER …", Ends: jsonEnds, read: plain(readIncidentIO), fetch: fetchIncidentIO},
		{Name: "openstatus", About: "OpenStatus: a page, or a saved feed/json", Source: "URL, FILE or FOLDER …", Ends: []string{".json", ".rss", ".xml"}, read: plain(statusapi.OpenStatus), fetch: simple(statusapi.FetchOpenStatus)},
		{Name: "kuma", About: "Uptime Kuma: a status page, or its saved document", Source: "URL, FILE or FOLDER …", Ends: jsonEnds, read: plain(statusapi.Kuma), fetch: simple(statusapi.FetchKuma)},
		{Name: "markdown", About: "postmortems in Markdown, with or without front matter", Source: "FILE or FOLDER …", Ends: []string{".md", ".mdx", ".markdown", ".md.erb"}, read: plain(mdsites.Markdown), attachments: true},
		{Name: "json", About: "the neutral format, for your own scripts", Source: "FILE", Ends: []string{".json", ".jsonl", ".ndjson"}, read: plain(readJSON)},
	}
}

// hugoEnds are the suffixes of incident and settings files of Hugo and other site
// generators.
var hugoEnds = []string{".md", ".mdx", ".mdxx", ".yml", ".yaml", ".toml"}

var jsonEnds = []string{".json"}

var feedEnds = []string{".atom", ".rss", ".xml", ".json"}

// Find returns the tool with the given name, and whether there is one.
func Find(name string) (Tool, bool) {
	i := slices.IndexFunc(Tools(), func(t Tool) bool { return t.Name == name })
	if i < 0 {
		return Tool{}, false
	}
	return Tools()[i], true
}

// Options configure [Tool.Read].
type Options struct {
	exchange.Options
	Client *fetch.Client // for sources that are URLs
}

// Read reads the sources: either one URL, or files and folders. The original is nil for tools whose
// sources know no more than their history.
func (t Tool) Read(ctx context.Context, sources []string, o Options, r *exchange.Report) (*exchange.History, Original, error) {
	r.Tool, r.Source = t.Name, strings.Join(sources, " ")
	if len(sources) == 1 && isURL(sources[0]) {
		if t.fetch == nil {
			return nil, nil, fmt.Errorf("%s is imported from files, not from a URL: save them and name the file or folder", t.Name)
		}
		return t.fetch(ctx, o.Client, sources[0], o.Options, r)
	}
	var files []exchange.File
	from := folderOf{}
	for _, s := range sources {
		if isURL(s) {
			return nil, nil, errors.New("name either one URL, or files and folders")
		}
		more, err := t.files(s, r)
		if err != nil {
			return nil, nil, err
		}
		files = append(files, more...)
		from.add(s, more)
		if log := t.log(ctx, s, r); log != nil {
			files = append(files, *log)
		}
	}
	if len(files) == 0 {
		return nil, nil, fmt.Errorf("%s contains no file that ends in %s", r.Source, strings.Join(t.Ends, ", "))
	}
	h, original, err := t.read(files, o.Options, r)
	if h != nil && t.attachments {
		h.SourceFS = from.files
	}
	return h, original, err
}

func isURL(s string) bool {
	return strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://")
}

// Limits on the size of a source, in bytes. The largest real dump, 20 years of a
// large page, has 60 MB.
const (
	maxFile   = 512 << 20
	maxFolder = 2 << 30
)

// files reads a file, or the files of a folder whose names end in one of t.Ends.
// It does not follow symbolic links and skips folders of other programs.
func (t Tool) files(source string, r *exchange.Report) ([]exchange.File, error) {
	info, err := os.Stat(source)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		if info.Size() > maxFile {
			return nil, fmt.Errorf("%s is larger than 512 MB", source)
		}
		data, err := os.ReadFile(source)
		return []exchange.File{{Name: filepath.Base(source), Data: data}}, err
	}
	var files []exchange.File
	total := int64(0)
	root := os.DirFS(source)
	_, err = fs.Stat(root, ".statuary/import.json")
	// People import into the checkout that they import from: skip our own output.
	inPlace := err == nil
	err = fs.WalkDir(root, ".", func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.IsDir() && (name != "." && skipped(e.Name()) || inPlace && name == "content/incidents"):
			return fs.SkipDir
		case !e.Type().IsRegular() || !t.reads(e.Name()):
			return nil
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		if total += info.Size(); info.Size() > maxFile || total > maxFolder {
			return fmt.Errorf("%s contains more than 2 GB, or a file larger than 512 MB", source)
		}
		data, err := fs.ReadFile(root, name)
		files = append(files, exchange.File{Name: name, Data: data})
		return err
	})
	return files, err
}

func (t Tool) reads(name string) bool {
	return slices.ContainsFunc(t.Ends, func(end string) bool { return strings.HasSuffix(strings.ToLower(name), end) })
}

func skipped(name string) bool {
	return strings.HasPrefix(name, ".") && name != ".well-known" || name == "node_modules" || name == "themes" || name == "public" || name == "resources"
}

func readJSON(files []exchange.File, o exchange.Options, r *exchange.Report) (*exchange.History, error) {
	all := &exchange.History{}
	for _, f := range files {
		h, err := exchange.Decode(f.Name, f.Data, r)
		if err != nil {
			return nil, err
		}
		if all.Site == (exchange.Site{}) {
			all.Site = h.Site
		}
		all.Components = append(all.Components, h.Components...)
		all.Incidents = append(all.Incidents, h.Incidents...)
	}
	if o.Zone != nil {
		all.Site.TimeZone = o.Zone.String()
	}
	return all, nil
}

func fetchFeed(ctx context.Context, c *fetch.Client, url string, o exchange.Options, r *exchange.Report) (*exchange.History, Original, error) {
	data, err := c.Get(ctx, url, fetch.Feed)
	if err != nil {
		return nil, nil, err
	}
	h, err := feeds.Read([]exchange.File{{Name: path.Base(url), Data: data}}, o, r)
	return h, nil, err
}

// NewClient returns a client that caches documents in the folder cache and reports
// waiting times to log. Requests time out after a minute.
func NewClient(cache string, log func(string)) *fetch.Client {
	return &fetch.Client{HTTP: &http.Client{Timeout: time.Minute}, Cache: cache, Log: log}
}
