package gitbranch

import (
	"strings"
	"testing"

	"statuary/internal/publish"
	"statuary/internal/publish/publishtest"
)

func TestStore(t *testing.T) {
	r := newRemote(t)
	publishtest.RunStore(t, func() publish.Store { return &Store{Site: r.site, Remote: "origin", Name: "gh-pages" + storeSuffix} })
	if got := r.read(); len(got) > 0 {
		t.Errorf("the branch of the site has %v", got)
	}
}

// TestStoreKeepsOtherFiles checks that a branch with other files is never replaced.
func TestStoreKeepsOtherFiles(t *testing.T) {
	r := newRemote(t)
	r.commit("README.md")
	r.git(r.site, "push", "-q", "origin", "main")
	s := &Store{Site: r.site, Remote: "origin", Name: "main"}
	if _, _, err := s.Read(t.Context()); err == nil || !strings.Contains(err.Error(), "contains README.md") {
		t.Errorf("read: %v", err)
	}
	tip := r.git(r.bare, "rev-parse", "main")
	if _, err := s.Write(t.Context(), []byte("{}"), tip); err == nil {
		t.Error("the branch was written")
	}
	if got := r.git(r.bare, "rev-parse", "main"); got != tip {
		t.Error("the branch has changed")
	}
}
