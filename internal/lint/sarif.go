package lint

import (
	"io"
	"net/url"

	"github.com/owenrumney/go-sarif/v3/pkg/report"
	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"statuary/internal/diag"
)

// WriteSARIF writes a list as SARIF 2.1.0, which GitHub's code scanning and many editors
// read, with a description of every rule.
// https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
func WriteSARIF(w io.Writer, list diag.List, version string) error {
	run := sarif.NewRun().WithTool(sarif.NewTool().WithDriver(sarif.NewToolComponent().WithName("statuary").WithVersion(version)))
	run.WithColumnKind("unicodeCodePoints")
	for _, r := range Rules {
		level := "warning"
		switch {
		case r.ID == Invalid || r.ID == Template:
			level = "error"
		case r.Note:
			level = "note"
		}
		run.AddRule(r.ID).
			WithShortDescription(sarif.NewMultiformatMessageString().WithText(r.Summary)).
			WithDefaultConfiguration(sarif.NewReportingConfiguration().WithLevel(level))
	}
	for _, d := range list {
		text := d.Text
		if d.Hint != "" {
			text += "\n\n" + d.Hint
		}
		result := run.CreateResultForRule(d.Rule).WithLevel(d.Severity()).WithMessage(sarif.NewTextMessage(text))
		if d.File == "" {
			continue
		}
		at := sarif.NewPhysicalLocation().WithArtifactLocation(sarif.NewSimpleArtifactLocation((&url.URL{Path: d.File}).EscapedPath()))
		if d.Line > 0 {
			region := sarif.NewRegion().WithStartLine(d.Line)
			if d.Col > 0 {
				region.WithStartColumn(d.Col)
			}
			at.WithRegion(region)
		}
		result.AddLocation(sarif.NewLocationWithPhysicalLocation(at))
	}
	r := report.NewV210Report()
	r.AddRun(run)
	return r.PrettyWrite(w)
}
