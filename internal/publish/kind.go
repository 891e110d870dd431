package publish

import (
	"context"
	"crypto/sha256"
	"fmt"
	"path/filepath"
	"strings"

	"statuary/internal/config"
)

// Kind is a kind of target: folders, buckets, branches. Each is defined next to its [Target],
// with the keys of its table in config.toml, and listed in package targets.
type Kind struct {
	config.TargetKind

	// Open returns the place of a target. It may connect to nothing yet. A
	// *diag.Error means that the settings are wrong.
	Open func(ctx context.Context, p config.Publish, o KindOptions) (*Place, error)
}

// KindOptions are the options of opening a place.
type KindOptions struct {
	Site     string                // folder of the site
	InConfig bool                  // the target is in config.toml, so relative paths start in the site's folder
	All      bool                  // send every file, even unchanged ones
	Cache    string                // folder for what is remembered of targets; empty: nothing is
	Progress func(done, total int) // called while files are sent; may be nil
	Warn     func(text string)     // called with warnings
	Waiting  func(place string)    // called if another build holds the place
}

// Memory returns the memory of a target, which id distinguishes from others.
func (o KindOptions) Memory(id ...string) *Memory {
	if o.Cache == "" || o.All {
		return nil
	}
	sum := sha256.Sum256([]byte(strings.Join(id, "\x00")))
	return OpenMemory(filepath.Join(o.Cache, fmt.Sprintf("published-%x", sum[:8])))
}

// Place is a target with what belongs to it.
type Place struct {
	Target
	Name  string          // for messages
	Extra File            // a file of the place, unless the site has one at its path; Path may be empty
	Notes func() []string // messages after a publish; may be nil
	Store Store           // a file beside the site

	// Settle is called before anything is sent, with the URL path of the home page. It
	// returns a warning, or "". It may be nil.
	Settle func(root string) string
}
