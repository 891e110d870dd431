package htmltext

import (
	"html"
	"strings"
	"sync"

	"github.com/JohannesKaufmann/html-to-markdown/v2/converter"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/base"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/commonmark"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/strikethrough"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/table"
	"github.com/PuerkitoBio/goquery"
	"github.com/microcosm-cc/bluemonday"

	"statuary/internal/lazyregexp"
	"statuary/internal/markdown"
)

// tools returns the sanitizer and the converter. They are created on first use,
// because each takes milliseconds and most runs need neither.
var tools = sync.OnceValue(func() (t struct {
	policy *bluemonday.Policy
	toMD   *converter.Converter
}) {
	t.policy = bluemonday.UGCPolicy()
	t.policy.RequireNoFollowOnLinks(false)
	t.policy.SkipElementsContent("form", "select", "button", "svg")
	t.toMD = converter.NewConverter(converter.WithPlugins(
		base.NewBasePlugin(), commonmark.NewCommonmarkPlugin(), strikethrough.NewStrikethroughPlugin(), table.NewTablePlugin(),
	))
	return t
})

// harmful lists the elements that are removed from HTML, and their names in
// [Text.Lost].
var harmful = []struct{ selector, name string }{
	{"script", "a script"}, {"style", "a style sheet"}, {"iframe, object, embed, video, audio", "an embedded document"}, {"form, input, button, select", "a form"},
	{"svg", "a drawing"},
}

// badLink matches an address that runs a script or opens a local file.
var badLink = lazyregexp.New(`(?i)^[\s\x00-\x20]*(javascript|vbscript|data|file)\s*:`)

// maxHTML is the size in bytes of HTML that is converted. It is parsed several times; the largest of
// real texts has a tenth of it.
const maxHTML = 300_000

// anyTag matches a tag.
var anyTag = lazyregexp.New(`<[^<>]*>`)

// maxBracketWork is how many characters the converter may read to find the ends of brackets: it looks for
// that of each open bracket in the rest of the text.
const maxBracketWork = 20_000_000

// bracketWork returns how many characters are between the open brackets of a text and the next closed one.
func bracketWork(src string) (work int) {
	end := len(src)
	for i := len(src) - 1; i >= 0; i-- {
		switch src[i] {
		case ']':
			end = i
		case '[':
			work += end - i
		}
	}
	return work
}

// fromHTML converts HTML to Markdown.
func fromHTML(src string) Text {
	var t Text
	if err := markdown.CheckHTML(src); err != nil || len(src) > maxHTML {
		t = fromPlain(anyTag.ReplaceAllString(src, ""))
		t.Lost = append(t.Lost, "the formatting of HTML that is too large or nested too deep")
		return t
	}
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(src))
	if err != nil {
		return fromPlain(src)
	}
	for _, h := range harmful {
		if doc.Find(h.selector).Remove().Length() > 0 {
			t.Lost = append(t.Lost, h.name)
		}
	}
	if doc.Find("[href], [src]").FilterFunction(func(_ int, s *goquery.Selection) bool {
		return badLink.MatchString(s.AttrOr("href", "")) || badLink.MatchString(s.AttrOr("src", ""))
	}).Length() > 0 {
		t.Lost = append(t.Lost, "the address of a link to a script or a local file")
	}
	// Statuspage has dates in <var>, which would become code.
	doc.Find("var, small, font, span, time, center, abbr, u, sup, sub, ins, mark, big").Each(func(_ int, s *goquery.Selection) {
		s.ReplaceWithSelection(s.Contents())
	})
	inner, err := doc.Find("body").Html()
	if err != nil {
		return fromPlain(src)
	}
	safe := tools().policy.Sanitize(inner)
	if bracketWork(safe) <= maxBracketWork {
		before := visibleHTML(safe)
		md, err := tools().toMD.ConvertString(safe)
		if err == nil && Visible(md) == before {
			t.Markdown = md
			return t
		}
	}
	// The Markdown reads differently from the HTML. Keep the words rather than the
	// formatting.
	plain := fromPlain(lines(safe))
	t.Markdown = plain.Markdown
	t.Lost = append(t.Lost, "links and emphasis of a text that could not be converted")
	return t
}

// visibleHTML returns the text that readers of HTML see, without spaces.
func visibleHTML(src string) string {
	if markdown.CheckHTML(src) != nil {
		return squeeze(html.UnescapeString(anyTag.ReplaceAllString(src, "")))
	}
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(src))
	if err != nil {
		return squeeze(src)
	}
	doc.Find("script, style, template").Remove()
	return squeeze(doc.Text())
}

// lines returns the text of HTML with its line breaks.
func lines(src string) string {
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(src))
	if err != nil {
		return src
	}
	doc.Find("br").ReplaceWithHtml("\n")
	doc.Find("p, div, li, h1, h2, h3, h4, h5, h6, tr, pre, blockquote").AppendHtml("\n\n")
	return strings.TrimSpace(manyBreaks.ReplaceAllString(doc.Text(), "\n\n"))
}

var manyBreaks = lazyregexp.New(`\n[ \t]*\n\s*`)
