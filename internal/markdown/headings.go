package markdown

import (
	"io"
	"strings"

	"golang.org/x/net/html"
)

// Heading is a heading of a text, to be linked to.
type Heading struct {
	ID   string // in the page
	Text string // plain
}

// Headings lists the highest headings of a text, as HTML renders them; none if
// there are fewer than some.
func (c *Converter) Headings(t Text, fewest int) []Heading {
	rendered := string(c.HTML(t))
	if strings.Count(rendered, "<h") < fewest { // most texts
		return nil
	}
	z := html.NewTokenizer(strings.NewReader(rendered))
	var list []Heading
	level, highest := 0, 7 // level is that of the heading that is being read
	for {
		switch z.Next() {
		case html.ErrorToken:
			if z.Err() != io.EOF {
				return nil
			}
			if len(list) < fewest {
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

// headingLevel is 2 for "h2", and 0 for what is no heading.
func headingLevel(tag string) int {
	if len(tag) == 2 && tag[0] == 'h' && tag[1] >= '1' && tag[1] <= '6' {
		return int(tag[1] - '0')
	}
	return 0
}
