package content

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"statuary/internal/diag"
)

const aPageFile = "---\ntitle: About\n---\nHello"

// An incident or a page whose file Statuary does not read is reported with what to
// do, and its source is never published. Files that only look like one are copied.
func TestMisplaced(t *testing.T) {
	for name, want := range map[string]string{
		"content/incidents/x.MD":                  "rename it to x.md",
		"content/incidents/x.Md":                  "rename it to x.md",
		"content/incidents/2026/x.markdown":       "rename it to x.md",
		"content/incidents/x.Markdown":            "rename it to x.md",
		"content/incidents/x.mdx":                 "rename it to x.md",
		"content/incidents/x.mdown":               "rename it to x.md",
		"content/incidents/x.mkd":                 "rename it to x.md",
		"content/incidents/x.md.txt":              "rename it to x.md",
		"content/incidents/x.MD.TXT":              "rename it to x.md",
		"content/incidents/x.markdown.txt":        "rename it to x.md",
		"content/incidents/x.md ":                 "rename it to x.md",
		"content/incidents/x.txt":                 "rename it to x.md",
		"content/incidents/x":                     "rename it to x.md",
		"content/incidents/bundle/index.MD":       "rename it to index.md",
		"content/pages/about.markdown":            "rename it to about.md",
		"content/incidents/x.md.bak":              "warning: delete it, or rename it to end in .md if it is an incident or a page",
		"content/incidents/x.md.orig":             "warning: delete it, or rename it to end in .md if it is an incident or a page",
		"content/pages/x.markdown.old":            "warning: delete it, or rename it to end in .md if it is an incident or a page",
		"content/Incidents/x.md":                  "move its files to content/incidents/",
		"content/incident/x.md":                   "move its files to content/incidents/",
		"content/incidnets/deep/x.md":             "move its files to content/incidents/",
		"content/incidents\u00a0/x.md":            "move its files to content/incidents/",
		"content/Pages/about.md":                  "move its files to content/pages/",
		"content/page/about.md":                   "move its files to content/pages/",
		"content/pages/incidents/x.md":            "move the file to content/incidents/",
		"content/pages/x.md":                      "move the file to content/incidents/",
		"content/x.md":                            "move it to content/incidents/x.md",
		"content/outages/x.markdown":              "move it to content/incidents/x.md",
		"content/about.md":                        "move it to content/pages/about.md",
		"incidents/x.md":                          "move its files to content/incidents/",
		"Incidents/2026/x.markdown":               "move its files to content/incidents/",
		"pages/about.md":                          "move its files to content/pages/",
		"Content/incidents/x.md":                  "rename it to content/",
		"contents/incidents/x.md":                 "rename it to content/",
		"content/incidents/bell\x07.md":           "rename it; the character may not be visible in your file manager",
		"content/incidents/x\u202efdp.md":         "rename it; the character may not be visible in your file manager",
		"content/images/line\nbreak.png":          "rename it; the character may not be visible in your file manager",
		"content/notes.md":                        "warning: move it to content/incidents/ or content/pages/", // without front matter
		"content/incidents/log.txt":               "",
		"content/incidents/.x.MD":                 "",
		"content/incidents/x.md~":                 "",
		"content/images/x.txt":                    "",
		"incidents/readme.txt":                    "",
		"notes/x.md":                              "",
		"content/files/" + strings.Repeat("a", 9): "",
	} {
		text := plain
		switch {
		case strings.Contains(name, "about"):
			text = aPageFile
		case strings.Contains(name, "notes.md"):
			text = "# Notes"
		case strings.HasSuffix(name, "log.txt"):
			text = "--- a/file\n+++ b/file\n"
		}
		c, problems := load(t, site(name, text, "content/incidents/good.md", plain))
		var got []string
		for _, d := range problems {
			line := d.Hint
			if d.Warning {
				line = "warning: " + line
			}
			got = append(got, line)
		}
		if fmt.Sprint(got) != fmt.Sprint(slices.DeleteFunc([]string{want}, func(s string) bool { return s == "" })) {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
		published := slices.ContainsFunc(c.Assets, func(a Asset) bool { return a.Source == name })
		if raw := strings.HasPrefix(name, "content/") && (want == "" || strings.Contains(name, "notes.md")) && !strings.Contains(name, "/.x") && !strings.HasSuffix(name, "~"); published != raw {
			t.Errorf("%q: published is %v", name, published)
		}
		if problems.HasErrors() == (c.Broken == 0) && !strings.HasPrefix(want, "rename it; ") {
			t.Errorf("%q: %d broken", name, c.Broken)
		}
	}
}

// Of two incidents with one id, the one that began later is reported, and both files
// are named. Ids that differ in case or normalization alone are one.
func TestSameID(t *testing.T) {
	later := strings.Replace(plain, "2026-01-01", "2026-01-02", 1)
	for _, c := range []struct {
		files []string
		want  string
	}{
		{[]string{"content/incidents/a/x.md", later, "content/incidents/b/x.md", plain},
			"content/incidents/a/x.md:2:1: the id x is already used by content/incidents/b/x.md, which began earlier"},
		{[]string{"content/incidents/a/x.md", plain, "content/incidents/b/x.md", plain},
			"content/incidents/b/x.md:2:1: the id x is already used by content/incidents/a/x.md"},
		{[]string{"content/incidents/cafe\u0301.md", plain, "content/incidents/café.md", later},
			"content/incidents/café.md:2:1: the id café is already used by content/incidents/cafe\u0301.md, which began earlier; " +
				"the names of the files look the same, but the accents of one are separate characters (Unicode normalization)"},
		{[]string{"content/incidents/API.md", later, "content/incidents/api.md", plain},
			"content/incidents/API.md:2:1: the id API differs from api of content/incidents/api.md only in upper and lower case, which some file systems do not distinguish"},
		{[]string{"content/incidents/größe.md", plain, "content/incidents/GRÖSSE.md", later},
			"content/incidents/GRÖSSE.md:2:1: the id GRÖSSE differs from größe of content/incidents/größe.md only in upper and lower case, which some file systems do not distinguish"},
		{[]string{"content/incidents/x.md", strings.Replace(plain, "title", "id: \"e\\u0301\"\ntitle", 1), "content/incidents/é.md", later},
			"content/incidents/é.md:2:1: the id é is already used by content/incidents/x.md, which began earlier"},
	} {
		content, problems := load(t, site(c.files...))
		if len(problems) != 1 || problems[0].String() != c.want || len(content.Incidents) != 1 || content.Broken != 1 {
			t.Errorf("%d incidents, %v\nwant %s", len(content.Incidents), diag.List(problems), c.want)
		}
	}
}

// The names of files that a file system has decomposed are composed in addresses.
func TestComposed(t *testing.T) {
	l := Loader{Languages: []string{"fr"}}
	c, problems, err := l.Load(site(
		"content/incidents/u\u0308ber/index.md", plain, "content/incidents/u\u0308ber/bi\u0302ld.png", "png",
		"content/incidents/u\u0308ber/index.fr.md", plain, "content/incidents/nai\u0308f.md", plain, "content/incidents/naïf.fr.md", plain,
		"content/incidents/हिन्दी-समस्या.md", plain, "content/pages/बारे-में.md", aPageFile, "content/pages/e\u0301.md", aPageFile, "content/e\u0301/a.txt", "x",
	), parser)
	if problems != nil || err != nil {
		t.Fatal(problems, err)
	}
	if len(c.Languages("content/incidents/nai\u0308f.md")) != 1 {
		t.Error("a translation is not that of the file with a decomposed name")
	}
	var got []string
	for _, in := range c.Incidents {
		got = append(got, in.ID)
	}
	for _, p := range c.Pages {
		got = append(got, p.Path)
	}
	for _, a := range c.Assets {
		got = append(got, a.Path)
	}
	slices.Sort(got)
	want := []string{"é/a.txt", "incidents/über/bîld.png", "über", "naïf", "हिन्दी-समस्या", "é/", "बारे-में/"}
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
