package browsertest

import (
	"encoding/json"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"statuary/internal/golden"
)

// The accessibility tree of pages, as screen readers get it: roles and names, with levels of headings
// and values of sliders. The golden files show what a change does to it.
func TestAccessibilityTree(t *testing.T) {
	s, ctx := serve(t), browse(t)
	clock(t, ctx, built)
	if _, err := chromedp.Call(within(t, ctx), emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: "America/New_York"}); err != nil {
		t.Fatal(err)
	}
	do(t, ctx, chromedp.EmulateViewport(1280, 800))
	for name, page := range map[string]string{"home": "", "incident": "incidents/2026-11-20-apps-unreachable-one-zone/"} {
		do(t, ctx, chromedp.Navigate(s.url+page), chromedp.WaitReady("footer"))
		r, err := chromedp.Call(within(t, ctx), accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
		if err != nil {
			t.Fatal(err)
		}
		golden.File(t, filepath.Join("testdata", name+".tree.txt"), []byte(treeText(r.Nodes)))
	}
}

// treeText returns a line for each node that is not ignored, indented by its depth.
func treeText(nodes []*accessibility.Node) string {
	byID := map[accessibility.NodeID]*accessibility.Node{}
	for _, n := range nodes {
		byID[n.NodeID] = n
	}
	var b strings.Builder
	var write func(n *accessibility.Node, depth int, above string)
	write = func(n *accessibility.Node, depth int, above string) {
		role, name := valueText(n.Role), strings.Join(strings.Fields(valueText(n.Name)), " ")
		switch {
		case role == "InlineTextBox" || role == "StaticText" && name == above: // the name of its parent
			return
		case !n.Ignored && role != "none" && role != "generic":
			b.WriteString(strings.Repeat("  ", depth) + role)
			if name != "" {
				b.WriteString(" " + strconv.Quote(name))
			}
			for _, p := range n.Properties {
				if text := valueText(p.Value); p.Name == "level" && role == "heading" || p.Name == "valuetext" || p.Name == "expanded" {
					b.WriteString(" " + string(p.Name) + "=" + text)
				}
			}
			b.WriteByte('\n')
			depth++
			above = name
		}
		for _, id := range n.ChildIDs {
			if child := byID[id]; child != nil {
				write(child, depth, above)
			}
		}
	}
	if len(nodes) > 0 {
		write(nodes[0], 0, "")
	}
	return b.String()
}

// valueText returns a value as a text.
func valueText(v *accessibility.Value) string {
	if v == nil {
		return ""
	}
	var text string
	if json.Unmarshal(v.Value, &text) == nil {
		return text
	}
	return string(v.Value)
}

// The permalinks of headings and of updates say that they copy.
func TestCopiedLinks(t *testing.T) {
	s, ctx := serve(t), browse(t)
	for page, links := range map[string]string{"incidents/2026-11-20-apps-unreachable-one-zone/": ".prose .anchor, .timeline .stamp", "about/": ".prose .anchor"} {
		do(t, ctx, chromedp.Navigate(s.url+page))
		got := eval[[]int](t, ctx, `(l => [l.length, l.filter((a) => a.querySelector(".copy")?.textContent === "Copy link").length])([...document.querySelectorAll("`+links+`")])`)
		if got[0] < 2 || got[0] != got[1] {
			t.Errorf("/%s: %d of %d links say that they copy", page, got[1], got[0])
		}
	}
}
