package statuspage

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"statuary/internal/importer/exchange"
	"statuary/internal/importer/fetch"
)

// Fetch reads a public page. It also returns the fetched documents, by their
// addresses relative to the page.
func Fetch(ctx context.Context, client *fetch.Client, address string, o exchange.Options, r *exchange.Report) (*exchange.History, *Documents, error) {
	return fetchWith(ctx, client, address, o, r, (*fetcher).all)
}

// FetchLists is like [Fetch] for pages of other tools, such as incident.io, that have only the lists
// of Statuspage's API: neither the history nor the record of an incident.
func FetchLists(ctx context.Context, client *fetch.Client, address string, o exchange.Options, r *exchange.Report) (*exchange.History, *Documents, error) {
	return fetchWith(ctx, client, address, o, r, (*fetcher).lists)
}

func fetchWith(ctx context.Context, client *fetch.Client, address string, o exchange.Options, r *exchange.Report, read func(*fetcher, context.Context) error) (*exchange.History, *Documents, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return nil, nil, fmt.Errorf("%q is not the address of a page, such as https://status.example.org", address)
	}
	u.RawQuery, u.Fragment = "", ""
	f := &fetcher{Client: client, base: strings.TrimRight(u.String(), "/"), c: newCollector(r), docs: &Documents{Files: map[string][]byte{}}}
	f.docs.c = f.c
	f.c.markdown = o.Markdown
	if err := read(f, ctx); err != nil {
		return nil, nil, err
	}
	h := f.c.history(o)
	if h.Site.URL == "" {
		h.Site.URL = f.base
	}
	return h, f.docs, nil
}

type fetcher struct {
	*fetch.Client
	base string
	c    *collector
	docs *Documents
	mu   sync.Mutex // of docs
}

// get fetches a document and adds it.
func (f *fetcher) get(ctx context.Context, name string, kind fetch.Kind) error {
	data, err := f.Get(ctx, f.base+"/"+name, kind)
	if err != nil {
		return err
	}
	return f.take(name, data)
}

// take stores a document and adds it to the collector.
func (f *fetcher) take(name string, data []byte) error {
	f.docs.Files[name] = data
	return f.c.add(name, data)
}

func (f *fetcher) all(ctx context.Context) error {
	// Only the summary is required.
	if err := f.get(ctx, "api/v2/summary.json", fetch.JSON); err != nil {
		return err
	}
	for _, name := range []string{"api/v2/components.json", "api/v2/incidents.json", "api/v2/scheduled-maintenances.json", "api/v2/scheduled-maintenances/upcoming.json"} {
		if err := f.optional(ctx, name, fetch.JSON, "a document could not be fetched"); err != nil {
			return err
		}
	}
	if err := f.optional(ctx, "history.atom", fetch.Feed, "the feed could not be fetched: feed readers will show old incidents as new"); err != nil {
		return err
	}
	f.detectMarkdown(ctx)
	if err := f.pages(ctx); err != nil {
		return err
	}
	if err := f.records(ctx); err != nil {
		return err
	}
	return f.uptime(ctx)
}

// lists fetches the lists of the API. Those of components and maintenances may be missing.
func (f *fetcher) lists(ctx context.Context) error {
	for _, name := range []string{"api/v2/summary.json", "api/v2/incidents.json"} {
		if err := f.get(ctx, name, fetch.JSON); err != nil {
			return err
		}
	}
	for _, name := range []string{"api/v2/components.json", "api/v2/scheduled-maintenances.json"} {
		if err := f.optional(ctx, name, fetch.JSON, "a document could not be fetched"); err != nil {
			return err
		}
	}
	f.c.r.Add(exchange.Loss, f.base+"/api/v2/incidents.json", "only the incidents that the list of the API has were imported: older ones are missing", "")
	return nil
}

// optional fetches a document that may be missing. A failure is reported as a loss.
func (f *fetcher) optional(ctx context.Context, name string, kind fetch.Kind, what string) error {
	err := f.get(ctx, name, kind)
	if err == nil || ctx.Err() != nil {
		return ctx.Err()
	}
	f.c.r.Add(exchange.Loss, f.base+"/"+name, what, "%v", err)
	return nil
}

