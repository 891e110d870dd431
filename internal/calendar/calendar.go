// Package calendar writes scheduled maintenance as iCalendar (RFC 5545), with
// github.com/arran4/golang-ical.
package calendar

import (
	"io"
	"iter"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"
)

// Calendar is a list of maintenance events.
type Calendar struct {
	Name   string
	URL    string // of the page that shows the same maintenance
	Events []Event
}

// Event is a scheduled maintenance.
type Event struct {
	UID         string // never changes
	Sequence    int    // increases with each revision
	Cancelled   bool
	Summary     string // plain text, like Description and Categories
	Description string
	Categories  []string
	URL         string
	From, Until time.Time // the window; Until may be zero
	Announced   time.Time
	Updated     time.Time

	Repeats  *Repeats  // nil unless the event repeats; From and Until are then those of the first occurrence
	Instance time.Time // for an event that replaces one occurrence of the series with the same UID: the start of that occurrence; else zero
}

// Repeats is how an event repeats. The event's times and its occurrences are in the local time of
// its zone.
type Repeats struct {
	Rule   string      // an RRULE of RFC 5545
	Except []time.Time // starts of the occurrences that do not take place
}

// productID is the PRODID that RFC 5545, section 3.7.3 requires.
const productID = "-//Statuary//Scheduled maintenance//EN"

// refresh is how often clients should fetch the calendar again (RFC 7986, section 5.7).
const refresh = "PT1H"

// Write writes the calendar. Times are in UTC, which needs no time zone rules. Only those of
// repeating events are in local time, and the calendar then contains the rules of their zones.
func Write(w io.Writer, c Calendar) error {
	cal := ics.NewCalendar()
	cal.SetProductId(productID)
	cal.SetMethod(ics.MethodPublish)
	cal.SetName(clean(c.Name))
	cal.SetXWRCalName(clean(c.Name))
	cal.SetUrl(c.URL)
	cal.SetRefreshInterval(refresh) // the library adds VALUE=DURATION
	cal.SetXPublishedTTL(refresh)
	// A calendar must have at least one component (RFC 5545, section 3.6). This zone is there even
	// if there are no events.
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

// zones returns the zones of repeating events, each with the earliest start of its events.
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

// setTime adds a time to an event: in local time if asked for, unless the zone is UTC, else in UTC.
func (e Event) setTime(v *ics.VEvent, property ics.ComponentProperty, t time.Time, inLocalTime bool) {
	zone := e.From.Location()
	if !inLocalTime || isUTC(zone) {
		v.AddProperty(property, t.UTC().Format(localLayout+"Z"))
		return
	}
	v.AddProperty(property, t.In(zone).Format(localLayout), ics.WithTZID(zone.String()))
}

func event(v *ics.VEvent, e Event) {
	v.SetDtStampTime(e.Updated) // the time of the build would make each build different
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
	v.SetTimeTransparency(ics.TransparencyTransparent) // the event makes nobody busy
}

// clean prepares a text for a value: line ends become LF, which the library escapes, and control
// characters are removed (RFC 5545, section 3.3.11).
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
