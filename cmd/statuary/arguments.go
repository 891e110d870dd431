package main

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/spf13/cobra"
)

// arguments checks that a command has the required arguments, which are named, and at most
// limit of them.
func arguments(limit int, required ...string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		usage, _, _ := strings.Cut(c.UseLine(), " [flags]")
		if len(args) < len(required) {
			return hinted("missing "+required[len(args)], "usage: "+usage)
		}
		if len(args) > limit {
			return hinted(fmt.Sprintf("unexpected argument %q", args[limit]), "usage: "+usage+"; put a text with spaces in quotes")
		}
		return nil
	}
}

// unknownCommand matches cobra's error for a command that does not exist.
var unknownCommand = regexp.MustCompile(`^unknown command "(.*)" for "statuary ?(.*)"`)

// commandError returns cobra's error as a message with a hint.
func commandError(root *cobra.Command, err error) error {
	m := unknownCommand.FindStringSubmatch(err.Error())
	if m == nil {
		return err
	}
	parent, _, findErr := root.Find(strings.Fields(m[2]))
	if findErr == nil {
		parent.SuggestionsMinimumDistance = 2
		if names := parent.SuggestionsFor(m[1]); len(names) > 0 {
			return hinted(fmt.Sprintf("unknown command %q", m[1]), fmt.Sprintf("did you mean %q?", names[0]))
		}
	}
	return hinted(fmt.Sprintf("unknown command %q", m[1]), strings.TrimSpace("see statuary help "+m[2])+" for commands")
}

// failOnUnknownTopic makes statuary help return an error for a command that does not exist.
func failOnUnknownTopic(root *cobra.Command) {
	root.InitDefaultHelpCmd()
	help, _, err := root.Find([]string{"help"})
	if err != nil {
		panic(err) // InitDefaultHelpCmd has added it
	}
	help.Run = nil
	help.RunE = func(_ *cobra.Command, args []string) error {
		c, _, err := root.Find(args)
		if err != nil {
			return err
		}
		c.InitDefaultHelpFlag()
		return c.Help()
	}
}
