package edithistory

import (
	"bytes"
	"strings"
)

// onlyAdditions reports whether each version is the one before with whole entries added to its
// timeline, which is how most files grow. It compares lines without parsing them, which takes a tenth
// of the time. In doubt it returns false.
func onlyAdditions(versions [][]byte) bool {
	for n := 1; n < len(versions); n++ {
		if !addsEntries(versions[n-1], versions[n]) {
			return false
		}
	}
	return true
}

// addsEntries reports whether now is old with nothing but whole entries of the timeline added in one
// place. In doubt it returns false.
func addsEntries(old, now []byte) bool {
	if bytes.Equal(old, now) {
		return true
	}
	if len(now) < len(old) || !bytes.HasPrefix(old, []byte("---\n")) {
		return false
	}
	start := 0 // of the added lines
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
	// All lines from "timeline:" to the end of the addition must belong to entries.
	for line := range strings.SplitSeq(strings.TrimSuffix(items+string(now[start:start+added]), "\n"), "\n") {
		if line != "" && !strings.HasPrefix(line, item) && !strings.HasPrefix(line, indent+" ") {
			return false
		}
	}
	// What follows must not become part of the new entry.
	rest := string(old[start:])
	return strings.HasPrefix(rest, item) || strings.HasPrefix(rest, "---") || rest != "" && rest[0] != ' ' && rest[0] != '\n' && rest[0] != '-' && rest[0] != '#'
}
