package builder_test

import (
	"encoding/json"
	"strings"
	"testing"
	"testing/fstest"
	"unicode"

	"golang.org/x/net/html"

	"statuary/internal/builder"
)

// hebrewSite returns a site in English whose names and texts are all Hebrew.
func hebrewSite() fstest.MapFS {
	const config = `title = "אבג סטטוס"
base_url = "https://status.example.org/"
description = "אבג תיאור"
[brand]
footer = "אבג כותרת תחתונה"
links = [{name = "אבג קישור", url = "https://example.org/"}]
[[components]]
id = "api"
name = "אבג ממשק"
description = "אבג תיאור"
group = "אבג קבוצה"
[[components]]
id = "web"
name = "אבג אתר"
group = "אבג קבוצה"
[[components]]
id = "old"
name = "אבג ישן"
retired = true
`
	const open = `---
title: אבג תקלה
timeline:
  - {at: 2026-11-26 10:00, status: investigating, label: "אבג תווית", components: {api: major_outage, web: degraded_performance}, message: "אבג הודעה"}
---
`
	const over = `---
title: אבג תקלה שנפתרה
timeline:
  - {at: 2026-11-20 10:00, status: investigating, components: {api: partial_outage, old: major_outage}, message: "אבג הודעה"}
  - {at: 2026-11-20 12:00, status: resolved, label: "אבג תווית", message: "אבג הודעה"}
  - {at: 2026-11-21 12:00, status: postmortem}
---
## אבג כותרת

אבג טקסט
`
	const planned = `---
title: אבג תחזוקה
components: [api, web]
scheduled_for: 2026-12-01 10:00
scheduled_until: 2026-12-01 12:00
timeline:
  - {at: 2026-11-25 10:00, status: scheduled, message: "אבג הודעה"}
---
`
	return fstest.MapFS{
		"config.toml":                  {Data: []byte(config)},
		"content/incidents/open.md":    {Data: []byte(open)},
		"content/incidents/over.md":    {Data: []byte(over)},
		"content/incidents/planned.md": {Data: []byte(planned)},
		"content/pages/about.md":       {Data: []byte("---\ntitle: אבג אודות\n---\nאבג טקסט\n")},
	}
}

// Browsers detect the direction of every text that people have written: it is in an
// element with dir="auto", or isolated within a sentence.
func TestDirectionOfTexts(t *testing.T) {
	files, _, err := collect(builder.New(options(hebrewSite(), "2026-11-27T10:00:00Z")))
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for name, data := range files {
		if !strings.HasSuffix(name, ".html") {
			continue
		}
		doc, err := html.Parse(strings.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		for n := range doc.Descendants() {
			if n.Type != html.TextNode || !strings.Contains(n.Data, "אבג") || n.Parent.Data == "title" || n.Parent.Data == "script" {
				continue
			}
			seen++
			if !findsDirection(n) {
				t.Errorf("%s: no direction for %q in <%s>", name, n.Data, n.Parent.Data)
			}
		}
	}
	if seen < 100 {
		t.Errorf("only %d texts were found", seen)
	}
	var feed struct {
		Items []struct {
			HTML string `json:"content_html"`
		}
	}
	if err := json.Unmarshal([]byte(files["feed.json"]), &feed); err != nil || len(feed.Items) != 3 {
		t.Fatalf("%d items: %v", len(feed.Items), err)
	}
	for _, item := range feed.Items {
		doc, err := html.Parse(strings.NewReader(item.HTML))
		if err != nil {
			t.Fatal(err)
		}
		for n := range doc.Descendants() {
			if n.Type == html.TextNode && strings.Contains(n.Data, "אבג הודעה") && !findsDirection(n) {
				t.Errorf("feed.json: no direction for %q", n.Data)
			}
		}
	}
}

func findsDirection(text *html.Node) bool {
	for n := text.Parent; n != nil; n = n.Parent {
		if n.Data == "bdi" {
			return true
		}
		for _, a := range n.Attr {
			if a.Key == "dir" && a.Val == "auto" {
				return true
			}
			if a.Key == "dir" {
				return false
			}
		}
	}
	depth := 0
	for _, r := range text.Data {
		switch {
		case r == '\u2068':
			depth++
		case r == '\u2069':
			depth--
		case unicode.Is(unicode.Hebrew, r) && depth == 0:
			return false
		}
	}
	return true
}
