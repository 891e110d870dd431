package alert

import (
	"crypto/sha256"
	"fmt"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"statuary/internal/chars"
	"statuary/internal/diag"
)

// decoder collects the alerts and the problems of a payload.
type decoder struct {
	file     string
	src      []byte
	source   Source
	result   Result
	problems diag.List
}

// problem adds an error that shows the expected format, once.
func (d *decoder) problem(offset int, format string, args ...any) {
	if len(d.problems) > 0 {
		return // the first one is the cause of others
	}
	at := pos(d.file, d.src, offset)
	d.problems = append(d.problems, diag.Diagnostic{
		Pos: at, Text: fmt.Sprintf("this is not a payload of %s: ", d.source.Title) + fmt.Sprintf(format, args...),
		Hint: "the format is " + d.source.Example, Source: shorten(diag.Line(d.src, at.Line), 200),
	})
}

func (d *decoder) note(format string, args ...any) {
	d.result.Notes = append(d.result.Notes, fmt.Sprintf(format, args...))
}

// add adds an alert. An alert without a key is known by its title.
func (d *decoder) add(n node, a Alert) {
	if len(d.result.Alerts) == maxAlerts {
		d.problem(n.offset, "there are more than %d alerts", maxAlerts)
		return
	}
	a.Source = d.result.Source
	a.Title, a.Text, a.URL = Line(a.Title), Lines(a.Text), address(a.URL)
	if a.Key = strings.Join(strings.Fields(chars.Clean(a.Key)), " "); a.Key == "" {
		a.Key = a.Title
	}
	if len(a.Key) > maxTitle { // the beginning may not tell it from others
		a.Key = fmt.Sprintf("%x", sha256.Sum256([]byte(a.Key)))
	}
	if a.Key == "" {
		d.problem(n.offset, "%s has neither a key nor a title", orPayload(n.path))
		return
	}
	labels := map[string]string{}
	for _, name := range sortedKeys(a.Labels) {
		if len(labels) < maxLabels {
			labels[Line(name)] = Line(a.Labels[name])
		}
	}
	a.Labels = labels
	d.result.Alerts = append(d.result.Alerts, a)
}

func sortedKeys(m map[string]string) []string {
	var list []string
	for k := range m {
		list = append(list, k)
	}
	slices.Sort(list)
	return list
}

func orPayload(path string) string {
	if path == "" {
		return "the payload"
	}
	return path
}

// need reports whether a value has a kind, with a problem if not.
func (d *decoder) need(n node, k kind) bool {
	switch {
	case n.kind == k:
		return true
	case n.kind == missing:
		d.problem(n.offset, "%s is missing", orPayload(n.path))
	default:
		d.problem(n.offset, "%s is %s, not %s", orPayload(n.path), n.kind, k)
	}
	return false
}

// word returns a required text.
func (d *decoder) word(n node) string {
	d.need(n, scalar)
	return strings.TrimSpace(n.text)
}

// state returns the state that a text stands for: one of the words for firing, or for resolved. It
// reports false for other texts, with a problem unless they are among the others.
func (d *decoder) state(n node, firing, resolved, others string) (State, bool) {
	given := d.word(n)
	word := strings.ToLower(given)
	switch {
	case n.kind != scalar:
	case slices.Contains(strings.Fields(firing), word):
		return Firing, true
	case slices.Contains(strings.Fields(resolved), word):
		return Resolved, true
	case others == "*" || slices.Contains(strings.Fields(others), word):
		d.note("%s is %q, which neither begins nor ends an alert", n.path, Line(given))
	default:
		d.problem(n.offset, "%s is %q, not one of %s", n.path, Line(given), strings.Join(strings.Fields(firing+" "+resolved), ", "))
	}
	return "", false
}

// texts returns the fields of an object that are texts.
func texts(n node) map[string]string {
	m := map[string]string{}
	for name, f := range n.fields {
		if f.kind == scalar {
			m[name] = f.text
		}
	}
	return m
}

var layouts = []string{time.RFC3339, "2006-01-02 15:04:05.999", "2006-01-02T15:04:05.999", "2006-01-02 15:04:05Z07:00"}

// time returns an optional time: a text, or a number of seconds, milliseconds, microseconds or
// nanoseconds since 1970. Times without a zone are in UTC. The zero time of Go is no time.
func (d *decoder) time(n node) time.Time {
	s := strings.TrimSpace(n.text)
	if n.kind == missing || s == "" && n.kind == scalar {
		return time.Time{}
	}
	if !d.need(n, scalar) {
		return time.Time{}
	}
	if f, err := strconv.ParseFloat(s, 64); err == nil && !math.IsInf(f, 0) {
		for f > 1e11 { // later than the year 5138 in seconds
			f /= 1000
		}
		if f > 0 && !math.IsNaN(f) {
			return time.Unix(int64(f), 0).UTC()
		}
		return time.Time{}
	}
	for _, layout := range layouts {
		if t, err := time.Parse(layout, s); err == nil {
			if t.Year() <= 1970 {
				return time.Time{}
			}
			return t.UTC().Truncate(time.Second)
		}
	}
	d.problem(n.offset, "%s is %q, which is not a time", n.path, Line(s))
	return time.Time{}
}

// Line returns a text as one line without characters that are not text, shortened if it is long.
func Line(s string) string {
	return shorten(strings.Join(strings.Fields(chars.Clean(s)), " "), maxTitle)
}

// Lines returns a text without characters that are not text, shortened if it is long.
func Lines(s string) string {
	s = strings.ReplaceAll(strings.ReplaceAll(chars.Clean(s), "\r\n", "\n"), "\r", "\n")
	return shorten(strings.TrimSpace(s), maxText)
}

// shorten returns at most n bytes of a text, whole letters, with an ellipsis in place of the rest.
func shorten(s string, n int) string {
	if len(s) <= n {
		return s
	}
	n -= len("…")
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return strings.TrimSpace(s[:n]) + "…"
}

// address returns an http or https address without characters that end it in a text, or "".
func address(s string) string {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || u.User != nil || len(s) > maxURL || !chars.IsClean(s) {
		return ""
	}
	return u.String()
}
