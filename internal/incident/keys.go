package incident

import (
	"strings"
	"time"

	"statuary/internal/chars"
	"statuary/internal/frontmatter"
)

// key is a key of an incident's front matter.
type key struct {
	frontmatter.Key
	read func(*decoder, frontmatter.Field) // called if the file has the key; nil: the decoder reads it

	// write returns the value as YAML, or an empty string for an incident that needs no such line.
	// It is nil for keys that no command writes.
	write func(*Incident, *Style) string
}

// entryKey is a key of an entry of a timeline.
type entryKey struct {
	frontmatter.Key
	read  func(*decoder, *Update, frontmatter.Field)
	write func(Update, entryStyle) string // as for a key
}

// downtimeKey is a key of a downtime.
type downtimeKey struct {
	frontmatter.Key
	read  func(*decoder, *Downtime, frontmatter.Field)
	write func(Downtime, *Style) string // as for a key
}

// Keys returns the keys of an incident's front matter, in the order in which they are written.
func Keys() []frontmatter.Key {
	var list []frontmatter.Key
	for _, k := range incidentKeys() {
		list = append(list, k.Key)
	}
	return list
}

// incidentKeys returns the table of all keys. All are read after the type, and those without a
// read function after all others.
func incidentKeys() []key {
	var entries, downtimes []frontmatter.Key
	for _, k := range entryKeys() {
		entries = append(entries, k.Key)
	}
	for _, k := range downtimeKeys() {
		downtimes = append(downtimes, k.Key)
	}
	return []key{
		{Key: frontmatter.Key{Name: "title", Required: true, About: "the problem or the maintenance, in a few words"},
			read: (*decoder).title, write: func(in *Incident, _ *Style) string { return yaml.Text(in.Title) }},
		{Key: frontmatter.Key{Name: "id", About: "id of the incident, which is also its address: /incidents/ID/ (default: the file name). Never change the id of a published incident"},
			write: func(in *Incident, s *Style) string { return unless(in.ID == s.NameID, yaml.Word(in.ID)) }},
		{Key: frontmatter.Key{Name: "type", Form: frontmatter.Word, Words: typeNames,
			About: "incident, maintenance or announcement (default: maintenance if the file has scheduled_for, else incident)"},
			write: func(in *Incident, _ *Style) string {
				return unless(in.Type == Unplanned || !in.ScheduledFor.IsZero(), in.Type.String())
			}},
		{Key: frontmatter.Key{Name: "impact", Form: frontmatter.Word, Words: impactNames,
			About: "impact of the incident (default: that of the worst component status in the timeline)"},
			write: func(in *Incident, s *Style) string {
				return unless(in.Impact == ComputedImpact(in.Type, in.Updates) && !s.Impact, in.Impact.String())
			}},
		{Key: frontmatter.Key{Name: "components", Form: frontmatter.Components, About: "ids of the affected components, as in config.toml"},
			read: (*decoder).componentList, write: func(in *Incident, _ *Style) string { return wordList(in.Components) }},
		timeKey("scheduled_for", "start of the window of a maintenance", func(in *Incident) *time.Time { return &in.ScheduledFor }),
		timeKey("scheduled_until", "end of the window of a maintenance", func(in *Incident) *time.Time { return &in.ScheduledUntil }),
		{Key: frontmatter.Key{Name: "from", Form: frontmatter.Time, About: "time at which an announcement is published and pinned to the home page"},
			read: func(d *decoder, f frontmatter.Field) { d.from, _ = d.time(f) },
			write: func(in *Incident, s *Style) string {
				if in.Type != Announcement {
					return ""
				}
				return s.Time(in.Updates[0].At)
			}},
		timeKey("until", "time from which an announcement is no longer pinned (default: it stays pinned)", func(in *Incident) *time.Time { return &in.Until }),
		{Key: frontmatter.Key{Name: "repeat", About: "recurrence rule of a maintenance (RRULE of RFC 5545), such as FREQ=WEEKLY;BYDAY=SU. scheduled_for and scheduled_until are the first window"},
			write: func(in *Incident, _ *Style) string {
				if in.Repeat == nil {
					return ""
				}
				return yaml.Text(in.Repeat.Rule)
			}},
		{Key: frontmatter.Key{Name: "except", Form: frontmatter.Texts, About: "days of the rule on which there is no maintenance, such as [2026-12-27]"}},
		{Key: frontmatter.Key{Name: "tags", Form: frontmatter.Texts, About: "words of your choice, such as [network, dns]; each has a page with its incidents, and feeds"},
			read:  func(d *decoder, f frontmatter.Field) { d.in.Tags = d.Strings(f) },
			write: func(in *Incident, _ *Style) string { return wordList(in.Tags) }},
		{Key: frontmatter.Key{Name: "draft", Form: frontmatter.Bool, About: "true leaves the file out of the site"},
			read:  func(d *decoder, f frontmatter.Field) { d.in.Draft = d.Bool(f) },
			write: func(in *Incident, _ *Style) string { return unless(!in.Draft, "true") }},
		{Key: frontmatter.Key{Name: "aliases", Form: frontmatter.Texts, About: "former addresses, which redirect to the incident, such as /issues/2018-01-06-api/"},
			read:  func(d *decoder, f frontmatter.Field) { d.in.Aliases = Aliases(&d.Decoder, f) },
			write: func(in *Incident, _ *Style) string { return wordList(in.Aliases) }},
		{Key: frontmatter.Key{Name: "atom_id", About: "id of the feed entry, if another tool has published the incident before"},
			read:  func(d *decoder, f frontmatter.Field) { d.in.AtomID = strings.TrimSpace(d.Short(f)) },
			write: func(in *Incident, _ *Style) string { return unless(in.AtomID == "", yaml.Text(in.AtomID)) }},
		{Key: frontmatter.Key{Name: "key", About: "key by which a monitor or script finds the incident: statuary update --key KEY. Only one open incident has it"},
			read:  func(d *decoder, f frontmatter.Field) { d.in.Key = strings.TrimSpace(d.Short(f)) },
			write: func(in *Incident, _ *Style) string { return unless(in.Key == "", yaml.Text(in.Key)) }},
		timeKey("updated", "time of the last edit of the text", func(in *Incident) *time.Time { return &in.Updated }),
		{Key: frontmatter.Key{Name: "ignore", Form: frontmatter.Explanations, About: "rules of statuary check to silence in this file, each with a reason"},
			read: func(d *decoder, f frontmatter.Field) { d.in.Ignore = d.Ignored(f) }, write: writeIgnored},
		{Key: frontmatter.Key{Name: "timeline", Form: frontmatter.Entries, Required: true, Keys: entries, About: "the updates, at least one, in any order"},
			read: (*decoder).timeline, write: writeTimeline},
		{Key: frontmatter.Key{Name: "downtime", Form: frontmatter.Entries, Keys: downtimes, About: "when components were really down, if that differs from the timeline"},
			read: (*decoder).downtimes, write: writeDowntimes},
	}
}

