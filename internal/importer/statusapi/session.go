package statusapi

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"statuary/internal/importer/exchange"
	"statuary/internal/importer/fetch"
)

// session fetches documents from one page.
type session struct {
	*fetch.Client
	base  string
	files []exchange.File
}

// newSession returns a session with the page at an address. The last part of its path is removed if
// it is one of names, the documents that people copy the address of.
func newSession(c *fetch.Client, address string, names ...string) (*session, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return nil, fmt.Errorf("%q is not the address of a page, such as https://status.example.org", address)
	}
	u.RawQuery, u.Fragment = "", ""
	base := strings.TrimRight(u.String(), "/")
	for _, n := range names {
		base = strings.TrimSuffix(base, "/"+n)
	}
	return &session{Client: c, base: base}, nil
}

// get fetches a document and keeps it.
func (s *session) get(ctx context.Context, name string, kind fetch.Kind) ([]byte, error) {
	data, err := s.Get(ctx, s.base+"/"+name, kind)
	if err == nil {
		s.files = append(s.files, exchange.File{Name: name, Data: data})
	}
	return data, err
}

// getOr fetches a document, or a feed if the page does not have the document, and reports whether it is
// the feed. lacks is what the feed does not have.
func (s *session) getOr(ctx context.Context, name string, kind fetch.Kind, feed, lacks string, r *exchange.Report) (isFeed bool, err error) {
	_, err = s.get(ctx, name, kind)
	status := new(fetch.StatusError)
	if err == nil || !errors.As(err, new(*fetch.KindError)) && !(errors.As(err, &status) && (status.Code == 404 || status.Code == 410)) {
		return false, err
	}
	if _, feedErr := s.get(ctx, feed, fetch.Feed); feedErr != nil {
		return false, fmt.Errorf("%w; nor has the page a feed: %w", err, feedErr)
	}
	r.Add(exchange.Loss, s.base+"/"+name, "the page does not have this document: its feed was read, which has less", "%s lacks %s", feed, lacks)
	return true, nil
}

// history reads the documents that were fetched.
func (s *session) history(read func([]exchange.File, exchange.Options, *exchange.Report) (*exchange.History, error), o exchange.Options, r *exchange.Report) (*exchange.History, error) {
	h, err := read(s.files, o, r)
	if err == nil {
		h.Site.URL = s.base
	}
	return h, err
}

// maxPages is the limit for lists that do not end.
const maxPages = 2000

// pages fetches all pages of a list. more returns whether another page follows the given one. Only
// an error on the first page leaves the list unread; one on a later page ends the import, because
// the rest would be missing.
func (s *session) pages(ctx context.Context, name string, more func(data []byte) (bool, error)) error {
	var last []byte
	for n := 1; n <= maxPages; n++ {
		sep := "?"
		if strings.Contains(name, "?") {
			sep = "&"
		}
		data, err := s.get(ctx, fmt.Sprintf("%s%spage=%d", name, sep, n), fetch.JSON)
		if err == nil && n > 1 && bytes.Equal(data, last) {
			err = fmt.Errorf("%s/%s: page %d is page %d again", s.base, name, n, n-1)
		}
		next := false
		if err == nil {
			next, err = more(data)
		}
		switch {
		case err != nil && n > 1 && ctx.Err() == nil:
			return fmt.Errorf("could not read the whole list: %w", err)
		case err != nil:
			return err
		case !next:
			return nil
		}
		last = data
	}
	return fmt.Errorf("%s/%s: the list does not end after %d pages", s.base, name, maxPages)
}
