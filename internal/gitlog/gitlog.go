// Package gitlog reads from git which versions the files of a site have had: of
// all of content/ in one go, along the first parents, which is the row of states
// that the branch itself has been in.
//
// A file that was renamed keeps its versions. What is not committed is no version.
// Of 10,000 files with 50,000 commits a first reading takes git a minute; what it
// has said is kept in the user's cache folder, and after that only what is new is
// asked for. What is kept is what git said, so that nothing depends on whether it
// is there.
package gitlog

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Version is a file as a commit left it.
type Version struct {
	Commit string    // its full hash
	At     time.Time // of the committer: when the commit came to be as it is
	Blob   string    // hash of the file's bytes
}

// Log is what git knows at a commit.
type Log struct {
	Head  string               // the commit; empty where there is none yet
	Files map[string][]Version // Markdown files, by their path in the site's folder: the oldest first
}

// Missing says why git can tell nothing.
type Missing struct{ Text, Hint string }

func (m *Missing) Error() string { return m.Text }

// patience is how long git may take, all in all.
const patience = 2 * time.Minute

// Reader reads the log of a site. It reads it again only if the commit is another
// one, which it finds out without git. It is for one goroutine.
type Reader struct {
	Dir string // the site's folder

	log   *Log
	head  *head
	stamp string
	said  said
}

// Read gives the log. While nothing was committed it is the same pointer. Errors
// that are *Missing are no fault of anyone's here.
func (r *Reader) Read(ctx context.Context) (*Log, error) {
	if r.log != nil && r.head != nil {
		if stamp, ok := r.head.stamp(); ok && stamp == r.stamp {
			return r.log, nil
		}
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	log, err := r.read(ctx)
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return nil, &Missing{fmt.Sprintf("git has not told the history of content/ within %v", patience), "git gc makes it quicker"}
	}
	return log, err
}

func (r *Reader) read(ctx context.Context) (*Log, error) {
	where, err := r.lines(ctx, "rev-parse", "--is-shallow-repository", "--absolute-git-dir", "--git-common-dir")
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return nil, &Missing{"git is not installed", "install it where the site is built"}
	case err != nil && strings.Contains(err.Error(), "not a git repository"):
		return nil, &Missing{"the site is in no git repository", "git init, and commit the site"}
	case err != nil && strings.Contains(err.Error(), "dubious ownership"):
		return nil, &Missing{"git does not trust the repository, which is another user's", "git config --global --add safe.directory followed by the folder of the repository"}
	case err != nil:
		return nil, &Missing{err.Error(), ""}
	case len(where) != 3:
		return nil, &Missing{"git is too old", "git 2.31 or newer is needed"}
	case where[0] == "true":
		return nil, &Missing{"the clone is shallow, its history is cut off", "check out with fetch-depth: 0 in a workflow of GitHub, GIT_DEPTH: 0 on GitLab; elsewhere, git fetch --unshallow"}
	}
	common := where[2]
	if !filepath.IsAbs(common) {
		common = filepath.Join(r.Dir, common)
	}
	r.head = &head{dir: where[1], common: common}
	stamp, _ := r.head.stamp() // before git looks: what is committed meanwhile is seen the next time
	commit, err := r.lines(ctx, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
	if err != nil || len(commit) != 1 {
		return &Log{}, nil // nothing has been committed yet
	}
	if r.log == nil || r.log.Head != commit[0] {
		if err := r.hear(ctx, commit[0]); err != nil {
			return nil, &Missing{err.Error(), ""}
		}
		r.log = &Log{commit[0], parse(r.said.text)}
	}
	r.stamp = stamp
	return r.log, nil
}

// hear asks git for what it has not said yet.
func (r *Reader) hear(ctx context.Context, commit string) error {
	if r.said.head == "" {
		r.said = load(r.Dir)
	}
	if r.said.head == commit {
		return nil
	}
	since := commit
	if !r.follows(ctx, commit) {
		r.said = said{}
	} else {
		since = r.said.head + ".." + commit
	}
	out, err := r.run(ctx, nil, "log", "--reverse", "--first-parent", "--diff-merges=first-parent", "--raw", "--no-abbrev", "-M", "-z", "--relative",
		"--no-ext-diff", "--no-textconv", "--no-color", "--no-show-signature", "--format=%x01%H %ct", since, "--", "content")
	if err != nil {
		return err
	}
	r.said = said{commit, append(r.said.text, out...)}
	r.said.save(r.Dir)
	return nil
}

// follows is true if the branch has come to a commit from where git was heard last.
func (r *Reader) follows(ctx context.Context, commit string) bool {
	if r.said.head == "" {
		return false
	}
	list, err := r.lines(ctx, "rev-list", "--first-parent", "--parents", r.said.head+".."+commit)
	if err != nil || len(list) == 0 {
		return false
	}
	oldest := strings.Fields(list[len(list)-1])
	return len(oldest) > 1 && oldest[1] == r.said.head
}

// Texts reads files by their hashes, in the order given.
func (r *Reader) Texts(ctx context.Context, blobs []string, visit func(n int, text []byte)) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	cmd := r.command(ctx, "cat-file", "--batch")
	cmd.Stdin = strings.NewReader(strings.Join(blobs, "\n") + "\n")
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	err = readBatch(bufio.NewReaderSize(out, 1<<16), len(blobs), visit)
	if err != nil {
		cancel()
	}
	return errors.Join(err, cmd.Wait())
}

// readBatch reads "HASH blob SIZE", the bytes and a line break, as often as asked.
func readBatch(in *bufio.Reader, count int, visit func(n int, text []byte)) error {
	for n := range count {
		line, err := in.ReadString('\n')
		if err != nil {
			return err
		}
		f := strings.Fields(line)
		if len(f) != 3 {
			return fmt.Errorf("git cat-file: %s", strings.TrimSpace(line))
		}
		size, err := strconv.Atoi(f[2])
		if err != nil {
			return err
		}
		text := make([]byte, size+1)
		if _, err := io.ReadFull(in, text); err != nil {
			return err
		}
		visit(n, text[:size])
	}
	return nil
}

func (r *Reader) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Dir = r.Dir
	cmd.Env = append(environment(os.Environ()), "LC_ALL=C", "GIT_TERMINAL_PROMPT=0", "GIT_NO_LAZY_FETCH=1", "GIT_OPTIONAL_LOCKS=0")
	return cmd
}

func (r *Reader) run(ctx context.Context, stdin io.Reader, args ...string) ([]byte, error) {
	cmd := r.command(ctx, args...)
	var out, errs bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = stdin, &out, &errs
	if err := cmd.Run(); err != nil {
		if errs.Len() > 0 {
			text, _, _ := strings.Cut(strings.TrimSpace(errs.String()), "\n")
			return nil, fmt.Errorf("git %s: %s", args[0], strings.TrimPrefix(text, "fatal: "))
		}
		return nil, fmt.Errorf("git %s: %w", args[0], err)
	}
	return out.Bytes(), nil
}

func (r *Reader) lines(ctx context.Context, args ...string) ([]string, error) {
	out, err := r.run(ctx, nil, args...)
	return strings.FieldsFunc(string(out), func(c rune) bool { return c == '\n' || c == '\r' }), err
}

// environment drops what a hook that has started us says about its repository.
func environment(env []string) (kept []string) {
	for _, e := range env {
		switch name, _, _ := strings.Cut(e, "="); name {
		case "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_PREFIX", "GIT_NAMESPACE", "LC_ALL", "LANGUAGE":
		default:
			kept = append(kept, e)
		}
	}
	return kept
}
