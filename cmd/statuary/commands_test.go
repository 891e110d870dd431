package main

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"statuary/internal/golden"
)

// TestCommandsAreDocumented compares docs/commands.md with the commands. With -update, it writes the page.
func TestCommandsAreDocumented(t *testing.T) {
	root := (&app{stdout: io.Discard, stderr: io.Discard}).root()
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	var b strings.Builder
	b.WriteString("# Commands\n\n" +
		"All commands with their arguments and flags, as `statuary help COMMAND` prints them.\n\n" +
		"Exit statuses are in [troubleshooting.md](troubleshooting.md#exit-statuses), environment variables in\n" +
		"[configuration.md](configuration.md#flags-and-environment-variables).\n")
	for _, group := range root.Groups() {
		fmt.Fprintf(&b, "\n**%s**\n\n", group.Title)
		for _, c := range root.Commands() {
			if c.GroupID == group.ID && c.IsAvailableCommand() {
				fmt.Fprintf(&b, "- [`%s`](#%s): %s\n", c.CommandPath(), strings.ReplaceAll(c.CommandPath(), " ", "-"), escapeMarkdown(c.Short))
			}
		}
	}
	b.WriteString("\nEvery command has these flags:\n\n")
	printFlagTable(&b, root.PersistentFlags())
	for _, c := range root.Commands() {
		if c.Name() != "help" {
			printCommand(&b, c)
		}
	}
	golden.File(t, filepath.Join("..", "..", "docs", "commands.md"), []byte(b.String()))
}

func printCommand(b *strings.Builder, c *cobra.Command) {
	if !c.IsAvailableCommand() {
		return
	}
	fmt.Fprintf(b, "\n## %s\n\n", c.CommandPath())
	text := c.Long
	if text == "" {
		text = c.Short + "."
	}
	for paragraph := range strings.SplitSeq(text, "\n\n") {
		if strings.Contains("\n"+paragraph, "\n ") || strings.Contains("\n"+paragraph, "\n\t") {
			fmt.Fprintf(b, "```text\n%s\n```\n\n", strings.Trim(paragraph, "\n"))
		} else {
			fmt.Fprintf(b, "%s\n\n", escapeMarkdown(strings.TrimSpace(paragraph)))
		}
	}
	fmt.Fprintf(b, "```text\n%s\n", c.UseLine())
	for line := range strings.SplitSeq(c.Example, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			fmt.Fprintln(b, line)
		}
	}
	b.WriteString("```\n")
	if len(c.Aliases) > 0 {
		fmt.Fprintf(b, "\nOther names: `%s`.\n", strings.Join(c.Aliases, "`, `"))
	}
	if c.HasAvailableLocalFlags() {
		b.WriteByte('\n')
		printFlagTable(b, c.LocalFlags())
	}
	if c.Name() == "completion" {
		b.WriteString("\nThe shells are `bash`, `zsh`, `fish` and `powershell`. `statuary completion SHELL --help` explains how to load the script.\n")
		return
	}
	for _, sub := range c.Commands() {
		printCommand(b, sub)
	}
}

// printFlagTable writes a table of flags.
func printFlagTable(b *strings.Builder, flags *pflag.FlagSet) {
	b.WriteString("| flag | meaning |\n| --- | --- |\n")
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Hidden || f.Name == "help" {
			return
		}
		value, usage := pflag.UnquoteUsage(f)
		name := "--" + f.Name
		if f.Shorthand != "" {
			name = "-" + f.Shorthand + ", " + name
		}
		switch value {
		case "":
		case "string", "strings", "stringArray":
			name += " TEXT"
		case "int":
			name += " N"
		default:
			name += " " + value
			usage = strings.Replace(usage, value, strings.ToLower(value), 1)
		}
		switch f.DefValue {
		case "", "false", "0", "0s", "[]":
		default:
			usage += " (default: " + f.DefValue + ")"
		}
		fmt.Fprintf(b, "| `%s` | %s |\n", name, strings.ReplaceAll(escapeMarkdown(usage), "|", `\|`))
	})
}

// escapeMarkdown returns a text with the characters escaped that Markdown would not show.
func escapeMarkdown(text string) string {
	return strings.NewReplacer("<", `\<`, "*", `\*`, "_", `\_`).Replace(text)
}
