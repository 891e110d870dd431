package pages

import (
	"encoding/hex"
	"reflect"

	"statuary/internal/fingerprint"
)

// Versions computes the versions of pages: digests of all that they depend on. They are the same in
// every process. A page without a key has none.
type Versions struct{ hasher *fingerprint.Hasher }

// NewVersions returns the versions of the pages of one build.
func NewVersions() *Versions { return &Versions{fingerprint.New()} }

// Sum returns the digest of values, as versions have it.
func (v *Versions) Sum(values ...any) fingerprint.Sum { return v.hasher.Of(values...) }

// Add prepares for the pages of a plan, once the plan has been made from in. Inputs is the sum of all
// that they depend on, apart from the content: the program, the settings and the theme.
func (v *Versions) Add(pl *Planner, in Input, inputs fingerprint.Sum) {
	for i, sum := range in.Content.Sums {
		v.hasher.Set(i, sum)
	}
	for _, i := range in.History.Entries {
		if sum, ok := in.Content.Sums[i.Incident]; ok && i.Settled() {
			v.hasher.Set(i, sum)
		}
	}
	for _, c := range in.Config.Components {
		if t := in.History.Track(c.ID); t != nil {
			v.hasher.Set(t, v.hasher.Of(c.ID, t.Incidents)) // from which the days follow
		}
	}
	b := pl.base
	base := v.hasher.Of(inputs, b.drafts, b.site, b.names, b.colours, b.preview)
	v.hasher.Set(b, base)
	if pl.finder == nil {
		return
	}
	for n, s := range pl.finder.segments {
		v.hasher.Set(s, v.hasher.Of(base, n, s.incidents, s.whole)) // from which the records follow
	}
	for _, s := range pl.finder.shards {
		var b []byte
		for _, words := range s.parts {
			sum := words.Digest()
			b = append(b, sum[:]...)
		}
		v.hasher.Set(s, fingerprint.Bytes(b))
	}
}

// Of returns the version of a page, or an empty string.
func (v *Versions) Of(p Page) string {
	if p.Key == nil {
		return ""
	}
	// The renderer is part of the program and the theme; its type tells apart formats.
	s := v.hasher.Of(reflect.TypeOf(p.Renderer).String(), p.Path, p.Key)
	return hex.EncodeToString(s[:])
}
