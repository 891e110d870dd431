package edit

import (
	"strings"
	"time"

	"statuary/internal/chars"
	"statuary/internal/diag"
	"statuary/internal/frontmatter"
	"statuary/internal/incident"
)

// Draft is a new incident to be written to a file. Times are in the site's zone.
type Draft struct {
	Title          string
	Key            string // may be empty
	Type           incident.Type
	Impact         incident.Impact // not written if it is None
	Components     []string
	ScheduledFor   time.Time // of a maintenance
	ScheduledUntil time.Time
	Until          time.Time // of an announcement; its message is that of its only update
	Repeat         string    // the rule of a recurring maintenance; else empty
	Updates        []incident.Update
	Schema         string // path of the JSON Schema relative to the file, for editors; may be empty
}

// Create returns the file of a new incident. It parses the result to check it; errors are of type
// diag.List.
func Create(p *incident.Parser, name string, d Draft) ([]byte, error) {
	d.Title = strings.Join(strings.Fields(chars.Unformatted(d.Title)), " ")
	if problems := unwritableText("title", d.Title); problems != nil {
		return nil, problems
	}
	for _, u := range d.Updates {
		if err := unwritable(clean(u)); err != nil {
			return nil, err
		}
	}
	in := &incident.Incident{
		ID: incident.NameID(name), Title: d.Title, Key: d.Key, Type: d.Type, Impact: d.Impact, Components: d.Components,
		ScheduledFor: d.ScheduledFor, ScheduledUntil: d.ScheduledUntil, Until: d.Until,
	}
	if d.Repeat != "" {
		in.Repeat = &incident.Repeat{Rule: d.Repeat}
	}
	for _, u := range d.Updates {
		in.Updates = append(in.Updates, clean(u))
	}
	style := incident.Style{NameID: in.ID, Time: wallTime, Schema: d.Schema, OneLine: true, Impact: d.Impact != incident.None}
	if !style.Impact {
		in.Impact = incident.ComputedImpact(in.Type, in.Updates)
	}
	text := incident.Write(in, style)
	got, problems := p.Parse(name, text)
	switch {
	case problems.HasErrors():
		return nil, problems
	case got.Title != d.Title || got.Key != d.Key || !agree(got.Updates, d.Updates):
		return nil, diag.List{{Text: "the texts can't be written as YAML", Hint: "remove control characters from them"}}
	}
	return text, nil
}

func agree(got, want []incident.Update) bool {
	for _, u := range want {
		if countOf(got, clean(u)) == 0 {
			return false
		}
	}
	return len(got) == len(want)
}

// AddBody adds a text below the front matter of a file. A file that has one already is returned
// unchanged.
func AddBody(p *incident.Parser, name string, src []byte, body string) ([]byte, error) {
	old, problems := p.Parse(name, src)
	if problems.HasErrors() {
		return nil, problems
	}
	if old.Postmortem != "" || old.Form != "" {
		return src, nil
	}
	body = chars.Unformatted(body)
	nl := "\n"
	if strings.Contains(string(src), "\r\n") {
		nl = "\r\n"
	}
	text := string(src)
	if !strings.HasSuffix(text, "\n") {
		text += nl
	}
	if file, _ := frontmatter.Parse(name, src); file.Body == "" {
		text += nl
	}
	text += strings.ReplaceAll(body, "\n", nl)
	in, problems := p.Parse(name, []byte(text))
	if problems.HasErrors() {
		return nil, problems
	}
	if len(in.Updates) != len(old.Updates) || in.Postmortem+in.Form != strings.TrimSpace(body) {
		return nil, diag.List{{Pos: diag.Pos{File: name}, Text: "the text can't be put below the front matter", Hint: "open the file and write it there"}}
	}
	return []byte(text), nil
}
