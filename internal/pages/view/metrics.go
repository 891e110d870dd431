package view

import "time"

// MetricView is a metric with its plots: of the last day, week and month of measurements.
type MetricView struct {
	Name  string
	File  string // address of the file
	Plots []MetricPlot
}

// MetricPlot is a plot of a metric. Its lines are paths on a field of 1000 by 100.
type MetricPlot struct {
	Label    string // "Last 24 hours"
	Summary  string // "Latest: 120 ms. Lowest: …"
	Lines    []string
	High     string    // the value at the top
	Low      string    // the value at the bottom
	From, To time.Time // of the field
	Days     bool      // the times are shown without hours
}
