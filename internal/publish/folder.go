package publish

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"statuary/internal/config"
	"statuary/internal/diag"
)

// Folder is the name of the kind of target that is a folder.
const Folder = "folder"

// FolderKind is the kind of target that is a folder.
var FolderKind = Kind{
	TargetKind: config.TargetKind{Name: Folder, Usage: "./FOLDER", About: "a folder"},
	Open:       openFolder,
}

func openFolder(_ context.Context, p config.Publish, o KindOptions) (*Place, error) {
	dir := p.Target
	if o.InConfig && !filepath.IsAbs(dir) {
		dir = filepath.Join(o.Site, dir)
	}
	if err := CheckFolder(o.Site, dir, "the target "+p.Target); err != nil {
		return nil, err
	}
	return &Place{Target: &Dir{Path: dir, All: o.All, Waiting: func() { o.Waiting(dir) }}, Name: p.Target, Store: &DirStore{Dir: dir}}, nil
}

// CheckFolder returns a *diag.Error if the files of a site would be mixed with its
// sources in a folder. name is what the message calls the folder.
func CheckFolder(site, dir, name string) error {
	out, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	if site, err = filepath.Abs(site); err != nil {
		return err
	}
	if inside(site, out) {
		return &diag.Error{Text: name + " contains the site's sources", Hint: "write to a separate folder, such as public"}
	}
	for _, sources := range []string{"content", "themes", ".git"} {
		if inside(out, filepath.Join(site, sources)) {
			return &diag.Error{Text: fmt.Sprintf("%s is in %s/, which contains sources", name, sources), Hint: "write to a separate folder, such as public"}
		}
	}
	return nil
}

// inside reports whether a path is a folder or below it.
func inside(path, dir string) bool {
	rel, err := filepath.Rel(dir, path)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}
