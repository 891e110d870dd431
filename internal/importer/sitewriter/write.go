package sitewriter

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"

	"statuary/internal/atomicfile"
	"statuary/internal/config"
	"statuary/internal/content"
)

// Write carries out the plan in the site's folder. Each file is written to a
// temporary file and renamed, and the manifest is written last: an interrupted
// import leaves only complete files, and the next import continues from there. The
// os.Root prevents writes outside the folder, even through symbolic links. done, if
// not nil, is called with the number of written files now and then.
func (p *Plan) Write(site *os.Root, done func(int)) error {
	made := map[string]bool{}
	for i, f := range p.Writes {
		if !allowed(f.Name) {
			return fmt.Errorf("imports do not write to %q", f.Name)
		}
		if dir := path.Dir(f.Name); !made[dir] {
			if err := atomicfile.MkdirAllIn(site, dir, 0o755); err != nil {
				return err
			}
			made[dir] = true
		}
		if err := atomicfile.WriteIn(site, f.Name, f.Data, 0o644); err != nil {
			return err
		}
		if done != nil && i%64 == 63 {
			done(i + 1)
		}
	}
	for _, name := range p.Resolved {
		if err := atomicfile.Remove(site, name); err != nil {
			return err
		}
	}
	return nil
}

// allowed reports whether an import may write to the named file.
func allowed(name string) bool {
	return fs.ValidPath(name) && (name == config.File || strings.HasPrefix(name, content.Folder+"/") || strings.HasPrefix(name, ".statuary/"))
}
