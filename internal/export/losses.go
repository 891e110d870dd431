package export

import (
	"fmt"

	"statuary/internal/config"
	"statuary/internal/incident"
)

// Losses returns what a format cannot hold of the incidents of a site, in sentences. The
// table of CSV is a report, and loses nothing that it claims to have.
func Losses(form string, c *config.Config, all []*incident.Incident) (list []string) {
	series, downtime := 0, 0
	for _, in := range all {
		if in.Repeat != nil {
			series++
		}
		if len(in.Downtime) > 0 {
			downtime++
		}
	}
	add := func(n int, one, several string) {
		switch {
		case n == 1:
			list = append(list, one)
		case n > 1:
			list = append(list, fmt.Sprintf(several, n))
		}
	}
	if form == "csv" {
		return nil
	}
	add(series, "1 recurring maintenance is exported as its occurrences up to now, without its rule", "%d recurring maintenances are exported as their occurrences up to now, without their rules")
	if form == "statuspage" {
		add(downtime, "the downtime of 1 incident is not exported: Statuspage's documents have no place for it", "the downtime of %d incidents is not exported: Statuspage's documents have no place for it")
	}
	if len(c.Languages) > 0 {
		list = append(list, "translations are not exported")
	}
	return list
}
