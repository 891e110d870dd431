package main

import "testing"

// A program has the version of a tag only if it was built from the tag.
func TestTaggedVersion(t *testing.T) {
	const commit = "f2aaaa1dce104ca520ec7f7cd6b76b2d75462857"
	for _, c := range []struct{ version, commit, want string }{
		{"", "", "devel"},
		{"(devel)", commit, "devel"},
		{"v0.0.0-20261128213134-f2aaaa1dce10", commit, "devel"},
		{"v0.0.0-20261128213134-f2aaaa1dce10+dirty", commit + "+changes", "devel"},
		{"v1.2.4-0.20261128213134-f2aaaa1dce10", commit, "devel"},
		{"v1.2.3", commit, "1.2.3"},
		{"v1.2.3+dirty", commit + "+changes", "1.2.3+dirty"},
		{"v1.2.3", "", "1.2.3"},
	} {
		if got := taggedVersion(c.version, c.commit); got != c.want {
			t.Errorf("%q at %q: %q, want %q", c.version, c.commit, got, c.want)
		}
	}
}
