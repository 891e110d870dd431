package sitewriter

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

	"statuary/internal/chars"
	"statuary/internal/config"
	"statuary/internal/content"
	"statuary/internal/frontmatter"
	"statuary/internal/incident"
)

// Files and folders of the import, relative to the site's folder.
const (
	manifestName = ".statuary/import.json"
	incoming     = ".statuary/incoming" // newer versions of files that were edited locally
	replaced     = ".statuary/replaced" // edited files that were overwritten with --force
)

// manifest holds the digests of the files that the last import wrote.
type manifest struct {
	Version   int               `json:"version"`
	Tool      string            `json:"tool"`      // the tool whose settings config.toml was made from
	Incidents map[string]string `json:"incidents"` // by incident id
	Files     map[string]string `json:"files"`     // other files, by name
}

// readManifest returns the manifest of the site, or an empty one if it has none.
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

// existing returns the file of each incident of the site, by its id in lower case.
// Files may have been moved into folders or renamed, with an id in their front
// matter. Files with translations are not counted.
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
		if content.Hidden(name) {
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
			id = frontMatterID(name, src, id)
		}
		found[chars.Fold(id)] = name
		return nil
	})
	return found, err
}

// idLine matches a line that may set the key id in front matter.
var idLine = regexp.MustCompile(`(?m)^["']?id["']?\s*[:=]`)

// frontMatterID returns the id in the front matter of a file, or fallback if it has
// none.
func frontMatterID(name string, src []byte, fallback string) string {
	f, problems := frontmatter.Parse(name, src)
	if problems.HasErrors() {
		return fallback
	}
	i := slices.IndexFunc(f.Front.Map, func(f frontmatter.Field) bool { return f.Key == "id" })
	if i < 0 || f.Front.Map[i].Value.Text == "" {
		return fallback
	}
	return chars.Compose(f.Front.Map[i].Value.Text)
}
