package export

import (
	"bytes"
	"os"
	"reflect"
	"regexp"
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"statuary/internal/frontmatter"
	"statuary/internal/importer/exchange"
	"statuary/internal/importer/sitewriter"
	"statuary/internal/incident"
)

// allKeys is a site whose incidents have every key of the front matter.
var allKeys = fstest.MapFS{
	"config.toml": {Data: []byte(`title = "T"
base_url = "https://status.example.test/"
time_zone = "Europe/Berlin"
[[components]]
id = "api"
[[components]]
id = "web"
`)},
	"content/incidents/full.md": {Data: []byte(`---
title: "Full: all keys"
id: other
type: incident
impact: critical
components: [web, api]
tags: [network, dns]
draft: true
aliases: [/old/]
atom_id: "tag:x,2005:1"
key: "alert/api/eu"
updated: 2026-03-01 12:00
ignore:
  next-update-missed: It is a test.
timeline:
  - at: 2026-01-01 10:00
    status: investigating
    components: {api: major_outage, web: degraded_performance}
    next_update: 2026-01-01 10:30
    message: We look.
  - {at: 2026-01-01 11:00, status: monitoring, label: Workaround, message: Use the other.}
  - {at: 2026-01-01 12:00, status: resolved}
  - {at: 2026-01-03 12:00, status: postmortem}
downtime:
  - {component: api, status: partial_outage, from: 2026-01-01 09:50, to: 2026-01-01 11:55}
  - {component: web, from: 2026-01-01 10:50}
---

A cable.
`)},
	"content/incidents/open.md": {Data: []byte(`---
title: Open
key: alert/web
timeline:
  - {at: 2026-01-05 10:00, status: identified, next_update: 2026-01-05 12:00, components: {web: partial_outage}}
---
`)},
	"content/incidents/window.md": {Data: []byte(`---
title: Window
components: [api]
scheduled_for: 2026-02-01 02:00
scheduled_until: 2026-02-01 04:00
key: change/1
timeline:
  - {at: 2026-01-20 10:00, status: scheduled, message: Planned.}
  - {at: 2026-02-01 02:05, status: in_progress, next_update: 2026-02-01 03:00}
  - {at: 2026-02-01 03:30, status: completed}
---
`)},
	"content/incidents/cancelled.md": {Data: []byte(`---
title: Cancelled
components: [api]
scheduled_for: 2026-02-02 02:00
scheduled_until: 2026-02-02 04:00
timeline:
  - {at: 2026-01-20 10:00, status: scheduled}
  - {at: 2026-01-30 10:00, status: cancelled, message: Not needed.}
---
`)},
	"content/incidents/news.md": {Data: []byte(`---
title: News
type: announcement
from: 2026-01-10 09:00
until: 2026-01-20 09:00
tags: [prices]
key: news/1
---

Prices change.
`)},
	"content/incidents/pinned.md": {Data: []byte("---\ntitle: Pinned\ntype: announcement\nfrom: 2026-01-11 09:00\n---\n\nIt stays.\n")},
}

// notExported are the keys that the neutral form does not have, and the fields that no key of a file without
// a series or a translation sets.
var (
	notExported = []string{"repeat", "except"} // of a series, which becomes its occurrences
	notOfFiles  = []string{"Repeat", "Series", "Form", "Disorder", "Language", "OriginalPostmortem", "Original", "Source"}
)

// A site that is exported, imported and read again has equal incidents, with all keys of the front matter.
func TestRoundTrip(t *testing.T) {
	every := map[string]bool{}
	for _, f := range allKeys {
		for _, m := range regexp.MustCompile(`(?m)(?:^ *|[{,] )(?:- )?\{?([a-z_]+):`).FindAllSubmatch(f.Data, -1) {
			every[string(m[1])] = true
		}
	}
	var check func(keys []frontmatter.Key)
	check = func(keys []frontmatter.Key) {
		for _, k := range keys {
			if !every[k.Name] && !slices.Contains(notExported, k.Name) {
				t.Errorf("no incident has the key %s", k.Name)
			}
			check(k.Keys)
		}
	}
	check(incident.Keys())

	c, before, err := Open(allKeys)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := exchange.Encode(&b, Neutral(c, before, time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC))); err != nil {
		t.Fatal(err)
	}
	r := &exchange.Report{}
	h, err := exchange.Decode("x.json", b.Bytes(), r)
	if err != nil {
		t.Fatal(err)
	}
	h.Check(r)
	dir, err := os.OpenRoot(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer dir.Close()
	plan, err := sitewriter.New(dir.FS(), h, r, sitewriter.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range r.Notes {
		if n.Kind != exchange.Info { // that an incident is open
			t.Errorf("%+v", n)
		}
	}
	if err := plan.Write(dir, nil); err != nil {
		t.Fatal(err)
	}
	_, after, err := Open(dir.FS())
	if err != nil {
		t.Fatal(err)
	}
	if len(after) != len(before) || len(after) != len(allKeys)-1 {
		t.Fatalf("%d incidents became %d", len(before), len(after))
	}
	set := map[string]bool{}
	byID := map[string]*incident.Incident{}
	for _, in := range after {
		byID[in.ID] = in
	}
	for _, in := range before {
		want := plain(reflect.ValueOf(*in), set)
		got := plain(reflect.ValueOf(*byID[in.ID]), map[string]bool{})
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got  %v\nwant %v", in.ID, got, want)
		}
	}
	for _, of := range []reflect.Type{reflect.TypeFor[incident.Incident](), reflect.TypeFor[incident.Update](), reflect.TypeFor[incident.Downtime]()} {
		for n := range of.NumField() {
			if name := of.Field(n).Name; !set[of.Name()+"."+name] && !slices.Contains(notOfFiles, name) {
				t.Errorf("no incident has %s.%s", of.Name(), name)
			}
		}
	}
}

// plain returns a value as maps and lists with its times in UTC, without the place in a file. It notes the
// fields that are not empty.
func plain(v reflect.Value, set map[string]bool) any {
	if at, ok := v.Interface().(time.Time); ok {
		return at.UTC().String()
	}
	switch v.Kind() {
	case reflect.Struct:
		fields := map[string]any{}
		for n := range v.NumField() {
			name := v.Type().Field(n).Name
			if name == "Source" {
				continue
			}
			if fields[name] = plain(v.Field(n), set); !v.Field(n).IsZero() {
				set[v.Type().Name()+"."+name] = true
			}
		}
		return fields
	case reflect.Slice:
		list := []any{}
		for n := range v.Len() {
			list = append(list, plain(v.Index(n), set))
		}
		return list
	}
	return v.Interface()
}
