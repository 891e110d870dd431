// Package fswalk visits the files below a folder and follows symbolic links.
//
// A link counts as its target, so a folder can be assembled from links, as a ConfigMap of
// Kubernetes is. The file system decides which links it follows: an [os.Root] follows none that
// lead out of it. Such links, broken links and loops are reported.
package fswalk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"

	"statuary/internal/diag"
)

// Limits of a walk. Folders that link to each other can have more paths than can be visited.
const (
	maxDepth = 64
	maxLinks = 1000 // links to folders, and links that cannot be followed
)

// recordsFolder is the folder in which publish keeps its records in a finished site. A link to a
// folder that contains it would publish the site inside itself.
const recordsFolder = ".statuary"

// Options are the options of a walk. Each field may be nil.
type Options struct {
	// Ignored reports whether the walk skips a file, or a folder with all that is below it.
	Ignored func(path string) bool

	// BadName returns the forbidden part of a name, as messages show it, or "" if there is none.
	// Files and folders with such a name are reported and skipped.
	BadName func(name string) string
}

// Walk calls visit for every file below the folder root, in the order of their names. info
// describes the file, or the target of a link. If root does not exist, the error wraps
// [fs.ErrNotExist].
//
// Problems with links and with single files are returned as diagnostics; the walk continues without
// them.
func Walk(fsys fs.FS, root string, o Options, visit func(name string, info fs.FileInfo)) (diag.List, error) {
	w := &walker{Options: o, fsys: fsys, visit: visit}
	var above []fs.FileInfo // the folders that contain the root
	for dir := path.Dir(root); ; dir = path.Dir(dir) {
		if info, err := fs.Stat(fsys, dir); err == nil {
			above = append(above, info)
		}
		if dir == "." {
			break
		}
	}
	for dir := path.Dir(root); dir != "."; dir = path.Dir(dir) {
		if d, broken := BrokenLink(fsys, dir); broken {
			return diag.List{d}, nil
		}
	}
	lstat, err := fs.Lstat(fsys, root)
	if err != nil {
		return nil, err
	}
	info, ok := w.follow(root, lstat.Mode(), func() (fs.FileInfo, error) { return lstat, nil }, above)
	switch {
	case !ok:
		return w.problems, nil
	case !info.IsDir():
		w.report(root, "a file, where a folder is expected", "")
		return w.problems, nil
	}
	return w.problems, w.folder(root, append(above, info))
}

// BrokenLink reports whether name is a symbolic link that cannot be followed, and returns the problem.
func BrokenLink(fsys fs.FS, name string) (diag.Diagnostic, bool) {
	info, err := fs.Lstat(fsys, name)
	if err != nil || info.Mode()&fs.ModeSymlink == 0 {
		return diag.Diagnostic{}, false
	}
	_, err = fs.Stat(fsys, name)
	if err == nil {
		return diag.Diagnostic{}, false
	}
	w := &walker{fsys: fsys}
	w.reportLink(name, nil, err, nil)
	return w.problems[0], true
}

type walker struct {
	Options
	fsys     fs.FS
	visit    func(name string, info fs.FileInfo)
	links    int // links to folders so far, and links that cannot be followed
	problems diag.List
}

func (w *walker) report(name, text, hint string) {
	w.problems = append(w.problems, diag.Diagnostic{Pos: diag.Pos{File: name}, Text: text, Hint: hint})
}

// folder visits the files of a folder. above are the folders that contain it, and the folder itself.
func (w *walker) folder(dir string, above []fs.FileInfo) error {
	entries, err := fs.ReadDir(w.fsys, dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // deleted since the folder above was read
	}
	if err != nil {
		w.report(dir, "the folder can't be read: "+diag.Reason(err), "change its permissions, or move it to another place")
		return nil
	}
	for _, e := range entries {
		name := path.Join(dir, e.Name())
		if w.Ignored != nil && w.Ignored(name) {
			continue
		}
		if w.BadName != nil {
			if problem := w.BadName(e.Name()); problem != "" {
				w.report(name, "the name contains "+problem, "rename it; the character may not be visible in your file manager")
				continue
			}
		}
		info, ok := w.follow(name, e.Type(), e.Info, above)
		switch {
		case !ok:
		case info.IsDir() && len(above) > maxDepth:
			w.report(name, fmt.Sprintf("a folder more than %d folders deep", maxDepth), "move it up")
		case info.IsDir():
			if err := w.folder(name, append(above[:len(above):len(above)], info)); err != nil {
				return err
			}
		case !info.Mode().IsRegular():
			w.report(name, "neither a file nor a folder", "move it to another place")
		default:
			w.visit(name, info)
		}
	}
	return nil
}

// follow returns the info of an entry or, for a symbolic link, of its target. It returns false, and
// reports why, if the entry cannot be visited.
func (w *walker) follow(name string, mode fs.FileMode, info func() (fs.FileInfo, error), above []fs.FileInfo) (fs.FileInfo, bool) {
	if mode&fs.ModeSymlink == 0 {
		i, err := info()
		if err != nil && !errors.Is(err, fs.ErrNotExist) { // else deleted meanwhile
			w.report(name, diag.Reason(err), "")
		}
		return i, err == nil
	}
	if w.links > maxLinks {
		return nil, false
	}
	i, err := fs.Stat(w.fsys, name)
	if err == nil && !i.IsDir() {
		return i, true
	}
	if w.links++; w.links > maxLinks {
		w.report(name, fmt.Sprintf("more than %d symbolic links to folders", maxLinks), "put the folders themselves here")
		return nil, false
	}
	return i, !w.reportLink(name, i, err, above)
}

// reportLink checks whether a symbolic link can be followed. If not, it adds a diagnostic and
// returns true. info and err are what fs.Stat returned for the link.
func (w *walker) reportLink(name string, info fs.FileInfo, err error, above []fs.FileInfo) bool {
	text, hint := w.unusable(name, info, err, above)
	if text == "" {
		return false
	}
	target, _ := fs.ReadLink(w.fsys, name)
	w.report(name, fmt.Sprintf("a symbolic link to %q%s", target, text), hint)
	return true
}

// unusable returns why a symbolic link cannot be followed, as the rest of a sentence, and a hint.
// It returns "" if the link leads to a folder that can be visited. info and err are what fs.Stat
// returned for the link.
func (w *walker) unusable(name string, info fs.FileInfo, err error, above []fs.FileInfo) (text, hint string) {
	target, _ := fs.ReadLink(w.fsys, name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return ", which does not exist", "correct the link or remove it"
	case err != nil && path.IsAbs(target):
		return ", which is an absolute path", "link to a file of this site with a relative path, or put a copy of the file here"
	case err != nil && strings.Contains(err.Error(), "escapes"): // os has no name for this error
		return ", which is outside the site", "put a copy here: Statuary reads nothing outside the site's folder"
	case err != nil:
		return " that can't be followed: " + diag.Reason(err), "correct the link or remove it"
	}
	for _, a := range above {
		if os.SameFile(a, info) {
			return ", a folder that contains the link", "remove the link"
		}
	}
	if _, err := fs.Stat(w.fsys, path.Join(name, recordsFolder)); err == nil {
		return ", the folder of a built site", "remove the link"
	}
	return "", ""
}
