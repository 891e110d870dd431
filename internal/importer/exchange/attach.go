package exchange

import (
	"bytes"
	"errors"
	"html"
	"io/fs"
	"net/url"
	"path"
	"regexp"
	"strings"

	"statuary/internal/markdown"
)

// Attachment is a file that a text of an incident shows or links to. It is stored
// next to the incident's file, in the folder that [Folder] names.
type Attachment struct {
	Name  string // within that folder, such as "chart.png"
	Data  []byte
	Place string // its path in the source
}

// Limits on the size of one attachment and of all attachments of a history, in
// bytes: what a page can reasonably show, and what a history of years has.
const (
	maxAttachment  = 16 << 20
	maxAttachments = 1 << 30
)

// maxAliases is how many former addresses of an incident are tried for each file that it links to.
const maxAliases = 10

// attachable is the set of file extensions that are copied: images, and documents
// that browsers show without running anything.
var attachable = map[string]bool{
	".png": true, ".jpg": true, ".jpeg": true, ".gif": true, ".webp": true, ".avif": true, ".svg": true,
	".pdf": true, ".txt": true, ".csv": true, ".log": true, ".mp4": true, ".webm": true,
}

// attacher copies the attachments of one history.
type attacher struct {
	*Report
	h     *History
	posts map[string]*Incident // file in the source → incident
	size  int64                // bytes copied so far
}

// attach copies the files that texts show and link to, and rewrites the links to
// the copies. Links between posts are rewritten to the imported incident files.
func (h *History) attach(r *Report) {
	if h.SourceFS == nil {
		return
	}
	a := &attacher{Report: r, h: h, posts: map[string]*Incident{}}
	for _, in := range h.Incidents {
		a.posts[in.Source.File] = in
	}
	for _, in := range h.Incidents {
		source := h.SourceFS(in.Source.File)
		if source == nil {
			continue
		}
		// A picture.png would become the link preview of the incident, which the
		// source did not ask for, so the name is taken.
		f := &attachmentFolder{attacher: a, in: in, source: source, known: map[string]string{}, names: newIDs("file", "picture.png")}
		for i := range in.Updates {
			in.Updates[i].Message = f.text(in.Updates[i].Message)
		}
		in.Postmortem = f.text(in.Postmortem)
	}
}

// attachmentFolder copies the attachments of one incident.
type attachmentFolder struct {
	*attacher
	in     *Incident
	source fs.FS
	known  map[string]string // file in the source → address in texts
	names  *ids
}

func (f *attachmentFolder) text(md string) string {
	out, ok := markdown.Relink(md, f.address)
	if !ok {
		f.Add(Loss, f.in.Source.File, "could not rewrite the links in a text: links to local files may be broken", "")
	}
	return out
}

// address returns the new destination of a link or image. It returns e.Dest
// unchanged if that is not a file that is copied.
func (f *attachmentFolder) address(e markdown.Element) string {
	file, tail, ok := f.local(e.Dest)
	if !ok {
		return e.Dest
	}
	end := strings.ToLower(path.Ext(file))
	if end == ".md" || end == ".markdown" || end == ".mdx" {
		for _, name := range f.candidates(file) {
			if other := f.posts[name]; other != nil {
				return other.ID + ".md" + tail
			}
		}
		return e.Dest
	}
	if !attachable[end] {
		if e.Kind == markdown.ImageElement {
			f.missing(e.Dest, "an image of an unsupported type was not copied")
		}
		return e.Dest
	}
	names := f.candidates(file)
	if len(names) == 0 {
		f.missing(e.Dest, "a file outside the source was not copied")
		return e.Dest
	}
	for _, name := range names {
		address, err := f.attach(name, end)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			f.missing(e.Dest, err.Error())
			return e.Dest
		}
		return address + tail
	}
	f.missing(e.Dest, "a file that a text shows or links to is missing from the source")
	return e.Dest
}

// missing counts and reports a file that is not copied, once for each incident.
func (f *attachmentFolder) missing(dest, what string) {
	if _, reported := f.known["?"+dest]; reported {
		return
	}
	f.known["?"+dest] = ""
	f.Files.Read++
	f.Files.Skipped++
	f.Add(Loss, f.in.Source.File, what, "%s", shorten(dest))
}

var escapedMark = regexp.MustCompile(`\\([!-/:-@\[-` + "`" + `{-~])`)

