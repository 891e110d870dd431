package importer

import (
	"fmt"
	"io/fs"
	"time"

	"statuary/internal/importer/exchange"
	"statuary/internal/importer/sitewriter"
)

// Plan checks a history and plans the files of the site that it becomes. The original may be nil.
// The error says so if the report does not account for each incident and file that was read.
func Plan(site fs.FS, h *exchange.History, original Original, now time.Time, o sitewriter.Options, r *exchange.Report) (*sitewriter.Plan, error) {
	h.Check(r)
	if original != nil {
		o.Comments = original.Corrections(h, now, r)
	}
	plan, err := sitewriter.New(site, h, r, o)
	if err != nil {
		return nil, err
	}
	for _, c := range []exchange.Counts{r.Incidents, r.Files} {
		if c.Sum() != c.Read {
			return nil, fmt.Errorf("internal error: %d read, but %d written or skipped; nothing was written", c.Read, c.Sum())
		}
	}
	return plan, nil
}
