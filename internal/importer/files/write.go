package files

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"

	"statuary/internal/config"
	"statuary/internal/content"
)

// Write writes what was planned. Each file is written beside its place and moved
// there, the note of what was written last: an import that is interrupted
// leaves whole files, and the next one goes on from there. A Root lets nothing
// out of the site's folder, not even through a link.
func (p *Plan) Write(site *os.Root, done func(int)) error {
	made := map[string]bool{}
	for i, f := range p.Writes {
		if !allowed(f.Name) {
			return fmt.Errorf("imports do not write to %q", f.Name)
		}
		if dir := path.Dir(f.Name); !made[dir] {
			if err := site.MkdirAll(dir, 0o755); err != nil {
				return err
			}
			made[dir] = true
		}
		if err := writeFile(site, f); err != nil {
			return err
		}
		if done != nil && i%64 == 63 {
			done(i + 1)
		}
	}
	for _, name := range p.Settled {
		if err := site.Remove(name); err != nil {
			return err
		}
	}
	return nil
}

// allowed is the list of all places that an import writes to.
func allowed(name string) bool {
	return fs.ValidPath(name) && (name == config.File || strings.HasPrefix(name, content.Root+"/") || strings.HasPrefix(name, ".statuary/"))
}

func writeFile(site *os.Root, f File) error {
	tmp := path.Join(path.Dir(f.Name), ".import-"+path.Base(f.Name)+".tmp")
	if len(path.Base(tmp)) > 255 {
		tmp = path.Join(path.Dir(f.Name), ".import.tmp")
	}
	if err := site.WriteFile(tmp, f.Data, 0o644); err != nil {
		return err
	}
	if err := site.Rename(tmp, f.Name); err != nil {
		return errors.Join(err, site.Remove(tmp))
	}
	return nil
}
