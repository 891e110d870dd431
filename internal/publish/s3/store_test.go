package s3

import (
	"testing"

	"statuary/internal/publish"
	"statuary/internal/publish/publishtest"
)

func TestStore(t *testing.T) {
	for _, prefix := range []string{"", "a/status/"} {
		p := newPlace(t)
		publishtest.RunStore(t, func() publish.Store { return &Store{Bucket: p.target(prefix)} })
	}
}
