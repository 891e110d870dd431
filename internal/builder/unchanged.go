package builder

import (
	"bytes"
	"encoding/gob"
	"fmt"
	"strings"
	"time"

	"statuary/internal/config"
	"statuary/internal/diag"
	"statuary/internal/fingerprint"
	"statuary/internal/theme"
	"statuary/internal/timefmt"
)

// record is what is kept of a build without errors.
type record struct {
	At, Next                  time.Time // until Next, the clock changes nothing
	Problems                  diag.List
	Incidents, Updates, Pages int
	Build                     string
}

// Unchanged returns the result of the last build if building now would give the same site, and
// reports whether it would. It is much quicker than a build: no file is parsed, and nothing is
// planned. It needs a cache, and a site whose pages do not depend on the history of a git
// repository.
func (b *Builder) Unchanged() (*Result, bool) {
	if b.Cache == nil || b.Program == "" {
		return nil, false
	}
	s, _ := b.open()
	if s == nil || s.Config.Git.Edits {
		return nil, false
	}
	settings, err := config.Read(b.Site)
	if err != nil {
		return nil, false
	}
	key, ok := b.recordKey(s.Config, settings, s.State(), theme.Digest(b.Site, s.Config.Theme))
	if !ok {
		return nil, false
	}
	data, ok := b.Cache.Get(key)
	var r record
	if !ok || gob.NewDecoder(strings.NewReader(data)).Decode(&r) != nil {
		return nil, false
	}
	if now := b.Now(); now.Before(r.At) || !now.Before(r.Next) {
		return nil, false
	}
	return &Result{
		Config: s.Config, Problems: r.Problems, Incidents: r.Incidents, Updates: r.Updates, Pages: r.Pages, Build: r.Build,
		Next: r.Next.In(s.Config.Zone),
	}, true
}

// remember keeps the result of a build for Unchanged. Settings is config.toml as it was before
// the build.
func (b *Builder) remember(r *Result, p *prepared, settings []byte) {
	if b.Cache == nil || b.Program == "" || p.config.Git.Edits || p.theme == nil || len(r.LeftOut) > 0 || r.Problems.HasErrors() {
		return
	}
	if now, err := config.Read(b.Site); err != nil || !bytes.Equal(now, settings) {
		return
	}
	key, ok := b.recordKey(p.config, settings, p.content.State, p.theme.Digest())
	if !ok {
		return
	}
	r.Build = fmt.Sprintf("%x", b.recordSum(key, p))
	kept := record{At: p.history.Now, Next: r.Next, Problems: r.Problems, Incidents: r.Incidents, Updates: r.Updates, Pages: r.Pages, Build: r.Build}
	var data bytes.Buffer
	if gob.NewEncoder(&data).Encode(kept) == nil {
		b.Cache.Put(key, data.Bytes())
	}
}

// recordSum returns a digest that tells apart builds with the same key, at different times.
func (b *Builder) recordSum(key fingerprint.Sum, p *prepared) fingerprint.Sum {
	return fingerprint.New().Of(key, p.history.Now)
}

// recordKey returns a digest of all that a build depends on but the clock. It reports false if a part
// of that is not known.
func (b *Builder) recordKey(c *config.Config, settings []byte, state fingerprint.Sum, files [32]byte) (fingerprint.Sum, bool) {
	if state == (fingerprint.Sum{}) || files == ([32]byte{}) {
		return state, false
	}
	return fingerprint.New().Of("build", b.Program, b.Overrides, b.Drafts, b.KeepGoing, timefmt.Rules(c.Zone), settings, state, files), true
}
