package sitewriter

import (
	"bytes"
	"errors"
	"io/fs"
	"path"
	"statuary/internal/importer/exchange"
)

// outcome is the result of comparing an imported file with the one on disk.
type outcome int

const (
	created  outcome = iota // did not exist
	changed                 // rewritten
	same                    // already has the imported content
	edited                  // edited locally and kept
	conflict                // edited locally and changed in the source; kept
	deleted                 // deleted locally and not restored
)

// count adds one to the count of the outcome.
func (o outcome) count(c *exchange.Counts) {
	switch o {
	case created:
		c.New++
	case changed:
		c.Changed++
	case same:
		c.Unchanged++
	case edited:
		c.Edited++
	case conflict:
		c.Conflicts++
	case deleted:
		c.Deleted++
	}
}

// decide compares the three versions of a file and plans what to write: base is the
// digest of what the last import wrote, or empty; the file on disk; and data, which
// this import would write. If there is no conflict, a newer version that an earlier
// import left in .statuary/incoming is planned to be deleted.
func (p *planner) decide(name, base string, data []byte) (outcome, error) {
	what, err := p.compare(name, base, data)
	if newer := path.Join(incoming, name); err == nil && what != conflict {
		if _, err := fs.Stat(p.site, newer); err == nil {
			p.plan.Resolved = append(p.plan.Resolved, newer)
		}
	}
	return what, err
}

// compare does the work of decide, without the file in .statuary/incoming.
func (p *planner) compare(name, base string, data []byte) (outcome, error) {
	now, err := fs.ReadFile(p.site, name)
	missing := errors.Is(err, fs.ErrNotExist)
	if err != nil && !missing {
		return 0, err
	}
	write := func() { p.plan.Writes = append(p.plan.Writes, File{name, data}) }
	switch {
	case missing && base == "":
		write()
		return created, nil
	case missing && p.Force:
		write()
		return changed, nil
	case missing:
		return deleted, nil
	case bytes.Equal(now, data):
		return same, nil
	case digest(now) == base:
		write()
		return changed, nil
	case p.Force:
		p.plan.Writes = append(p.plan.Writes, File{path.Join(replaced, name), now})
		write()
		return changed, nil
	case digest(data) == base, p.Keep:
		return edited, nil
	}
	p.plan.Writes = append(p.plan.Writes, File{path.Join(incoming, name), data})
	return conflict, nil
}

const conflictText = "a file was edited locally and its source has changed: the file was kept, and the new version is in .statuary/incoming; merge it and import with --keep, or replace your file with --force"
