package prose

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"statuary/internal/importer/exchange"
	"statuary/internal/incident"
	"statuary/internal/lazyregexp"
)

// Timeline sets the updates, the components' statuses and the postmortem of an incident, and reports
// what it had to guess or leave out. The incident must have its type, its window and its components.
func (d *Document) Timeline(in *exchange.Incident, f Facts, r *exchange.Report) {
	b := &builder{Report: r, Facts: f, d: d, in: in}
	b.settleDays()
	b.arrange()
	at := b.resolve()
	opening, closing := b.assign(at)
	b.begin(opening)
	b.end(closing)
	b.write()
	b.conserve()
	b.tidy()
}

// arrange sorts the sections, oldest first, and takes those out that are a postmortem.
func (b *builder) arrange() {
	order := b.d.Order()
	if order == Unknown {
		order = b.Order
	}
	sections := slices.Clone(b.d.sections)
	if order == Unknown && len(sections) == 2 && sections[1].tail && b.startsLate(sections[0]) {
		order = NewestFirst // nothing else describes the beginning
	}
	if n := len(sections) - 1; n > 0 && sections[n].tail && !(order == NewestFirst && b.startsLate(sections[n-1])) {
		sections[n-1].lines = append(append(sections[n-1].lines, line{blank: true}), sections[n].lines...)
		sections = sections[:n]
	}
	if order == NewestFirst {
		slices.Reverse(sections)
		// Text above all updates is newer than they are, unless nothing else describes the beginning.
		if n := len(sections) - 1; n > 0 && sections[n].mark == nil && sections[n].stamp == nil && (b.d.Order() == Unknown || b.startsLate(sections[0])) {
			sections = slices.Insert(sections[:n:n], 0, sections[n])
		}
	}
	if b.d.contained { // text outside of containers describes the beginning
		slices.SortStableFunc(sections, func(s, t *section) int { return cmp.Compare(rank(s), rank(t)) })
	}
	var postmortem []string
	for _, s := range sections {
		if s.status != incident.Postmortem {
			b.sections = append(b.sections, s)
			continue
		}
		text := s.text()
		if s.stamp != nil {
			b.published = append(b.published, s.stamp)
		}
		if status, ok := named(normalise(s.label)); ok && status == incident.Postmortem {
			b.named = append(b.named, s.label)
		} else {
			text = withLabel(s.label, text)
		}
		postmortem = append(postmortem, text)
	}
	b.in.Postmortem = paragraphs(postmortem...)
}

// rank sorts text outside of containers before them.
func rank(s *section) int {
	if s.inside || s.stamp != nil {
		return 1
	}
	return 0
}

// startsLate reports whether a section has a time that is not the start of the incident.
func (b *builder) startsLate(s *section) bool {
	if s.stamp == nil || !s.stamp.readable || !s.stamp.moment.Dated() {
		return false
	}
	zone := cmp.Or(b.Zone, b.Own, time.UTC)
	return s.stamp.moment.In(zone).Sub(b.Start) > nearby
}

// assign makes an entry of each section with a time. Of the others, the first is the text of the
// beginning, and one whose heading means the end is the text of the end. The rest is added to the next
// entry, when all of it was known.
func (b *builder) assign(at map[*section]time.Time) (opening, closing *entry) {
	closing = &entry{}
	var pending []string
	var before []string // texts that are older than that of the end, but of no entry
	over := b.Over && !b.End.IsZero()
	for i, s := range b.sections {
		text := s.text()
		t, timed := at[s]
		switch {
		case timed:
			e := &entry{at: t, label: s.label, status: s.status, text: text, section: s}
			if e.status == incident.NoStatus && saysOver(text) {
				e.status = incident.Resolved
			}
			e.text = paragraphs(append(pending, e.text)...)
			b.entries, pending = append(b.entries, e), nil
		case s.status.Over() && over:
			if closing.section != nil {
				before = append(before, withLabel(closing.label, closing.text))
			}
			before = append(before, pending...)
			closing = &entry{label: s.label, status: s.status, text: text, section: s}
			pending = nil
		case opening == nil && len(b.entries) == 0 && (i == 0 || b.d.contained && !s.inside) && !s.status.Over():
			opening = &entry{label: s.label, status: s.status, text: paragraphs(append(pending, text)...), section: s}
			pending = nil
		default:
			if text == "" && s.label == "" {
				continue
			}
			pending = append(pending, withLabel(s.label, text))
			if b.d.contained && !s.inside && len(b.entries) == 0 {
				continue // about the beginning
			}
			b.Add(exchange.Loss, b.place(s.first), "an update without a time: its text was added to a later entry", "%s", cmp.Or(s.label, "no heading"))
		}
	}
	slices.SortStableFunc(b.entries, func(a, c *entry) int { return a.at.Compare(c.at) })
	if b.Planned && slices.ContainsFunc(b.entries, func(e *entry) bool { return b.over(e.status) }) {
		b.End = time.Time{}
	}
	rest := paragraphs(pending...)
	closing.text = paragraphs(append(before, closing.text)...)
	switch {
	case rest == "":
	case over:
		closing.text = paragraphs(rest, closing.text)
	case len(b.entries) > 0:
		last := b.entries[len(b.entries)-1]
		last.text = paragraphs(last.text, rest)
	case opening != nil:
		opening.text = paragraphs(opening.text, rest)
	default:
		opening = &entry{text: rest}
	}
	if opening == nil {
		opening = &entry{}
	}
	opening.text = paragraphs(b.Opening, opening.text)
	return opening, closing
}

// begin adds the text of the beginning: to the first entry if that is at the start, else as an entry.
func (b *builder) begin(opening *entry) {
	if len(b.entries) > 0 {
		first := b.entries[0]
		early := first.at.Sub(b.Start)
		switch {
		case early < -nearby && opening.text+opening.label == "":
			return
		case early <= nearby && !(early > 0 && b.over(first.status)):
			first.text = paragraphs(withLabel(opening.label, opening.text), first.text)
			return
		}
	}
	opening.at = b.Start
	if opening.label != "" && opening.status == incident.NoStatus {
		opening.text, opening.label = withLabel(opening.label, opening.text), ""
	}
	b.entries = slices.Insert(b.entries, 0, opening)
}

func (b *builder) over(s incident.Status) bool { return s.Over() && s != incident.Postmortem }

// blockStart matches text that starts with a list, a heading or another block, which cannot follow
// words on the same line.
var blockStart = lazyregexp.New("^\\s*([-*+]|\\d+[.)]|#{1,6}|>|\\||```|~~~)")

// withLabel returns a text with its heading in bold before it.
func withLabel(label, text string) string {
	switch {
	case label == "":
		return text
	case text == "":
		return "**" + label + "**"
	case blockStart.MatchString(text):
		return "**" + label + "**\n\n" + text
	}
	return "**" + label + "** – " + text
}

// paragraphs joins texts with empty lines.
func paragraphs(texts ...string) string {
	var list []string
	for _, t := range texts {
		if strings.TrimSpace(t) != "" {
			list = append(list, t)
		}
	}
	return strings.Join(list, "\n\n")
}
