package main

import (
	"strings"

	"github.com/spf13/cobra"

	"statuary/internal/incident"
	"statuary/internal/workspace"
)

// Completions for shells. Errors complete nothing, since they cannot be shown.

// complete registers the values of a flag.
func complete(c *cobra.Command, flag string, words []string) {
	_ = c.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp)) // the flag is there
}

func (a *app) completeIDs(part string, of func(*workspace.Workspace) ([]workspace.Incident, error)) ([]string, cobra.ShellCompDirective) {
	d, err := a.openWorkspace("")
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var words []string
	list, err := of(d)
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	for _, in := range list {
		if strings.HasPrefix(in.ID, part) {
			words = append(words, cobra.CompletionWithDesc(in.ID, in.Status.Label()+": "+in.Title))
		}
	}
	return words, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
}

func (a *app) completeAny(_ *cobra.Command, args []string, part string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return a.completeIDs(part, (*workspace.Workspace).List)
}

func (a *app) completeOpen(_ *cobra.Command, args []string, part string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	words, how := a.completeIDs(part, (*workspace.Workspace).ListOpen)
	if words == nil {
		return a.completeIDs(part, (*workspace.Workspace).List)
	}
	return words, how
}

func (a *app) completeUpdate(c *cobra.Command, args []string, part string) ([]string, cobra.ShellCompDirective) {
	if len(args) != 1 {
		return a.completeOpen(c, args, part)
	}
	d, err := a.openWorkspace("")
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	in, err := d.Find(args[0])
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return incident.StatusesOf(in.Type), cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
}

// completeStates completes values such as api=major_outage: first the component, then its
// status.
func (a *app) completeStates(_ *cobra.Command, _ []string, part string) ([]string, cobra.ShellCompDirective) {
	d, err := a.openWorkspace("")
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var words []string
	if id, _, ok := strings.Cut(part, "="); ok {
		for _, s := range incident.ComponentStatuses() {
			words = append(words, id+"="+s)
		}
		return words, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
	}
	for _, c := range d.Config.Components {
		if !c.Retired {
			words = append(words, cobra.CompletionWithDesc(c.ID+"=", c.Name))
		}
	}
	return words, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace | cobra.ShellCompDirectiveKeepOrder
}

// completeKeys completes keys of open incidents.
func (a *app) completeKeys(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	d, err := a.openWorkspace("")
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	open, err := d.ListOpen()
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var words []string
	for _, in := range open {
		if in.Key != "" {
			words = append(words, cobra.CompletionWithDesc(in.Key, in.Title))
		}
	}
	return words, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
}

// completeComponents completes ids of components.
func (a *app) completeComponents(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	d, err := a.openWorkspace("")
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var words []string
	for _, c := range d.Config.Components {
		if !c.Retired {
			words = append(words, cobra.CompletionWithDesc(c.ID, c.Name))
		}
	}
	return words, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
}
