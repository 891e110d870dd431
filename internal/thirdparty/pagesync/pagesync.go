// Package pagesync reads the statuses of third-party components from the status pages of their
// services.
package pagesync

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"statuary/internal/config"
	"statuary/internal/diag"
	"statuary/internal/incident"
	"statuary/internal/thirdparty"
)

// Limits of reading a status page.
const (
	maxDocument  = 8 << 20
	maxTime      = 20 * time.Second
	maxTotal     = 2 * time.Minute // all pages: a build waits for them
	maxRedirects = 3
	atOnce       = 4
)

// rewriteAfter is the age from which the time of an unchanged status is renewed: so the file changes
// rarely, and its statuses stay known.
const rewriteAfter = 30 * time.Minute

// Outcome is the result of reading one status page.
type Outcome struct {
	Page     string
	Changed  []string // ids of components with another status than before
	Problems []string
	Failed   bool // the page could not be read
}

// Validators are what each page sent with its last document, and its components. They make requests
// conditional, and have the last statuses if the file of the site is not kept from one build to the next.
type Validators map[string]Validator

// Validator is what a page sent with a document.
type Validator struct {
	ETag       string               `json:"etag,omitempty"`
	Modified   string               `json:"last_modified,omitempty"`
	Read       time.Time            `json:"read_at"`
	Components map[string]component `json:"components"`
}

// status returns the status of a component when the page was last read.
func (v Validator) status(c config.ThirdParty) (thirdparty.Status, bool) {
	there, ok := v.Components[c.NameThere]
	second := func(t time.Time) time.Time { return t.UTC().Truncate(time.Second) }
	return thirdparty.Status{Page: c.Page, Component: c.NameThere, Status: there.Status, Changed: second(there.Updated), Checked: second(v.Read)}, ok
}

// component is a component of a status page.
type component struct {
	Status  string    `json:"status"`
	Updated time.Time `json:"updated_at"`
}

// Sync reads each status page once, and returns the data with their statuses. Statuses of pages that
// fail stay as they were last read, by old and v. It stores in v what the next call needs. Redirects and
// addresses are limited to HTTPS, except for this machine.
func Sync(ctx context.Context, list []config.ThirdParty, old thirdparty.Data, v Validators, now time.Time) (thirdparty.Data, []Outcome) {
	var pages []string
	of := map[string][]config.ThirdParty{}
	for _, c := range list {
		if of[c.Page] == nil {
			pages = append(pages, c.Page)
		}
		of[c.Page] = append(of[c.Page], c)
	}
	ctx, cancel := context.WithTimeout(ctx, maxTotal)
	defer cancel()
	results := make([]Validator, len(pages))
	errs := make([]error, len(pages))
	slots := make(chan struct{}, atOnce)
	client := newClient()
	defer client.CloseIdleConnections()
	var g sync.WaitGroup
	for n, page := range pages {
		before := v[page]
		g.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			results[n], errs[n] = read(ctx, client, page, before)
		})
	}
	g.Wait()
	data := thirdparty.Data{}
	var outcomes []Outcome
	for n, page := range pages {
		o := Outcome{Page: page}
		last := v[page]
		if errs[n] != nil {
			o.Failed, o.Problems = true, []string{errs[n].Error()}
		} else {
			results[n].Read = now
			v[page] = results[n]
		}
		for _, c := range of[page] {
			was, had := old[c.ID]
			had = had && was.Page == page && was.Component == c.NameThere
			is, ok := results[n].status(c)
			switch {
			case errs[n] == nil && !ok:
				o.Problems = append(o.Problems, missing(c, results[n]))
				fallthrough
			case errs[n] != nil:
				if s, ok := last.status(c); ok && (!had || s.Checked.After(was.Checked)) {
					was, had = s, true
				}
				if had {
					data[c.ID] = was
				}
				continue
			}
			if had && was.Status == is.Status && was.Changed.Equal(is.Changed) && now.Sub(was.Checked) < rewriteAfter && !now.Before(was.Checked) {
				is = was
			}
			if !had || was.Status != is.Status {
				o.Changed = append(o.Changed, c.ID)
			}
			data[c.ID] = is
		}
		outcomes = append(outcomes, o)
	}
	return data, outcomes
}

