// Package files writes a history into the folder of a site: content/incidents,
// config.toml, and content/_redirects for addresses that are not an incident's.
//
// The same history gives the same bytes. What was written is remembered in
// .statuary/import.json, so that the next import can tell three versions of a
// file apart: what it wrote, what is there now, and what it would write. A file
// that was edited here is never written over unless that is asked for, and even
// then what it held is kept aside.
package files

import (
	"bytes"
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"statuary/internal/importer/neutral"
	"statuary/internal/incident"
)

// Format writes an incident as a file with the name NAME.md, times in the zone.
// Comments, by the index of a downtime, stand above it. Parsing the result gives
// the incident again.
func Format(in *incident.Incident, name string, zone *time.Location, comments map[int]string) []byte {
	var b bytes.Buffer
	line := func(indent, key, value string) { b.WriteString(indent + key + ": " + value + "\n") }
	at := func(t time.Time) string { return t.In(zone).Format(time.RFC3339Nano) }

	b.WriteString("---\n")
	line("", "title", quote(in.Title))
	if in.ID != name {
		line("", "id", scalar(in.ID))
	}
	if in.Type == incident.Maintenance && in.ScheduledFor.IsZero() {
		line("", "type", in.Type.String())
	}
	if in.Impact != neutral.Computed(in) {
		line("", "impact", in.Impact.String())
	}
	if len(in.Components) > 0 {
		line("", "components", list(in.Components))
	}
	if !in.ScheduledFor.IsZero() {
		line("", "scheduled_for", at(in.ScheduledFor))
	}
	if !in.ScheduledUntil.IsZero() {
		line("", "scheduled_until", at(in.ScheduledUntil))
	}
	if len(in.Tags) > 0 {
		line("", "tags", list(in.Tags))
	}
	if in.Draft {
		line("", "draft", "true")
	}
	if len(in.Aliases) > 0 {
		line("", "aliases", list(in.Aliases))
	}
	if in.AtomID != "" {
		line("", "atom_id", quote(in.AtomID))
	}
	if !in.Updated.IsZero() {
		line("", "updated", at(in.Updated))
	}
	if len(in.Ignore) > 0 {
		b.WriteString("ignore:\n")
		for _, rule := range slices.Sorted(maps.Keys(in.Ignore)) {
			line("  ", scalar(rule), quote(in.Ignore[rule]))
		}
	}
	b.WriteString("timeline:\n")
	for _, u := range in.Updates {
		line("  - ", "at", at(u.At))
		line("    ", "status", u.Status.String())
		if u.Label != "" {
			line("    ", "label", quote(u.Label))
		}
		if len(u.Components) > 0 {
			line("    ", "components", states(u.Components))
		}
		if u.Message != "" {
			b.WriteString("    message: |\n")
			for l := range strings.Lines(u.Message + "\n") {
				if l != "\n" {
					b.WriteString("      ")
				}
				b.WriteString(l)
			}
		}
	}
	if len(in.Downtime) > 0 {
		b.WriteString("downtime:\n")
	}
	for i, d := range in.Downtime {
		if comments[i] != "" {
			b.WriteString("  # " + comments[i] + "\n")
		}
		b.WriteString("  - {component: " + scalar(d.Component) + ", status: " + d.Status.String() + ", from: " + at(d.From))
		if !d.To.IsZero() {
			b.WriteString(", to: " + at(d.To))
		}
		b.WriteString("}\n")
	}
	b.WriteString("---\n")
	if in.Postmortem != "" {
		b.WriteString("\n" + in.Postmortem + "\n")
	}
	return b.Bytes()
}

// quote writes a text between double quotes. What JSON writes, YAML and TOML
// read.
func quote(s string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		panic("files: " + err.Error()) // a string can always be encoded
	}
	return strings.TrimSuffix(b.String(), "\n")
}

var (
	bare   = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]*$`)
	number = regexp.MustCompile(`^[0-9._+-]*([eE][0-9+-]+)?$|^0[xob]|^[0-9]{4}-[0-9]{2}`)
)

// otherwise are words that YAML takes for something else than a text.
var otherwise = map[string]bool{"true": true, "false": true, "null": true, "yes": true, "no": true, "on": true, "off": true, "y": true, "n": true, "nan": true, "inf": true}

// scalar writes a word as it is where nothing could take it for something else.
func scalar(s string) string {
	if bare.MatchString(s) && !number.MatchString(s) && !otherwise[strings.ToLower(s)] {
		return s
	}
	return quote(s)
}

func list(words []string) string {
	parts := make([]string, len(words))
	for i, w := range words {
		parts[i] = scalar(w)
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

func states(list []incident.ComponentState) string {
	parts := make([]string, len(list))
	for i, c := range list {
		parts[i] = scalar(c.ID) + ": " + c.Status.String()
	}
	return "{" + strings.Join(parts, ", ") + "}"
}
