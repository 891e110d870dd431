package importer

import (
	"context"

	"statuary/internal/importer/exchange"
	"statuary/internal/importer/fetch"
	"statuary/internal/importer/statuspage"
)

// documents are the documents of a Statuspage, as an Original.
type documents struct{ *statuspage.Documents }

func (d documents) Compare(built map[string][]byte) Comparison { return d.Documents.Compare(built) }

func readStatuspage(files []exchange.File, o exchange.Options, r *exchange.Report) (*exchange.History, Original, error) {
	h, d, err := statuspage.ReadDocuments(files, o, r)
	return h, original(d), err
}

func fetchStatuspage(ctx context.Context, c *fetch.Client, url string, o exchange.Options, r *exchange.Report) (*exchange.History, Original, error) {
	h, d, err := statuspage.Fetch(ctx, c, url, o, r)
	return h, original(d), err
}

// fetchIncidentIO reads a page of incident.io, which has the lists of Statuspage's API.
func fetchIncidentIO(ctx context.Context, c *fetch.Client, url string, o exchange.Options, r *exchange.Report) (*exchange.History, Original, error) {
	h, _, err := statuspage.FetchLists(ctx, c, url, o, r)
	return h, nil, err
}

func readIncidentIO(files []exchange.File, o exchange.Options, r *exchange.Report) (*exchange.History, error) {
	h, _, err := statuspage.ReadDocuments(files, o, r)
	return h, err
}

// original returns documents as an Original, which is nil if there are none.
func original(d *statuspage.Documents) Original {
	if d == nil {
		return nil
	}
	return documents{d}
}
