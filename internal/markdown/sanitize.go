package markdown

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/microcosm-cc/bluemonday"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// sanitizer returns the filter for untrusted HTML: bluemonday's policy for user generated content,
// extended by the attributes that this package writes.
func sanitizer() func([]byte) []byte {
	p := bluemonday.UGCPolicy()
	p.RequireNoFollowOnLinks(false)
	p.AllowAttrs("class").Matching(regexp.MustCompile(`^[\w -]+$`)).Globally()
	p.AllowAttrs("tabindex").Matching(regexp.MustCompile(`^0$`)).OnElements("div", "pre")
	p.AllowAttrs("role").Matching(regexp.MustCompile(`^(img|doc-noteref|doc-backlink|doc-endnotes)$`)).Globally()
	p.AllowAttrs("aria-label").Globally()
	p.AllowAttrs("loading").Matching(regexp.MustCompile(`^lazy$`)).OnElements("img")
	p.AllowElements("picture", "source")
	p.AllowAttrs("srcset").Matching(regexp.MustCompile(`^/[^/\s,][^\s,]*$`)).OnElements("source")
	p.AllowAttrs("media").Matching(regexp.MustCompile(`^[\w():, -]+$`)).OnElements("source")
	p.AllowAttrs("id").Matching(regexp.MustCompile(`^[^\s"'<>&]+$`)).Globally()
	return func(b []byte) []byte { return balance(p.SanitizeBytes(b)) }
}

// balance closes open elements and removes closing tags without an opening one, so that a text
// cannot close the element around it.
func balance(b []byte) []byte {
	body := &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div}
	if CheckHTML(string(b)) != nil {
		return []byte(html.EscapeString(string(b)))
	}
	nodes, err := html.ParseFragment(bytes.NewReader(b), body)
	if err != nil {
		return []byte(html.EscapeString(string(b)))
	}
	var out strings.Builder
	for _, n := range nodes {
		if err := html.Render(&out, n); err != nil {
			return []byte(html.EscapeString(string(b)))
		}
	}
	return []byte(out.String())
}
