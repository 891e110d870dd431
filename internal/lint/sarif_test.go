package lint

import (
	"bytes"
	"testing"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"statuary/internal/diag"
)

// What is written is valid by the schema of SARIF, and holds what there was.
func TestSARIF(t *testing.T) {
	list := diag.List{
		{Pos: diag.Pos{File: "content/incidents/a b.md", Line: 3, Col: 7}, Text: "broken", Hint: "mend it", Rule: Invalid},
		{Pos: diag.Pos{File: "config.toml"}, Text: "well", Rule: "dead-link", Warning: true},
		{Text: "no place", Rule: "short", Warning: true, Note: true},
	}
	var b bytes.Buffer
	if err := WriteSARIF(&b, list, "v1.2.3"); err != nil {
		t.Fatal(err)
	}
	r, err := sarif.FromBytes(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Validate(); err != nil {
		t.Fatalf("%v\n%s", err, b.Bytes())
	}
	run := r.Runs[0]
	if len(run.Results) != 3 || len(run.Tool.Driver.Rules) != len(Rules) {
		t.Fatalf("%d results, %d rules", len(run.Results), len(run.Tool.Driver.Rules))
	}
	at := run.Results[0].Locations[0].PhysicalLocation
	if *at.ArtifactLocation.URI != "content/incidents/a%20b.md" || *at.Region.StartLine != 3 || *at.Region.StartColumn != 7 {
		t.Errorf("got %s %d", *at.ArtifactLocation.URI, *at.Region.StartLine)
	}
	for i, level := range []string{"error", "warning", "note"} {
		if run.Results[i].Level != level {
			t.Errorf("%d is a %s", i, run.Results[i].Level)
		}
	}
	if len(run.Results[2].Locations) != 0 {
		t.Error("a place that there is not")
	}
}
