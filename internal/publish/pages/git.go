package pages

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
)

// git runs git in a folder. Its environment says which repository that is,
// asks no questions, and speaks English.
type git struct {
	dir string   // where it runs: relative addresses of remotes start there
	env []string // on top of the process's own
}

// gitError is a git that failed.
type gitError struct {
	args   []string
	stderr string
	err    error
}

func (e *gitError) Error() string {
	text := strings.TrimSpace(e.stderr)
	if text == "" {
		text = e.err.Error()
	}
	return fmt.Sprintf("git %s: %s", e.args[0], text)
}

func (e *gitError) Unwrap() error { return e.err }

// run gives what a git command prints.
func (g *git) run(ctx context.Context, stdin io.Reader, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Dir = g.dir
	cmd.Env = append(clean(os.Environ()), g.env...)
	cmd.Stdin = stdin
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if errors.Is(err, exec.ErrNotFound) {
			return nil, errors.New("git is not installed, or not on PATH")
		}
		return out.Bytes(), &gitError{args, errs.String(), err}
	}
	return out.Bytes(), nil
}

// line is run for commands that print one line.
func (g *git) line(ctx context.Context, args ...string) (string, error) {
	out, err := g.run(ctx, nil, args...)
	return strings.TrimSpace(string(out)), err
}

// clean drops what a hook or an alias that has started us says about its own
// repository.
func clean(env []string) []string {
	var kept []string
	for _, e := range env {
		name, _, _ := strings.Cut(e, "=")
		switch name {
		case "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES",
			"GIT_COMMON_DIR", "GIT_NAMESPACE", "GIT_PREFIX", "GIT_QUARANTINE_PATH", "LC_ALL", "LANGUAGE":
			continue
		}
		kept = append(kept, e)
	}
	return append(kept, "LC_ALL=C", "GIT_TERMINAL_PROMPT=0")
}

// settingsOf gives the settings of a repository that say how its remotes are
// spoken to, as environment for another one: what an automation has written
// there, such as the header with its token, works for us as well. Settings of
// the user and of the system are read by every git anyway.
func settingsOf(ctx context.Context, g *git) []string {
	out, err := g.run(ctx, nil, "config", "--local", "--includes", "-z", "--get-regexp", `^(http|credential|url|ssh|protocol)\.|^core\.(sshcommand|askpass|gitproxy)$`)
	if err != nil {
		return nil // no repository, or nothing set
	}
	var env []string
	n, _ := strconv.Atoi(os.Getenv("GIT_CONFIG_COUNT"))
	for _, entry := range strings.Split(string(out), "\x00") {
		key, value, _ := strings.Cut(entry, "\n")
		if key == "" {
			continue
		}
		env = append(env, fmt.Sprintf("GIT_CONFIG_KEY_%d=%s", n, key), fmt.Sprintf("GIT_CONFIG_VALUE_%d=%s", n, value))
		n++
	}
	return append(env, fmt.Sprintf("GIT_CONFIG_COUNT=%d", n))
}
