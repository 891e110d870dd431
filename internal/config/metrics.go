package config

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"statuary/internal/frontmatter"
)

// Metric is a table of [[metrics]].
type Metric struct {
	Name string
	Unit string
	File Value // path below content/
}

// maxMetrics is the largest number of metrics. Each has three plots on the home page.
const maxMetrics = 12

var metricTypes = []string{".csv", ".json"}

func (d *decoder) metrics(f frontmatter.Field) {
	if f.Value.Kind != frontmatter.List {
		d.Errorf(f.Line, f.Col, "write [[metrics]], with two brackets, for each metric", "metrics must be a list of tables, not a %s", f.Value.Kind)
		return
	}
	if len(f.Value.List) > maxMetrics {
		last := f.Value.List[maxMetrics]
		d.Errorf(last.Line, last.Col, "show what visitors look for; the home page has all of them", "more than %d metrics", maxMetrics)
		return
	}
	settings := keysOf(d.settings, "metrics")
	for _, v := range f.Value.List {
		var m Metric
		d.metric = &m
		given := false
		for _, k := range d.Fields(v, "a metric") {
			given = given || k.Key == "file"
			if !d.read(k, settings) {
				d.UnknownKey(k, "[[metrics]]", names(settings), d.atTop())
			}
		}
		switch same := func(o Metric) bool { return o.Name == m.Name }; {
		case v.Kind != frontmatter.Map:
			continue
		case m.Name == "" || !given:
			d.Errorf(v.Line, v.Col, `write name = "API response time" and file = "metrics/api.csv"`, "a metric needs a name and a file")
		case slices.ContainsFunc(d.config.Metrics, same):
			d.Errorf(v.Line, v.Col, "give one of the two another name", "there is another metric %q", m.Name)
		}
		d.config.Metrics = append(d.config.Metrics, m)
	}
}

// metricFile reads the name of a file. Whether it exists is checked later.
func (d *decoder) metricFile(f frontmatter.Field) {
	s := strings.TrimPrefix(strings.TrimSpace(d.Short(f)), "content/")
	switch {
	case !fs.ValidPath(s) || s == "." || strings.Contains(s, `\`):
		d.Errorf(f.Value.Line, f.Value.Col, "write the path of a file below content/", "%s %q is not the path of a file", f.Key, s)
	case !slices.Contains(metricTypes, strings.ToLower(path.Ext(s))):
		d.Errorf(f.Value.Line, f.Value.Col, "use one of "+strings.Join(metricTypes, ", "), "%s %q is neither CSV nor JSON", f.Key, s)
	default:
		d.metric.File = d.value(f, s)
	}
}
