package themes_test

import (
	"io/fs"
	"path/filepath"
	"testing"

	"github.com/tdewolff/minify/v2"
	"github.com/tdewolff/minify/v2/js"

	"statuary/internal/golden"
	"statuary/themes"
)

// Pages load the scripts in their minified form, which -update writes.
func TestScriptsAreMinified(t *testing.T) {
	scripts, err := fs.Glob(themes.Default(), "assets/*.js")
	if err != nil || len(scripts) < 3 {
		t.Fatal("the scripts are missing:", scripts, err)
	}
	m := minify.New()
	m.AddFunc("text/javascript", js.Minify)
	for _, name := range scripts {
		source, err := fs.ReadFile(themes.Default(), name)
		if err != nil {
			t.Fatal(err)
		}
		short, err := m.Bytes("text/javascript", source)
		if err != nil {
			t.Fatal(err)
		}
		golden.File(t, filepath.Join("minified", filepath.Base(name)), append(short, '\n'))
		if _, ok := themes.Minified(name, append(source, ' ')); ok {
			t.Errorf("%s: a changed script is replaced by the built-in one", name)
		}
	}
}
