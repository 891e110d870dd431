package files

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"statuary/internal/config"
	"statuary/internal/content"
	"statuary/internal/frontmatter"
	"statuary/internal/incident"
)

// Names of what an import keeps for itself, in the site's folder.
const (
	manifestName = ".statuary/import.json"
	incoming     = ".statuary/incoming" // what would have been written over edited files
	replaced     = ".statuary/replaced" // edited files that were written over
)

// manifest is what the last import wrote: digests by what it is of, the id of
// an incident or the name of another file.
type manifest struct {
	Version   int               `json:"version"`
	Tool      string            `json:"tool"` // whose settings config.toml was made from
	Incidents map[string]string `json:"incidents"`
	Files     map[string]string `json:"files"`
}

func readManifest(site fs.FS) (*manifest, error) {
	m := &manifest{Version: 1, Incidents: map[string]string{}, Files: map[string]string{}}
	src, err := fs.ReadFile(site, manifestName)
	if errors.Is(err, fs.ErrNotExist) {
		return m, nil
	}
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(src, m); err != nil || m.Incidents == nil || m.Files == nil {
		return nil, fmt.Errorf("%s is not a valid import manifest; delete it and import again (files that differ then count as edited)", manifestName)
	}
	return m, nil
}

func (m *manifest) encode() []byte {
	src, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		panic("files: " + err.Error())
	}
	return append(src, '\n')
}

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:16])
}

// existing finds the file of each incident that the site has, by its id. People
// move files into folders, and give them other names with a line id:. A file that
// has the texts in another language is not the incident's.
func existing(site fs.FS) (map[string]string, error) {
	found := map[string]string{}
	var languages []string
	if c, problems := new(config.Loader).Load(site, config.Overrides{}); !problems.HasErrors() {
		languages = c.Languages
	}
	err := fs.WalkDir(site, content.Incidents, func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			if name == content.Incidents && errors.Is(err, fs.ErrNotExist) {
				return fs.SkipAll
			}
			return err
		}
		if content.Ignored(e.Name()) {
			if e.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if _, _, translated := content.Translates(name, languages); translated || e.IsDir() || path.Ext(name) != ".md" {
			return nil
		}
		id := incident.NameID(name)
		src, err := fs.ReadFile(site, name)
		if err != nil {
			return err
		}
		if idLine.Match(src) {
			id = ownID(name, src, id)
		}
		found[strings.ToLower(id)] = name
		return nil
	})
	return found, err
}

// idLine is what may be the key id in front matter.
var idLine = regexp.MustCompile(`(?m)^["']?id["']?\s*[:=]`)

func ownID(name string, src []byte, otherwise string) string {
	f, problems := frontmatter.Parse(name, src)
	if problems.HasErrors() {
		return otherwise
	}
	i := slices.IndexFunc(f.Front.Map, func(f frontmatter.Field) bool { return f.Key == "id" })
	if i < 0 || f.Front.Map[i].Value.Text == "" {
		return otherwise
	}
	return f.Front.Map[i].Value.Text
}