// entryKeys returns the keys of an entry of a timeline.
func entryKeys() []entryKey {
	return []entryKey{
		{Key: frontmatter.Key{Name: "at", Form: frontmatter.Time, Required: true, About: "time of the update. If it is in the future, the first build after that time shows the update"},
			read:  func(d *decoder, u *Update, f frontmatter.Field) { u.At, _ = d.time(f) },
			write: func(u Update, s entryStyle) string { return s.time(u.At) }},
		{Key: frontmatter.Key{Name: "status", Form: frontmatter.Word, Required: true, Words: listedStatuses(), About: "status of the incident or maintenance from this time on"},
			read:  func(d *decoder, u *Update, f frontmatter.Field) { u.Status = d.status(f) },
			write: func(u Update, s entryStyle) string { return s.Word(u.Status.String()) }},
		{Key: frontmatter.Key{Name: "label", About: "text to show instead of the status, such as Workaround"},
			read:  func(d *decoder, u *Update, f frontmatter.Field) { u.Label = strings.TrimSpace(d.Short(f)) },
			write: func(u Update, s entryStyle) string { return unless(u.Label == "", s.Text(u.Label)) }},
		{Key: frontmatter.Key{Name: "components", Form: frontmatter.States, About: "new statuses of components, such as {api: partial_outage}"},
			read:  func(d *decoder, u *Update, f frontmatter.Field) { u.Components = d.states(f) },
			write: func(u Update, s entryStyle) string { return s.states(u.Components) }},
		{Key: frontmatter.Key{Name: "next_update", Form: frontmatter.Time, About: "time by which the next update will follow. Pages show it while this update is the newest, and mark it once it has passed"},
			read: func(d *decoder, u *Update, f frontmatter.Field) {
				if f.Value.Kind == frontmatter.Null {
					return
				}
				u.NextUpdate, _ = d.time(f)
			},
			write: func(u Update, s entryStyle) string {
				if u.NextUpdate.IsZero() {
					return ""
				}
				return s.time(u.NextUpdate)
			}},
		{Key: frontmatter.Key{Name: "message", About: "text for readers, in Markdown"},
			read: func(d *decoder, u *Update, f frontmatter.Field) { u.Message = d.message(f) },
			write: func(u Update, s entryStyle) string {
				return unless(u.Message == "", s.Message(u.Message, s.pad, s.oneLine))
			}},
	}
}

