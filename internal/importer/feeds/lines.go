package feeds

import (
	"html"
	"slices"
	"strings"
	"time"

	"statuary/internal/importer/htmltext"
	"statuary/internal/importer/prose"
	"statuary/internal/incident"
	"statuary/internal/lazyregexp"
)

// details are the values of lines such as "Status: Resolved" or "Affected Components: API, Website",
// with which many tools begin or end the text of an entry.
type details struct {
	components []part
	label      string    // the status, as written; empty if there is none
	kind       string    // the type, as written
	from, to   time.Time // the window
	start, end time.Time // in lines of their own
	naive      string    // a time without a time zone, as written
	rest       string    // the text without those lines
	left       []string  // lines that have no place in an incident, such as the duration

	zone *time.Location // of times without one
}

// window returns the window of a maintenance.
func (d *details) window() (from, to time.Time) {
	if d.from.IsZero() {
		return d.start, d.end
	}
	return d.from, d.to
}

// part is an affected component. status is [incident.Operational] if the feed has none.
type part struct {
	name   string
	status incident.ComponentStatus
	known  bool // the feed has a status
}

var (
	// lineEnds matches what ends a line of HTML or of plain text.
	lineEnds = lazyregexp.New(`(?i)</p>|<br\s*/?>|</li>|</div>|</h[1-6]>|</ul>|</ol>|</dd>|</tr>|<[uo]l[^>]*>|\n`)
	anyTag   = lazyregexp.New(`<[^>]*>`)
	listItem = lazyregexp.New(`(?i)^\s*<li\b`)

	statusLine    = lazyregexp.New(`(?i)^(?:current |incident |issue |event )?(?:status|state|stage)\s*:\s*(\S[^:]*)$`)
	typeLine      = lazyregexp.New(`(?i)^(?:event |notice |issue )?type\s*:\s*((?:planned |unplanned |scheduled )?(?:incident|maintenance|outage|event|issue))$`)
	durationLine  = lazyregexp.New(`(?i)^(?:(?:expected |estimated )?duration|(?:affected |impacted )?(?:locations?|regions?|containers?))\s*:\s*(.+)$`)
	scheduledLine = lazyregexp.New(`(?i)^(?:scheduled(?: for| time| period)?|(?:maintenance |planned )?window|planned(?: for)?|when|time ?frame)\s*:\s*(.+)$`)
	startLine     = lazyregexp.New(`(?i)^(?:scheduled |planned |expected |estimated |actual |incident |maintenance )?(?:start(?:s|ed)?(?: at| time| date)?|begins?(?: at)?|began(?: at)?|from|opened(?: at)?)\s*:\s*(.+)$`)
	endLine       = lazyregexp.New(`(?i)^(?:scheduled |planned |expected |estimated |actual |incident |maintenance )?(?:end(?:s|ed)?(?: at| time| date)?|until|to|closed(?: at)?|resolved (?:at|on)|completed (?:at|on)|finish(?:es|ed)?(?: at)?)\s*:\s*(.+)$`)
	affectedLine  = lazyregexp.New(`(?i)^(?:(?:affected|impacted)(?: (?:components?|services?|systems?|monitors?|resources?|infrastructure|products?|platforms?))?|(?:components?|services?|systems?|products?) (?:affected|impacted)|components?)\s*(:)?\s*(.*)$`)
	cellEnds      = lazyregexp.New(`(?i)</t[dh]>\s*<t[dh][^>]*>|</dt>\s*(?:<dd[^>]*>)?`)
	between       = lazyregexp.New(`\s+(?:→|->|–|—|-|to|until|through)\s+|→|–`)
	withStatus    = lazyregexp.New(`^(.+?)\s*(?:\(([^()]+)\)|[:–—-]\s+([^:–—-]+))$`)
)

// readLines finds the details in a text. Status, type and window count at its beginning and at its
// end; components count everywhere, if the whole line consists of names. Times without a time zone are in
// zone.
func readLines(src string, zone *time.Location) details {
	d := details{rest: src, zone: zone}
	if low := strings.ToLower(src); !strings.Contains(src, ":") && !strings.Contains(low, "affected") && !strings.Contains(low, "impacted") && !strings.Contains(low, "</t") && !strings.Contains(low, "</dt") {
		return d
	}
	if strings.Contains(src, "</") {
		src = cellEnds.ReplaceAllString(src, ": ")
	}
	var lines, kept []string
	for start := 0; start < len(src); {
		end := len(src)
		if at := lineEnds.FindStringIndex(src[start:]); at != nil {
			end = start + at[1]
		}
		lines = append(lines, src[start:end])
		start = end
	}
	plain := func(line string) string {
		return htmltext.Line(html.UnescapeString(anyTag.ReplaceAllString(line, " ")))
	}
	last := len(lines) - 1
	for last > 0 && plain(lines[last]) == "" {
		last--
	}
	prose := false
	for i := 0; i < len(lines); i++ {
		line := plain(lines[i])
		n, ok := d.affected(line, lines[i+1:], plain)
		switch {
		case ok:
			i += n
		case line != "" && (!prose || i >= last-1) && d.take(line):
		default:
			prose = prose || line != ""
			kept = append(kept, lines[i])
		}
	}
	if len(kept) < len(lines) {
		d.rest = strings.Join(kept, "")
	}
	return d
}

