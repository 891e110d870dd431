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
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"statuary/internal/diag"
	"statuary/internal/git"
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
// that are *diag.Error are about the repository, and not about the site.
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
		return nil, &diag.Error{Text: fmt.Sprintf("git has not listed the history of content/ within %v", patience), Hint: "git gc makes it quicker"}
	}
	return log, err
}

func (r *Reader) read(ctx context.Context) (*Log, error) {
	repository, err := r.git().Repository(ctx)
	if err != nil {
		return nil, err
	}
	if repository.Shallow {
		return nil, git.ErrShallow
	}
	r.head = &head{dir: repository.Dir, common: repository.Common}
	stamp, _ := r.head.stamp() // before git looks: what is committed meanwhile is seen the next time
	commit, err := r.git().Lines(ctx, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
	if err != nil || len(commit) != 1 {
		return &Log{}, nil // nothing has been committed yet
	}
	if r.log == nil || r.log.Head != commit[0] {
		if err := r.hear(ctx, commit[0]); err != nil {
			return nil, &diag.Error{Text: err.Error()}
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
	out, err := r.git().Run(ctx, nil, "log", "--reverse", "--first-parent", "--diff-merges=first-parent", "--raw", "--no-abbrev", "-M", "-z", "--relative",
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
	list, err := r.git().Lines(ctx, "rev-list", "--first-parent", "--parents", r.said.head+".."+commit)
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
	cmd := r.git().Command(ctx, "cat-file", "--batch")
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

// git runs git so that it takes no locks and fetches nothing.
func (r *Reader) git() git.Runner {
	return git.Runner{Dir: r.Dir, Env: []string{"GIT_NO_LAZY_FETCH=1", "GIT_OPTIONAL_LOCKS=0"}}
}
