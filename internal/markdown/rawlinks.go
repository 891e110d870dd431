package markdown

import (
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
	"golang.org/x/net/html"
)

// linkAttributes are the HTML attributes whose value is a URL. srcset, a list of URLs, is handled
// separately.
var linkAttributes = []string{"href", "src", "poster", "cite", "data"}

// eachTag calls visit for each start tag in HTML. visit may change the tag, and reports whether it
// did. eachTag returns the HTML with these changes; all other bytes are the same.
func eachTag(source string, visit func(*html.Token) bool) string {
	if !strings.Contains(source, "=") {
		return source // no tag has attributes
	}
	var b strings.Builder
	read := 0
	z := html.NewTokenizer(strings.NewReader(source))
	for z.Next() != html.ErrorToken {
		raw := string(z.Raw())
		read += len(raw)
		if t := z.Token(); (t.Type == html.StartTagToken || t.Type == html.SelfClosingTagToken) && visit(&t) {
			raw = t.String()
		}
		b.WriteString(raw)
	}
	return b.String() + source[min(read, len(source)):] // the rest is an unclosed tag
}

// eachCandidate calls replace for each URL of a srcset, and returns the srcset with its results.
func eachCandidate(srcset string, replace func(string) string) string {
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
		list = append(list, strings.TrimSpace(replace(address)+" "+strings.TrimSpace(size)))
	}
	return strings.Join(list, ", ")
}

// adaptTags adapts raw HTML to its place: links are resolved like those of Markdown, and ids get
// the prefix of the text. An id that the text already uses is removed.
func (t *transformer) adaptTags(source string, place *rendering) string {
	return eachTag(source, func(tag *html.Token) bool {
		changed := false
		tag.Attr = slices.DeleteFunc(tag.Attr, func(a html.Attribute) bool {
			if a.Key != "id" || strings.HasPrefix(a.Val, "_") && t.RawHTML == Allow {
				return false
			}
			place.depends.ids, changed = true, true
			id := place.ids.fit(a.Val)
			if a.Val == "" || strings.HasPrefix(a.Val, "_") || place.ids.used[id] {
				return true
			}
			place.ids.use(id)
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
				a.Val = eachCandidate(a.Val, func(address string) string { return string(t.resolve([]byte(address), place)) })
			}
			changed = changed || a.Val != before
		}
		return changed
	})
}

// passedHTML writes raw HTML that may pass through.
func (r *nodeRenderer) passedHTML(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		text := rawOf(node, source)
		if place := placeOf(w); place != nil {
			text = (&transformer{r.converter}).adaptTags(text, place)
		}
		_, _ = w.WriteString(text)
	}
	return ast.WalkSkipChildren, nil
}

// rawOf returns the source of a node of raw HTML.
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

// tagElements returns the links and images in raw HTML.
func tagElements(source string) (list []Element) {
	eachTag(source, func(tag *html.Token) bool {
		for _, a := range tag.Attr {
			e := Element{Kind: ImageElement, Dest: strings.TrimSpace(a.Val), Text: tag.Data}
			switch {
			case a.Key == "srcset":
				eachCandidate(a.Val, func(address string) string {
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

// IDs returns the ids of the elements in HTML.
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
