// Package publishtest is the test suite for all implementations of publish.Target.
package publishtest

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"statuary/internal/publish"
)

// Place is a new, empty place for a site.
type Place struct {
	Target func() publish.Target      // returns a new target for the place, for one Sync
	Read   func() map[string]string   // returns the contents of all files by path, without the target's state
	Stamp  func() string              // returns another value after every write
	Write  func(path, content string) // writes a file of somebody else
	Break  func()                     // overwrites the manifest with something invalid

	// Remember returns a target that remembers versions with a Memory. It is nil for targets that
	// remember them by themselves.
	Remember func(*publish.Memory) publish.Target
	Blind    bool // the target does not find out that somebody else changed a file of ours

	OneAtATime bool // a second publisher waits, instead of getting an error
	Flat       bool // a name can't be a file and a folder at the same time, not even for a moment
}

// Run runs the suite.
func Run(t *testing.T, empty func(t *testing.T) Place) {
	run := func(name string, test func(t *testing.T, p *place)) {
		t.Run(name, func(t *testing.T) { test(t, &place{T: t, Place: empty(t)}) })
	}
	run("publish, publish again, change", first)
	run("files of others stay", others)
	run("an error changes nothing", broken)
	run("a cancelled Sync changes nothing", cancelled)
	run("a dry run changes nothing", dryRun)
	run("a plan that is not approved changes nothing", refused)
	run("names", names)
	run("bad names", badNames)
	run("a broken manifest deletes nothing", brokenManifest)
	run("files become folders", swap)
	run("many files", many)
	run("two at once", two)
	run("an empty site", emptySite)
	run("versions", versions)
}

type place struct {
	*testing.T
	Place
}

type site map[string]string

func (s site) put(put func(publish.File) error) error {
	for _, name := range slices.Sorted(maps.Keys(s)) {
		data := []byte(s[name])
		if err := put(publish.File{Path: name, Data: data}); err != nil {
			return err
		}
		clear(data) // it is valid only until Put returns
	}
	return nil
}

// Files returns a function for publish.Sync that puts files, given as alternating paths and contents.
func Files(files ...string) func(put func(publish.File) error) error {
	return func(put func(publish.File) error) error {
		for i := 0; i < len(files); i += 2 {
			if err := put(publish.File{Path: files[i], Data: []byte(files[i+1])}); err != nil {
				return err
			}
		}
		return nil
	}
}

// Sync publishes files, given as alternating paths and contents.
func Sync(target publish.Target, files ...string) (*publish.Plan, error) {
	return publish.SyncWith(context.Background(), target, publish.Options{}, Files(files...))
}

// MustSync is Sync, but an error fails the test.
func MustSync(t testing.TB, target publish.Target, files ...string) *publish.Plan {
	t.Helper()
	plan, err := Sync(target, files...)
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

// sync publishes a site, which must succeed.
func (p *place) sync(s site) *publish.Plan {
	p.Helper()
	plan, err := publish.SyncWith(context.Background(), p.Target(), publish.Options{}, s.put)
	if err != nil {
		p.Fatal(err)
	}
	return plan
}

func (p *place) expect(want site) {
	p.Helper()
	if got := p.Read(); !maps.Equal(got, want) {
		p.Errorf("there is  %v\nexpected  %v", show(got), show(want))
	}
}

func show(s site) string {
	var list []string
	for _, name := range slices.Sorted(maps.Keys(s)) {
		list = append(list, fmt.Sprintf("%s=%.40q", name, s[name]))
	}
	if len(list) > 20 {
		list = append(list[:20], fmt.Sprintf("… %d in all", len(s)))
	}
	return strings.Join(list, " ")
}

func (p *place) expectPlan(plan *publish.Plan, add, change, keep, del string) {
	p.Helper()
	for _, list := range []struct {
		name string
		got  []publish.Entry
		want string
	}{{"add", plan.Add, add}, {"change", plan.Change, change}, {"keep", plan.Keep, keep}, {"delete", plan.Delete, del}} {
		if got := strings.Join(publish.Paths(list.got), " "); got != list.want {
			p.Errorf("%s: got %q, want %q", list.name, got, list.want)
		}
	}
}

// unchanged runs a function that must not write.
func (p *place) unchanged(do func()) {
	p.Helper()
	before := p.Stamp()
	do()
	if p.Stamp() != before {
		p.Error("something was written")
	}
}
