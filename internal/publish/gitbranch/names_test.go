package gitbranch

import (
	"os/exec"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Every name that checkBranch accepts is a branch by git's own rules.
func TestCheckBranch(t *testing.T) {
	git, err := exec.LookPath("git")
	if err != nil {
		t.Skip("git is missing")
	}
	rapid.Check(t, func(t *rapid.T) {
		name := strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{
			"a", "b.c", ".", "..", "/", "@", "{", "@{", "-", "HEAD", "refs/", ".lock", "\u00fc", " ", "~", ":", "*", "\\", "\x1b", "heads",
		}), 1, 4).Draw(t, "parts"), "")
		problem, _ := checkBranch(name)
		accepted := problem == ""
		byGit := exec.Command(git, "check-ref-format", "--branch", name).Run() == nil
		if accepted && !byGit {
			t.Errorf("%q is accepted, and git rejects it", name)
		}
		if special := name == "@" || strings.EqualFold(name, "HEAD") || strings.HasPrefix(name, "refs/"); byGit && !accepted && !special && !strings.HasPrefix(name, "@{-") {
			t.Errorf("%q is rejected, and git accepts it: %v", name, problem)
		}
	})
}
