package markdown

import (
	"reflect"
	"testing"
)

func TestInspect(t *testing.T) {
	got := Inspect("# One *two*\n\n[a `b`](../x.md#y) ![alt](p.png \"t\") ![](q.png) [r][]\n\n"+
		"`[no](link)` <https://example.org>\n\n```\n# no [no](no)\n```\n\n> ### Three\n\nTwo\n---\n\n[r]: /about/\n", false)
	want := []Element{
		{Kind: HeadingElement, Level: 1, Text: "One two"},
		{Kind: LinkElement, Dest: "../x.md#y", Text: "a b"},
		{Kind: ImageElement, Dest: "p.png", Text: "alt"},
		{Kind: ImageElement, Dest: "q.png"},
		{Kind: LinkElement, Dest: "/about/", Text: "r"},
		{Kind: LinkElement, Dest: "https://example.org", Text: "https://example.org"},
		{Kind: HeadingElement, Level: 3, Text: "Three"},
		{Kind: HeadingElement, Level: 2, Text: "Two"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v", got)
	}
	if got := Inspect("All is well again.", false); got != nil {
		t.Errorf("got %+v", got)
	}
}
