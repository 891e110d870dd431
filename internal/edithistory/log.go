package edithistory

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

// Version is a file as of one commit.
type Version struct {
	Commit string    // full hash
	At     time.Time // the committer's time, in UTC
	Blob   string    // hash of the file's bytes
}

// Log is the history of a site's files up to a commit.
type Log struct {
	Head  string               // hash of the commit; empty if nothing has been committed
	Files map[string][]Version // by path in the site's folder: of each Markdown file in content/, the versions, oldest first
}

// timeout is the time that git may take for one call of Read or Texts.
const timeout = 2 * time.Minute

// Reader reads the history of all files in content/ with one call of git log. It follows first
// parents only, which are the states that the branch itself was in. A renamed file keeps its versions.
// Uncommitted changes are ignored.
//
// With 10,000 files and 50,000 commits, the first git log takes a minute. Its output is cached in the
// user's cache folder, and later calls read only the new commits. The result is the same with and
// without the cache.
//
// A Reader must not be used by several goroutines at once.
type Reader struct {
	Dir string // the site's folder

	log   *Log
	head  *headFiles
	stamp string // of head when log was read
	cache logCache
}

// Read returns the log. It returns the same pointer until the commit changes, which it finds out
// without starting git. An error of type *diag.Error means that the repository cannot be used.
func (r *Reader) Read(ctx context.Context) (*Log, error) {
	if r.log != nil && r.head != nil {
		if stamp, ok := r.head.stamp(); ok && stamp == r.stamp {
			return r.log, nil
		}
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	log, err := r.read(ctx)
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return nil, &diag.Error{Text: fmt.Sprintf("git did not list the history of content/ within %v", timeout), Hint: "run git gc to make it faster"}
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
	r.head = &headFiles{dir: repository.Dir, common: repository.Common}
	stamp, _ := r.head.stamp() // before git log, so that a commit made meanwhile is seen by the next Read
	commit, err := r.git().Lines(ctx, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
	if err != nil || len(commit) != 1 {
		return &Log{}, nil // nothing has been committed yet
	}
	if r.log == nil || r.log.Head != commit[0] {
		if err := r.fetch(ctx, commit[0]); err != nil {
			return nil, &diag.Error{Text: err.Error()}
		}
		r.log = &Log{commit[0], parseLog(r.cache.text)}
	}
	r.stamp = stamp
	return r.log, nil
}

// fetch brings the cache up to a commit. It reads only the new commits where it can.
func (r *Reader) fetch(ctx context.Context, commit string) error {
	if r.cache.head == "" {
		r.cache = loadCache(r.Dir)
	}
	if r.cache.head == commit {
		return nil
	}
	since := commit
	if !r.extendsCache(ctx, commit) {
		r.cache = logCache{}
	} else {
		since = r.cache.head + ".." + commit
	}
	out, err := r.git().Run(ctx, nil, "log", "--reverse", "--first-parent", "--diff-merges=first-parent", "--raw", "--no-abbrev", "-M", "-z", "--relative",
		"--no-ext-diff", "--no-textconv", "--no-color", "--no-show-signature", "--format=%x01%H %ct", since, "--", "content")
	if err != nil {
		return err
	}
	r.cache = logCache{commit, append(r.cache.text, out...)}
	r.cache.save(r.Dir)
	return nil
}

// extendsCache reports whether the cached commit is a first-parent ancestor of commit.
func (r *Reader) extendsCache(ctx context.Context, commit string) bool {
	if r.cache.head == "" {
		return false
	}
	list, err := r.git().Lines(ctx, "rev-list", "--first-parent", "--parents", r.cache.head+".."+commit)
	if err != nil || len(list) == 0 {
		return false
	}
	oldest := strings.Fields(list[len(list)-1])
	return len(oldest) > 1 && oldest[1] == r.cache.head
}

// Texts reads blobs by their hashes and calls visit with the number and the bytes of each, in order.
func (r *Reader) Texts(ctx context.Context, blobs []string, visit func(n int, text []byte)) error {
	ctx, cancel := context.WithTimeout(ctx, timeout)
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

// readBatch reads count answers of git cat-file --batch: "HASH blob SIZE", the bytes and a line break.
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

// git returns a runner whose git takes no locks and fetches nothing.
func (r *Reader) git() git.Runner {
	return git.Runner{Dir: r.Dir, Env: []string{"GIT_NO_LAZY_FETCH=1", "GIT_OPTIONAL_LOCKS=0"}}
}
