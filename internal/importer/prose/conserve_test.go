package prose_test

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"
	"pgregory.net/rapid"

	"statuary/internal/importer/exchange"
	"statuary/internal/importer/htmltext"
	"statuary/internal/importer/prose"
	"statuary/internal/incident"
)

// style is a way to write an entry. Every %s of the format is, in this order, a heading, a text and a
// time, or those of the three that the style has.
type style struct {
	format string
	parts  string // h: heading, t: text, s: shortcode, w: written time, c: written time of day
}

var styles = []style{
	{"*%s* - %s %s", "hts"},
	{"**%s**:·%s %s", "hts"},
	{"**%s:** %s\n\nMore. %s", "hts"},
	{"__%s__ — %s\n%s", "hts"},
	{"%s\n**%s**: %s", "sht"},
	{"%s %s", "ts"},
	{"%s\n\n%s", "ts"},
	{"%s %s", "st"},
	{"## %s %s\n\n%s", "hst"},
	{"#### %s – %s\n%s", "hwt"},
	{"[%s: %s]\n%s", "hwt"},
	{"**%s at %s**\n\n%s", "hwt"},
	{"**%s** (%s): %s", "hwt"},
	{"- %s: %s", "wt"},
	{"::: update %s | %s\n%s\n:::", "hwt"},
	{"%s (%s)", "tw"},
	{"<p>%s %s</p>", "ts"},
	{"<Update date=\"%s\">%s</Update>", "wt"},
}

// first reports whether the stamp of an entry in this style is before its text on a line of its own.
func (s style) write(heading, text string, at time.Time) string {
	var args []any
	for _, p := range s.parts {
		switch p {
		case 'h':
			args = append(args, heading)
		case 't':
			args = append(args, text)
		case 's':
			args = append(args, fmt.Sprintf("{{< track %q >}}", at.Format("2006-01-02 15:04:05")))
		case 'w':
			args = append(args, at.Format("2006-01-02T15:04:05Z"))
		}
	}
	return strings.ReplaceAll(fmt.Sprintf(s.format, args...), "·", "\u00a0")
}

// TestEveryStyle writes the entries of a made-up incident in one style, in either order, and tests that
// the import has each text at its time.
func TestEveryStyle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.SampledFrom(styles).Draw(t, "style")
		start := time.Date(2024, 2, 28, 21, 0, 0, 0, time.UTC)
		n := rapid.IntRange(1, 5).Draw(t, "entries")
		var parts, want []string
		at := start
		for i := range n {
			heading, status := "Update", "investigating (Update)"
			if i == n-1 {
				heading, status = "Resolved", "resolved"
			} else if i == 0 {
				heading, status = "Investigating", "investigating"
			}
			if !strings.Contains(s.parts, "h") {
				status = "investigating"
				if i == n-1 {
					status = "resolved (Update)"
				}
			}
			text := fmt.Sprintf("Text %c.", 'A'+i)
			parts = append(parts, s.write(heading, text, at))
			state := ""
			if i == 0 {
				state = " api=major_outage"
				if n == 1 {
					status = strings.Replace(status, "resolved", "resolved"+state, 1)
					state = ""
				}
				if before, after, ok := strings.Cut(status, " ("); ok {
					status = before + state + " (" + after
				} else {
					status += state
				}
			}
			if strings.Contains(s.format, "More.") {
				text += "\n    More."
			}
			want = append(want, fmt.Sprintf("%s %s\n    %s\n", at.Format("2006-01-02 15:04:05"), status, text))
			at = at.Add(time.Duration(rapid.IntRange(2, 600).Draw(t, "minutes")) * time.Minute)
		}
		newest := rapid.Bool().Draw(t, "newest first")
		if newest {
			slices.Reverse(parts)
		}
		f := prose.Facts{Name: "x.md", Start: start, Over: true, Status: incident.MajorOutage, Known: true, Own: time.UTC}
		last := at
		if n > 1 {
			in := &exchange.Incident{Components: []string{"api"}}
			body := strings.Join(parts, "\n\n")
			r, got := timeline(in, f, body)
			last = in.Updates[len(in.Updates)-1].At
			got, _, _ = strings.Cut(got, "guess:")
			if w := strings.Join(want, ""); got != w {
				t.Fatalf("%s\ngot\n%s\nwant\n%s", body, got, w)
			}
			conserved(t, body, in, f, r)
		}
		_ = last
	})
}

