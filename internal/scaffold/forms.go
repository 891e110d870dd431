package scaffold

import (
	"bytes"
	"embed"
	"fmt"
	"text/template"
)

//go:embed forms
var formTemplates embed.FS

// Forms are what a site can be written with in a browser.
var Forms = []string{"issue-form", "cms"}

// FormOptions are what forms are made of: a site's settings, and the words of the
// format.
type FormOptions struct {
	Title, BaseURL, TimeZone string
	Source                   string // as in [Options]
	Flat                     bool   // incidents lie in content/incidents/ itself, and not in a folder for each year
	Components               []Component
	Statuses                 []string // of incidents and of maintenances
	States                   []string // of components
	Impacts                  []string
}

// Component is one of the site's.
type Component struct {
	ID, Name string
	Retired  bool
}

// Marker stands in a file of which only the rest is made, below what is the
// site's own to change.
const Marker = "# What follows is made from config.toml; statuary schema cms --write makes it anew."

// places says where the files of a form go. The first is made of the settings;
// the others are the same for all sites.
var places = map[string][]struct{ template, path string }{
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

// Form makes the files of a form. The first of them changes with the settings.
func Form(name string, o FormOptions) ([]File, error) {
	if places[name] == nil {
		return nil, fmt.Errorf("there is no form %q", name)
	}
	var files []File
	for _, p := range places[name] {
		src, err := formTemplates.ReadFile("forms/" + p.template)
		if err != nil {
			return nil, err
		}
		t, err := template.New(p.template).Delims("[[", "]]").Parse(githubStep + cmsParts)
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

// Renew gives the new text of a file, with all that the old one has above the
// marker.
func Renew(old, made []byte) []byte {
	head, _, ours := bytes.Cut(old, []byte(Marker))
	_, rest, marked := bytes.Cut(made, []byte(Marker))
	if !ours || !marked {
		return made
	}
	return bytes.Join([][]byte{head, []byte(Marker), rest}, nil)
}

// formView is what the templates of forms see.
type formView struct {
	FormOptions
	view
}

// Marker is the line that [Renew] looks for.
func (formView) Marker() string { return Marker }

// Current lists the components that a new incident can be about.
func (v formView) Current() (list []Component) {
	for _, c := range v.Components {
		if !c.Retired {
			list = append(list, c)
		}
	}
	return list
}
