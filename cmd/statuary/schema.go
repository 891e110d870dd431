package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"statuary/internal/config"
	"statuary/internal/incident"
	"statuary/internal/publish/targets"
	"statuary/internal/scaffold"
	"statuary/internal/schema"
	"statuary/internal/workspace"
)

func (a *app) schemaCommand() *cobra.Command {
	var plain, write bool
	c := &cobra.Command{
		Use:   "schema NAME",
		Short: "Print JSON Schemas for editors, or forms for web editing",
		Long: `Print the JSON Schema of config.toml or of the front matter of incidents or pages;
or, for web editing, the settings of a CMS or a GitHub issue form.

In a site, the output includes the components of config.toml. --write writes
schemas to .statuary/, where files made by statuary new refer to them, and files
for web editing to where they belong: see docs/web-editing.md. Without NAME, it
writes all schemas and updates the files for web editing that the site has. Run it
after you change components.`,
		Example: `  statuary schema --write
  statuary schema config > config.schema.json
  statuary schema issue-form --write`,
		Args:      arguments(1),
		ValidArgs: slices.Concat(schema.Names, scaffold.Forms),
	}
	c.Flags().BoolVar(&plain, "plain", false, "omit the components of the site")
	c.Flags().BoolVar(&write, "write", false, "write the files into the site instead of printing them")
	c.RunE = func(c *cobra.Command, args []string) error {
		return running(func(context.Context) error { return a.schema(args, plain, write) })(c, nil)
	}
	return c
}

func (a *app) schema(names []string, plain, write bool) error {
	all := slices.Concat(schema.Names, scaffold.Forms)
	switch {
	case len(names) > 0 && !slices.Contains(all, names[0]):
		return hinted(fmt.Sprintf("unknown schema %q", names[0]), "name one of "+strings.Join(all, ", "))
	case len(names) == 0 && !write:
		return hinted("missing schema name", "name one of "+strings.Join(all, ", ")+", or write all schemas of the site with --write")
	case len(names) == 0:
		names = schema.Names
		for _, form := range scaffold.Forms {
			if made, err := scaffold.Form(form, scaffold.FormOptions{}); err == nil && a.exists(made[0].Path) {
				names = append(slices.Clip(names), form)
			}
		}
	}
	if write && !a.exists(config.File) {
		return hinted(fmt.Sprintf("there is no site in %s: it has no %s", a.site, config.File), "run statuary in the folder of a site, or name the folder with --site")
	}
	var d *workspace.Workspace
	if a.exists(config.File) && !plain {
		var err error
		if d, err = workspace.Open(a.site, time.Time{}); err != nil {
			return err
		}
	}
	for _, name := range names {
		files, err := schemaFiles(name, d)
		if err != nil {
			return err
		}
		if !write {
			_, err := a.stdout.Write(files[0].Data)
			return err
		}
		if err := scaffold.Update(a.site, files, func(path string) { fmt.Fprintln(a.stdout, a.displayPath(path)) }); err != nil {
			return err
		}
	}
	return nil
}

// schemaFiles returns the files of a schema or form. d is nil outside of a site, where
// there are no components.
func schemaFiles(name string, d *workspace.Workspace) ([]scaffold.File, error) {
	if slices.Contains(schema.Names, name) {
		var components []incident.Component
		if d != nil {
			components = d.Config.Components
		}
		data, err := schema.JSON(name, components, targets.Kinds()...)
		return []scaffold.File{{Path: workspace.SchemaFile(name), Data: data}}, err
	}
	if d == nil {
		return nil, hinted(name+" needs the settings of a site", "run statuary in the folder of a site, or name the folder with --site")
	}
	o := scaffold.FormOptions{Title: d.Config.Title, BaseURL: d.Config.URL(), TimeZone: d.Config.Zone.String(), Flat: d.Flat()}
	for _, c := range d.Config.Components {
		o.Components = append(o.Components, scaffold.Component{ID: c.ID, Name: c.Name, Retired: c.Retired})
	}
	return scaffold.Form(name, formOptions(o))
}

// formOptions adds the statuses and impacts.
func formOptions(o scaffold.FormOptions) scaffold.FormOptions {
	o.Statuses = incident.StatusesOf(incident.Unplanned)
	for _, word := range incident.StatusesOf(incident.Maintenance) {
		if !slices.Contains(o.Statuses, word) {
			o.Statuses = append(o.Statuses, word)
		}
	}
	o.States, o.Impacts = incident.ComponentStatuses(), incident.Impacts()
	return o
}

func (a *app) exists(name string) bool {
	_, err := os.Stat(filepath.Join(a.site, filepath.FromSlash(name)))
	return err == nil
}
