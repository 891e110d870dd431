package builder

import (
	"io"

	"statuary/internal/content"
	"statuary/internal/diag"
	"statuary/internal/metrics"
	"statuary/internal/pages"
)

// measured are the measurements of a file as it was when it was last read.
type measured struct {
	asset    content.Asset
	points   []metrics.Point
	problems diag.List
}

// metricsOf reads the files of [[metrics]]. A builder that remembers reads a file again only if it has
// changed.
func (b *Builder) metricsOf(r *Result, p *parts) (list []pages.Metric) {
	files := map[string]measured{}
	for _, m := range p.config.Metrics {
		at := -1
		for n, a := range p.content.Assets {
			if a.Source == content.Folder+"/"+m.File.Text {
				at = n
			}
		}
		if at < 0 {
			r.Problems = append(r.Problems, m.File.Problem(false, "there is no file content/"+m.File.Text, "create it, if only with a line time,value"))
			continue
		}
		asset := p.content.Assets[at]
		f, ok := b.measured[asset.Source]
		if !ok || f.asset != asset {
			f = measured{asset: asset}
			f.points, f.problems = b.readMetrics(asset.Source)
		}
		if _, reported := files[asset.Source]; !reported {
			b.splitSkipped(r, f.problems)
		}
		files[asset.Source] = f
		list = append(list, pages.Metric{Name: m.Name, Unit: m.Unit, Path: asset.Path, Points: f.points})
	}
	if b.Remember {
		b.measured = files
	}
	return list
}

func (b *Builder) readMetrics(name string) ([]metrics.Point, diag.List) {
	f, err := b.Site.Open(name)
	if err != nil {
		return nil, nil // it is reported by unreadable
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, metrics.MaxSize+1))
	if err != nil {
		return nil, diag.List{unreadable(name, err)}
	}
	return metrics.Parse(name, data)
}
