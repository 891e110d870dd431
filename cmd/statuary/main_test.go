package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"statuary/internal/golden"
)

// TestMain makes the command available to scripts.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"statuary": main})
}

// TestScripts runs testdata/script/*.txtar, which use the command as its users do. $SITE
// is the sample site, the root of this repository. Before scripts compare output, durations
// are replaced by "N s".
func TestScripts(t *testing.T) {
	site, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       golden.Updating(),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("SITE", site)
			return nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			// repeat FILE COUNT TEXT writes a large file.
			"repeat": func(ts *testscript.TestScript, neg bool, args []string) {
				n := 0
				for _, c := range args[1] {
					n = 10*n + int(c-'0')
				}
				ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Repeat(args[2], n)), 0o644))
			},
		},
	})
}
