package gitlog

import (
	"strconv"
	"strings"
	"time"
)

// change is a line of git log --raw.
type change struct {
	kind     byte   // of gitdiff-core(7): A, M, T, D or R
	blob     string // what it has become
	from, to string // from is set where it was renamed
}

// parse reads what git log --raw -z has said, the oldest commit first.
func parse(said []byte) map[string][]Version {
	files := map[string][]Version{}
	var at Version
	var changes []change
	tokens := strings.Split(string(said), "\x00")
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

// apply adds the changes of a commit. Files may have changed names with each
// other, so what moves is taken away first. One that was deleted and is there
// again goes on.
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
