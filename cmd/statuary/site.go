package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"statuary/internal/buildcache"
	"statuary/internal/builder"
	"statuary/internal/config"
	"statuary/internal/diag"
	"statuary/internal/follow"
	"statuary/internal/publish"
	"statuary/internal/publish/targets"
)

// siteFlags are the flags of all commands that build the site.
type siteFlags struct {
	drafts     bool
	keepGoing  bool
	baseURL    string
	basePath   string
	now        string
	allowEmpty bool // the site may lack the content that the last build had
	cached     bool // the command uses what earlier builds remembered
	noCache    bool
}

func (f *siteFlags) add(c *cobra.Command) {
	c.Flags().BoolVar(&f.drafts, "drafts", false, "include drafts and unpublished postmortems")
	c.Flags().BoolVar(&f.keepGoing, "keep-going", false, "skip files with errors, so that an old mistake cannot block an urgent update")
	c.Flags().StringVar(&f.baseURL, "base-url", "", "address of the site (default: base_url in config.toml)")
	c.Flags().StringVar(&f.now, "now", "", "build"+asOf)
}

// builder returns a builder of the site. The second result closes its folder.
func (a *app) builder(f siteFlags) (*builder.Builder, func() error, error) {
	b, folder, err := a.builderOf(f, false)
	if err != nil {
		return nil, nil, err
	}
	return b, folder.Close, nil
}

// builderOf returns a builder of the site and its folder, which the caller closes. A
// builder that remembers is for repeated builds.
func (a *app) builderOf(f siteFlags, remember bool) (*builder.Builder, *follow.Folder, error) {
	now, err := clock(f.now)
	if err != nil {
		return nil, nil, err
	}
	folder, err := follow.OpenFolder(a.site)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, usagef("folder %q does not exist", a.site)
	}
	if err != nil {
		return nil, nil, err
	}
	cache := a.openCache(f)
	b := builder.New(builder.Options{
		Site:       folder.FS(),
		Dir:        folder.Path,
		Now:        now,
		Overrides:  config.Overrides{BaseURL: f.baseURL, BasePath: f.basePath},
		Targets:    targets.Kinds(),
		Drafts:     f.drafts,
		KeepGoing:  f.keepGoing,
		AllowEmpty: f.allowEmpty,
		Remember:   remember,
		Jobs:       runtime.GOMAXPROCS(0),
		Program:    cache.Program(), // without a cache, files have no versions
		Cache:      cache,
		Progress:   a.progress(),
	})
	return b, folder, nil
}

// openCache returns the cache of builds of the site, or nil if the command uses none.
func (a *app) openCache(f siteFlags) *buildcache.Cache {
	dir := a.cache(f)
	if dir == "" {
		return nil
	}
	return buildcache.Open(filepath.Join(dir, "build"))
}

// addCache adds the flag of commands that use what an earlier build remembered.
func (f *siteFlags) addCache(c *cobra.Command) {
	f.cached = true
	c.Flags().BoolVar(&f.noCache, "no-cache", false, "build every file again, without the cache of earlier builds")
}

// addAllowEmpty adds the flag of commands that replace a built site.
func (f *siteFlags) addAllowEmpty(c *cobra.Command) {
	c.Flags().BoolVar(&f.allowEmpty, "allow-empty", false, "build the site even if all incidents of the last build are missing")
}

// cache returns the folder for what builds of the site remember; empty: they remember nothing.
func (a *app) cache(f siteFlags) string {
	if f.noCache || !f.cached {
		return ""
	}
	return buildcache.Folder(a.site)
}

// clock returns the function that returns the current time for a build: the one of --now,
// of $SOURCE_DATE_EPOCH, or time.Now.
func clock(flag string) (func() time.Time, error) {
	if flag != "" {
		t, err := time.Parse(time.RFC3339, flag)
		if err != nil {
			return nil, usagef("--now %q is not a time such as 2006-01-02T15:04:05Z", flag)
		}
		return func() time.Time { return t }, nil
	}
	// https://reproducible-builds.org/specs/source-date-epoch/
	if epoch := os.Getenv("SOURCE_DATE_EPOCH"); epoch != "" {
		seconds, err := strconv.ParseInt(epoch, 10, 64)
		if err != nil {
			return nil, usagef("SOURCE_DATE_EPOCH=%q is not a number of seconds", epoch)
		}
		return func() time.Time { return time.Unix(seconds, 0) }, nil
	}
	return time.Now, nil
}

// openRoot returns the folder of the site, which the caller closes, and the clock of --now.
func (a *app) openRoot(now string) (*os.Root, func() time.Time, error) {
	clock, err := clock(now)
	if err != nil {
		return nil, nil, err
	}
	root, err := os.OpenRoot(a.site)
	if err != nil {
		return nil, nil, usagef("folder %q does not exist", a.site)
	}
	return root, clock, nil
}

// settings reads config.toml, with the tables of all targets. The error is a diag.List.
func settings(site fs.FS, o config.Overrides) (*config.Config, error) {
	loader := config.Loader{Targets: targets.Kinds()}
	c, problems := loader.Load(site, o)
	if c == nil {
		return nil, problems
	}
	return c, nil
}

// outDir returns the folder that --out names, public by default. It must not be one
// of the site's sources.
func (a *app) outDir(flag string) (string, error) {
	if flag == "" {
		return filepath.Join(a.site, "public"), nil
	}
	return flag, usage("", publish.CheckFolder(a.site, flag, "--out "+flag))
}

// withSitePath returns problems with paths from the current folder instead of the site's.
func (a *app) withSitePath(list diag.List) diag.List {
	if a.site == "." {
		return list
	}
	out := make(diag.List, len(list))
	for i, d := range list {
		if d.File != "" && !strings.HasPrefix(d.File, "built-in") {
			d.File = path.Join(filepath.ToSlash(a.site), d.File)
		}
		out[i] = d
	}
	return out
}

// print prints problems to standard error.
func (a *app) print(list diag.List) {
	_ = diag.Print(a.stderr, a.withSitePath(list), isTerminal(a.stderr) && os.Getenv("NO_COLOR") == "")
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// progressAfter is the time after which a build prints its progress.
const progressAfter = 500 * time.Millisecond

// progress returns a function that counts files, or nil if standard error is no terminal.
func (a *app) progress() func(done int) {
	if !isTerminal(a.stderr) {
		return nil
	}
	start := time.Now()
	return func(done int) {
		if time.Since(start) > progressAfter {
			fmt.Fprintf(a.stderr, "\r%d files …\r", done)
		}
	}
}

// clearProgress removes the line of progress.
func (a *app) clearProgress() {
	if isTerminal(a.stderr) {
		fmt.Fprint(a.stderr, "\r\x1b[K")
	}
}

// asOf is the help of --now, after a verb.
const asOf = " as of this `TIME` (RFC 3339; default: $SOURCE_DATE_EPOCH, else now)"
