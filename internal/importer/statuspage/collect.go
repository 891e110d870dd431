package statuspage

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"statuary/internal/importer/exchange"
)

// collector merges the contents of documents. Of a record that is in several
// documents, the newest version counts, and of equally new versions the one with the
// most updates, then the longest.
type collector struct {
	r          *exchange.Report
	page       page
	start      time.Time // when the page was created
	asOf       time.Time // when the page was last updated, according to the documents
	components []component
	records    map[string]*record
	order      []string
	rows       map[string]row
	rowOrder   []string
	codes      map[string]*exchange.Incident // id of a record → the incident made of it
	feedIDs    map[string]string             // last part of an incident's address → id in feeds
	feedTag    string
	uptime     map[string]map[string]uptimeDay // component → date → day
	markdown   bool
}

func newCollector(r *exchange.Report) *collector {
	return &collector{r: r, records: map[string]*record{}, rows: map[string]row{}, codes: map[string]*exchange.Incident{}, feedIDs: map[string]string{}, uptime: map[string]map[string]uptimeDay{}}
}

// Documents are the documents that a page was imported from.
type Documents struct {
	Files map[string][]byte // by file name, or by address relative to the page
	c     *collector
}

// ReadDocuments is like [Read] and also returns the documents, for
// [Documents.Compare] and [Documents.Corrections].
func ReadDocuments(files []exchange.File, o exchange.Options, r *exchange.Report) (*exchange.History, *Documents, error) {
	docs := &Documents{Files: map[string][]byte{}}
	c := newCollector(r)
	c.markdown = o.Markdown
	for _, f := range files {
		if err := c.add(f.Name, f.Data); err != nil {
			if len(files) == 1 {
				return nil, nil, err
			}
			r.Add(exchange.Info, f.Name, "a file that is not a Statuspage document was ignored", "%s", strings.TrimPrefix(err.Error(), f.Name+": "))
		}
	}
	docs.c = c
	for _, f := range files {
		docs.Files[f.Name] = f.Data
	}
	return c.history(o), docs, nil
}

var (
	errHTML = errors.New("an HTML page instead of JSON; it may have been saved during a server error")
	errKind = errors.New("not a Statuspage document")
)

// add reads a file into the collector.
func (c *collector) add(name string, data []byte) error {
	data = bytes.TrimSpace(bytes.TrimPrefix(data, []byte("\ufeff")))
	if len(data) == 0 {
		return fmt.Errorf("%s: the file is empty", name)
	}
	if data[0] == '<' {
		return c.addMarkup(name, data)
	}
	d := json.NewDecoder(bytes.NewReader(data))
	line, counted := 1, int64(0) // count each line once, since dumps have 100 MB
	for n := 0; ; n++ {
		start := d.InputOffset()
		var raw json.RawMessage
		if err := d.Decode(&raw); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return c.skipBroken(name, data, start, n, err)
		}
		place := name
		if n > 0 || d.More() { // JSON Lines
			for data[start] <= ' ' {
				start++
			}
			line += bytes.Count(data[counted:start], []byte("\n"))
			counted = start
			place = exchange.Place(name, line)
		}
		if err := c.addValue(place, name, raw); err != nil {
			return fmt.Errorf("%s: %w", place, err)
		}
	}
}

// skipBroken handles a file that is not valid JSON from offset start on, after n values.
// In JSON Lines it skips the broken line and reads the others; else it returns an
// error.
func (c *collector) skipBroken(name string, data []byte, start int64, n int, err error) error {
	rest := bytes.TrimLeft(data[start:], " \t\r\n")
	line := 1 + bytes.Count(data[:len(data)-len(rest)], []byte("\n"))
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = errors.New("the document is truncated")
	}
	_, after, more := bytes.Cut(rest, []byte("\n"))
	if lines := strings.HasSuffix(name, ".jsonl") || strings.HasSuffix(name, ".ndjson"); n == 0 && !lines {
		return fmt.Errorf("%s: %w", exchange.Place(name, line), err)
	}
	c.r.Incidents.Read++
	c.r.Add(exchange.Skip, exchange.Place(name, line), "a line that is not valid JSON", "%v", err)
	if !more {
		return nil
	}
	for l := range bytes.Lines(after) {
		line++
		var raw json.RawMessage
		if l = bytes.TrimSpace(l); len(l) == 0 {
			continue
		}
		if err := json.Unmarshal(l, &raw); err == nil {
			err = c.addValue(exchange.Place(name, line), name, raw)
			if err == nil {
				continue
			}
		}
		c.r.Incidents.Read++
		c.r.Add(exchange.Skip, exchange.Place(name, line), "a line that is not valid JSON", "")
	}
	return nil
}

