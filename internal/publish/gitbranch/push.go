package gitbranch

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"statuary/internal/diag"
	"statuary/internal/git"
)

// push pushes the new commit, unless the branch has moved.
func (b *Branch) push(ctx context.Context) error {
	ref := "refs/heads/" + b.Name
	var out []byte
	err := retry(ctx, func() (err error) {
		out, err = b.git.Run(ctx, nil, "push", "--porcelain", "--force-with-lease="+ref+":"+b.tip, "--", b.url, newRef+":"+ref) // a + before newRef would force it
		return err
	})
	if err == nil {
		return nil
	}
	rejected := ""
	for line := range strings.Lines(string(out)) {
		if text, ok := strings.CutPrefix(line, "!"); ok {
			rejected = strings.TrimSpace(text)
		}
	}
	switch {
	case rejected == "":
		return err
	case strings.Contains(rejected, "stale info") || b.moved(ctx):
		return ErrMoved
	}
	failed := &diag.Error{Text: fmt.Sprintf("the remote rejected the push: %s%s", rejected, remoteOutput(err)), Err: err}
	switch all := strings.ToLower(failed.Text); {
	case strings.Contains(all, "name too long"):
		failed.Hint = "shorten the name of the branch"
	case strings.Contains(all, "directory file conflict") || strings.Contains(all, "exists; cannot create") || strings.Contains(all, "' exists"):
		failed.Hint = "the remote has a branch whose name is the beginning of this one, or begins with it; choose another name"
	case strings.Contains(all, "checked out"):
		failed.Hint = "publish to a branch that is not checked out there"
	case strings.Contains(all, "no space left"):
		failed.Hint = "free space at the remote, and publish again"
	}
	return failed
}

// moved reports whether the branch is no longer at the commit that Open found. The words with which a
// remote rejects a push depend on when it noticed that.
func (b *Branch) moved(ctx context.Context) bool {
	was := b.tip
	defer func() { b.tip = was }()
	b.tip = ""
	return b.findTip(ctx) == nil && b.tip != was
}

// remoteOutput returns what the remote has printed, such as the reason of a protected branch.
func remoteOutput(err error) string {
	var failed *git.Error
	if !errors.As(err, &failed) {
		return ""
	}
	var b strings.Builder
	for line := range strings.Lines(failed.Stderr) {
		if text, ok := strings.CutPrefix(line, "remote:"); ok && strings.TrimSpace(text) != "" {
			b.WriteString("\n  " + strings.TrimSpace(text))
		}
	}
	return b.String()
}

// Close implements publish.Target.
func (b *Branch) Close() error {
	err := b.spool.Close()
	if b.remove != nil {
		err = errors.Join(err, b.remove())
	}
	return err
}

// pauses are the pauses between attempts to reach a remote.
var pauses = []time.Duration{time.Second, 4 * time.Second}

// retry calls do, again if it fails because of the network.
func retry(ctx context.Context, do func() error) error {
	for n := 0; ; n++ {
		err := do()
		var failed *git.Error
		if err == nil || n == len(pauses) || !errors.As(err, &failed) || !isNetworkError(failed.Stderr) {
			return err
		}
		select {
		case <-time.After(pauses[n]):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func isNetworkError(stderr string) bool {
	for _, word := range []string{
		"Could not resolve", "Connection re", "Connection timed out", "Operation timed out", "early EOF", "hung up unexpectedly",
		"HTTP 429", "HTTP 5", "error: 429", "error: 5", "RPC failed", "Failed to connect",
	} {
		if strings.Contains(stderr, word) {
			return true
		}
	}
	return false
}
