package edithistory

import (
	"strconv"
	"strings"
	"time"
)

// change is one file that a commit changed: a line of git log --raw.
type change struct {
	kind     byte   // A, M, T, D or R, as in gitdiff-core(7)
	blob     string // hash of the new bytes
	from, to string // from is empty unless the file was renamed
}

// parseLog parses the output of git log --raw -z, oldest commit first. It returns the versions of each
// Markdown file that the last commit has.
func parseLog(out []byte) map[string][]Version {
	files := map[string][]Version{}
	var at Version
	var changes []change
	tokens := strings.Split(string(out), "\x00")
	next := func() (token string) {
		if len(tokens) > 0 {
			token, tokens = tokens[0], tokens[1:]
		}
		return token
	}
	for len(tokens) > 0 {
		token := strings.TrimLeft(next(), "\n")
		switch {
		case strings.HasPrefix(token, "\x01"):
			apply(files, at, changes)
			changes = changes[:0]
			hash, seconds, _ := strings.Cut(token[1:], " ")
			unix, _ := strconv.ParseInt(strings.TrimSpace(seconds), 10, 64)
			at = Version{Commit: hash, At: time.Unix(unix, 0).UTC()}
		case strings.HasPrefix(token, ":"):
			f := strings.Fields(token)
			if len(f) != 5 {
				continue
			}
			c := change{kind: f[4][0], blob: f[3], to: next()}
			if c.kind == 'R' {
				c.from, c.to = c.to, next()
			}
			changes = append(changes, c)
		}
	}
	apply(files, at, changes)
	return files
}

// apply adds the changes of the commit at to files. Two files may have swapped names, so all renamed
// files are removed before they are added under their new names. A file that was deleted and created
// again keeps its old versions.
func apply(files map[string][]Version, at Version, changes []change) {
	moved := map[string][]Version{}
	for _, c := range changes {
		if c.kind == 'R' {
			moved[c.from] = files[c.from]
		}
	}
	for from := range moved {
		delete(files, from)
	}
	for _, c := range changes {
		if !strings.HasSuffix(c.to, ".md") || c.kind == 'D' {
			continue
		}
		v := at
		v.Blob = c.blob
		if c.kind == 'R' {
			files[c.to] = moved[c.from]
		}
		files[c.to] = append(files[c.to], v)
	}
}
