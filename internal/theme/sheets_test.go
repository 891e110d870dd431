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
		if len(found) != 4 || !strings.Contains(found["style"], colour) || strings.Contains(found["style"], "/*") {
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

// A site adds markup to every page by hooks, without a template of its own.
func TestHooks(t *testing.T) {
	var l Loader
	theme, problems, err := l.Load(siteOf([]string{
		"themes/default/templates/hooks/head.html", `<meta name="mine" content="{{.Site.Name}}">`,
		"themes/default/templates/hooks/above-header.html", `<p class="banner">{{.Site.Name}}</p>`,
		"themes/default/templates/hooks/before-footer.html", `<p class="near-the-end"></p>`,
	}), Options{Root: "/", Funcs: noFuncs()})
	if err != nil || problems != nil {
		t.Fatal(err, problems)
	}
	whole := render(t, theme, "404.html", testView("Example"))
	page := whole
	for _, part := range []string{`<meta name="mine" content="Example"></head>`, `class="skip"`, `<p class="banner">Example</p>`, `<header`, `</main>`, `near-the-end`, `<footer`} {
		_, after, ok := strings.Cut(page, part)
		if !ok {
			t.Fatalf("%s is missing, or in another place:\n%s", part, whole)
		}
		page = after
	}
}
