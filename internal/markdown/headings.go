package markdown

import (
	"io"
	"strings"

	"golang.org/x/net/html"
)

// Heading is a heading that can be linked to.
type Heading struct {
	ID   string // on the page
	Text string // plain text

	level int
}

// Headings returns the headings of the highest level in a text, with the ids of its HTML. If there
// are fewer than atLeast, it returns nil.
func (c *Converter) Headings(t Text, atLeast int) []Heading {
	highest := 7
	var list []Heading
	for _, h := range c.render(t).headings {
		if h.level < highest {
			list, highest = nil, h.level
		}
		if h.level == highest {
			list = append(list, h)
		}
	}
	if len(list) < atLeast {
		return nil
	}
	return list
}

// place is where a heading is in the HTML of its text, without its tags.
type place struct {
	Heading
	from, to int
}

// headingsAt returns the headings at places in HTML.
func headingsAt(places []place, rendered string) []Heading {
	if len(places) == 0 {
		return nil
	}
	list := make([]Heading, len(places))
	for i, p := range places {
		list[i] = p.Heading
		if list[i].Text = rendered[p.from:p.to]; strings.ContainsAny(list[i].Text, "<&") {
			list[i].Text = textOf(list[i].Text)
		}
		list[i].Text = strings.TrimSpace(list[i].Text)
	}
	return list
}

// textOf returns the text of HTML without tags.
func textOf(rendered string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(rendered))
	for z.Next() != html.ErrorToken {
		if t := z.Token(); t.Type == html.TextToken {
			b.WriteString(t.Data)
		}
	}
	return b.String()
}

// headingsOf returns the headings of HTML.
func headingsOf(rendered string) []Heading {
	if !strings.Contains(rendered, "<h") { // most texts
		return nil
	}
	z := html.NewTokenizer(strings.NewReader(rendered))
	var list []Heading
	level := 0 // of the current heading, or 0
	for {
		switch z.Next() {
		case html.ErrorToken:
			if z.Err() != io.EOF {
				return nil
			}
			for i := range list {
				list[i].Text = strings.TrimSpace(list[i].Text)
			}
			return list
		case html.StartTagToken:
			tag := z.Token()
			n := headingLevel(tag.Data)
			if n == 0 {
				continue
			}
			level = n
			list = append(list, Heading{level: n})
			for _, a := range tag.Attr {
				if a.Key == "id" {
					list[len(list)-1].ID = a.Val
				}
			}
		case html.TextToken:
			if level > 0 {
				list[len(list)-1].Text += z.Token().Data
			}
		case html.EndTagToken:
			if headingLevel(z.Token().Data) == level {
				level = 0
			}
		}
	}
}

// headingLevel returns 2 for "h2", and 0 for tags that are no headings.
func headingLevel(tag string) int {
	if len(tag) == 2 && tag[0] == 'h' && tag[1] >= '1' && tag[1] <= '6' {
		return int(tag[1] - '0')
	}
	return 0
}
