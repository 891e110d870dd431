// Package themes holds the built-in theme.
package themes

import (
	"bytes"
	"embed"
	"io/fs"
	"path"
)

//go:embed default minified
var files embed.FS

// Default is the built-in theme: templates/ and assets/.
func Default() fs.FS {
	sub, err := fs.Sub(files, "default")
	if err != nil {
		panic(err) // the name is a valid path
	}
	return sub
}

// Minified returns the minified form of a script, if it is one of the built-in theme.
func Minified(name string, script []byte) ([]byte, bool) {
	source, err := files.ReadFile("default/" + name)
	if err != nil || !bytes.Equal(source, script) {
		return nil, false
	}
	data, err := files.ReadFile("minified/" + path.Base(name))
	return data, err == nil
}
