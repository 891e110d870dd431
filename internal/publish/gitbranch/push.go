package gitbranch

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

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
	for line := range strings.Lines(string(out)) {
		if !strings.HasPrefix(line, "!") {
			continue
		}
		// The words of the remote depend on when it noticed.
		for _, word := range []string{"stale info", "fetch first", "non-fast-forward", "failed to update ref", "cannot lock ref", "already exists"} {
			if strings.Contains(line, word) {
				return ErrMoved
			}
		}
		return fmt.Errorf("the remote rejected the push: %s%s", strings.TrimSpace(line[1:]), remoteOutput(err))
	}
	return err
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
	if b.scratch != "" {
		err = errors.Join(err, os.RemoveAll(b.scratch))
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