// missing returns the problem of a component that its page does not have.
func missing(c config.ThirdParty, v Validator) string {
	var names []string
	for name := range v.Components {
		names = append(names, name)
	}
	text := fmt.Sprintf("%s has no component %q", c.Page, c.NameThere)
	if near, ok := diag.Nearest(c.NameThere, names); ok {
		text += fmt.Sprintf("; did you mean %q?", near)
	}
	return text
}

// newClient returns a client that does not leave HTTPS, and follows few redirects.
func newClient() *http.Client {
	return &http.Client{
		Timeout:   maxTime,
		Transport: &http.Transport{Proxy: http.ProxyFromEnvironment, TLSHandshakeTimeout: maxTime / 2},
		CheckRedirect: func(req *http.Request, via []*http.Request) error {
			if len(via) > maxRedirects {
				return errors.New("too many redirects")
			}
			return allowed(req.URL, via[0].URL)
		},
	}
}

// allowed returns an error for an address that is not read: plain HTTP to another machine, or a
// redirect from a public page to this machine.
func allowed(u, first *url.URL) error {
	switch local := isLoopback(u.Hostname()); {
	case u.Scheme != "https" && (u.Scheme != "http" || !local):
		return fmt.Errorf("the address %s is not https", u.Redacted())
	case local && !isLoopback(first.Hostname()):
		return fmt.Errorf("%s redirects to this machine", first.Redacted())
	}
	return nil
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// read reads the document of a status page.
func read(ctx context.Context, client *http.Client, page string, before Validator) (v Validator, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(page, "/")+"/api/v2/summary.json", nil)
	if err != nil {
		return v, err
	}
	if err := allowed(req.URL, req.URL); err != nil {
		return v, err
	}
	req.Header.Set("User-Agent", "statuary-sync")
	req.Header.Set("Accept", "application/json")
	if before.Components != nil && before.ETag != "" {
		req.Header.Set("If-None-Match", before.ETag)
	}
	if before.Components != nil && before.Modified != "" {
		req.Header.Set("If-Modified-Since", before.Modified)
	}
	resp, err := client.Do(req)
	var failed *url.Error
	if errors.As(err, &failed) {
		return v, fmt.Errorf("cannot read %s: %w", req.URL, failed.Err)
	}
	if err != nil {
		return v, err
	}
	defer resp.Body.Close()
	switch {
	case resp.StatusCode == http.StatusNotModified && before.Components != nil:
		return before, nil
	case resp.StatusCode != http.StatusOK:
		return v, fmt.Errorf("%s: the server answered %s", req.URL, resp.Status)
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxDocument+1))
	switch {
	case err != nil:
		return v, fmt.Errorf("%s: %w", req.URL, err)
	case len(body) > maxDocument:
		return v, fmt.Errorf("%s: the document is larger than 8 MB", req.URL)
	}
	v.ETag, v.Modified = resp.Header.Get("ETag"), resp.Header.Get("Last-Modified")
	if v.Components, err = components(body); err != nil {
		return v, fmt.Errorf("%s: %w", req.URL, err)
	}
	return v, nil
}

// components returns the components of a summary by name: "Group - Name" for those in groups, and the
// name alone for the first that has it.
func components(body []byte) (map[string]component, error) {
	var summary struct {
		Components []struct {
			ID      string    `json:"id"`
			Name    string    `json:"name"`
			Status  string    `json:"status"`
			Updated time.Time `json:"updated_at"`
			GroupID string    `json:"group_id"`
		} `json:"components"`
	}
	if err := json.Unmarshal(body, &summary); err != nil {
		return nil, fmt.Errorf("the document is not a summary of Statuspage's form: %w", err)
	}
	if summary.Components == nil {
		return nil, errors.New("the document has no components; is it a status page with /api/v2/summary.json?")
	}
	groups := map[string]string{}
	for _, c := range summary.Components {
		groups[c.ID] = c.Name
	}
	list := map[string]component{}
	for _, c := range summary.Components {
		s, ok := incident.ComponentStatusNamed(c.Status)
		if !ok {
			return nil, fmt.Errorf("the component %q has the unknown status %q", c.Name, c.Status)
		}
		one := component{s.String(), c.Updated}
		if _, taken := list[c.Name]; !taken {
			list[c.Name] = one
		}
		if group := groups[c.GroupID]; group != "" {
			list[group+" - "+c.Name] = one
		}
	}
	return list, nil
}
