package revision

import (
	"bytes"
	"strings"
)

// onlyGrows is true if each version is the one before with whole entries put into
// its timeline, as most files become what they are. It looks at lines alone, which
// is a tenth of the time; what it is not sure of is false.
func onlyGrows(versions []Version) bool {
	for n := 1; n < len(versions); n++ {
		if !grows(versions[n-1].Text, versions[n].Text) {
			return false
		}
	}
	return true
}

func grows(old, now []byte) bool {
	if bytes.Equal(old, now) {
		return true
	}
	if len(now) < len(old) || !bytes.HasPrefix(old, []byte("---\n")) {
		return false
	}
	start := 0 // of what was put in: whole lines
	for {
		end := bytes.IndexByte(old[start:], '\n')
		if end < 0 || !bytes.HasPrefix(now[start:], old[start:start+end+1]) {
			break
		}
		start += end + 1
	}
	added := len(now) - len(old)
	if !bytes.Equal(old[start:], now[start+added:]) {
		return false
	}
	front, _, closed := strings.Cut(string(old[4:]), "\n---")
	if !closed || start < 4 || start-4 > len(front)+1 {
		return false // below the front matter
	}
	_, items, block := strings.Cut("\n"+string(old[4:start]), "\ntimeline:\n")
	indent := items[:len(items)-len(strings.TrimLeft(items, " "))]
	item := indent + "- "
	if !block || !strings.HasPrefix(items, item) || !strings.HasPrefix(string(now[start:]), item) {
		return false
	}
	// Nor may either stand in another key's value.
	for line := range strings.SplitSeq(strings.TrimSuffix(items+string(now[start:start+added]), "\n"), "\n") {
		if line != "" && !strings.HasPrefix(line, item) && !strings.HasPrefix(line, indent+" ") {
			return false
		}
	}
	// What follows must not become part of the new entry.
	rest := string(old[start:])
	return strings.HasPrefix(rest, item) || strings.HasPrefix(rest, "---") || rest != "" && rest[0] != ' ' && rest[0] != '\n' && rest[0] != '-' && rest[0] != '#'
}