// take reads a line with a status, a type, a window or a duration. It reports whether it is one.
func (d *details) take(line string) bool {
	if m := statusLine.FindStringSubmatch(line); m != nil && d.label == "" {
		if _, _, ok := statusOf(m[1]); ok {
			d.label = m[1]
			return true
		}
		return false
	}
	if m := typeLine.FindStringSubmatch(line); m != nil {
		d.kind = m[1]
		return true
	}
	if m := scheduledLine.FindStringSubmatch(line); m != nil {
		return d.takeWindow(m[1])
	}
	for _, one := range []struct {
		pattern *lazyregexp.Regexp
		t       *time.Time
	}{{startLine, &d.start}, {endLine, &d.end}} {
		if m := one.pattern.FindStringSubmatch(line); m != nil && one.t.IsZero() {
			if at, ok := prose.ParseMoment(m[1]); ok && at.Clock && at.Dated() && at.UnknownZone == "" {
				*one.t = d.in(at, m[1])
				return true
			}
			return false
		}
	}
	if durationLine.MatchString(line) {
		d.left = append(d.left, line)
		return true
	}
	return false
}

// takeWindow reads "TIME → TIME" or "TIME". The date and the time zone may be written once. It reports whether
// the text is a window.
func (d *details) takeWindow(text string) bool {
	for _, at := range between.FindAllStringIndex(text, 20) {
		from, ok := prose.ParseMoment(text[:at[0]])
		to, ok2 := prose.ParseMoment(text[at[1]:])
		if !ok || !ok2 || !from.Clock || !to.Clock || !from.Dated() || from.UnknownZone+to.UnknownZone != "" {
			continue
		}
		if from.Zone == nil {
			from.Zone = to.Zone
		}
		if to.Zone == nil {
			to.Zone = from.Zone
		}
		whole := to.Dated()
		if !whole {
			to.Year, to.Month, to.Day = from.Year, from.Month, from.Day
		}
		d.from, d.to = d.in(from, text), d.in(to, text)
		if !whole && d.to.Before(d.from) {
			d.to = d.to.AddDate(0, 0, 1)
		}
		return true
	}
	if from, ok := prose.ParseMoment(text); ok && from.Clock && from.Dated() && from.UnknownZone == "" {
		d.from = d.in(from, text)
		return true
	}
	return false
}

// in returns a moment as a time, in the zone of the entry if it has none.
func (d *details) in(m prose.Moment, text string) time.Time {
	if m.Zone == nil {
		d.naive = text
	}
	return m.In(d.zone)
}

// affected reads a line with affected components, or a heading above a list of them. It returns the
// number of lines that belong to it beside the first, and whether it is one.
func (d *details) affected(line string, after []string, plain func(string) string) (n int, ok bool) {
	m := affectedLine.FindStringSubmatch(line)
	if m == nil || m[1] == "" && m[2] != "" {
		return 0, false
	}
	var parts []part
	if m[2] != "" {
		for name := range strings.SplitSeq(m[2], ",") {
			parts = append(parts, partOf(strings.TrimSpace(name)))
		}
	} else {
		for _, l := range after {
			text := plain(l)
			switch {
			case text == "":
			case !listItem.MatchString(l):
				goto done
			default:
				parts = append(parts, partOf(text))
			}
			n++
		}
	}
done:
	// A sentence that begins with the word is not a list of names.
	if len(parts) == 0 || len(parts) > 200 || slices.ContainsFunc(parts, func(p part) bool {
		return p.name == "" || len([]rune(p.name)) > 60 || strings.ContainsAny(p.name[len(p.name)-1:], ".!?")
	}) {
		return 0, false
	}
	if len(parts) == 1 && allComponents[strings.ToLower(parts[0].name)] {
		d.left = append(d.left, line)
		return n, true
	}
	d.components = append(d.components, parts...)
	return n, true
}

var allComponents = map[string]bool{"none": true, "all": true, "all components": true, "all monitors": true, "n/a": true}

// partOf parses "Login" and "Login (Operational)".
func partOf(text string) part {
	if m := withStatus.FindStringSubmatch(text); m != nil {
		if s, ok := componentStatuses[strings.ToLower(strings.TrimSpace(m[2]+m[3]))]; ok {
			return part{m[1], s, true}
		}
	}
	return part{name: text}
}

// componentStatuses are the words of several tools for the status of a component.
var componentStatuses = map[string]incident.ComponentStatus{
	"operational": incident.Operational, "up": incident.Operational, "resolved": incident.Operational,
	"degraded performance": incident.DegradedPerformance, "degraded": incident.DegradedPerformance, "performance issues": incident.DegradedPerformance,
	"partial outage": incident.PartialOutage, "minor outage": incident.PartialOutage, "partial service disruption": incident.PartialOutage,
	"major outage": incident.MajorOutage, "full outage": incident.MajorOutage, "outage": incident.MajorOutage, "down": incident.MajorOutage,
	"downtime": incident.MajorOutage, "service disruption": incident.MajorOutage,
	"maintenance": incident.UnderMaintenance, "under maintenance": incident.UnderMaintenance, "planned maintenance": incident.UnderMaintenance,
}
