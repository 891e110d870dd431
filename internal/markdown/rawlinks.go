package markdown

import (
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
	"golang.org/x/net/html"
)

// linkAttributes are the attributes of HTML whose value is the address of a page or of a
// file. srcset, which lists several, is treated apart.
var linkAttributes = []string{"href", "src", "poster", "cite", "data"}

// eachTag calls with for each start tag in a piece of HTML, and returns the HTML in
// which the tags are what they are after the call. With reports whether it has changed
// the tag; all other bytes stay as they are.
func eachTag(source string, with func(*html.Token) bool) string {
	if !strings.Contains(source, "=") {
		return source // no tag has attributes
	}
	var b strings.Builder
	read := 0
	z := html.NewTokenizer(strings.NewReader(source))
	for z.Next() != html.ErrorToken {
		raw := string(z.Raw())
		read += len(raw)
		if t := z.Token(); (t.Type == html.StartTagToken || t.Type == html.SelfClosingTagToken) && with(&t) {
			raw = t.String()
		}
		b.WriteString(raw)
	}
	return b.String() + source[min(read, len(source)):] // the rest is a tag without an end
}

// candidates calls with for each address of a srcset, and returns the list of what it
// returns.
func candidates(srcset string, with func(string) string) string {
	var list []string
	for rest := strings.TrimLeft(srcset, " \t\r\n,"); rest != ""; rest = strings.TrimLeft(rest, " \t\r\n,") {
		end := strings.IndexAny(rest, " \t\r\n")
		if end < 0 {
			end = len(rest)
		}
		address, size := rest[:end], ""
		rest = rest[end:]
		if trimmed := strings.TrimRight(address, ","); trimmed != address {
			address = trimmed
		} else {
			size, rest, _ = strings.Cut(rest, ",")
		}
		list = append(list, strings.TrimSpace(with(address)+" "+strings.TrimSpace(size)))
	}
	return strings.Join(list, ", ")
}

// rawTags returns raw HTML of a text as it is to be at its place: its links lead where
// those of Markdown would, and its ids have the prefix of the text. An id that the text
// has already is left out.
func (t *transformer) rawTags(source string, place *placed) string {
	return eachTag(source, func(tag *html.Token) bool {
		changed := false
		tag.Attr = slices.DeleteFunc(tag.Attr, func(a html.Attribute) bool {
			if a.Key != "id" || strings.HasPrefix(a.Val, "_") && t.RawHTML == Allow {
				return false
			}
			place.matters.ids, changed = true, true
			used := place.ids.used
			id := place.ids.fit(a.Val)
			if a.Val == "" || strings.HasPrefix(a.Val, "_") || used[id] {
				return true
			}
			used[id] = true
			return false
		})
		for n := range tag.Attr {
			a := &tag.Attr[n]
			before := a.Val
			switch {
			case a.Key == "id" && !strings.HasPrefix(a.Val, "_"):
				a.Val = place.ids.fit(a.Val)
			case slices.Contains(linkAttributes, a.Key):
				a.Val = string(t.resolve([]byte(strings.TrimSpace(a.Val)), place))
			case a.Key == "srcset":
				a.Val = candidates(a.Val, func(address string) string { return string(t.resolve([]byte(address), place)) })
			}
			changed = changed || a.Val != before
		}
		return changed
	})
}

// passedHTML writes raw HTML that is passed through.
func (r *nodeRenderer) passedHTML(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		text := rawOf(node, source)
		if place, ok := node.OwnerDocument().Meta()["placed"].(*placed); ok {
			text = (&transformer{r.converter}).rawTags(text, place)
		}
		_, _ = w.WriteString(text)
	}
	return ast.WalkSkipChildren, nil
}

// rawOf returns the HTML of a node of raw HTML.
func rawOf(node ast.Node, source []byte) string {
	switch n := node.(type) {
	case *ast.RawHTML:
		return string(n.Segments.Value(source))
	case *ast.HTMLBlock:
		text := string(n.Lines().Value(source))
		if n.HasClosure() {
			text += string(n.ClosureLine.Value(source))
		}
		return text
	}
	return ""
}

// tagElements lists the links and images of raw HTML.
func tagElements(source string) (list []Element) {
	eachTag(source, func(tag *html.Token) bool {
		for _, a := range tag.Attr {
			e := Element{Kind: ImageElement, Dest: strings.TrimSpace(a.Val), Text: tag.Data}
			switch {
			case a.Key == "srcset":
				candidates(a.Val, func(address string) string {
					e.Dest = address
					list = append(list, e)
					return address
				})
				continue
			case !slices.Contains(linkAttributes, a.Key) || e.Dest == "":
				continue
			case a.Key == "href" || a.Key == "cite":
				e.Kind = LinkElement
			}
			list = append(list, e)
		}
		return false
	})
	return list
}

// IDs returns the ids of the elements of a piece of HTML.
func IDs(source string) map[string]bool {
	ids := map[string]bool{}
	eachTag(source, func(tag *html.Token) bool {
		for _, a := range tag.Attr {
			if a.Key == "id" || a.Key == "name" && tag.Data == "a" {
				ids[a.Val] = true
			}
		}
		return false
	})
	return ids
}
