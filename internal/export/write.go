package export

import (
	"io"
	"io/fs"
	"runtime"
	"time"

	"statuary/internal/config"
	"statuary/internal/diag"
	"statuary/internal/history"
	"statuary/internal/importer/exchange"
	"statuary/internal/incident"
	"statuary/internal/site"
)

// FormJSON, FormCSV and FormStatuspage are the forms of an export.
const (
	FormJSON       = "json"
	FormCSV        = "csv"
	FormStatuspage = "statuspage"
)

// Forms are all forms.
var Forms = []string{FormJSON, FormCSV, FormStatuspage}

// Open reads a site. The error is a diag.List if the site has errors, since files with
// errors would be missing from the export.
func Open(fsys fs.FS) (*config.Config, []*incident.Incident, error) {
	s, problems := site.Open(fsys, runtime.GOMAXPROCS(0))
	if s == nil {
		return nil, nil, problems
	}
	all, problems, err := s.Content()
	if err != nil {
		return nil, nil, err
	}
	if problems.HasErrors() {
		errs := diag.List{}
		for _, d := range problems {
			if !d.Warning {
				errs = append(errs, d)
			}
		}
		return nil, nil, errs
	}
	return s.Config, all.Incidents, nil
}

// Write writes a site in a form. The filter is one of the CSV form. Drafts are only in the JSON form.
func Write(w io.Writer, form string, c *config.Config, all []*incident.Incident, filter Filter, now time.Time) error {
	if form == FormJSON {
		return exchange.Encode(w, Neutral(c, all, now))
	}
	var published []*incident.Incident
	for _, in := range all {
		if !in.Draft {
			published = append(published, in)
		}
	}
	h := history.New(published, history.Options{Now: now, Zone: c.Zone, Components: c.Components, Auto: c.Maintenance.Auto})
	if form == FormCSV {
		return CSV(w, c, h, filter)
	}
	return Statuspage(w, c, h)
}
