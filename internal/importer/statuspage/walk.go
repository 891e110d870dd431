package statuspage

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"statuary/internal/importer/fetch"
	"statuary/internal/importer/neutral"
)

// The limits of walking back through a history.
const (
	maxPages   = 200 // of three months: 50 years
	emptyPages = 3   // one after the other end the history
)

// firstYear is before the first Statuspage.
const firstYear = 2010

// pages walks the history back to its beginning. A host that only has files
// ignores ?page=, and has the pages as files of their own.
func (f *fetcher) pages(ctx context.Context) error {
	seen := map[string]bool{}
	empty := 0
	names := func(n int) []string {
		if n == 1 {
			return []string{"history.json"}
		}
		return []string{fmt.Sprintf("history.json?page=%d", n), fmt.Sprintf("history/page/%d.json", n)}
	}
	for n := 1; n <= maxPages && empty < emptyPages; n++ {
		m, name, err := f.page(ctx, names(n), seen)
		if err != nil || m == nil {
			if n == 1 {
				return f.withoutHistory(ctx, err)
			}
			if err != nil && !fetch.NotThere(err) {
				return fmt.Errorf("could not read the whole history: %w", err)
			}
			return ctx.Err()
		}
		before := len(f.c.rowOrder)
		if err := f.take(name, m.raw); err != nil {
			return err
		}
		empty++
		if len(f.c.rowOrder) > before {
			empty = 0
		}
		if !f.c.start.IsZero() && !m.first.IsZero() && m.first.Before(f.c.start) || m.first.Year() < firstYear {
			return nil
		}
	}
	return nil
}

// monthsPage is a page of the history.
type monthsPage struct {
	raw   []byte
	first time.Time // the beginning of its months
}

// page gets the first of some names that has a page that is not known.
func (f *fetcher) page(ctx context.Context, names []string, seen map[string]bool) (*monthsPage, string, error) {
	var last error
	for _, name := range names {
		data, err := f.Get(ctx, f.base+"/"+name, fetch.JSON)
		if err != nil {
			last = err
			if ctx.Err() != nil {
				return nil, "", ctx.Err()
			}
			continue
		}
		var m struct {
			Months []month `json:"months"`
		}
		if err := json.Unmarshal(data, &m); err != nil || len(m.Months) == 0 {
			last = fmt.Errorf("%s/%s: not a history page", f.base, name)
			continue
		}
		key := ""
		p := &monthsPage{raw: data}
		for _, mo := range m.Months {
			key += fmt.Sprint(mo.Year, mo.Name, " ")
			if t, err := time.Parse("January", mo.Name); err == nil {
				p.first = time.Date(mo.Year, t.Month(), 1, 0, 0, 0, 0, time.UTC)
			}
		}
		if seen[key] {
			continue // the same once more: the host ignores ?page=
		}
		seen[key] = true
		return p, name, nil
	}
	return nil, "", last
}

// withoutHistory goes on where /history.json is not to be had: with the pages
// that people read, and else with the 50 newest of the API.
func (f *fetcher) withoutHistory(ctx context.Context, why error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	empty := 0
	for n := 1; n <= maxPages && empty < emptyPages; n++ {
		name := fmt.Sprintf("history?page=%d", n)
		data, err := f.Get(ctx, f.base+"/"+name, fetch.Page)
		before := len(f.c.rowOrder)
		if err == nil {
			err = f.c.addMarkup(name, data)
		}
		if err != nil {
			if n > 1 {
				return ctx.Err()
			}
			f.c.r.Add(neutral.Loss, f.base+"/history.json", "the history could not be fetched: only the newest 50 incidents and 50 maintenances were imported", "%v", errors.Join(why, err))
			return ctx.Err()
		}
		empty++
		if len(f.c.rowOrder) > before {
			empty = 0
		}
	}
	return nil
}
