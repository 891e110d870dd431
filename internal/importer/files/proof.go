package files

import (
	"fmt"
	"reflect"
	"runtime"
	"slices"
	"sync"
	"time"

	"statuary/internal/incident"
)

// written is a file of an incident, or what is wrong with it.
type written struct {
	data []byte
	err  error
}

// format writes all incidents, and reads each again: what does not come back as
// it was is not written.
func (p *planner) format(zone *time.Location) ([]written, error) {
	ids := make([]string, len(p.h.Components))
	for i, c := range p.h.Components {
		ids[i] = c.ID
	}
	parser := incident.NewParser(zone, ids)
	all := make([]written, len(p.h.Incidents))
	var wait sync.WaitGroup
	next := make(chan int)
	for range runtime.GOMAXPROCS(0) {
		wait.Go(func() {
			for i := range next {
				in := p.h.Incidents[i]
				name := p.name(in)
				data := Format(in, incident.NameID(name), zone, p.Comments[in.ID])
				all[i] = written{data, proof(parser, name, in, data)}
			}
		})
	}
	for i := range all {
		next <- i
	}
	close(next)
	wait.Wait()
	return all, nil
}

// proof reads a file again and compares.
func proof(parser *incident.Parser, name string, in *incident.Incident, data []byte) error {
	back, problems := parser.Parse(name, data)
	if problems.HasErrors() {
		return problems
	}
	want := *in
	want.Source, want.Disorder = back.Source, back.Disorder
	want.Updates = slices.Clone(in.Updates)
	got := *back
	got.Updates = slices.Clone(back.Updates)
	for _, v := range []*incident.Incident{&want, &got} {
		plain(v)
	}
	if !reflect.DeepEqual(want, got) {
		return fmt.Errorf("the file does not read back as the same incident: %s", difference(&want, &got))
	}
	return nil
}

// plain puts an incident into a form in which equal ones are deeply equal.
func plain(in *incident.Incident) {
	utc := func(t time.Time) time.Time {
		if t.IsZero() {
			return time.Time{}
		}
		return t.UTC().Round(0)
	}
	in.ScheduledFor, in.ScheduledUntil, in.Updated = utc(in.ScheduledFor), utc(in.ScheduledUntil), utc(in.Updated)
	for i := range in.Updates {
		u := &in.Updates[i]
		u.At = utc(u.At)
		u.Components = slices.Clip(append([]incident.ComponentState(nil), u.Components...))
	}
	in.Downtime = append([]incident.Downtime(nil), in.Downtime...)
	for i := range in.Downtime {
		in.Downtime[i].From, in.Downtime[i].To = utc(in.Downtime[i].From), utc(in.Downtime[i].To)
	}
	in.Components, in.Tags, in.Aliases = append([]string(nil), in.Components...), append([]string(nil), in.Tags...), append([]string(nil), in.Aliases...)
}

// difference names the first part in which two incidents differ.
func difference(a, b *incident.Incident) string {
	va, vb := reflect.ValueOf(*a), reflect.ValueOf(*b)
	for i := range va.NumField() {
		if !reflect.DeepEqual(va.Field(i).Interface(), vb.Field(i).Interface()) {
			return fmt.Sprintf("%s: wrote %.200v, read %.200v", va.Type().Field(i).Name, va.Field(i).Interface(), vb.Field(i).Interface())
		}
	}
	return "nothing"
}
