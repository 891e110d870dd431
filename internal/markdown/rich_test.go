package markdown

import "testing"

func TestRich(t *testing.T) {
	for _, plain := range []string{
		"", "We look into it.", "One.\n\nTwo, with `code`, **weight** and a [link](https://example.org/).", "- a\n- b\n  - c\n\n1. d\n", "Issue #12, 5 > 4?", "a -- b",
	} {
		if Rich(plain) {
			t.Errorf("%q is rich", plain)
		}
	}
	for _, rich := range []string{
		"# Heading", "Heading\n---", "Heading\n===", "a\n\n```\ncode\n```", "a\n\n~~~\ncode\n~~~", "a\n\n    code", "a\n\n\tcode", "| a | b |\n| --- | --- |", "a | b\n-- | --",
		"> quoted", "> [!NOTE]\n> noted", "![picture](a.png)", "a[^1]\n\n[^1]: b", "- [ ] open", "- [x] done", "a <kbd>b</kbd>", "1. a\n\n   > b",
	} {
		if !Rich(rich) {
			t.Errorf("%q is not rich", rich)
		}
	}
}
