package neutral

import (
	"bytes"
	"errors"
	"html"
	"io/fs"
	"net/url"
	"path"
	"regexp"
	"strings"

	"statuary/internal/incident"
	"statuary/internal/markdown"
)

// Attachment is a file that a text of an incident shows or links to. It lies in a
// folder beside the incident's file, which has the incident's id for a name.
type Attachment struct {
	Name  string // in that folder: "chart.png"
	Data  []byte
	Place string // in the source
}

// Sizes in bytes up to which files come along: what a page can show, and what a
// history of years has.
const (
	maxAttachment  = 16 << 20
	maxAttachments = 1 << 30
)

// attachable are the files that come along, by the ends of their names: pictures,
// and documents that browsers show without running anything.
var attachable = map[string]bool{
	".png": true, ".jpg": true, ".jpeg": true, ".gif": true, ".webp": true, ".avif": true, ".svg": true,
	".pdf": true, ".txt": true, ".csv": true, ".log": true, ".mp4": true, ".webm": true,
}

// attacher brings along the files of one history.
type attacher struct {
	*Report
	h     *History
	posts map[string]*incident.Incident // file in the source → incident
	size  int64
}

// attach copies the files that texts show and link to, and lets the texts lead
// to the copies. Links between posts lead to the files that these become.
func (h *History) attach(r *Report) {
	if h.Beside == nil {
		return
	}
	a := &attacher{Report: r, h: h, posts: map[string]*incident.Incident{}}
	for _, in := range h.Incidents {
		a.posts[in.Source.File] = in
	}
	for _, in := range h.Incidents {
		site := h.Beside(in.Source.File)
		if site == nil {
			continue
		}
		f := &folder{attacher: a, in: in, source: site, known: map[string]string{}, names: &ids{map[string]bool{"picture.png": true}, "file"}}
		for i := range in.Updates {
			in.Updates[i].Message = f.text(in.Updates[i].Message)
		}
		in.Postmortem = f.text(in.Postmortem)
	}
}

// folder holds the files of an incident. Its picture.png would be the preview of
// links to it, which nobody has asked for.
type folder struct {
	*attacher
	in     *incident.Incident
	source fs.FS
	known  map[string]string // file in the source → address in texts
	names  *ids
}

func (f *folder) text(md string) string {
	out, ok := markdown.Relink(md, f.address)
	if !ok {
		f.Add(Loss, f.in.Source.File, "could not rewrite the links in a text: links to local files may be broken", "")
	}
	return out
}

// address gives the address of what an element leads to. It is the same where
// nothing that comes along is meant.
func (f *folder) address(e markdown.Element) string {
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

// missing counts a file that does not come along, once for each incident.
func (f *folder) missing(dest, what string) {
	if _, told := f.known["?"+dest]; told {
		return
	}
	f.known["?"+dest] = ""
	f.Files.Read++
	f.Files.Skipped++
	f.Add(Loss, f.in.Source.File, what, "%s", shorten(dest))
}

var escapedMark = regexp.MustCompile(`\\([!-/:-@\[-` + "`" + `{-~])`)

// local gives the file that an address of this site means, and what follows it. A
// slash in front is the root of the site.
func (f *folder) local(dest string) (file, tail string, ok bool) {
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

// candidates are the files of the source that a path can mean: beside the file,
// as on GitHub, and then as the site's generator has it. None of them is hidden,
// or lies outside.
func (f *folder) candidates(file string) []string {
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
	roots := []string{"static", "public", "source", "."} // of Hugo and Nuxt, of Astro, of Middleman, of Jekyll
	if strings.HasPrefix(file, "/") {
		for _, root := range roots {
			add(root, path.Clean(file))
		}
		return list
	}
	add(path.Dir(f.in.Source.File), file)
	for _, alias := range f.in.Aliases { // where its page was
		for _, root := range roots {
			add(root, path.Join("/", alias, file))
		}
	}
	return list
}

// attach brings a file along, if that has not been done, and gives its address
// as texts of the incident have it.
func (f *folder) attach(name, end string) (string, error) {
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
		f.h.Attachments = map[*incident.Incident][]Attachment{}
	}
	f.h.Attachments[f.in] = append(f.h.Attachments[f.in], Attachment{free, data, name})
	f.known[name] = Folder(f.in) + "/" + free
	return f.known[name], nil
}

// read reads a file of the source, or says why it can't come along.
func (f *folder) read(name, end string) ([]byte, error) {
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

// Folder is the name of the folder with the files of an incident, beside its own
// file. Names that a site passes over, since editors leave such files lying about,
// are none.
func Folder(in *incident.Incident) string {
	switch id := strings.ToLower(in.ID); {
	case strings.HasSuffix(id, ".tmp"), strings.HasSuffix(id, ".swp"), strings.HasSuffix(id, "___"), id == "4913", id == "thumbs.db", id == "desktop.ini":
		return in.ID + "-files"
	}
	return in.ID
}
