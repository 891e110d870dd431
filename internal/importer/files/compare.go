package files

import (
	"bytes"
	"errors"
	"io/fs"
	"path"
	"statuary/internal/importer/neutral"
)

// outcome is what becomes of a file.
type outcome int

const (
	fresh outcome = iota
	changed
	same
	edited
	conflict
	deleted
)

// count adds a file to those that the same became of.
func (o outcome) count(c *neutral.Counts) {
	switch o {
	case fresh:
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

// decide compares the three versions of a file: what the last import wrote (its
// digest, or nothing), what is there, and what would be written. It plans the
// writing.
func (p *planner) decide(name, base string, data []byte) (outcome, error) {
	what, err := p.compare(name, base, data)
	if beside := path.Join(incoming, name); err == nil && what != conflict {
		if _, err := fs.Stat(p.site, beside); err == nil {
			p.plan.Settled = append(p.plan.Settled, beside)
		}
	}
	return what, err
}

// compare is decide without what is settled by it.
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
		return fresh, nil
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

const conflicting = "a file was edited locally and its source has changed: the file was kept, and the new version is in .statuary/incoming; merge it and import with --keep, or replace your file with --force"
