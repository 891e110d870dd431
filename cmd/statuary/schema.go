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
	"statuary/internal/desk"
	"statuary/internal/incident"
	"statuary/internal/schema"
)

func (a *app) schemaCommand() *cobra.Command {
	var plain, write bool
	c := &cobra.Command{
		Use:   "schema NAME",
		Short: "Print the JSON Schema of a kind of file, for editors",
		Long: `Print the JSON Schema of the front matter of an incident or of a page, or of
config.toml.

In a site, the schema of incidents knows the components of config.toml, so that
editors complete their ids. --write puts it into .statuary/, and without a name
all of them; statuary new then writes a line that tells editors of it. Write
them again after the components have changed.`,
		Example: `  statuary schema --write
  statuary schema config > config.schema.json`,
		Args:      cobra.MaximumNArgs(1),
		ValidArgs: schema.Names,
	}
	c.Flags().BoolVar(&plain, "plain", false, "leave out the components of the site")
	c.Flags().BoolVar(&write, "write", false, "write .statuary/NAME.schema.json, instead of printing")
	c.RunE = func(c *cobra.Command, args []string) error {
		return running(func(context.Context) error { return a.schema(args, plain, write) })(c, nil)
	}
	return c
}

func (a *app) schema(names []string, plain, write bool) error {
	switch {
	case len(names) > 0 && !slices.Contains(schema.Names, names[0]):
		return hinted(fmt.Sprintf("there is no schema %q", names[0]), "there are "+strings.Join(schema.Names, ", "))
	case len(names) == 0 && !write:
		return hinted("a schema of what?", "name one of "+strings.Join(schema.Names, ", ")+", or write all of them with --write")
	case len(names) == 0:
		names = schema.Names
	}
	var components []incident.Component
	if _, err := os.Stat(filepath.Join(a.site, config.File)); err == nil && !plain && slices.Contains(names, "incident") {
		d, err := desk.Open(a.site, time.Time{})
		if err != nil {
			return err
		}
		components = d.Config.Components
	}
	for _, name := range names {
		data, err := schema.JSON(name, components)
		if err != nil {
			return err
		}
		if !write {
			_, err := a.stdout.Write(data)
			return err
		}
		if err := a.writeSchema(desk.SchemaFile(name), data); err != nil {
			return err
		}
	}
	return nil
}

func (a *app) writeSchema(name string, data []byte) error {
	file := filepath.Join(a.site, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(file, data, 0o644); err != nil {
		return err
	}
	_, err := fmt.Fprintln(a.stdout, a.place(name))
	return err
}