// local returns the path of the file that a link within the source site points
// to, and the fragment after it. A path with a leading slash is relative to the
// root of that site. ok is false for links to other sites and to folders.
func (f *attachmentFolder) local(dest string) (file, tail string, ok bool) {
	dest = html.UnescapeString(escapedMark.ReplaceAllString(dest, "$1"))
	if base := f.h.Site.URL; base != "" {
		if rest, own := strings.CutPrefix(dest, strings.TrimRight(base, "/")+"/"); own {
			dest = "/" + rest
		}
	}
	u, err := url.Parse(dest)
	if err != nil || u.Scheme != "" || u.Host != "" || u.Opaque != "" || u.Path == "" || strings.ContainsAny(u.Path, "\\\x00:") {
		return "", "", false
	}
	if u.Fragment != "" {
		tail = "#" + u.EscapedFragment()
	}
	return u.Path, tail, !strings.HasSuffix(u.Path, "/")
}

// candidates returns the source files that a link path can mean: first relative
// to the linking file, as on GitHub, then as the site's generator resolves it.
// Hidden files and paths outside the source are left out.
func (f *attachmentFolder) candidates(file string) []string {
	var list []string
	add := func(parts ...string) {
		name := path.Join(parts...)
		if !fs.ValidPath(name) || name == "." {
			return
		}
		for part := range strings.SplitSeq(name, "/") {
			if strings.HasPrefix(part, ".") {
				return
			}
		}
		list = append(list, name)
	}
	roots := []string{"static", "public", "source", "."} // Hugo and Nuxt, Astro, Middleman, Jekyll
	if strings.HasPrefix(file, "/") {
		for _, root := range roots {
			add(root, path.Clean(file))
		}
		return list
	}
	add(path.Dir(f.in.Source.File), file)
	for _, alias := range f.in.Aliases[:min(len(f.in.Aliases), maxAliases)] { // relative to the old address of the page
		for _, root := range roots {
			add(root, path.Join("/", alias, file))
		}
	}
	return list
}

// attach copies a file unless that has been done, and returns its address relative
// to the incident's file. The error is fs.ErrNotExist if there is no such file.
func (f *attachmentFolder) attach(name, end string) (string, error) {
	if address, ok := f.known[name]; ok {
		return address, nil
	}
	data, err := f.read(name, end)
	if err != nil {
		return "", err
	}
	free := f.names.unique(strings.TrimSuffix(path.Base(name), path.Ext(name)), end)
	f.Files.Read++
	f.size += int64(len(data))
	if f.h.Attachments == nil {
		f.h.Attachments = map[*Incident][]Attachment{}
	}
	f.h.Attachments[f.in] = append(f.h.Attachments[f.in], Attachment{free, data, name})
	f.known[name] = Folder(f.in) + "/" + free
	return f.known[name], nil
}

// read reads a file of the source. The error is fs.ErrNotExist if there is no such
// file, else the reason why it is not copied.
func (f *attachmentFolder) read(name, end string) ([]byte, error) {
	info, err := fs.Stat(f.source, name)
	switch {
	case err != nil || !info.Mode().IsRegular():
		return nil, fs.ErrNotExist
	case info.Size() > maxAttachment:
		return nil, errors.New("a file larger than 16 MB was not copied")
	case f.size+info.Size() > maxAttachments:
		return nil, errors.New("a file beyond a total of 1 GB was not copied")
	}
	data, err := fs.ReadFile(f.source, name)
	switch {
	case err != nil:
		return nil, fs.ErrNotExist
	case bytes.HasPrefix(data, []byte("version https://git-lfs.github.com/spec/")):
		return nil, errors.New("a file is stored in Git LFS: run git lfs pull and import again")
	case end == ".svg" && !harmlessSVG(data):
		return nil, errors.New("an SVG file that contains a script or cannot be parsed was not copied")
	}
	return data, nil
}

// Folder returns the name of the folder with the attachments of an incident, next
// to its file. It is the incident's id, with "-files" added where a site would
// ignore the name as that of an editor's temporary file.
func Folder(in *Incident) string {
	switch id := strings.ToLower(in.ID); {
	case strings.HasSuffix(id, ".tmp"), strings.HasSuffix(id, ".swp"), strings.HasSuffix(id, "___"), id == "4913", id == "thumbs.db", id == "desktop.ini":
		return in.ID + "-files"
	}
	return in.ID
}
