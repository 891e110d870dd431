// Command statuary compiles Markdown incident files into a static status site.
//
// Results go to standard output, messages to standard error. It exits with 0
// if all is well, 1 if something is wrong with the site or could not be read or
// written, 2 if it was called wrongly, and 3 if the site was built or published
// without the files that --keep-going skipped.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // sites have time zones, and not all machines know them

	"github.com/spf13/cobra"

	"statuary/internal/diag"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// Exit codes.
const (
	exitFine     = 0
	exitProblems = 1
	exitUsage    = 2
	exitSkipped  = 3 // files with errors were skipped; the rest was built or published
)

// run is main without the process around it.
func run(args []string, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	a := &app{stdout: stdout, stderr: stderr}
	root := a.root()
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	defer a.keepText()
	var failed *failure
	switch {
	case err == nil:
		return exitFine
	case errors.Is(err, errSkipped):
		return exitSkipped
	case errors.As(err, &failed):
		if failed.err != nil {
			a.complain(failed.err)
		}
		return exitProblems
	}
	fmt.Fprintf(stderr, "statuary: %v\n", err)
	hint := "statuary help lists the commands, statuary help COMMAND their flags"
	if h := new(hintedError); errors.As(err, &h) {
		hint = h.hint
	}
	if hint != "" {
		fmt.Fprintf(stderr, "hint: %s\n", hint)
	}
	return exitUsage
}

// failure is the error of a command that was called rightly. Without an error
// inside, what there is to say has been said.
type failure struct{ err error }

func (f *failure) Error() string {
	if f.err == nil {
		return "there are problems"
	}
	return f.err.Error()
}

func (f *failure) Unwrap() error { return f.err }

// errSkipped is returned by commands that did their work without the files that
// --keep-going skipped, and have reported them.
var errSkipped = &failure{errors.New("files with errors were skipped")}

// complain prints an error that is not about a place in the site.
func (a *app) complain(err error) {
	var list diag.List
	if errors.As(err, &list) {
		a.print(list)
		return
	}
	if errors.Is(err, context.Canceled) {
		fmt.Fprintln(a.stderr, "statuary: interrupted; nothing was changed")
		return
	}
	fmt.Fprintf(a.stderr, "statuary: %v\n", err)
}

// app is what all commands share.
type app struct {
	stdout, stderr io.Writer
	site           string // --site
	text           string // file of a text from an editor that is not saved to its place yet
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:           "statuary",
		Short:         "Your status history, set in stone",
		Long:          "Statuary compiles Markdown incident files into a static status site:\nHTML pages and feeds, ready for GitHub Pages, S3 or any web server.",
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.PersistentFlags().StringVar(&a.site, "site", ".", "folder of the site")
	root.AddCommand(
		a.initCommand(),
		a.buildCommand(),
		a.checkCommand(),
		a.importCommand(),
		a.exportCommand(),
		a.publishCommand(),
		a.newCommand(),
		a.updateCommand(),
		a.resolveCommand(),
		a.postmortemCommand(),
		a.listCommand(),
		a.schemaCommand(),
		a.lspCommand(),
		a.serveCommand(),
		a.versionCommand(),
	)
	return root
}

// running marks what a command returns as the outcome of its work, and not of
// a wrong call.
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

// usageError is a flag whose value makes no sense.
type usageError struct{ text string }

func (e *usageError) Error() string { return e.text }

// hintedError is a usageError with what to do about it.
type hintedError struct {
	usageError
	hint string
}

func (e *hintedError) Unwrap() error { return &e.usageError }

func hinted(text, hint string) error { return &hintedError{usageError{text}, hint} }
