package mdsites

import (
	"path"
	"regexp"
	"strings"
	"time"

	"statuary/internal/importer/exchange"
	"statuary/internal/importer/htmltext"
	"statuary/internal/incident"
)

// block is a part of a body that is, or may be, an update.
type block struct {
	label string
	text  string
	at    time.Time // zero if unknown
	line  int       // in the file
}

// heads match the headings of updates. All of them occur on real pages.
var heads = []*regexp.Regexp{
	regexp.MustCompile(`^(?:[-*]\s+)?\*{1,2}([^*\n]{2,60}?):?\*{1,2}\s*(?:[-–—]|:)\s*`), // *Resolved* - …   **Resolved**: …   - **Resolved**: …
	regexp.MustCompile(`^(?:[-*]\s+)?\*{1,2}([^*\n]{2,60}?):\*{1,2}\s*`),                // **Resolved:** …
	regexp.MustCompile(`^\\?\[([^\]\n]{2,60}?)\\?\][ \t]*(?:-->[ \t]*)?(?:\n|$)`),       // [Close issue]   [Close issue] -->
	regexp.MustCompile(`^_{1,2}([^_\n]{2,60}?):?_{1,2}\s*(?:[-–—]|:)\s*`),               // _UPDATE_: …
	regexp.MustCompile(`^\*{1,2}(Post-?\s?mortem)\*{1,2}[ \t]*(?:\n|$)`),                // *Post-mortem*
	regexp.MustCompile(`^#{2,6}\s+([^\n]*\{\{<\s*h?track[^\n]*)(?:\n|$)`),               // ### {{< htrack "…" >}}
}

// Headings that start an update only if they contain a status (inLine) or a time
// (alone).
var (
	inLine  = regexp.MustCompile(`^\\?\[([^\]\n]{2,60}?)\\?\][ \t]+`)              // [Final message] It is over.
	alone   = regexp.MustCompile(`^\*{1,2}([^*\n]{2,60}?):?\*{1,2}[ \t]*(?:\n|$)`) // **Update at 2021-06-08 11:20 UTC**
	stamped = regexp.MustCompile(`(\d{4}-\d{2}-\d{2})[Tt ]+(\d{1,2})[:h](\d{2})(:\d{2})?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?`)
)

var (
	track     = regexp.MustCompile(`\{\{[<%]\s*h?track\s+"?([^"}>]*?)"?\s*[>%]\}\}`)
	relref    = regexp.MustCompile(`\{\{[<%]\s*(?:rel)?ref\s+"([^"]*)"\s*[>%]\}\}`)
	shortcode = regexp.MustCompile(`\{\{[<%].*?[>%]\}\}`)
	figure    = regexp.MustCompile(`\{\{[<%]\s*figure\s.*?[>%]\}\}`)
	// statusfy matches Statusfy's container: "::: update Resolved | 2020-08-31T13:36:00Z".
	statusfy = regexp.MustCompile(`(?ms)^:::[ \t]*update[ \t]+([^\n|]*?)[ \t]*\|[ \t]*([^\n]*?)[ \t]*\n(.*?)^:::[ \t]*$`)
	// component matches StatusKit's component: <Update date="…">text</Update>.
	component = regexp.MustCompile(`(?s)<Update\s+date=["']([^"']*)["']\s*>(.*?)</Update>`)
	imports   = regexp.MustCompile(`(?m)^import\s+\w+\s+from\s+['"][^'"]*['"];?[ \t]*$`)
)

// reader reads the body of a post.
type reader struct {
	timeReader
	p *post
}

// contained returns the updates that have a container with a label and a time, and
// the rest of the body.
func (r reader) contained(body string) (blocks []block, rest string) {
	take := func(pattern *regexp.Regexp, split func(m []string) (label, when, text string)) {
		var left strings.Builder // the body without the containers, but with their lines
		end, line := 0, r.p.first
		for _, at := range pattern.FindAllStringSubmatchIndex(body, -1) {
			var m []string
			for i := 0; i < len(at); i += 2 {
				m = append(m, body[at[i]:at[i+1]])
			}
			label, when, text := split(m)
			line += strings.Count(body[end:at[0]], "\n")
			b := block{label: htmltext.Line(label), text: strings.TrimSpace(text)}
			if t, ok := r.parse(when, r.p.place(line)); ok && !t.day {
				b.at = t.Time
			} else {
				r.Add(exchange.Loss, r.p.place(line), "an update whose time could not be read: its text was kept", "%s", htmltext.Line(when))
			}
			blocks = append(blocks, b)
			lines := strings.Count(m[0], "\n")
			left.WriteString(body[end:at[0]] + strings.Repeat("\n", lines))
			end, line = at[1], line+lines
		}
		body = left.String() + body[end:]
	}
	take(statusfy, func(m []string) (string, string, string) { return m[1], m[2], m[3] })
	take(component, func(m []string) (string, string, string) { return "Update", m[1], m[2] })
	return blocks, strings.TrimSpace(imports.ReplaceAllString(body, ""))
}

