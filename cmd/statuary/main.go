// Command statuary builds a static status site from Markdown incident files.
//
// Results go to standard output, messages to standard error. The exit status is 0 on
// success, 1 if the site has errors or something could not be read or written, 2 for a
// wrong call, and 3 if the site was built or published without files that --keep-going
// skipped.
package main

import (
	"context"
	"errors"
	"io"
	"os"
	"sync"
	"sync/atomic"
	_ "time/tzdata" // not all machines have the time zones that sites use

	"github.com/spf13/cobra"

	"statuary/internal/diag"
	"statuary/internal/gctune"
)

func main() {
	gctune.Start()
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// Exit codes.
const (
	exitFine     = 0
	exitProblems = 1
	exitUsage    = 2
	exitSkipped  = 3 // files with errors were skipped; the rest was built or published
)

// run is main without the process around it.
func run(args []string, stdout, stderr io.Writer) int {
	a := &app{stdout: stdout, stderr: stderr}
	defer a.reportKeptText()
	return interruptible(&a.editing, grace, stderr, func(ctx context.Context) int { return a.execute(ctx, args) })
}

// execute runs a command and prints its error.
func (a *app) execute(ctx context.Context, args []string) int {
	root := a.root()
	root.SetArgs(args)
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	err := root.ExecuteContext(ctx)
	var failed *failure
	switch {
	case err == nil:
		return exitFine
	case errors.Is(err, errSkipped):
		return exitSkipped
	case errors.As(err, &failed):
		if failed.err != nil {
			a.printError(failed.err)
		}
		return exitProblems
	}
	err = commandError(root, err)
	if hinted := new(diag.Error); !errors.As(err, &hinted) {
		err = &diag.Error{Text: err.Error(), Hint: "see statuary help for commands, statuary help COMMAND for flags"}
	}
	a.printError(err)
	return exitUsage
}

// app is shared by all commands.
type app struct {
	stdout, stderr io.Writer
	site           string      // --site
	editing        atomic.Bool // whether an editor has the terminal

	mu   sync.Mutex
	text string // file of a text from an editor that is not saved to the site yet
}

// otherCommands is the title of the last group of commands, which cobra's own belong to.
const otherCommands = "Editors and others:"

// root returns the command with all its subcommands, in groups.
func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:           "statuary",
		Short:         "Build a static status site from Markdown files",
		Long:          "Statuary builds a static status site from incidents written in Markdown:\nHTML pages and feeds for GitHub Pages, S3 or any web server.",
		Version:       versionLine(),
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.SetVersionTemplate("{{.Version}}\n")
	root.Flags().BoolP("version", "v", false, "print the version")
	root.PersistentFlags().StringVar(&a.site, "site", ".", "`FOLDER` of the site")
	cobra.EnableCommandSorting = false // the help lists them as written here
	for _, group := range []struct {
		title    string
		commands []*cobra.Command
	}{
		{"Write incidents:", []*cobra.Command{a.newCommand(), a.updateCommand(), a.resolveCommand(), a.postmortemCommand(), a.listCommand(), a.alertCommand()}},
		{"Build:", []*cobra.Command{a.initCommand(), a.buildCommand(), a.checkCommand(), a.serveCommand(), a.configCommand(), a.syncCommand()}},
		{"Publish:", []*cobra.Command{a.publishCommand(), a.announceCommand()}},
		{"Import and export:", []*cobra.Command{a.importCommand(), a.exportCommand()}},
		{otherCommands, []*cobra.Command{a.schemaCommand(), a.lspCommand(), a.versionCommand()}},
	} {
		root.AddGroup(&cobra.Group{ID: group.title, Title: group.title})
		for _, c := range group.commands {
			c.GroupID = group.title
		}
		root.AddCommand(group.commands...)
	}
	root.SetHelpCommandGroupID(otherCommands)
	root.SetCompletionCommandGroupID(otherCommands)
	failOnUnknownTopic(root)
	return root
}

// running marks the error of a command as one of its work, not of a wrong call, unless
// it is a usageError.
func running(work func(ctx context.Context) error) func(*cobra.Command, []string) error {
	return func(c *cobra.Command, _ []string) error {
		err := work(c.Context())
		var usage *usageError
		var failed *failure
		if err == nil || errors.As(err, &usage) || errors.As(err, &failed) {
			return err
		}
		return &failure{err}
	}
}
