package sitewriter

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"

	"statuary/internal/chars"
	"statuary/internal/config"
	"statuary/internal/content"
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
func existing(site fs.FS, settings *config.Loader) (map[string]string, error) {
	found := map[string]string{}
	var languages []string
	if c, problems := settings.Load(site, config.Overrides{}); !problems.HasErrors() {
		languages = c.Languages
	}
	names, err := content.IncidentFiles(site, languages)
	for _, name := range names {
		src, err := fs.ReadFile(site, name)
		if err != nil {
			return nil, err
		}
		found[chars.Fold(incident.FileID(name, src))] = name
	}
	return found, err
}
