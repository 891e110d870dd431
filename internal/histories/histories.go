// Package histories finds the large and real histories that some tests and benchmarks
// read. They belong to others or are too large for the repository. Only tests use it.
package histories

import (
	"os"
	"path/filepath"
	"testing"
)

// Variable names the environment variable with the folder of the histories: data has
// real histories, each in a folder of its own, and bench/corpus the program that
// generates large ones.
const Variable = "STATUARY_HISTORIES"

// Path returns the path of a file or folder, by its path in the folder of histories with
// slashes. If the variable is not set, or the file does not exist, the test is skipped.
func Path(tb testing.TB, name string) string {
	tb.Helper()
	path, ok := Find(name)
	if !ok {
		tb.Skipf("this test needs %s; %s is not set to a folder that has it", name, Variable)
	}
	return path
}

// Find is [Path] for tests that have other input as well: it reports whether the file
// exists.
func Find(name string) (path string, ok bool) {
	root := os.Getenv(Variable)
	if root == "" {
		return "", false
	}
	path, err := filepath.Abs(filepath.Join(root, filepath.FromSlash(name)))
	if err != nil {
		return "", false
	}
	_, err = os.Stat(path)
	return path, err == nil
}

// Incidents returns the incident files of a real site, or none.
func Incidents() []string {
	site, ok := Find("data/claude/site")
	if !ok {
		return nil
	}
	files, err := filepath.Glob(filepath.Join(site, "content", "incidents", "*.md"))
	if err != nil {
		return nil // the pattern is well-formed
	}
	return files
}
