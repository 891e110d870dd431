package sitewriter

import (
	"fmt"
	"reflect"
	"runtime"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"statuary/internal/importer/exchange"
	"statuary/internal/incident"
)

// formatted is the content of an incident file, or why it cannot be written.
type formatted struct {
	data []byte
	err  error
}

// format formats all incidents in parallel. Each is parsed again; one that does not
// parse as an equal incident gets an error.
func (p *planner) format(zone *time.Location) ([]formatted, error) {
	ids := make([]string, len(p.h.Components))
	for i, c := range p.h.Components {
		ids[i] = c.ID
	}
	parser := incident.NewParser(zone, ids)
	all := make([]formatted, len(p.h.Incidents))
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, in := range p.h.Incidents {
		g.Go(func() error {
			name := p.name(in)
			data := Format(in, incident.NameID(name), zone, p.Comments[in.ID])
			all[i] = formatted{data, verify(parser, name, in, data)}
			return nil
		})
	}
	_ = g.Wait() // no function returns an error
	return all, nil
}

// verify parses data and returns an error if the result differs from in.
func verify(parser *incident.Parser, name string, in *exchange.Incident, data []byte) error {
	back, problems := parser.Parse(name, data)
	if problems.HasErrors() {
		return problems
	}
	want := *in.Parsed()
	want.Source, want.Disorder = back.Source, back.Disorder
	want.Updates = slices.Clone(in.Updates)
	got := *back
	got.Updates = slices.Clone(back.Updates)
	for _, v := range []*incident.Incident{&want, &got} {
		normalize(v)
	}
	if !reflect.DeepEqual(want, got) {
		return fmt.Errorf("the file does not read back as the same incident: %s", difference(&want, &got))
	}
	return nil
}

// normalize changes an incident so that equal incidents are deeply equal.
func normalize(in *incident.Incident) {
	utc := func(t time.Time) time.Time {
		if t.IsZero() {
			return time.Time{}
		}
		return t.UTC().Round(0)
	}
	in.ScheduledFor, in.ScheduledUntil, in.Until, in.Updated = utc(in.ScheduledFor), utc(in.ScheduledUntil), utc(in.Until), utc(in.Updated)
	for i := range in.Updates {
		u := &in.Updates[i]
		u.At, u.NextUpdate = utc(u.At), utc(u.NextUpdate)
		u.Components = slices.Clip(append([]incident.ComponentState(nil), u.Components...))
	}
	in.Downtime = append([]incident.Downtime(nil), in.Downtime...)
	for i := range in.Downtime {
		in.Downtime[i].From, in.Downtime[i].To = utc(in.Downtime[i].From), utc(in.Downtime[i].To)
	}
	in.Components, in.Tags, in.Aliases = append([]string(nil), in.Components...), append([]string(nil), in.Tags...), append([]string(nil), in.Aliases...)
}

// difference describes the first field in which two incidents differ.
func difference(a, b *incident.Incident) string {
	va, vb := reflect.ValueOf(*a), reflect.ValueOf(*b)
	for i := range va.NumField() {
		if !reflect.DeepEqual(va.Field(i).Interface(), vb.Field(i).Interface()) {
			return fmt.Sprintf("%s: wrote %.200v, read %.200v", va.Type().Field(i).Name, va.Field(i).Interface(), vb.Field(i).Interface())
		}
	}
	return "nothing"
}