// headed splits a body at the headings of updates. Text before the first heading
// becomes a block without a label. headed returns nil if there are no headings and
// no times.
func (r reader) headed(body string) []block {
	var blocks []block
	var texts []*strings.Builder // of the blocks
	found, tracked := false, false
	offset, counted, line := 0, 0, r.p.first
	for _, para := range paragraphs(body) {
		start := min(offset, len(body))
		offset += len(para) + 2
		label, text, ok := head(para)
		if strings.TrimSpace(para) == "" || !ok && rule.MatchString(strings.TrimSpace(para)) {
			continue
		}
		hasTrack := track.MatchString(text)
		if !ok && len(blocks) > 0 && !(found && tracked && hasTrack) {
			texts[len(texts)-1].WriteString("\n\n" + para)
			tracked = tracked || hasTrack
			continue
		}
		found, tracked = found || ok, hasTrack
		line += strings.Count(body[counted:start], "\n")
		counted = start
		blocks = append(blocks, block{label: label, line: line})
		texts = append(texts, new(strings.Builder))
		texts[len(texts)-1].WriteString(text)
	}
	timed := false
	for i := range blocks {
		b := &blocks[i]
		b.text = texts[i].String()
		for _, m := range track.FindAllStringSubmatch(b.label+b.text, -1) {
			if t, ok := r.parse(m[1], r.p.place(b.line)); ok && !t.day {
				b.at, timed = t.Time, true
			} else if strings.TrimSpace(m[1]) != "" {
				r.Add(exchange.Loss, r.p.place(b.line), "an update whose time could not be read: its text was kept", "%s", m[1])
			}
		}
		if m := stamped.FindStringSubmatch(b.label); m != nil && b.at.IsZero() {
			if t, ok := r.parse(m[1]+" "+m[2]+":"+m[3]+m[4]+m[5], r.p.place(b.line)); ok {
				b.at, timed = t.Time, true
				b.label = joints.ReplaceAllString(strings.Replace(b.label, m[0], "", 1), "")
			}
		}
		b.label = strings.Trim(htmltext.Line(track.ReplaceAllString(b.label, "")), ":* ")
		b.text = track.ReplaceAllString(b.text, "")
	}
	if !found && !timed {
		return nil
	}
	return blocks
}

// joints matches what connects a label to the time after it: "Update at", "Update -".
var joints = regexp.MustCompile(`(?i)[\s:–—-]*\b(at|on)?[\s:–—-]*$`)

// rule matches a horizontal rule, which only separates updates.
var rule = regexp.MustCompile(`^(-{3,}|\*{3,}|_{3,}|\\)$`)

// head splits a paragraph into the heading of an update and its text. ok is false if
// it has none.
func head(para string) (label, text string, ok bool) {
	lead := len(para) - len(strings.TrimLeft(para, "\n\\ "))
	para = para[lead:]
	for _, h := range heads {
		if m := h.FindStringSubmatchIndex(para); m != nil {
			return para[m[2]:m[3]], strings.TrimSpace(para[m[1]:]), true
		}
	}
	if m := inLine.FindStringSubmatchIndex(para); m != nil {
		if _, known := exchange.LabelStatus(para[m[2]:m[3]], incident.Unplanned); known {
			return para[m[2]:m[3]], strings.TrimSpace(para[m[1]:]), true
		}
	}
	if m := alone.FindStringSubmatchIndex(para); m != nil && stamped.MatchString(para[m[2]:m[3]]) {
		return para[m[2]:m[3]], strings.TrimSpace(para[m[1]:]), true
	}
	return "", para, false
}

// paragraphs splits a text at empty lines, at lines with only a backslash, and
// before lines with a known heading, but not within fenced code.
func paragraphs(body string) []string {
	var list []string
	var now []string
	fenced := false
	for line := range strings.SplitSeq(body, "\n") {
		trimmed := strings.TrimSpace(line)
		if strings.HasPrefix(trimmed, "```") || strings.HasPrefix(trimmed, "~~~") {
			fenced = !fenced
		}
		_, _, headed := head(line)
		known := headed && isHead(line)
		if !fenced && (trimmed == "" || trimmed == `\` || known && len(now) > 0) {
			list = append(list, strings.Join(now, "\n"))
			now = nil
			if !known {
				continue
			}
		}
		now = append(now, line)
	}
	return append(list, strings.Join(now, "\n"))
}

// isHead reports whether a line starts an update with a known status. Such a line
// needs no empty line before it.
func isHead(line string) bool {
	label, _, ok := head(line)
	if !ok {
		return false
	}
	_, known := exchange.LabelStatus(label, incident.Unplanned)
	return known
}

// tidy converts a text to plain Markdown and removes what only its tool understands.
func (r reader) tidy(text string) string {
	text = relref.ReplaceAllStringFunc(text, func(s string) string { // all incidents are in one folder
		to := path.Base(relref.FindStringSubmatch(s)[1])
		if path.Ext(to) != ".md" {
			to += ".md"
		}
		return to
	})
	text = htmltext.Images(text)
	text = figure.ReplaceAllStringFunc(text, func(s string) string {
		if md := htmltext.Image(s); md != "" {
			return md
		}
		return s
	})
	for _, s := range shortcode.FindAllString(text, -1) {
		r.Add(exchange.Loss, r.p.name, "a shortcode was left out", "%.80s", s)
	}
	t := htmltext.Markdown(shortcode.ReplaceAllString(text, ""))
	for _, lost := range t.Lost {
		r.Add(exchange.Loss, r.p.name, "part of a text was left out", "%s", lost)
	}
	if tags := htmltext.RawHTML(t.Markdown); tags != "" {
		r.Add(exchange.Info, r.p.name, "HTML in a text is shown as plain text; to render it, set html in [markdown] of config.toml", "%.60s", tags)
	}
	return strings.TrimSpace(strings.Trim(t.Markdown, "\\"))
}