// pieces are inserted into bodies by TestConservation.
var pieces = []string{
	"{{< track \"2024-05-01 10:30\" >}}", "{{< track \"2023-05-01 10:30\" >}}", "{{% htrack \"2024-05-01T11:00:00+02:00\" %}}", "{{< track \"nonsense\" >}}",
	"**Update**", "*Resolved* - ", "[Final message]", "[English version]", "---", "```", "## Heading", "## Monitoring", "10:45 UTC: ", "- 11:15 – ",
	"**Post-mortem**", "<Update date=\"2024-05-01T11:30:00Z\">", "</Update>", "::: update Waiting | 2024-05-01T11:45:00Z", ":::", "\n\n", "\n", "    ", "\\",
	"\u00a0", "\ufeff", "> quoted", "| a | b |", "1. ", "* ", "_", "**", "(", "]", "<!-- x -->", "é́", "調査中", "✅ ", ":eyes: ", "| 10:15 | Update | x |", "| --- | --- |", ". (10:50 UTC)",
	"02/05/2024 10:00", "<p>", "</p>", "- 13:00 Berlin - ", "<li>", "<summary>", "</summary>", "> ", "- [x] ", "Resolved at 11:50 UTC: ", "===", "word",
}

// bodies returns the posts of the test archives.
func bodies(t testing.TB) []string {
	var list []string
	for _, name := range []string{"marks", "times", "ends", "odd"} {
		a, err := txtar.ParseFile("testdata/" + name + ".txtar")
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range a.Files {
			if strings.HasSuffix(f.Name, ".md") {
				list = append(list, strings.TrimSpace(string(f.Data)))
			}
		}
	}
	return list
}

// TestConservation changes the posts of the test archives at random, and tests that nothing of them is
// lost.
func TestConservation(t *testing.T) {
	posts := bodies(t)
	rounds := 20
	if os.Getenv("STATUARY_LONG") != "" {
		rounds = 1000
	}
	for range rounds {
		rapid.Check(t, func(r *rapid.T) {
			in, f, body := post(t, rapid.SampledFrom(posts).Draw(r, "post"))
			for range rapid.IntRange(0, 6).Draw(r, "changes") {
				body = mutate(r, body)
			}
			body, _ = htmltext.Clean(body)
			report, _ := timeline(in, f, body)
			conserved(r, body, in, f, report)
		})
	}
}

// TestConservedForms tests texts that look like a mark, but lost a word or a stamp when they were one.
func TestConservedForms(t *testing.T) {
	for _, body := range []string{
		"<Update d{{< track \"2024-05-01 11:00\" >}}ate=\"2024-05-01T11:30:00Z\">Text.",
		"## Update 調査中at 11:15 UTC\n\nText.",
		"\\1. [Update: 11:00 UTC] Text.",
		"\u00a01. [Update: 11:00 UTC] Text.",
		"1.\u00a0[Update: 11:00 UTC] Text.",
		"**e\u0301May 5, 2024 4:15 pm CEST**: five",
		"<p>1. **Investigating:** Text.",
		"<p>::: update Waiting | 2024-05-01T11:45:00Z",
		":eyes: {{< track \"2024-05-01 10:30\" >}}*Monitoring* – Text.",
	} {
		in, f, _ := post(t, "start: 2024-05-01T10:00:00Z\nend: 2024-05-01T12:00:00Z\n\n")
		report, _ := timeline(in, f, body)
		conserved(t, body, in, f, report)
	}
}

// mutate inserts a piece, deletes a line, or moves one.
func mutate(r *rapid.T, body string) string {
	lines := strings.Split(body, "\n")
	at := rapid.IntRange(0, len(lines)-1).Draw(r, "line")
	switch rapid.IntRange(0, 3).Draw(r, "change") {
	case 0:
		lines = slices.Delete(lines, at, at+1)
	case 1:
		to := rapid.IntRange(0, len(lines)-1).Draw(r, "to")
		lines[at], lines[to] = lines[to], lines[at]
	default:
		runes := []rune(lines[at])
		n := rapid.IntRange(0, len(runes)).Draw(r, "place")
		if head := string(runes[:n]); strings.LastIndexByte(head, '{') > strings.LastIndexByte(head, '}') || strings.HasPrefix(lines[at][len(head):], "}") {
			n = 0 // not inside of a shortcode
		}
		lines[at] = string(runes[:n]) + rapid.SampledFrom(pieces).Draw(r, "piece") + string(runes[n:])
	}
	return strings.Join(lines, "\n")
}

