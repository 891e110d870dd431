package publish

import (
	"fmt"
	"strings"

	"statuary/internal/diag"
)

// CheckAbsence returns an error if the site of a plan lacks what the published one has because its
// content was probably not there: an unmounted disk, a failed checkout, or another site's folder.
//
// That is the case if the published site has incidents and the new one has none; if it had two or
// more, and the new site has only others; or if content/ has no files, and pages that are not
// generated would be deleted. hasContent reports whether content/ has files. A place that nothing was
// published to lacks nothing.
func (p *Plan) CheckAbsence(hasContent bool) error {
	kept, added, gone := 0, 0, 0
	for _, e := range p.Add {
		added += countIncident(e.Path)
	}
	for _, list := range [][]Entry{p.Change, p.Keep} {
		for _, e := range list {
			kept += countIncident(e.Path)
		}
	}
	for _, e := range p.Delete {
		gone += countIncident(e.Path)
	}
	what := ""
	switch {
	case gone == 1 && kept+added == 0:
		what = "the only incident of the last build is missing"
	case gone > 1 && kept+added == 0:
		what = fmt.Sprintf("all %d incidents of the last build are missing", gone)
	case gone > 1 && kept == 0:
		what = fmt.Sprintf("none of the %d incidents of the last build is left", gone)
	case !hasContent:
		if page := p.lostPage(); page != "" {
			what = "the page /" + strings.TrimSuffix(page, "index.html") + " of the last build is missing"
		}
	}
	if what == "" {
		return nil
	}
	hint := "check --site, and that all files were mounted or checked out; if this is intended, add --allow-empty"
	if !hasContent {
		what += ", and content/ has no files"
	}
	return &diag.Error{Text: what + "; nothing was changed", Hint: hint}
}

// countIncident returns 1 if the path is that of the page of an incident.
func countIncident(path string) int {
	if strings.HasPrefix(path, "incidents/") && strings.HasSuffix(path, "/index.html") {
		return 1
	}
	return 0
}

// lostPage returns a deleted page in a folder that the new site has no files in. Pages that come and
// go with the time, such as those of months, are in folders that stay.
func (p *Plan) lostPage() string {
	tops := map[string]bool{}
	for _, path := range p.All() {
		top, _, _ := strings.Cut(path, "/")
		tops[top] = true
	}
	for _, e := range p.Delete {
		if top, _, nested := strings.Cut(e.Path, "/"); nested && !tops[top] && strings.HasSuffix(e.Path, ".html") {
			return e.Path
		}
	}
	return ""
}
