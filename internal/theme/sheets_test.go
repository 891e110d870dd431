package theme

import (
	"strings"
	"testing"
)

// Parts of a style sheet are joined in the order of their names, a site's theme replaces single
// parts or the whole, and only the chosen look is published.
func TestJoinSheets(t *testing.T) {
	sheets := func(look string, files ...string) map[string]string {
		t.Helper()
		var l Loader
		theme, problems, err := l.Load(siteOf(files), Options{Root: "/", Look: look, Funcs: noFuncs()})
		if err != nil || problems != nil {
			t.Fatal(err, problems)
		}
		found := map[string]string{}
		for _, a := range theme.Assets() {
			if name, ok := strings.CutPrefix(a.Path, "assets/"); ok && strings.HasSuffix(name, ".css") {
				found[name[:strings.IndexByte(name, '.')]] = string(a.Data)
			}
		}
		return found
	}
	for look, colour := range map[string]string{"": "#f7f5f1", "stone": "#f7f5f1", "plain": "#59636e", "signal": "#003f9e"} {
		found := sheets(look)
		if len(found) != 2 || !strings.Contains(found["style"], colour) || strings.Contains(found["style"], "/*") {
			t.Errorf("look %q: %d style sheets:\n%.400s", look, len(found), found["style"])
		}
		if look != "signal" && strings.Contains(found["style"], "#003f9e") {
			t.Errorf("look %q has the colours of another", look)
		}
	}
	part := sheets("plain", "themes/default/assets/style.css/30-states.css", ".mine { content: \"/* kept */\" } /* dropped */", "themes/default/assets/style.css/99-more.css", ".last {}")
	if s := part["style"]; !strings.Contains(s, `/* kept */`) || strings.Contains(s, "dropped") || strings.Contains(s, ".progress .icon") || !strings.HasSuffix(s, ".last {}\n") {
		t.Error("a part of a site's theme does not replace the built-in one:", s)
	}
	if own := sheets("plain", "themes/default/assets/style.css", ".own {}"); own["style"] != ".own {}" || own["pages"] == "" {
		t.Errorf("%q", own["style"])
	}
}
