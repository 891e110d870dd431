// Package git runs the git command in the folder of a site.
//
// All calls of git go through it, so they have the same environment: that of the person who runs
// Statuary, without the variables that a git hook sets for its own repository.
package git

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"statuary/internal/fault"
	"strings"
)

// Runner runs git in a folder.
type Runner struct {
	Dir string   // working directory; relative paths and URLs start here
	Env []string // variables in addition to the cleaned environment of the process
}

// Error is the error of a git command that failed.
type Error struct {
	Args   []string
	Stderr string
	Err    error
}

// Error returns the subcommand and what git printed, without the first "fatal: ".
func (e *Error) Error() string {
	text := strings.TrimPrefix(strings.TrimSpace(e.Stderr), "fatal: ")
	if text == "" {
		text = e.Err.Error()
	}
	return fmt.Sprintf("git %s: %s", e.Args[0], text)
}

func (e *Error) Unwrap() error { return e.Err }

// Command returns a command that runs git with the arguments. git asks no questions and prints
// English messages.
func (r Runner) Command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Dir = r.Dir
	cmd.Env = append(Environment(os.Environ()), r.Env...)
	return cmd
}

// Run runs git and returns its output. stdin may be nil. The error is *diag.Error if git is not
// installed, the error of the context, or *Error.
func (r Runner) Run(ctx context.Context, stdin io.Reader, args ...string) ([]byte, error) {
	if err := fault.Before("git"); err != nil {
		return nil, err
	}
	cmd := r.Command(ctx, args...)
	var out, errs bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = stdin, &out, &errs
	err := cmd.Run()
	switch {
	case err == nil:
		return out.Bytes(), nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(err, exec.ErrNotFound):
		return nil, notInstalled
	}
	return out.Bytes(), &Error{args, errs.String(), err}
}

// Line runs a command that prints one line.
func (r Runner) Line(ctx context.Context, args ...string) (string, error) {
	out, err := r.Run(ctx, nil, args...)
	return strings.TrimSpace(string(out)), err
}

// Lines runs a command that prints lines, and returns the lines that are not empty.
func (r Runner) Lines(ctx context.Context, args ...string) ([]string, error) {
	out, err := r.Run(ctx, nil, args...)
	return strings.FieldsFunc(string(out), func(c rune) bool { return c == '\n' || c == '\r' }), err
}

// localVariables are the variables that select a repository or change how it is read. Git sets them
// for hooks and aliases, and they describe its repository, which need not be the site's. The list
// contains those of `git rev-parse --local-env-vars`, and those for namespaces, for a push that is
// being received, and for pathspecs.
//
// GIT_CONFIG_PARAMETERS and GIT_CONFIG_COUNT are kept, as git does when it enters a submodule: they
// contain settings such as safe.directory or the header with the token of a workflow.
var localVariables = []string{
	"GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR", "GIT_CONFIG", "GIT_DIR", "GIT_GRAFT_FILE", "GIT_IMPLICIT_WORK_TREE",
	"GIT_INDEX_FILE", "GIT_INDEX_VERSION", "GIT_INTERNAL_SUPER_PREFIX", "GIT_NO_REPLACE_OBJECTS", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX",
	"GIT_REPLACE_REF_BASE", "GIT_SHALLOW_FILE", "GIT_WORK_TREE",
	"GIT_NAMESPACE", "GIT_QUARANTINE_PATH", "GIT_PUSH_OPTION_COUNT",
	"GIT_LITERAL_PATHSPECS", "GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS",
	"GIT_EXTERNAL_DIFF", "GIT_DIFF_OPTS", "GIT_TEMPLATE_DIR", "GIT_DEFAULT_HASH",
	"LC_ALL", "LANGUAGE",
}

// Environment returns env without the variables of another repository, and with variables that keep
// git from asking questions and translating its messages.
func Environment(env []string) []string {
	kept := make([]string, 0, len(env)+2)
	for _, e := range env {
		name, _, _ := strings.Cut(e, "=")
		if !slices.Contains(localVariables, name) {
			kept = append(kept, e)
		}
	}
	return append(kept, "LC_ALL=C", "GIT_TERMINAL_PROMPT=0")
}
