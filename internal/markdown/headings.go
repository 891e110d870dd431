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
}

// Headings returns the headings of the highest level in a text, with the ids of its HTML. If there
// are fewer than atLeast, it returns nil.
func (c *Converter) Headings(t Text, atLeast int) []Heading {
	rendered := string(c.HTML(t))
	if strings.Count(rendered, "<h") < atLeast { // most texts
		return nil
	}
	z := html.NewTokenizer(strings.NewReader(rendered))
	var list []Heading
	level, highest := 0, 7 // level is that of the current heading, or 0
	for {
		switch z.Next() {
		case html.ErrorToken:
			if z.Err() != io.EOF {
				return nil
			}
			if len(list) < atLeast {
				return nil
			}
			return list
		case html.StartTagToken:
			tag := z.Token()
			n := headingLevel(tag.Data)
			if n == 0 || n > highest {
				continue
			}
			if n < highest {
				list, highest = nil, n
			}
			level = n
			list = append(list, Heading{})
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
