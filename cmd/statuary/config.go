package main

import (
	"context"
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"statuary/internal/config"
	"statuary/internal/pages"
)

func (a *app) configCommand() *cobra.Command {
	var baseURL string
	var json bool
	c := &cobra.Command{
		Use:   "config",
		Short: "Print the settings that a build uses, and where each comes from",
		Long: `Print every setting with the value that a build uses, and where the value comes
from: config.toml with the line, a flag, or the default. docs/configuration.md
describes the settings.`,
		Args: arguments(0),
	}
	c.Flags().StringVar(&baseURL, "base-url", "", "address of the site (default: base_url in config.toml)")
	c.Flags().BoolVar(&json, "json", false, "print as JSON")
	c.RunE = running(func(context.Context) error { return a.config(config.Overrides{BaseURL: baseURL}, json) })
	return c
}

// configReport is the output of config with --json.
type configReport struct {
	Settings []config.Effective `json:"settings"`
}

func (a *app) config(o config.Overrides, json bool) error {
	b, closeSite, err := a.builder(siteFlags{baseURL: o.BaseURL})
	if err != nil {
		return err
	}
	defer closeSite()
	c, problems := b.Settings()
	a.print(problems)
	if c == nil {
		return &failure{}
	}
	var outputs []string
	for _, o := range pages.Outputs() {
		if o.Name != "" {
			outputs = append(outputs, o.Name)
		}
	}
	list, err := config.EffectiveSettings(b.Site, c, o, outputs)
	if err != nil {
		return err
	}
	if json {
		return a.printJSON(configReport{list})
	}
	w := tabwriter.NewWriter(a.stdout, 0, 8, 2, ' ', 0)
	for _, e := range list {
		from := e.From()
		if e.Source == config.File {
			from = a.displayPath(from)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\n", e.Key, from, e.Literal())
	}
	return w.Flush()
}