var (
	shortcodes = regexp.MustCompile(`\{\{[<%]\s*/?\s*h?track\b[^{}<>]*?/?\s*[>%]\}\}`)
	leftOut    = regexp.MustCompile(`\{\{[<%].*?[>%]\}\}`)
	anyTag     = regexp.MustCompile(`</?[A-Za-z][^<>]*>`)
	listNumber = regexp.MustCompile(`(?m)^[ \t]*\d{1,3}[.)][ \t]`)
	opener     = regexp.MustCompile(`(?m)^[ \t\p{Zs}]*:::[ \t]*update\b`)
	timeWord   = regexp.MustCompile(`^(?:\d+|t|z|h|st|nd|rd|th|utc|cest|uhr|am|pm|at|on|a|las|may|mai|mayo|de|of|年|月|日|号|時|时|点|點|分|년|월|일|시|분)$`)
)

// conserved tests that an imported body has lost nothing. It does not use the code of the package.
func conserved(t rapid.TB, body string, in *exchange.Incident, f prose.Facts, r *exchange.Report) {
	t.Helper()
	fail := func(format string, args ...any) {
		t.Helper()
		t.Fatalf("%s\n\n%s\n%+v\n%+v", fmt.Sprintf(format, args...), body, in, r.Notes)
	}
	noted := 0 // inside of other times that cannot be read
	for _, n := range r.Notes {
		noted += len(shortcodes.FindAllString(n.Detail, -1))
	}
	if c := r.Times; c.Read != c.Written+c.Kept+c.Lost || c.Read+noted < len(shortcodes.FindAllString(body, -1)) {
		fail("%d stamps, but %+v", len(shortcodes.FindAllString(body, -1)), c)
	}
	var have []string
	for _, n := range r.Notes {
		if n.What == "words of the text were lost" {
			fail("lost %s", n.Detail)
		}
		if n.Kind == exchange.Loss || strings.Contains(n.What, "the name of a city") {
			have = append(have, split(n.Detail)...)
		}
	}
	have = append(have, split(in.Postmortem)...)
	for i, u := range in.Updates {
		have = append(append(have, split(u.Label)...), split(u.Message)...)
		if i > 0 && u.At.Before(in.Updates[i-1].At) {
			fail("entries are out of order")
		}
	}
	missing := map[string]int{}
	for _, w := range split(anyTag.ReplaceAllString(listNumber.ReplaceAllString(opener.ReplaceAllString(leftOut.ReplaceAllString(body, " "), ""), ""), " ")) {
		missing[w]++
	}
	for _, w := range have {
		missing[w]--
	}
	for w, n := range missing {
		if n > 0 && !timeWord.MatchString(w) && w != "post" && w != "mortem" {
			fail("%q is missing", w)
		}
	}
	over := slices.IndexFunc(in.Updates, func(u incident.Update) bool { return u.Status.Over() && u.Status != incident.Postmortem })
	if f.Over && !f.End.IsZero() && (over < 0 || in.Updates[over].At.Sub(f.End).Abs() > time.Minute) {
		fail("it does not end at %s", f.End)
	}
	first := slices.IndexFunc(in.Updates, func(u incident.Update) bool { return len(u.Components) > 0 })
	if late := in.Updates[max(first, 0)].At.Sub(f.Start); f.Day.IsZero() && (first < 0 || late > time.Minute || late < -time.Minute && in.Type != incident.Maintenance) {
		fail("the components are not affected from %s on", f.Start)
	}
}

var wordOrNumber = regexp.MustCompile(`[\p{L}\p{M}]+|\p{Nd}+`)

// eastern matches a number in a time, and what follows it, in Chinese, Japanese or Korean.
var eastern = regexp.MustCompile(`(\p{Nd})([年月日号時时点點分년월일시분])`)

func split(text string) []string {
	text = strings.ReplaceAll(eastern.ReplaceAllString(text, "$1 $2 "), "\ufe0f", " ")
	return wordOrNumber.FindAllString(strings.ToLower(text), -1)
}
