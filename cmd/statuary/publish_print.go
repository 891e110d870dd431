package main

import (
	"fmt"
	"io"

	"statuary/internal/publish"
)

// printPlan prints what would be done, one file per line.
func printPlan(w io.Writer, p *publish.Plan) {
	for _, e := range p.Add {
		fmt.Fprintf(w, "would add     %s (%s)\n", e.Path, size(e.Bytes))
	}
	for _, e := range p.Change {
		fmt.Fprintf(w, "would change  %s (%s)\n", e.Path, size(e.Bytes))
	}
	for _, e := range p.Delete {
		fmt.Fprintf(w, "would delete  %s\n", e.Path)
	}
}

// summary returns a line about what was done, or would be.
func summary(d *destination, p *publish.Plan, dry bool) string {
	all := count(len(p.Add)+len(p.Change)+len(p.Keep), "file")
	if p.Nothing() && dry {
		return fmt.Sprintf("nothing would change: %s at %s", all, d.Name)
	}
	if p.Nothing() {
		return fmt.Sprintf("nothing changed: %s at %s", all, d.Name)
	}
	words := "%s at %s: %d added, %d changed, %d deleted, %d kept; %s sent"
	if dry {
		words = "%s for %s: would add %d, change %d, delete %d and keep %d; would send %s"
	}
	return fmt.Sprintf(words, all, d.Name, len(p.Add), len(p.Change), len(p.Delete), len(p.Keep), size(p.Sent()))
}

// size formats a number of bytes.
func size(n int64) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d B", n)
	case n < 1_000_000:
		return fmt.Sprintf("%.1f kB", float64(n)/1000)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1_000_000)
}
