package statuspage

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"statuary/internal/importer/exchange"
	"statuary/internal/importer/fetch"
)

// Limits for fetching the pages of a history.
const (
	maxPages   = 200 // pages of three months: 50 years
	emptyPages = 3   // this many empty pages in a row end the history
)

// firstYear is a year before the first Statuspage.
const firstYear = 2010

// pages fetches the history back to its start. A static host ignores ?page=, so each
// page is also tried as a file, history/page/N.json. There, a missing file is the end of
// the history. Any other error after the first page is a failure: older incidents would be
// missing without a word.
func (f *fetcher) pages(ctx context.Context) error {
	seen := map[string]bool{}
	empty := 0
	names := func(n int) []string {
		if n == 1 {
			return []string{"history.json"}
		}
		return []string{fmt.Sprintf("history.json?page=%d", n), fmt.Sprintf("history/page/%d.json", n)}
	}
	for n := 1; n <= maxPages && (empty < emptyPages || !f.c.start.IsZero()); n++ {
		m, name, err := f.page(ctx, names(n), seen)
		if err != nil || m == nil {
			if n == 1 {
				return f.withoutHistory(ctx, err)
			}
			if err != nil && ctx.Err() == nil {
				return incomplete(err)
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

// monthsPage is a page of history.json.
type monthsPage struct {
	raw   []byte
	first time.Time // start of the last month listed, the oldest
}

// incomplete is the error for a history that was read only in part.
func incomplete(err error) error { return fmt.Errorf("could not read the whole history: %w", err) }

// page fetches the first of names that is a history page not seen before, and returns it
// with its name. It returns nil at the end of the history, and the first error if no name
// has a page.
func (f *fetcher) page(ctx context.Context, names []string, seen map[string]bool) (*monthsPage, string, error) {
	var first error
	static := false
	for _, name := range names {
		data, err := f.Get(ctx, f.base+"/"+name, fetch.JSON)
		if ctx.Err() != nil {
			return nil, "", ctx.Err()
		}
		if err != nil {
			if status := new(fetch.StatusError); static && errors.As(err, &status) && status.Code == http.StatusNotFound {
				return nil, "", nil
			}
			first = cmp.Or(first, err)
			continue
		}
		p, key, err := parseMonths(f.base+"/"+name, data)
		switch {
		case err != nil:
			first = cmp.Or(first, err)
		case p == nil:
			return nil, "", nil
		case seen[key]: // the host ignores ?page=
			static = true
		default:
			seen[key] = true
			return p, name, nil
		}
	}
	return nil, "", first
}

// parseMonths parses a history page, and returns it with a key that tells pages apart. It
// returns nil for a page without months.
func parseMonths(address string, data []byte) (p *monthsPage, key string, err error) {
	var m struct {
		Months *[]month `json:"months"`
	}
	if err := json.Unmarshal(data, &m); err != nil || m.Months == nil {
		return nil, "", fmt.Errorf("%s: not a history page", address)
	}
	if len(*m.Months) == 0 {
		return nil, "", nil
	}
	p = &monthsPage{raw: data}
	for _, mo := range *m.Months {
		key += fmt.Sprint(mo.Year, mo.Name, " ")
		if t, err := time.Parse("January", mo.Name); err == nil {
			p.first = time.Date(mo.Year, t.Month(), 1, 0, 0, 0, 0, time.UTC)
		}
	}
	return p, key, nil
}

// withoutHistory reads the HTML history pages if /history.json could not be fetched
// because of why. If those cannot be read either, only the 50 newest incidents and
// maintenances of the API are imported.
func (f *fetcher) withoutHistory(ctx context.Context, why error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	empty := 0
	for n := 1; n <= maxPages && empty < emptyPages; n++ {
		name := fmt.Sprintf("history?page=%d", n)
		data, err := f.Get(ctx, f.base+"/"+name, fetch.Page)
		before := len(f.c.rowOrder)
		if err == nil && !props.Match(data) {
			err = fmt.Errorf("%s/%s: not a history page", f.base, name)
		}
		if err == nil {
			err = f.c.addMarkup(name, data)
		}
		if err != nil {
			if n > 1 && ctx.Err() == nil {
				return incomplete(err)
			}
			if n > 1 {
				return ctx.Err()
			}
			f.c.r.Add(exchange.Loss, f.base+"/history.json", "the history could not be fetched: only the newest 50 incidents and 50 maintenances were imported", "%v", errors.Join(why, err))
			return ctx.Err()
		}
		empty++
		if len(f.c.rowOrder) > before {
			empty = 0
		}
	}
	return nil
}
