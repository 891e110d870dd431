package main

import (
	"context"
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"statuary/internal/incident"
	"statuary/internal/publish/targets"
	"statuary/internal/scaffold"
	"statuary/internal/schema"
	"statuary/internal/workspace"
)

type initFlags struct {
	title, baseURL, timeZone, ci, source, now string
	issueForm, cms, alerts                    bool
}

func (a *app) initCommand() *cobra.Command {
	var f initFlags
	c := &cobra.Command{
		Use:   "init [DIR]",
		Short: "Create a new site",
		Long: `Create a new site: settings, example incidents, and a workflow that builds and
publishes it with GitHub Pages or GitLab Pages on every push and on a schedule.

DIR is created if it does not exist. It may contain other files, such as those of a
new repository: README.md is kept, lines are added to .gitignore, and if another file
would be overwritten, nothing is written.

The workflow installs the same release as this program. A program that was built from
sources does not contain their address: name it with --source, or fill in the line
that init names.`,
		Args: arguments(1),
	}
	flags := c.Flags()
	flags.StringVar(&f.title, "title", "Example", "name of the service")
	flags.StringVar(&f.baseURL, "base-url", "https://status.example.org/", "address of the site")
	flags.StringVar(&f.timeZone, "time-zone", "UTC", "time zone of the site, such as Europe/Berlin")
	flags.StringVar(&f.ci, "ci", "github", "CI that builds and publishes the site: "+strings.Join(scaffold.CIs, ", "))
	flags.StringVar(&f.source, "source", "", "sources that CI builds Statuary from: OWNER/REPOSITORY@COMMIT on GitHub, ADDRESS@COMMIT on GitLab (default: the release of this program)")
	flags.BoolVar(&f.issueForm, "with-issue-form", false, "add an issue form for GitHub, and a workflow that turns such issues into pull requests")
	flags.BoolVar(&f.cms, "with-cms", false, "add the settings and the page of a CMS in the browser: Sveltia CMS or Decap CMS")
	flags.BoolVar(&f.alerts, "with-alerts", false, "let monitors open and resolve incidents: add a workflow for GitHub, or a job for GitLab, and a first rule")
	flags.StringVar(&f.now, "now", "", "run"+asOf)
	_ = c.RegisterFlagCompletionFunc("ci", cobra.FixedCompletions(scaffold.CIs, cobra.ShellCompDirectiveNoFileComp)) // the flag is there
	c.RunE = func(c *cobra.Command, args []string) error {
		dir := a.site
		if len(args) > 0 {
			dir = args[0]
		}
		return running(func(ctx context.Context) error { return a.init(ctx, dir, f) })(c, nil)
	}
	return c
}

func (a *app) init(ctx context.Context, dir string, f initFlags) error {
	options, err := f.options()
	if err != nil {
		return err
	}
	var notes []string
	if options.Install, notes, err = f.install(ctx); err != nil {
		return err
	}
	files, err := f.files(options)
	if err != nil {
		return err
	}
	files, kept, err := scaffold.Merge(dir, files)
	if err != nil {
		return err
	}
	for _, name := range kept {
		fmt.Fprintf(a.stderr, "statuary: kept %s, which exists\n", name)
	}
	if err := scaffold.Create(dir, files, func(name string) { fmt.Fprintln(a.stdout, name) }); err != nil {
		return err
	}
	for _, note := range notes {
		fmt.Fprintf(a.stderr, "statuary: %s\n", note)
	}
	a.printNextSteps(dir, len(files) > 0, options)
	return nil
}

func (a *app) printNextSteps(dir string, created bool, o scaffold.Options) {
	if created {
		fmt.Fprintf(a.stderr, "created a new site; next steps:\n")
	} else {
		fmt.Fprintf(a.stderr, "all files of the site exist already; next steps:\n")
	}
	if dir != "." {
		fmt.Fprintf(a.stderr, "  cd %s\n", dir)
	}
	fmt.Fprintf(a.stderr, "  statuary serve    previews the site while you edit\n")
	if o.CI == "gitlab" {
		fmt.Fprintf(a.stderr, "  add a pipeline schedule to the project on GitLab; see the top of .gitlab-ci.yml\n")
	}
	if o.CI == "none" || o.Install.Filled() {
		return
	}
	file := scaffold.InstallFile(o.CI)
	fmt.Fprintf(a.stderr, "statuary: this program is not a release, so the workflow does not name its sources yet\n")
	a.printHint(fmt.Sprintf("before the first push, fill in the repository and a commit of Statuary's sources in %s, or use --source", filepath.ToSlash(filepath.Join(dir, filepath.FromSlash(file)))))
}

// files returns all files of the new site.
func (f initFlags) files(o scaffold.Options) ([]scaffold.File, error) {
	site, err := scaffold.Files(o)
	if err != nil {
		return nil, err
	}
	schemas, err := editorSchemas()
	if err != nil {
		return nil, err
	}
	forms, err := f.forms(o)
	return slices.Concat(site, schemas, forms), err
}

// forms returns the files of the requested forms, with the components of the sample.
func (f initFlags) forms(o scaffold.Options) (files []scaffold.File, err error) {
	for _, form := range []struct {
		name   string
		wanted bool
	}{{"issue-form", f.issueForm}, {"cms", f.cms}} {
		if !form.wanted {
			continue
		}
		made, err := scaffold.Form(form.name, formOptions(scaffold.FormOptions{
			Title: o.Title, BaseURL: o.BaseURL, TimeZone: o.TimeZone, Flat: true,
			Components: []scaffold.Component{{ID: "api", Name: "API"}, {ID: "website", Name: "Website"}},
		}))
		if err != nil {
			return nil, err
		}
		files = append(files, made...)
	}
	return files, nil
}

// editorSchemas returns the JSON Schemas of the new site, as statuary schema updates them
// later.
func editorSchemas() (files []scaffold.File, err error) {
	for _, name := range schema.Names {
		data, err := schema.JSON(name, []incident.Component{{ID: "api"}, {ID: "website"}}, targets.Kinds()...)
		if err != nil {
			return nil, err
		}
		files = append(files, scaffold.File{Path: workspace.SchemaFile(name), Data: data})
	}
	return files, nil
}

func (f initFlags) options() (scaffold.Options, error) {
	o := scaffold.Options{Title: f.title, BaseURL: f.baseURL, TimeZone: f.timeZone, CI: f.ci, Alerts: f.alerts}
	now, err := clock(f.now)
	if err != nil {
		return o, err
	}
	o.Now = now()
	if strings.TrimSpace(o.Title) == "" {
		return o, usagef("--title is empty")
	}
	u, err := url.Parse(o.BaseURL)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || u.RawQuery != "" || u.Fragment != "" {
		return o, usagef("--base-url %q is not an address such as https://status.example.org/", o.BaseURL)
	}
	if _, err := time.LoadLocation(o.TimeZone); err != nil || o.TimeZone == "" || o.TimeZone == "Local" {
		return o, usagef("--time-zone %q is not a time zone such as Europe/Berlin", o.TimeZone)
	}
	if !slices.Contains(scaffold.CIs, o.CI) {
		return o, usagef("--ci %q is not one of %s", o.CI, strings.Join(scaffold.CIs, ", "))
	}
	if f.issueForm && o.CI != "github" {
		return o, usagef("--with-issue-form needs --ci github")
	}
	if f.alerts && o.CI == "none" {
		return o, usagef("--with-alerts needs --ci github or --ci gitlab")
	}
	return o, nil
}
