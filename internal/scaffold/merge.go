package scaffold

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"statuary/internal/diag"
)

// Merge compares the files of a new site with those in its folder, which need not exist, and returns
// the files to write and the names of existing files that are kept. A README.md is kept, and lines
// that are missing in .gitignore are added. Files that an interrupted run has written are complete.
// For any other file that exists with another content, Merge returns an error that names all of them.
func Merge(dir string, files []File) (write []File, kept []string, err error) {
	var taken []string
	for _, f := range files {
		if err := checkParents(dir, f.Path); err != nil {
			return nil, nil, err
		}
		name := filepath.Join(dir, filepath.FromSlash(f.Path))
		old, err := os.ReadFile(name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			write = append(write, f)
		case err != nil:
			return nil, nil, err
		case bytes.Equal(old, f.Data):
		case f.Path == "README.md":
			kept = append(kept, filepath.ToSlash(name))
		case f.Path == ".gitignore":
			if data := addLines(old, f.Data); data != nil {
				write = append(write, File{Path: f.Path, Data: data})
			} else {
				kept = append(kept, filepath.ToSlash(name))
			}
		default:
			taken = append(taken, filepath.ToSlash(name))
		}
	}
	if len(taken) > 0 {
		return nil, nil, &diag.Error{
			Text: "these files exist and would be overwritten: " + strings.Join(taken, ", ") + "; nothing was written",
			Hint: "move them, or create the site in a new folder: statuary init status",
		}
	}
	return write, kept, nil
}

// checkParents returns an error if a folder of the path is a file, so that nothing is written to a
// folder that cannot hold all files.
func checkParents(dir, file string) error {
	for p := path.Dir(file); ; p = path.Dir(p) {
		name := filepath.Join(dir, filepath.FromSlash(p))
		info, err := os.Stat(name)
		switch {
		case err == nil && !info.IsDir():
			return &diag.Error{
				Text: fmt.Sprintf("%s is a file, and the new site needs a folder there; nothing was written", filepath.ToSlash(name)),
				Hint: "move it, or create the site in a new folder: statuary init status",
			}
		case err == nil || p == ".":
			return nil
		}
	}
}

// addLines returns a file with the lines of another one that it does not contain, without comments.
// It returns nil if no line is missing.
func addLines(old, lines []byte) []byte {
	has := map[string]bool{}
	for line := range strings.Lines(string(old)) {
		has[strings.Trim(line, "/ \t\r\n")] = true
	}
	out := bytes.Clone(old)
	for line := range strings.Lines(string(lines)) {
		if strings.HasPrefix(line, "#") || has[strings.Trim(line, "/ \t\r\n")] {
			continue
		}
		if len(out) > 0 && !bytes.HasSuffix(out, []byte("\n")) {
			out = append(out, '\n')
		}
		out = append(out, line...)
	}
	if bytes.Equal(out, old) {
		return nil
	}
	return out
}
