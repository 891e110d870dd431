package gitbranch

import (
	"bufio"
	"context"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"strings"

	"statuary/internal/git"
	"statuary/internal/publish"
)

const fileMode = "100644"

// digest computes the name of an object from its content, as Git does.
type digest func() hash.Hash

var digests = map[string]digest{"sha1": sha1.New, "sha256": sha256.New}

func (d digest) blob(data []byte) string {
	h := d()
	fmt.Fprintf(h, "blob %d\x00", len(data))
	h.Write(data)
	return hex.EncodeToString(h.Sum(nil))
}

// commit creates the new commit in the temporary repository.
func (b *Branch) commit(ctx context.Context, p *publish.Plan, manifest bool) error {
	author, err := b.author(ctx)
	if err != nil {
		return err
	}
	root := ""
	if b.tip != "" {
		if root, err = b.git.Line(ctx, "rev-parse", oldRef+"^{tree}"); err != nil {
			return err
		}
	}
	r, w := io.Pipe()
	written := make(chan error, 1)
	go func() {
		s := &importStream{Writer: bufio.NewWriterSize(w, 1<<16)}
		err := b.write(s, p, author, root, manifest)
		written <- err
		w.CloseWithError(errors.Join(err, s.err)) // nil means the end of the stream
	}()
	_, err = b.git.Run(ctx, r, "fast-import", "--quiet", "--done", "--date-format=now")
	r.Close()
	// If the spool cannot be read, that is the cause of git's error.
	if werr := <-written; werr != nil && !errors.Is(werr, io.ErrClosedPipe) {
		return werr
	}
	return err
}

// importStream writes commands for git fast-import and keeps the first error.
type importStream struct {
	*bufio.Writer
	err error
}

func (s *importStream) printf(format string, args ...any) {
	if _, err := fmt.Fprintf(s, format, args...); s.err == nil {
		s.err = err
	}
}

func (s *importStream) data(data []byte) {
	s.printf("data %d\n", len(data))
	if _, err := s.Write(data); s.err == nil {
		s.err = err
	}
	s.printf("\n")
}

// write writes a commit: the old tree without deleted files, and with the files that differ.
func (b *Branch) write(s *importStream, p *publish.Plan, author, root string, manifest bool) error {
	s.printf("commit %s\ncommitter %s now\n", newRef, author)
	s.data([]byte(message(p)))
	switch {
	case b.tip == "":
	case b.Squash:
		s.printf("M 040000 %s \"\"\n", root)
	default:
		s.printf("from %s\n", b.tip)
	}
	for _, e := range p.Delete {
		s.printf("D %s\n", quote(e.Path))
	}
	put := func(path string) error {
		data, err := b.spool.Read(path)
		if err != nil {
			return err
		}
		s.printf("M %s inline %s\n", fileMode, quote(path))
		s.data(data)
		return s.err
	}
	for _, list := range [][]publish.Entry{p.Add, p.Change} {
		for _, e := range list {
			if err := put(e.Path); err != nil {
				return err
			}
		}
	}
	if manifest {
		if err := put(publish.ManifestFile); err != nil {
			return err
		}
	}
	s.printf("done\n")
	if err := s.Flush(); err != nil {
		return err
	}
	return s.err
}

func message(p *publish.Plan) string {
	return fmt.Sprintf("Publish the site\n\n%d files added, %d changed, %d deleted\n", len(p.Add), len(p.Change), len(p.Delete))
}

// author returns the committer according to the settings of the site's repository. If there is
// none, as in automation, it returns the program itself.
func (b *Branch) author(ctx context.Context) (string, error) {
	here := git.Runner{Dir: b.Site}
	ident, err := here.Line(ctx, "-c", "user.useConfigOnly=true", "var", "GIT_COMMITTER_IDENT")
	var failed *git.Error
	if errors.As(err, &failed) {
		return "Statuary <statuary@localhost>", nil
	}
	if end := strings.LastIndexByte(ident, '>'); end > 0 {
		ident = ident[:end+1]
	}
	return ident, err
}

// quote quotes a path for git fast-import.
func quote(path string) string {
	var b strings.Builder
	b.WriteByte('"')
	for i := range len(path) {
		switch c := path[i]; {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c < ' ' || c == 0x7f:
			fmt.Fprintf(&b, "\\%03o", c)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}
