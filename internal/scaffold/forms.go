package scaffold

import (
	"bytes"
	"embed"
	"fmt"
	"text/template"
)

//go:embed forms
var formTemplates embed.FS

// Forms are the ways to write incidents in a browser.
var Forms = []string{"issue-form", "cms"}

// FormOptions are the settings of a site and the values of the format that forms offer.
type FormOptions struct {
	Title, BaseURL, TimeZone string
	Flat                     bool // incidents are in content/incidents/ itself, and not in a folder for each year
	Components               []Component
	Statuses                 []string // of incidents and of maintenances
	States                   []string // component statuses
	Impacts                  []string
}

// Component is a component of the site.
type Component struct {
	ID, Name string
	Retired  bool
}

// Marker is the line in a file below which everything is generated. What is above it belongs to the
// site.
const Marker = "# Everything below is generated from config.toml. To update it: statuary schema cms --write"

// oldMarker is the marker in files of earlier versions.
const oldMarker = "# What follows is made from config.toml; statuary schema cms --write makes it anew."

// formFiles are the templates and the paths of the files of each form. The first file depends on
// the settings; the others are the same for all sites.
var formFiles = map[string][]struct{ template, path string }{
	"issue-form": {
		{"issue-form/incident.yml", ".github/ISSUE_TEMPLATE/incident.yml"},
		{"issue-form/issue.sh", ".github/issue.sh"},
		{"issue-form/workflow.yml", ".github/workflows/incident.yml"},
	},
	"cms": {
		{"cms/config.yml", "content/admin/config.yml"},
		{"cms/index.html", "content/admin/index.html"},
	},
}

// Form returns the files of a form. Only the first of them depends on the settings.
func Form(name string, o FormOptions) ([]File, error) {
	if formFiles[name] == nil {
		return nil, fmt.Errorf("unknown form %q", name)
	}
	var files []File
	for _, p := range formFiles[name] {
		src, err := formTemplates.ReadFile("forms/" + p.template)
		if err != nil {
			return nil, err
		}
		t, err := template.New(p.template).Delims("[[", "]]").Parse(cmsParts)
		if err == nil {
			t, err = t.Parse(string(src))
		}
		if err != nil {
			return nil, err
		}
		var b bytes.Buffer
		if err := t.Execute(&b, formView{FormOptions: o}); err != nil {
			return nil, err
		}
		files = append(files, File{p.path, b.Bytes()})
	}
	return files, nil
}

// Renew returns generated with the part above the marker taken from old. If one of them has no
// marker, it returns generated.
func Renew(old, generated []byte) []byte {
	head, _, found := bytes.Cut(old, []byte(Marker))
	if !found {
		head, _, found = bytes.Cut(old, []byte(oldMarker))
	}
	_, rest, marked := bytes.Cut(generated, []byte(Marker))
	if !found || !marked {
		return generated
	}
	return bytes.Join([][]byte{head, []byte(Marker), rest}, nil)
}

// formView is the data of the templates of forms.
type formView struct {
	FormOptions
	view
}

// Marker returns the line that [Renew] looks for.
func (formView) Marker() string { return Marker }

// Current returns the components that a new incident can affect.
func (v formView) Current() (list []Component) {
	for _, c := range v.Components {
		if !c.Retired {
			list = append(list, c)
		}
	}
	return list
}
