package builder_test

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"html"
	"io"
	"path"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"statuary/internal/builder"
	"statuary/internal/chars"
	"statuary/internal/diag"
)

// Fields of a site that people write: each %s is replaced by a text. In YAML and TOML it
// is in double quotes, so that a text may be an escape.
var writtenFields = map[string]string{
	"config.toml": `title = "Acme%[1]s"
description = "What we run%[1]s"
base_url = "https://status.example.org/"
languages = ["fr"]
translations.fr = {title = "Acmé%[1]s", description = "Tout%[1]s", footer = "Pied%[1]s"}
[brand]
footer = "Footer%[1]s [link](/about/)"
links = [{name = "Support%[1]s", url = "https://example.org/"}]
[[components]]
id = "api"
name = "API%[1]s"
group = "Core%[1]s"
description = "The way in%[1]s"
translations.fr = {name = "IPA%[1]s", description = "Entrée%[1]s", group = "Base%[1]s"}
[[components]]
id = "web"
name = "Web%[1]s"
`,
	"content/incidents/past.md": `---
title: "Errors%[1]s"
tags: ["a%[1]s"]
aliases: ["/old%[1]s/"]
atom_id: "tag:example.org,2020:x%[1]s"
timeline:
  - {at: 2026-03-01 10:00, status: investigating, components: {api: major_outage}, label: "Seen%[1]s", message: "We look%[1]s\n\n[l%[1]s](/about/ \"t%[1]s\") ![i%[1]s](/a.svg \"c%[1]s\")\n\n` + "```x%[1]s\\ncode%[1]s\\n```" + `\n\n| a%[1]s |\n|---|\n| b%[1]s |"}
  - {at: 2026-03-01 12:00, status: resolved, message: "Done%[1]s"}
  - {at: 2026-03-02 12:00, status: postmortem}
---
# Cause%[2]s

Text%[2]s[^1] and <b title="x%[2]s">raw%[2]s</b>.

[^1]: Note%[2]s
`,
	"content/incidents/past.fr.md": `---
title: "Erreurs%[1]s"
timeline:
  - {at: 2026-03-01 10:00, status: investigating, label: "Vu%[1]s", message: "On cherche%[1]s"}
---
Cause%[2]s
`,
	"content/incidents/now.md": `---
title: "Slow%[1]s"
timeline:
  - {at: 2026-03-10 10:00, status: investigating, components: {web: partial_outage}, message: "Slow%[1]s"}
---
`,
	"content/incidents/plan.md": `---
title: "Work%[1]s"
components: [api]
scheduled_for: 2026-03-20 10:00
scheduled_until: 2026-03-20 11:00
repeat: FREQ=WEEKLY
timeline:
  - {at: 2026-03-09 10:00, status: scheduled, message: "Soon%[1]s"}
---
`,
	"content/pages/about.md": "---\ntitle: \"About%[1]s\"\ndescription: \"Us%[1]s\"\n---\n## Who%[2]s\n\nWe%[2]s\n",
}

