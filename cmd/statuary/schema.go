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

	"statuary/internal/desk"
	"statuary/internal/incident"
	"statuary/internal/schema"
)

func (a *app) schemaCommand() *cobra.Command {
	var plain, write bool
	c := &cobra.Command{
		Use:   "schema NAME",
		Short: "Print the JSON Schema of a kind of file, for editors",
		Long: `Print the JSON Schema of the front matter of an incident or of a page.

In a site, the schema of incidents knows the components of config.toml, so that
editors complete their ids. --write puts it into .statuary/incident.schema.json;
statuary new then writes a line that tells editors of it. Write it again after
the components have changed.`,
		Example:   "  statuary schema incident --write",
		Args:      cobra.ExactArgs(1),
		ValidArgs: schema.Names,
	}
	c.Flags().BoolVar(&plain, "plain", false, "leave out the components of the site")
	c.Flags().BoolVar(&write, "write", false, "write .statuary/incident.schema.json, instead of printing")
	c.RunE = func(c *cobra.Command, args []string) error {
		return running(func(context.Context) error { return a.schema(args[0], plain, write) })(c, nil)
	}
	return c
}

func (a *app) schema(name string, plain, write bool) error {
	if !slices.Contains(schema.Names, name) {
		return hinted(fmt.Sprintf("there is no schema %q", name), "there are "+strings.Join(schema.Names, " and "))
	}
	if write && name != "incident" {
		return hinted("--write is for the schema of incidents", "redirect what is printed to a file")
	}
	var components []incident.Component
	if _, err := os.Stat(filepath.Join(a.site, "config.toml")); err == nil && !plain {
		d, err := desk.Open(a.site, time.Time{})
		if err != nil {
			return err
		}
		components = d.Config.Components
	}
	data, err := schema.JSON(name, components)
	if err != nil {
		return err
	}
	if !write {
		_, err := a.stdout.Write(data)
		return err
	}
	file := filepath.Join(a.site, filepath.FromSlash(desk.SchemaFile))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(file, data, 0o644); err != nil {
		return err
	}
	_, err = fmt.Fprintln(a.stdout, a.place(desk.SchemaFile))
	return err
}
