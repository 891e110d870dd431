package incident

import (
	"path"
	"strconv"
	"strings"

	"statuary/internal/chars"
	"statuary/internal/frontmatter"
)

// id returns the id of the incident: that of the key id, else that of the file's name.
func (d *decoder) id() string {
	f, ok := d.at["id"]
	if ok {
		id := chars.Compose(d.Short(f))
		if problem := BadID(id); problem != "" && f.Value.Kind <= frontmatter.Scalar {
			d.Errorf(f.Value.Line, f.Value.Col, IDHint, "the id %q %s", id, problem)
		}
		return id
	}
	id := NameID(d.File)
	if problem := BadID(id); problem != "" {
		d.Errorf(d.in.Source.Line, 1, "rename the file, or add a line id: with letters, digits, -, _ and .", "the file's name gives the id %q, which %s", id, problem)
	}
	return id
}

// NameID returns the id that a file gets from its name: the name without ".md", or for
// NAME/index.md the folder's name. The id is in Unicode's form NFC, since file systems such as that
// of macOS decompose names.
func NameID(file string) string {
	base := strings.TrimSuffix(path.Base(file), ".md")
	if base == "index" {
		base = path.Base(path.Dir(file))
	}
	return chars.Compose(base)
}

// IDHint is the hint for an id with other characters than are allowed.
const IDHint = "ids are made of letters, digits, -, _ and ."

// BadID returns what is wrong with an id, or an empty string. Letters of any script are allowed,
// with the marks and joiners that words of that script need.
func BadID(id string) string {
	if id == "" {
		return "is empty"
	}
	if strings.HasPrefix(id, ".") || strings.HasSuffix(id, ".") {
		return "begins or ends with a dot"
	}
	problem := ""
	chars.Words(id, func(r rune, word bool) {
		if !word && problem == "" && !strings.ContainsRune("-_.", r) {
			problem = "contains " + chars.Name(r)
		}
	})
	return problem
}

// Aliases reads a list of former addresses and reports the invalid ones.
func Aliases(d *frontmatter.Decoder, f frontmatter.Field) []string {
	var list []string
	for n, v := range d.Items(f) {
		if n == frontmatter.MaxList {
			d.Errorf(v.Line, v.Col, "let the host redirect them", "more than %d aliases", frontmatter.MaxList)
			break
		}
		alias, problem := cleanAlias(v.Text)
		if problem != "" {
			d.Errorf(v.Line, v.Col, "write the old path as visitors see it: /issues/2018-01-06-api/", "the alias %q %s", v.Text, problem)
			continue
		}
		list = append(list, alias)
	}
	return list
}

// maxAlias is the longest alias in bytes. Most file systems allow no more than four times as much.
const maxAlias = 1000

// previewPath is the folder in which the preview server serves its own files: see package serve.
const previewPath = "/_statuary/"

// cleanAlias returns a former address as a path with a leading slash, or the reason why it is not
// valid. The host of a full URL is removed.
func cleanAlias(alias string) (clean, problem string) {
	if _, rest, ok := strings.Cut(alias, "://"); ok {
		_, rest, _ = strings.Cut(rest, "/")
		alias = "/" + rest
	}
	if strings.ContainsAny(alias, "?#\\") {
		return "", "contains ?, # or a backslash, which no file name can match"
	}
	if len(alias) > maxAlias {
		return "", "is longer than " + strconv.Itoa(maxAlias) + " bytes"
	}
	clean = path.Clean("/" + chars.Compose(alias))
	if clean == "/" {
		return "", "is the home page"
	}
	for part := range strings.SplitSeq(clean[1:], "/") {
		if strings.HasPrefix(part, ".") || part != strings.TrimSpace(part) {
			return "", "has a part that begins with a dot or a space"
		}
	}
	if strings.HasPrefix(clean+"/", previewPath) {
		return "", "is in " + previewPath + ", where the preview has its own files"
	}
	if path.Ext(clean) == "" || strings.HasSuffix(alias, "/") {
		clean += "/"
	}
	return clean, ""
}