// detectMarkdown sets f.c.markdown if the page was built by Statuary, whose texts are
// Markdown. Such a page has api/v2/index.json, which Statuspage does not.
func (f *fetcher) detectMarkdown(ctx context.Context) {
	data, err := f.Get(ctx, f.base+"/api/v2/index.json", fetch.JSON)
	var index struct {
		Documents []struct{ URL string } `json:"documents"`
	}
	if err == nil && json.Unmarshal(data, &index) == nil && len(index.Documents) > 0 {
		f.c.markdown = true
	}
}

// records fetches the record of each incident, several at a time. An incident whose
// record cannot be fetched is imported from the lists.
func (f *fetcher) records(ctx context.Context) error {
	codes := append([]string(nil), f.c.rowOrder...)
	for _, id := range f.c.order {
		if _, ok := f.c.rows[id]; !ok {
			codes = append(codes, id)
		}
	}
	type answer struct {
		name string
		data []byte
		err  error
	}
	answers := make([]answer, len(codes))
	var g errgroup.Group
	g.SetLimit(2 * fetch.AtOnce) // the client limits the requests at a time
	for i, code := range codes {
		g.Go(func() error {
			a := &answers[i]
			for _, a.name = range []string{"incidents/" + url.PathEscape(code) + ".json", "api/v2/incidents/" + url.PathEscape(code) + ".json"} {
				if a.data, a.err = f.Cached(ctx, f.base+"/"+a.name, fetch.JSON); a.err == nil || ctx.Err() != nil || errors.As(a.err, new(*fetch.TemporaryError)) {
					break
				}
			}
			return nil
		})
	}
	_ = g.Wait() // errors are in answers
	if ctx.Err() != nil {
		return ctx.Err()
	}
	for i, a := range answers {
		if later := new(fetch.TemporaryError); errors.As(a.err, &later) {
			return fmt.Errorf("fetched %d of %d incidents: %w", i, len(answers), later)
		}
		if a.err == nil {
			a.err = f.take(a.name, a.data)
		}
		if a.err != nil {
			f.c.r.Add(exchange.Loss, f.base+"/incidents/"+codes[i]+".json", "the record of an incident could not be fetched: it was imported from the lists", "%v", a.err)
		}
	}
	return nil
}

// uptime fetches the uptime of each component, back to its start. It is only used
// for corrections and comparison, so a page without it is no loss.
func (f *fetcher) uptime(ctx context.Context) error {
	for _, comp := range f.c.components {
		if comp.Group || comp.ID == "" {
			continue
		}
		id := url.PathEscape(string(comp.ID))
		if err := f.uptimeOf(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

func (f *fetcher) uptimeOf(ctx context.Context, id string) error {
	name := "uptime/" + id + ".json"
	data, err := f.Get(ctx, f.base+"/"+name, fetch.JSON)
	if err != nil {
		return ctx.Err()
	}
	if f.c.markdown { // a page built by Statuary has all months in one file
		if all, err := f.Get(ctx, f.base+"/uptime/"+id+"/all.json", fetch.JSON); err == nil {
			f.docs.Files["uptime/"+id+"/all.json"] = all
			return f.c.addValue("uptime/"+id+"/all.json", "uptime/"+id+"/all.json", all)
		}
	}
	for n := 2; n <= maxPages; n++ {
		if err := f.take(name, data); err != nil {
			return ctx.Err()
		}
		var m struct {
			Months []struct {
				Year  int      `json:"year"`
				Share *float64 `json:"uptime_percentage"`
			} `json:"months"`
		}
		if json.Unmarshal(data, &m) != nil || len(m.Months) == 0 || m.Months[len(m.Months)-1].Share == nil || m.Months[0].Year < firstYear {
			return nil // the share is null before the start of the component
		}
		before := string(data)
		name = fmt.Sprintf("uptime/%s.json?page=%d", id, n)
		if data, err = f.Get(ctx, f.base+"/"+name, fetch.JSON); err != nil && ctx.Err() == nil {
			f.c.r.Add(exchange.Loss, f.base+"/"+name, "the uptime of a component could not be read to its start: older days are neither corrected nor compared", "%v", err)
			return nil
		}
		if err != nil || string(data) == before {
			return ctx.Err()
		}
	}
	return nil
}
