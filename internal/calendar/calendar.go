// Package calendar writes a calendar of scheduled maintenances as iCalendar (RFC
// 5545), with github.com/arran4/golang-ical.
package calendar

import (
	"io"
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
}

// product names us, as RFC 5545 section 3.7.3 wants.
const product = "-//Statuary//Scheduled maintenance//EN"

// refresh is how often clients should ask again (RFC 7986, section 5.7).
const refresh = "PT1H"

// Write writes the calendar. Times are in UTC, which needs no rules of zones
// and means the same moment everywhere.
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
	for _, e := range c.Events {
		event(cal.AddEvent(clean(e.UID)), e)
	}
	return cal.SerializeTo(w, ics.WithNewLineWindows)
}

func event(v *ics.VEvent, e Event) {
	v.SetDtStampTime(e.Updated) // not the time of the build, which says nothing
	v.SetCreatedTime(e.Announced)
	v.SetModifiedAt(e.Updated)
	v.SetSequence(e.Sequence)
	v.SetStartAt(e.From)
	if e.Until.After(e.From) {
		v.SetEndAt(e.Until)
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
