package theme

import (
	"strings"
	"testing"
	"time"

	"statuary/internal/diag"
	"statuary/internal/i18n"
	"statuary/internal/timefmt"
)

// inLanguage loads the theme of a site with the given files and returns its language.
func inLanguage(t *testing.T, tag string, files ...string) (*i18n.Language, diag.List) {
	t.Helper()
	var l Loader
	theme, problems, err := l.Load(siteOf(files), Options{Root: "/", Language: tag, Funcs: noFuncs()})
	if err != nil {
		t.Fatal(err)
	}
	if theme == nil {
		return nil, problems
	}
	return theme.Words(), problems
}

// Catalogues are merged: changing one phrase keeps the others, and a narrower tag uses the wider one.
func TestLanguages(t *testing.T) {
	const own = "themes/default/languages/"
	for _, c := range []struct {
		name, tag string
		files     []string
		want      string // Subscribe, Resolved, 1.5 % and the direction
	}{
		{"none", "", nil, "Subscribe, Resolved, 1.5%, ltr"},
		{"English", "en-GB", nil, "Subscribe, Resolved, 1.5%, ltr"},
		{"one word of English", "en", []string{own + "en.toml", "[words]\n\"Subscribe\" = \"Follow\"\n"}, "Follow, Resolved, 1.5%, ltr"},
		{"one word of English in Britain", "en-GB", []string{own + "en.toml", "[words]\n\"Subscribe\" = \"Follow\"\n"}, "Follow, Resolved, 1.5%, ltr"},
		{"built in", "de", nil, "Abonnieren, Behoben, 1,5\u00a0%, ltr"},
		{"narrower", "de-AT", nil, "Abonnieren, Behoben, 1,5\u00a0%, ltr"},
		{"in small letters", "pt-br", nil, "Assinar, Resolvido, 1,5%, ltr"},
		{"from the right", "ar", nil, "اشترك, تم الحل, \u200e1.5%, rtl"},
		{"unknown", "tlh", nil, "Subscribe, Resolved, 1.5%, ltr"},
		{"unknown, from the right", "he", nil, "Subscribe, Resolved, 1.5%, rtl"},
		{"one word", "de", []string{own + "de.toml", "[words]\n\"Subscribe\" = \"Folgen\"\n"}, "Folgen, Behoben, 1,5\u00a0%, ltr"},
		{"one word of a narrower tag", "de-AT", []string{own + "de-AT.toml", "[words]\n\"Resolved\" = \"Erledigt\"\n"}, "Abonnieren, Erledigt, 1,5\u00a0%, ltr"},
		{"both", "de-AT", []string{own + "de-AT.toml", "[words]\n\"Resolved\" = \"Erledigt\"\n", own + "de.toml", "[words]\n\"Resolved\" = \"x\"\n\"Subscribe\" = \"Folgen\"\n"}, "Folgen, Erledigt, 1,5\u00a0%, ltr"},
		{"of another language", "fr", []string{own + "de.toml", "[words]\n\"Resolved\" = 1\n"}, "S’abonner, Résolu, 1,5\u202f%, ltr"},
		{"a new language", "fi", []string{own + "fi.toml", "[words]\n\"Resolved\" = \"Ratkaistu\"\n"}, "Subscribe, Ratkaistu, 1,5%, ltr"},
		{"Simplified Chinese", "zh-Hans", nil, "订阅, 已解决, 1.5%, ltr"},
		{"Simplified Chinese, by the region", "zh-CN", nil, "订阅, 已解决, 1.5%, ltr"},
		{"Chinese", "zh", nil, "订阅, 已解决, 1.5%, ltr"},
		{"Traditional Chinese", "zh-TW", nil, "Subscribe, Resolved, 1.5%, ltr"},
	} {
		l, problems := inLanguage(t, c.tag, c.files...)
		if problems != nil {
			t.Errorf("%s: %v", c.name, problems)
			continue
		}
		if got := strings.Join([]string{l.T("Subscribe"), l.T("Resolved"), l.Percent("1.5"), l.Dir()}, ", "); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// A catalogue of English changes words, plurals and patterns of dates, and nothing else.
func TestEnglishCatalogue(t *testing.T) {
	l, problems := inLanguage(t, "en", "themes/default/languages/en.toml", `[words]
"%d incidents" = { one = "%d report", other = "%d reports" }
[dates]
date = "{d} {MMMM} {y}"
`)
	if problems != nil {
		t.Fatal(problems)
	}
	at := time.Date(2018, 9, 6, 14, 38, 0, 0, time.UTC)
	for _, c := range []struct{ got, want string }{
		{l.N(1, "%d incident", "%d incidents"), "1 report"},
		{l.N(2, "%d incident", "%d incidents"), "2 reports"},
		{l.N(1, "%d component", "%d components"), "1 component"},
		{l.Format(at, timefmt.Date), "6 September 2018"},
		{l.Format(at, timefmt.DateTime), i18n.English.Format(at, timefmt.DateTime)},
		{l.Duration(90 * time.Minute), i18n.English.Duration(90 * time.Minute)},
		{l.Weekdays()[0].Name, i18n.English.Weekdays()[0].Name},
		{l.Month(time.September), i18n.English.Month(time.September)},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}

// All errors of a catalogue are reported, with their lines.
func TestWrongLanguage(t *testing.T) {
	_, problems := inLanguage(t, "de", "themes/default/languages/de.toml", "[words]\n\"Subscribe\" = 7\n\"Times are in %s.\" = \"Alle Zeiten\"\n")
	if len(problems) != 2 || problems[0].File != "themes/default/languages/de.toml" || problems[0].Line != 2 || problems[1].Source != "\"Times are in %s.\" = \"Alle Zeiten\"" {
		t.Errorf("%+v", problems)
	}
}

// tf inserts HTML values unchanged and escapes everything else.
func TestPhrasesWithElements(t *testing.T) {
	files := []string{
		"themes/default/templates/404.html", `{{tf "Since %s" (iso .)}}|{{tf "Since %s" (day .)}}|{{tf "<b>%s, %s" "<i>" (day .)}}|{{tf "<b>%s" "<i>"}}|{{apart "<i>"}}|<p{{auto}}>`,
		"themes/default/languages/ar.toml", "[words]\n\"Since %s\" = \"<u> %s\"\n[dates]\nday = \"{d}\"",
	}
	var l Loader
	theme, problems, err := l.Load(siteOf(files), Options{Root: "/", Language: "ar", Funcs: noFuncs()})
	if err != nil || problems != nil {
		t.Fatal(err, problems)
	}
	var b strings.Builder
	if err := theme.Template("404.html").Render(&b, time.Date(2018, 1, 6, 14, 38, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	const day = `<time datetime="2018-01-06T14:38:00Z">6</time>`
	want := "&lt;u&gt; 2018-01-06T14:38:00Z|&lt;u&gt; " + day + "|&lt;b&gt;&lt;i&gt;, " + day + "|&lt;b&gt;&lt;i&gt;|\u2068&lt;i&gt;\u2069|<p dir=\"auto\">"
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}

// A span that begins and ends in the same minute has one time.
func TestRange(t *testing.T) {
	var l Loader
	theme, problems, err := l.Load(siteOf([]string{"themes/default/templates/404.html", `{{range .}}{{fromto (index . 0) (index . 1)}}|{{end}}`}), Options{Root: "/", Language: "en", Funcs: noFuncs()})
	if err != nil || problems != nil {
		t.Fatal(err, problems)
	}
	at := func(h, m, s int) time.Time { return time.Date(2018, 1, 6, h, m, s, 0, time.UTC) }
	var b strings.Builder
	if err := theme.Template("404.html").Render(&b, [][2]time.Time{{at(14, 38, 0), at(14, 38, 59)}, {at(14, 38, 59), at(14, 39, 0)}}); err != nil {
		t.Fatal(err)
	}
	const want = `<time datetime="2018-01-06T14:38:00Z">Jan 6, 2018, 14:38 UTC</time>|` +
		`<time datetime="2018-01-06T14:38:59Z">Jan 6, 2018, 14:38</time> – <time datetime="2018-01-06T14:39:00Z">14:39 UTC</time>|`
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}