// writtenSite fills the fields of one file, or of all, with texts: one for the fields in
// quotes, and one for Markdown.
func writtenSite(in, quoted, plain string) fstest.MapFS {
	fsys := fstest.MapFS{"content/a.svg": {Data: []byte("<svg xmlns=\"http://www.w3.org/2000/svg\"/>")}}
	for name, text := range writtenFields {
		q, p := quoted, plain
		if in != "" && in != name {
			q, p = "", ""
		}
		text = strings.NewReplacer("%[1]s", q, "%[2]s", p).Replace(text)
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

// mustBeClean fails if a text has a character that no output may contain.
func mustBeClean(t *testing.T, what, text string) {
	t.Helper()
	if !utf8.ValidString(text) {
		t.Errorf("%s is not UTF-8", what)
	}
	for i, r := range text {
		if chars.Forbidden(r) || r == '\r' {
			t.Errorf("%s has %U in %q", what, r, text[max(0, i-40):min(len(text), i+20)])
			return
		}
	}
}

// cleanOutput checks a file of the site: its bytes, and what programs parse from them.
func cleanOutput(t *testing.T, name, data string) {
	t.Helper()
	switch path.Ext(name) {
	case ".png", ".ico", ".woff2":
		return
	case ".ics":
		data = strings.ReplaceAll(data, "\r\n", "\n")
	}
	mustBeClean(t, name, data)
	switch path.Ext(name) {
	case ".html":
		mustBeClean(t, "what a browser makes of "+name, html.UnescapeString(data))
	case ".json", ".webmanifest":
		var v any
		if err := json.Unmarshal([]byte(data), &v); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		eachString(v, func(s string) { mustBeClean(t, "a text of "+name, s) })
	case ".xml", ".atom", ".rss", ".svg":
		d := xml.NewDecoder(strings.NewReader(data))
		for {
			token, err := d.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Errorf("%s: %v", name, err)
				break
			}
			if c, ok := token.(xml.CharData); ok {
				text := string(c)
				if strings.Contains(text, "<") { // HTML within a feed; a title is plain text
					text = html.UnescapeString(text)
				}
				mustBeClean(t, "a text of "+name, text)
			}
		}
	}
}

func eachString(v any, visit func(string)) {
	switch v := v.(type) {
	case string:
		visit(v)
	case []any:
		for _, one := range v {
			eachString(one, visit)
		}
	case map[string]any:
		for key, one := range v {
			visit(key)
			eachString(one, visit)
		}
	}
}

// No file of the site contains characters that change the text around them, not even if
// Markdown writes them as character references.
func TestOutputsAreClean(t *testing.T) {
	removed := "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\ufff9\ufffa\ufffb"
	references := "&#13;&#0;&#1;&#7;&#8;&#x1b;&#27;&#127;&#x80;&#x9f;&#x2028;&#x202e;&#8238;&#xfeff;&#xfffe;&#xffff;&#xd800;&#x1ffff;&#xfdd0;"
	escapes := ""
	for _, r := range removed {
		escapes += fmt.Sprintf(`\u%04x`, r)
	}
	for form, fsys := range map[string]fstest.MapFS{
		"as they are":   writtenSite("", removed, removed),
		"as escapes":    writtenSite("", escapes, ""),
		"as references": writtenSite("", "", references),
		"as references in quotes": func() fstest.MapFS {
			fsys := writtenSite("", references, references)
			// An alias with an ampersand and a # is rejected for other reasons.
			past := fsys["content/incidents/past.md"]
			past.Data = []byte(strings.Replace(string(past.Data), "/old"+references, "/old", 1))
			return fsys
		}(),
	} {
		for _, raw := range []string{"escape", "sanitize", "allow"} {
			with := fstest.MapFS{}
			for name, f := range fsys {
				with[name] = f
			}
			with["config.toml"] = &fstest.MapFile{Data: []byte(strings.Replace(string(fsys["config.toml"].Data), "[brand]", "[markdown]\nhtml = \""+raw+"\"\n[brand]", 1))}
			files, r, err := collect(builder.New(options(with, "2026-03-10T12:00:00Z")))
			if err != nil {
				t.Fatalf("%s: %v", form, r.Problems)
			}
			for name, data := range files {
				cleanOutput(t, name, data)
				mustBeClean(t, "the name of "+name, name)
			}
			if t.Failed() {
				t.Fatalf("%s, html = %q", form, raw)
			}
		}
	}
}

// Control characters are rejected in every file, both raw and as escapes. The error has a
// position, and its text contains no control character itself.
func TestControlCharactersAreRefused(t *testing.T) {
	for _, r := range []rune{0, 1, 7, 8, '\v', '\f', 0x1b, 0x7f, 0x80, 0x85, 0x9f, 0x2028, 0x2029, 0xfdd0, 0xfffe, 0xffff, 0x1ffff} {
		escape := fmt.Sprintf(`\U%08x`, r)
		for name := range writtenFields {
			for form, fsys := range map[string]fstest.MapFS{"raw": writtenSite(name, string(r), string(r)), "escaped": writtenSite(name, escape, "")} {
				_, result, err := collect(builder.New(options(fsys, "2026-03-10T12:00:00Z")))
				if err == nil || !result.Problems.HasErrors() {
					t.Fatalf("%U, %s, in %s is accepted", r, form, name)
				}
				var b strings.Builder
				if err := diag.Print(&b, result.Problems, true); err != nil {
					t.Fatal(err)
				}
				shown := strings.NewReplacer("\x1b[0m", "", "\x1b[1m", "", "\x1b[31m", "", "\x1b[33m", "", "\x1b[36m", "", "\x1b[2m", "").Replace(b.String())
				mustBeClean(t, "the message", shown)
				for _, p := range result.Problems {
					if p.Rule == "" && !p.Warning && (p.File != name || p.Line == 0 || p.Hint == "") {
						t.Errorf("%U, %s: %s", r, form, p)
					}
				}
			}
		}
	}
}
