package exchange

import (
	"strings"
	"testing"

	"statuary/internal/frontmatter"
)

// TestReportSettings tests that each key that is not known is reported once, with its values.
func TestReportSettings(t *testing.T) {
	file, problems := frontmatter.Parse("config.yml", []byte(`---
title: Acme
params:
  Brand: {a: 1, b: 2}
  empty:
  tabs: [one, two]
  systems:
    - name: API
      link: https://acme.test/
    - {name: Web, link: "https://web.acme.test/", histogram: false}
    - {name: Mail, histogram: false}
  other: {deep: {deeper: yes}}
---
`))
	if problems.HasErrors() {
		t.Fatal(problems)
	}
	r := &Report{}
	ReportSettings(file.Front, "config.yml", []string{"title", "params.brand.**", "params.*.name"}, r)
	want := []string{
		"params.tabs: one, two",
		"params.systems.link: https://acme.test/, https://web.acme.test/ (2 times)",
		"params.systems.histogram: false (2 times)",
		"params.other.deep.deeper: yes",
	}
	var got []string
	for _, n := range r.Notes {
		if n.Kind != Loss || n.Place != "config.yml" {
			t.Errorf("note %+v", n)
		}
		got = append(got, n.Detail)
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
