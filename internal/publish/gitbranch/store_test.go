package gitbranch

import (
	"testing"

	"statuary/internal/publish"
	"statuary/internal/publish/publishtest"
)

func TestStore(t *testing.T) {
	r := newRemote(t)
	publishtest.RunStore(t, func() publish.Store { return &Store{Site: r.site, Remote: "origin", Name: "gh-pages"} })
	if got := r.read(); len(got) > 0 {
		t.Errorf("the branch of the site has %v", got)
	}
}
