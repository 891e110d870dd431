package prose

import (
	"regexp"
	"strings"
	"sync"

	"github.com/JohannesKaufmann/html-to-markdown/v2/converter"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/base"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/commonmark"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/strikethrough"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/table"
	"github.com/PuerkitoBio/goquery"
	"github.com/microcosm-cc/bluemonday"
)

// tools are made once: each takes milliseconds to make, and most runs of the
// command need none.
var tools = sync.OnceValue(func() (t struct {
	policy *bluemonday.Policy
	toMD   *converter.Converter
}) {
	t.policy = bluemonday.UGCPolicy()
	t.policy.RequireNoFollowOnLinks(false)
	// <var> is a date in Statuspage's texts, and would become code.
	t.policy.SkipElementsContent("form", "select", "button", "svg")
	t.toMD = converter.NewConverter(converter.WithPlugins(
		base.NewBasePlugin(), commonmark.NewCommonmarkPlugin(), strikethrough.NewStrikethroughPlugin(), table.NewTablePlugin(),
	))
	return t
})

// harmful is what is taken out of HTML, with what to call it.
var harmful = []struct{ selector, name string }{
	{"script", "a script"}, {"style", "a style sheet"}, {"iframe, object, embed, video, audio", "an embedded document"}, {"form, input, button, select", "a form"},
	{"svg", "a drawing"},
}

// badLink is an address that is not one of a page, a mail or a telephone.
var badLink = regexp.MustCompile(`(?i)^[\s\x00-\x20]*(javascript|vbscript|data|file)\s*:`)

// fromHTML converts HTML.
func fromHTML(src string) Text {
	var t Text
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
	doc.Find("var, small, font, span, time, center, abbr, u, sup, sub, ins, mark, big").Each(func(_ int, s *goquery.Selection) {
		s.ReplaceWithSelection(s.Contents())
	})
	inner, err := doc.Find("body").Html()
	if err != nil {
		return fromPlain(src)
	}
	safe := tools().policy.Sanitize(inner)
	before := visibleHTML(safe)
	md, err := tools().toMD.ConvertString(safe)
	if err == nil && Visible(md) == before {
		t.Markdown = md
		return t
	}
	// The converter has changed what is read. Words count more than their
	// looks: the text alone, line by line.
	plain := fromPlain(lines(safe))
	t.Markdown = plain.Markdown
	t.Lost = append(t.Lost, "links and emphasis of a text that could not be converted")
	return t
}

// visibleHTML gives the words that readers of HTML see, without spaces.
func visibleHTML(src string) string {
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(src))
	if err != nil {
		return squeeze(src)
	}
	doc.Find("script, style, template").Remove()
	return squeeze(doc.Text())
}

// lines gives the text of HTML with its line breaks.
func lines(src string) string {
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(src))
	if err != nil {
		return src
	}
	doc.Find("br").ReplaceWithHtml("\n")
	doc.Find("p, div, li, h1, h2, h3, h4, h5, h6, tr, pre, blockquote").AppendHtml("\n\n")
	return strings.TrimSpace(manyBreaks.ReplaceAllString(doc.Text(), "\n\n"))
}

var manyBreaks = regexp.MustCompile(`\n[ \t]*\n\s*`)
