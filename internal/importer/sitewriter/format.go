// Package sitewriter writes a history into the folder of a site: content/incidents,
// config.toml, and content/_redirects for old addresses.
//
// Equal histories give equal bytes. The digest of each written file is stored in
// .statuary/import.json, so that the next import can compare three versions of a
// file: what the last import wrote, what is on disk, and what it would write. A file
// that was edited locally is overwritten only with [Options.Force], and then a copy
// is kept in .statuary/replaced.
package sitewriter

import (
	"bytes"
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"statuary/internal/importer/exchange"
	"statuary/internal/incident"
)

// Format returns an incident as the content of the file NAME.md, with times in zone.
// comments maps the index of a downtime to a comment that is written above it.
// Parsing the result returns an equal incident.
func Format(in *exchange.Incident, name string, zone *time.Location, comments map[int]string) []byte {
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
	if in.Impact != exchange.ComputedImpact(in) {
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

// quote returns s as a JSON string, which YAML and TOML read too.
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

// reserved is the set of words, in lower case, that YAML does not read as strings.
var reserved = map[string]bool{"true": true, "false": true, "null": true, "yes": true, "no": true, "on": true, "off": true, "y": true, "n": true, "nan": true, "inf": true}

// scalar returns s unquoted if YAML reads it as a string, else quoted.
func scalar(s string) string {
	if bare.MatchString(s) && !number.MatchString(s) && !reserved[strings.ToLower(s)] {
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
