// Package calendar writes a calendar of scheduled maintenances as iCalendar (RFC
// 5545), with github.com/arran4/golang-ical.
package calendar

import (
	"io"
	"iter"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"
)

// Calendar is a list of maintenances.
type Calendar struct {
	Name   string
	URL    string // of the page that it is about
	Events []Event
}

// Event is a maintenance in its window.
type Event struct {
	UID         string // for ever the same
	Sequence    int    // rises with each revision
	Cancelled   bool
	Summary     string // plain text, as are the next two
	Description string
	Categories  []string
	URL         string
	From, Until time.Time // the window; Until may be zero
	Announced   time.Time
	Updated     time.Time

	Repeats  *Repeats  // of an event that does; the window is then the first
	Instance time.Time // of an event that takes the place of one of a series with the same UID: when that one begins; else zero
}

// Repeats says how an event repeats. The times of the event, and what repeats, are
// those on the clocks of their zone.
type Repeats struct {
	Rule   string      // an RRULE of RFC 5545
	Except []time.Time // when it would begin and does not
}

// product names us, as RFC 5545 section 3.7.3 wants.
const product = "-//Statuary//Scheduled maintenance//EN"

// refresh is how often clients should ask again (RFC 7986, section 5.7).
const refresh = "PT1H"

// Write writes the calendar. Times are in UTC, which needs no rules of zones
// and means the same moment everywhere; but what repeats does so on the clocks of
// its zone, which is described.
func Write(w io.Writer, c Calendar) error {
	cal := ics.NewCalendar()
	cal.SetProductId(product)
	cal.SetMethod(ics.MethodPublish)
	cal.SetName(clean(c.Name))
	cal.SetXWRCalName(clean(c.Name))
	cal.SetUrl(c.URL)
	cal.SetRefreshInterval(refresh) // its kind of value is part of the library's name for it
	cal.SetXPublishedTTL(refresh)
	// A calendar must hold at least one component (RFC 5545, section 3.6). One
	// without a maintenance holds this zone.
	zone := cal.AddTimezone("UTC")
	standard := ics.NewStandard()
	standard.SetProperty(ics.ComponentPropertyDtStart, "19700101T000000")
	standard.SetProperty(ics.ComponentProperty(ics.PropertyTzoffsetfrom), "+0000")
	standard.SetProperty(ics.ComponentProperty(ics.PropertyTzoffsetto), "+0000")
	zone.Components = append(zone.Components, standard)
	for zone, from := range zones(c.Events) {
		addZone(cal, zone, from)
	}
	for _, e := range c.Events {
		event(cal.AddEvent(clean(e.UID)), e)
	}
	return cal.SerializeTo(w, ics.WithNewLineWindows)
}

// zones gives those of events that repeat, each with when the first of them begins.
func zones(events []Event) iter.Seq2[*time.Location, time.Time] {
	return func(yield func(*time.Location, time.Time) bool) {
		var order []*time.Location
		first := map[*time.Location]time.Time{}
		for _, e := range events {
			zone := e.From.Location()
			if e.Repeats == nil || isUTC(zone) {
				continue
			}
			t, known := first[zone]
			if !known {
				order = append(order, zone)
			}
			if !known || e.From.Before(t) {
				first[zone] = e.From
			}
		}
		for _, zone := range order {
			if !yield(zone, first[zone]) {
				return
			}
		}
	}
}

// setTime adds a time to an event: in UTC, or as its zone's clocks show it.
func (e Event) setTime(v *ics.VEvent, property ics.ComponentProperty, t time.Time, onClocks bool) {
	zone := e.From.Location()
	if !onClocks || isUTC(zone) {
		v.AddProperty(property, t.UTC().Format(local+"Z"))
		return
	}
	v.AddProperty(property, t.In(zone).Format(local), ics.WithTZID(zone.String()))
}

func event(v *ics.VEvent, e Event) {
	v.SetDtStampTime(e.Updated) // not the time of the build, which says nothing
	v.SetCreatedTime(e.Announced)
	v.SetModifiedAt(e.Updated)
	v.SetSequence(e.Sequence)
	e.setTime(v, ics.ComponentPropertyDtStart, e.From, e.Repeats != nil)
	if e.Until.After(e.From) {
		e.setTime(v, ics.ComponentPropertyDtEnd, e.Until, e.Repeats != nil)
	}
	if !e.Instance.IsZero() {
		e.setTime(v, ics.ComponentPropertyRecurrenceId, e.Instance, true)
	}
	if e.Repeats != nil {
		v.AddRrule(e.Repeats.Rule)
		for _, t := range e.Repeats.Except {
			e.setTime(v, ics.ComponentPropertyExdate, t, true)
		}
	}
	v.SetSummary(clean(e.Summary))
	if e.Description != "" {
		v.SetDescription(clean(e.Description))
	}
	for _, c := range e.Categories {
		v.AddCategory(clean(c))
	}
	v.SetURL(e.URL)
	v.SetStatus(ics.ObjectStatusConfirmed)
	if e.Cancelled {
		v.SetStatus(ics.ObjectStatusCancelled)
	}
	v.SetTimeTransparency(ics.TransparencyTransparent) // nobody is busy because of it
}

// clean makes a text fit for a value: lines end in LF, which the library
// escapes, and there are no control characters (RFC 5545, section 3.3.11).
func clean(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\r':
			return '\n'
		case r < ' ' && r != '\n' && r != '\t', r == 0x7f, r == '\ufffd':
			return -1
		}
		return r
	}, s)
}
