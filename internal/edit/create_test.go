package edit

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"statuary/internal/chars"
	"statuary/internal/incident"
)

func TestCreate(t *testing.T) {
	out, err := Create(testParser(), "content/incidents/x.md", Draft{
		Title: `API: "slow" #1`, Type: incident.Maintenance, Components: []string{"api", "null"},
		ScheduledFor: at("2026-11-01T01:30:00-05:00"), ScheduledUntil: at("2026-11-01 05:00"),
		Updates: []incident.Update{{At: at("2026-10-01 10:00"), Status: incident.Scheduled, Message: "No: api"}},
	})
	want := `---
title: "API: \"slow\" #1"
components: [api, "null"]
scheduled_for: 2026-11-01T01:30:00-05:00
scheduled_until: 2026-11-01 05:00
timeline:
  - at: 2026-10-01 10:00
    status: scheduled
    message: |
      No: api
---
`
	if err != nil || string(out) != want {
		t.Errorf("%v, got\n%s", err, out)
	}
	if _, err := Create(testParser(), "content/incidents/x.md", Draft{
		Title: "x", Updates: []incident.Update{{At: at("2026-10-01 10:00"), Status: incident.Investigating, Message: "a\x1bb"}},
	}); err == nil || !strings.Contains(err.Error(), "control character") {
		t.Errorf("a control character: %v", err)
	}
}

// Whatever is given comes back when the file is read.
func TestCreateIsRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := drawEntry(t, incident.Unplanned)
		title := rapid.StringMatching(`[ -~éß日]{0,20}[a-z]`).Draw(t, "title")
		if _, err := Create(realParser, "content/incidents/x.md", Draft{Title: title, Updates: []incident.Update{e}}); err != nil {
			t.Fatal(err)
		}
	})
}

// What files can't hold is refused with its name; what is removed when they are read
// is not written.
func TestCreateCharacters(t *testing.T) {
	update := incident.Update{At: at("2026-03-10 11:00"), Status: incident.Investigating, Message: "x"}
	for _, r := range []rune{0x07, 0x1b, 0x80, 0xffff} {
		_, err := Create(testParser(), "x.md", Draft{Title: "a" + string(r) + "b", Updates: []incident.Update{update}})
		if err == nil || !strings.Contains(err.Error(), "control character U+") || !strings.Contains(err.Error(), "title") {
			t.Errorf("%U: %v", r, err)
		}
	}
	update.Message, update.Label = "a\u202eb\ufeff", "c\u2066d\u2069"
	out, err := Create(testParser(), "x.md", Draft{Title: "\u202btitle\u202c", Updates: []incident.Update{update}})
	if err != nil || strings.ContainsAny(string(out), "\u202e\ufeff\u2066\u2069\u202b\u202c") {
		t.Errorf("%v: %q", err, out)
	}
}

func TestSlug(t *testing.T) {
	for title, want := range map[string]string{
		"API errors":              "api-errors",
		"Kunden können's nicht! ": "kunden-konnens-nicht",
		"障害 2":                    "障害-2",
		"…":                       "",
		"one two three four five six seven eight nine ten eleven twelve thirteen": "one-two-three-four-five-six-seven-eight-nine-ten-eleven",
		"ガス": "ガス",
		"हिन्दी में समस्या":              "हिन्दी-में-समस्या",
		"Сбой API: ёлка":                 "сбой-api-ёлка",
		"Sự cố: Việt Nam":                "su-co-viet-nam",
		"su\u031b\u0323 co\u0302\u0301":  "su-co",
		"İstanbul Ærø Łódź":              "istanbul-ærø-łodz",
		"Ελληνικά προβλήματα":            "ελληνικά-προβλήματα",
		"مشکل\u200cها در API":            "مشکل\u200cها-در-api",
		"ප්\u200dරශ්නය 👩\u200d💻 ❤\ufe0f": "ප්\u200dරශ්නය",
		"דואר א״ל":                       "דואר-א״ל",
		"ব্যর্থ\u200b ত্রুটি":            "ব্যর্থ-ত্রুটি",
		"한국어 \u1112\u1161\u11ab":         "한국어-한",
		"དཀའ་ངལ།":                        "དཀའ་ངལ",
		strings.Repeat("कि", 40):         strings.Repeat("कि", 30),
		"a" + strings.Repeat("कि", 40):   "a" + strings.Repeat("कि", 29),
	} {
		if got := chars.Slug(title); got != want {
			t.Errorf("%q: got %q, want %q", title, got, want)
		}
		if got := chars.Slug(title); got != "" && incident.BadID(got) != "" {
			t.Errorf("%q: %q %s", title, got, incident.BadID(got))
		}
	}
}

func TestAddBody(t *testing.T) {
	const front = "---\ntitle: x\ntimeline: [{at: 2026-03-10 11:00, status: resolved}]\n---"
	for src, want := range map[string]string{
		front:                  front + "\n\nBody\n",
		front + "\n":           front + "\n\nBody\n",
		front + "\n\n":         front + "\n\nBody\n",
		front + "\n\nThere.\n": front + "\n\nThere.\n",
	} {
		out, err := AddBody(testParser(), "x.md", []byte(src), "Body\n")
		if err != nil || string(out) != want {
			t.Errorf("%q: %v, got %q", src, err, out)
		}
	}
}
