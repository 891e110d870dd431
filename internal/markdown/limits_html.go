package markdown

import (
	"fmt"
	"strings"

	"golang.org/x/net/html"
)

// CheckHTML returns an error if a parser of HTML would create many more elements than the source
// has, or search long lists of them: it repeats elements such as <b> in every paragraph until they
// are closed. Every text that is parsed as HTML is checked by it first.
func CheckHTML(source string) *LimitError {
	z := html.NewTokenizer(strings.NewReader(source))
	open := map[string]int{} // formatting elements that are not closed
	opened, elements, depth, at := 0, 0, 0, 0
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			return nil
		}
		start := at
		at += len(z.Raw())
		cost := 1
		if kind == html.StartTagToken || kind == html.EndTagToken || kind == html.SelfClosingTagToken {
			tag, more := z.TagName()
			name := string(tag)
			for attributes := 0; more; attributes++ {
				if _, _, more = z.TagAttr(); attributes > maxAttributes {
					return &LimitError{start, fmt.Sprintf("an HTML tag with more than %d attributes", maxAttributes)}
				}
			}
			switch {
			case voidElements[name]:
			case kind == html.EndTagToken:
				depth = max(0, depth-1)
			case kind == html.StartTagToken:
				depth++
			}
			switch {
			case !formatting[name]:
				cost += opened // a block ends them, and they are repeated in the next
			case kind == html.EndTagToken:
				if open[name] > 0 {
					open[name]--
					opened--
				}
				cost += min(depth, maxHTMLDepth) / 8
			default:
				open[name]++
				opened++
			}
			if name == "p" || name == "li" || name == "option" || name == "td" || name == "tr" || name == "dd" || name == "dt" {
				depth = max(0, depth-1) // often not closed
			}
		}
		if elements += cost; elements > maxTags {
			return &LimitError{start, fmt.Sprintf("HTML that makes more than %d elements", maxTags)}
		}
		if depth > 4*maxHTMLDepth {
			return &LimitError{start, fmt.Sprintf("HTML elements nested more than %d deep", maxHTMLDepth)}
		}
	}
}

const (
	maxAttributes = 1000 // of an HTML tag
	maxHTMLDepth  = 512  // of HTML elements; the limit of golang.org/x/net/html
)

// formatting has the elements that parsers of HTML open again in the next block.
var formatting = setOf("a b big code em font i nobr s small strike strong tt u")

// voidElements have no end.
var voidElements = setOf("area base br col embed hr img input link meta param source track wbr")

func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}
