package main

import (
	"os"
	"os/exec"
	"testing"
)

// need skips a test if the machine lacks one of the programs that it runs: the other tests are worth running
// on a laptop without it. With CI set, the test fails, because .ci/run installs them all.
func need(t *testing.T, programs ...string) {
	t.Helper()
	for _, name := range programs {
		if _, err := exec.LookPath(name); err != nil {
			if os.Getenv("CI") != "" {
				t.Fatal(err)
			}
			t.Skip(err)
		}
	}
}