// addValue adds one JSON value: a document, a record, or a list of either.
func (c *collector) addValue(place, name string, raw json.RawMessage) error {
	if raw[0] == '[' {
		var list []json.RawMessage
		if err := json.Unmarshal(raw, &list); err != nil {
			return err
		}
		for i, v := range list {
			if err := c.addValue(fmt.Sprintf("%s[%d]", place, i), name, v); err != nil {
				return err
			}
		}
		return nil
	}
	var d document
	if err := json.Unmarshal(raw, &d); err != nil {
		// A record has components too, and theirs may not decode as a component list.
		var only struct {
			Updates json.RawMessage `json:"incident_updates"`
		}
		if json.Unmarshal(raw, &only) != nil || only.Updates == nil {
			return err
		}
		d = document{Updates: only.Updates}
	}
	if d.Text == "markdown" {
		c.markdown = true
	}
	known := false
	if d.Page != nil {
		known = true
		c.setPage(*d.Page, true)
	}
	if d.PageStatus != nil && d.PageStatus.Page != nil {
		known = true
		c.setPage(*d.PageStatus.Page, false)
	}
	switch {
	case d.Updates != nil: // a single record, whose components are no list of the page
		c.addRecord(place, raw, false)
		return nil
	case d.Months != nil:
		return c.addMonths(place, name, d.Months)
	}
	if len(d.Components) > 0 && len(d.Components) >= len(c.components) {
		known = true
		c.components = d.Components
	}
	if d.Incident != nil {
		known = true
		c.addRecord(place, d.Incident, false)
	}
	for i, v := range d.Incidents {
		c.addRecord(fmt.Sprintf("%s: incidents[%d]", place, i), v, false)
	}
	for i, v := range d.Planned {
		c.addRecord(fmt.Sprintf("%s: scheduled_maintenances[%d]", place, i), v, true)
	}
	if !known && d.Incidents == nil && d.Planned == nil && d.Components == nil {
		return errKind
	}
	return nil
}

// setPage merges the settings of the page. Those of the API are preferred: in the
// history page the time zone has a Rails name, and the URL is that of the product.
func (c *collector) setPage(p page, api bool) {
	if !p.CreatedAt.IsZero() {
		c.start = p.CreatedAt.Time
	}
	if p.UpdatedAt.After(c.asOf) {
		c.asOf = p.UpdatedAt.Time
	}
	old := c.page
	if !api {
		if p.Domain != "" {
			p.URL = "https://" + p.Domain
		}
		p, old = old, p
	}
	pick := func(a, b word) word { return cmp.Or(a, b) }
	c.page = page{
		ID: pick(p.ID, old.ID), Name: pick(p.Name, old.Name), URL: pick(p.URL, old.URL), TimeZone: pick(p.TimeZone, old.TimeZone),
		Description: pick(p.Description, old.Description), Domain: pick(p.Domain, old.Domain), Subdomain: pick(p.Subdomain, old.Subdomain),
	}
}

// addRecord adds a record, or merges it with another version. planned is true for
// records from a list of maintenances.
func (c *collector) addRecord(place string, raw json.RawMessage, planned bool) {
	c.r.Incidents.Read++
	var rec record
	if err := json.Unmarshal(raw, &rec); err != nil {
		c.r.Add(exchange.Skip, place, "a record that could not be read", "%v", err)
		return
	}
	rec.place, rec.planned, rec.size = place, planned, len(raw)
	id := rec.id()
	if id == "" {
		c.r.Add(exchange.Skip, place, "a record without an id", "%s", string(rec.Name))
		return
	}
	old, ok := c.records[id]
	if !ok {
		c.order = append(c.order, id)
		c.records[id] = &rec
		return
	}
	c.r.Incidents.Merged++
	if cmp.Or(rec.UpdatedAt.Compare(old.UpdatedAt.Time), cmp.Compare(len(rec.Updates), len(old.Updates)), cmp.Compare(rec.size, old.size)) > 0 {
		rec.planned = rec.planned || old.planned
		c.records[id] = &rec
	}
}
