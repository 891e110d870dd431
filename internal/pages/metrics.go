package pages

import (
	"math"
	"strconv"
	"strings"
	"time"

	"statuary/internal/i18n"
	"statuary/internal/metrics"
	"statuary/internal/pages/route"
	"statuary/internal/pages/view"
)

// metricPeriods are the periods of plots, and the length of time that one point of a line stands for.
var metricPeriods = []struct {
	label        string
	length, step time.Duration
}{
	{i18n.Mark("Last 24 hours"), 24 * time.Hour, 15 * time.Minute},
	{i18n.Mark("Last 7 days"), 7 * 24 * time.Hour, 2 * time.Hour},
	{i18n.Mark("Last 30 days"), 30 * 24 * time.Hour, 8 * time.Hour},
}

// metricViews returns the metrics of the home page. Periods end at the last measurement, not at the present,
// so that the page changes only with the file.
func (p *plan) metricViews() []view.MetricView {
	var list []view.MetricView
	for _, m := range p.metricsShown {
		v := view.MetricView{Name: m.Name, File: p.link(route.EscapePath(m.Path))}
		for _, period := range metricPeriods {
			v.Plots = append(v.Plots, p.metricPlot(m, p.words.T(period.label), period.length, period.step))
		}
		list = append(list, v)
	}
	return list
}

func (b *base) metricPlot(m Metric, label string, length, step time.Duration) view.MetricPlot {
	v := view.MetricPlot{Label: label, Summary: b.words.T("No measurements in this period."), Days: length > 24*time.Hour}
	if len(m.Points) == 0 {
		return v
	}
	last := m.Points[len(m.Points)-1]
	end := last.At.Truncate(step).Add(step).In(b.config.Zone)
	v.From, v.To = end.Add(-length), end
	means := meansOf(m.Points, v.From, step, int(length/step))
	low, high := math.Inf(1), math.Inf(-1)
	for _, value := range means {
		if !math.IsNaN(value) {
			low, high = min(low, value), max(high, value)
		}
	}
	bottom, top := metricScale(low, high)
	v.Lines = metricLines(means, bottom, top)
	v.Low, v.High = b.measure(bottom, m.Unit), b.measure(top, m.Unit)
	v.Summary = b.words.F("Latest: %s. Lowest: %s. Highest: %s.", b.measure(last.Value, m.Unit), b.measure(low, m.Unit), b.measure(high, m.Unit))
	return v
}

// meansOf returns the mean of each step from a time on; NaN for one without a measurement.
func meansOf(points []metrics.Point, from time.Time, step time.Duration, steps int) []float64 {
	means, counts := make([]float64, steps), make([]float64, steps)
	for _, p := range points {
		if n := int(p.At.Sub(from) / step); !p.At.Before(from) && n < steps {
			counts[n]++
			means[n] += (p.Value - means[n]) / counts[n]
		}
	}
	for n, count := range counts {
		if count == 0 {
			means[n] = math.NaN()
		}
	}
	return means
}

// metricScale returns the values at the bottom and at the top of a plot. It begins at 0, unless values are
// negative or differ little.
func metricScale(low, high float64) (bottom, top float64) {
	if low >= 0 && low < high*3/4 || low == high && low > 0 {
		low = 0
	}
	if high == low {
		high = low + 1
	}
	step := math.Pow(10, math.Floor(math.Log10(high-low)))
	if (high-low)/step < 4 {
		step /= 2
	}
	return math.Floor(low/step) * step, math.Ceil(high/step) * step
}

// mostGap is the number of steps without a measurement that a line passes over.
const mostGap = 2

// metricLines returns the lines of a plot as paths. A line ends where measurements are missing.
func metricLines(means []float64, bottom, top float64) (lines []string) {
	var line strings.Builder
	points, gap := 0, 0
	end := func() {
		if points == 1 {
			line.WriteString("h1") // a single measurement
		}
		if points > 0 {
			lines = append(lines, line.String())
		}
		line.Reset()
		points = 0
	}
	for n, value := range means {
		if math.IsNaN(value) {
			if gap++; gap > mostGap {
				end()
			}
			continue
		}
		gap = 0
		command := "L"
		if points == 0 {
			command = "M"
		}
		x := float64(n) * 1000 / float64(max(1, len(means)-1))
		line.WriteString(command + strconv.Itoa(int(x)) + " " + strconv.FormatFloat(100-100*(value-bottom)/(top-bottom), 'f', 1, 64))
		points++
	}
	end()
	return lines
}

// measure returns a value with three significant digits and its unit.
func (b *base) measure(value float64, unit string) string {
	digits := 0
	if abs := math.Abs(value); abs > 0 && abs < 100 {
		digits = min(6, 2-int(math.Floor(math.Log10(abs))))
	}
	text := strconv.FormatFloat(value, 'f', digits, 64)
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	text = b.words.Decimal(text)
	if unit == "" {
		return text
	}
	return text + "\u00a0" + unit
}