// downtimeKeys returns the keys of a downtime.
func downtimeKeys() []downtimeKey {
	return []downtimeKey{
		{Key: frontmatter.Key{Name: "component", Form: frontmatter.Component, Required: true, About: "id of the component"},
			read: func(d *decoder, dt *Downtime, f frontmatter.Field) {
				dt.Component = chars.Compose(d.Short(f))
				d.component(dt.Component, f.Value.Line, f.Value.Col)
			},
			write: func(d Downtime, _ *Style) string { return yaml.Word(d.Component) }},
		{Key: frontmatter.Key{Name: "status", Form: frontmatter.Word, Words: componentNames, About: "status of the component during this time (default: major_outage)"},
			read:  func(d *decoder, dt *Downtime, f frontmatter.Field) { dt.Status, _ = d.componentStatus(f) },
			write: func(d Downtime, _ *Style) string { return d.Status.String() }},
		{Key: frontmatter.Key{Name: "from", Form: frontmatter.Time, Required: true, About: "start of the downtime"},
			read:  func(d *decoder, dt *Downtime, f frontmatter.Field) { dt.From, _ = d.time(f) },
			write: func(d Downtime, s *Style) string { return s.Time(d.From) }},
		{Key: frontmatter.Key{Name: "to", Form: frontmatter.Time, About: "end of the downtime (default: the end of the incident)"},
			read: func(d *decoder, dt *Downtime, f frontmatter.Field) {
				if f.Value.Kind != frontmatter.Null {
					dt.To, _ = d.time(f)
				}
				if !dt.To.IsZero() && !dt.From.IsZero() && !dt.To.After(dt.From) {
					d.Errorf(f.Value.Line, f.Value.Col, "correct one of the two", "the downtime ends at %s, not after its beginning at %s", clock(dt.To), clock(dt.From))
				}
			},
			write: func(d Downtime, s *Style) string {
				if d.To.IsZero() {
					return ""
				}
				return s.Time(d.To)
			}},
	}
}

// timeKey returns a key whose value is an optional time.
func timeKey(name, about string, of func(*Incident) *time.Time) key {
	return key{
		Key: frontmatter.Key{Name: name, Form: frontmatter.Time, About: about},
		read: func(d *decoder, f frontmatter.Field) {
			if f.Value.Kind != frontmatter.Null {
				*of(d.in), _ = d.time(f)
			}
		},
		write: func(in *Incident, s *Style) string {
			if of(in).IsZero() {
				return ""
			}
			return s.Time(*of(in))
		},
	}
}

// unless returns a value, or an empty string if a condition holds.
func unless(absent bool, value string) string {
	if absent {
		return ""
	}
	return value
}

func wordList(words []string) string { return unless(len(words) == 0, yaml.Words(words)) }
