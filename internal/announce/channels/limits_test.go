package channels

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rivo/uniseg"

	"statuary/internal/config"
)

// longTexts are texts of entries by what is hard about them.
var longTexts = map[string]string{
	"words":            strings.Repeat("We look into it. ", 3000),
	"one word":         strings.Repeat("x", 50_000),
	"Cyrillic":         strings.Repeat("Мы разбираемся. ", 3000),
	"Chinese":          strings.Repeat("我们正在调查这个问题。", 5000),
	"Devanagari":       strings.Repeat("हम जाँच कर रहे हैं। ", 2000),
	"Arabic":           strings.Repeat("نحن نحقق في المشكلة. ", 2000),
	"emoji":            strings.Repeat("🌍", 20_000),
	"families":         strings.Repeat("👩‍👩‍👧‍👦", 4000),
	"flags":            strings.Repeat("🇩🇪", 9000),
	"combining marks":  strings.Repeat("e\u0301\u0323", 9000),
	"markup":           strings.Repeat("<&>", 9000),
	"control letters":  strings.Repeat("\"\\\t", 9000),
	"lines":            strings.Repeat("- a\n", 9000),
	"address at a cut": "See " + strings.Repeat("https://example.org/a-long-path/", 2000),
	"many addresses":   strings.Repeat("See https://example.org/runbook/step?x=1 now. ", 2000),
}

// limitCase is what a service documents, and where its requests have the text.
type limitCase struct {
	texts map[string]string
	text  func(t *testing.T, c call) string
	check func(t *testing.T, c call, text string) (size, most int)
	shows bool // the text ends with the address
}

func field(names ...string) func(*testing.T, call) string {
	return func(t *testing.T, c call) string {
		var v any = c.json(t)
		for _, name := range names {
			if list, ok := v.([]any); ok {
				v = list[0]
			}
			v = v.(map[string]any)[name]
		}
		return v.(string)
	}
}

// inUnits is a limit in UTF-16 units, in which clients of a service count.
func inUnits(most int) func(*testing.T, call, string) (int, int) {
	return func(_ *testing.T, _ call, text string) (int, int) { return units(text), most }
}

// ofRequest is a limit of the whole request in bytes.
func ofRequest(most int) func(*testing.T, call, string) (int, int) {
	return func(_ *testing.T, c call, _ string) (int, int) { return len(c.body), most }
}

var limitCases = map[string]limitCase{
	"slack":       {map[string]string{"url": "URL"}, field("text"), inUnits(4000), true},
	"discord":     {map[string]string{"url": "URL"}, field("content"), inUnits(2000), true},
	"mattermost":  {map[string]string{"url": "URL"}, field("text"), inUnits(4000), true},
	"google-chat": {map[string]string{"url": "URL"}, field("text"), inUnits(4096), true},
	"telegram":    {map[string]string{"token": "env:KEY", "server": "URL", "channel": "1"}, field("text"), inUnits(4096), true},
	"teams":       {map[string]string{"url": "URL"}, field("attachments", "content", "body", "text"), ofRequest(28 << 10), false},
	"matrix":      {map[string]string{"server": "URL", "token": "env:KEY", "channel": "!r:x"}, field("body"), ofRequest(64 << 10), true},
	"pagerduty":   {map[string]string{"token": "env:KEY", "server": "URL"}, field("payload", "custom_details", "message"), ofRequest(512 << 10), false},
	"ntfy":        {map[string]string{"url": "URL/topic"}, field("message"), func(_ *testing.T, _ call, text string) (int, int) { return len(text), 4096 }, false},
	"mastodon": {map[string]string{"server": "URL", "token": "env:KEY"}, field("status"), func(_ *testing.T, _ call, text string) (int, int) {
		return uniseg.GraphemeClusterCount(strings.ReplaceAll(text, message().URL, strings.Repeat("x", 23))), 500
	}, true},
	"bluesky": {map[string]string{"server": "URL", "user": "me.example", "password": "env:KEY"}, field("record", "text"), func(t *testing.T, c call, text string) (int, int) {
		if len(text) > 3000 {
			t.Errorf("%d bytes", len(text))
		}
		return uniseg.GraphemeClusterCount(text), 300
	}, true},
}

// sendTo sends a message to a stand-in of a service, and returns the last request.
func sendTo(t *testing.T, kind string, c limitCase, subject, plain, url string) call {
	t.Helper()
	server, calls := standIn(t, always(`{"ok":true,"id":"1","did":"did:plc:1","accessJwt":"jwt","uri":"at://x","cid":"c"}`))
	texts := map[string]string{}
	for key, text := range c.texts {
		texts[key] = strings.Replace(text, "URL", server, 1)
	}
	m := message()
	m.Subject, m.Plain, m.Body, m.URL = subject, plain, plain, url
	m.Text = subject + "\n\n" + strings.TrimSpace(plain) + "\n\n" + url
	if _, err := open(t, config.Announce{Kind: kind, Texts: texts}, map[string]string{"KEY": "k"}, nil).Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	return calls()[len(calls())-1]
}

// TestLimits sends long texts in many scripts to every service. Each is cut below the documented limit, not
// far below it, between letters, and never inside of an address.
func TestLimits(t *testing.T) {
	for kind, c := range limitCases {
		for name, plain := range longTexts {
			t.Run(kind+"/"+name, func(t *testing.T) {
				m := message()
				got := sendTo(t, kind, c, m.Subject, plain, m.URL)
				text := c.text(t, got)
				if size, most := c.check(t, got, text); size > most {
					t.Errorf("%d is more than the limit %d", size, most)
				}
				if !utf8.ValidString(text) || strings.Contains(text, "\ufffd") {
					t.Error("the text has half a letter")
				}
				body := text
				if c.shows {
					var ok bool
					if body, ok = strings.CutSuffix(text, "\n\n"+m.URL); !ok {
						t.Errorf("the end is %q", text[max(0, len(text)-120):])
					}
				} else if !strings.Contains(string(got.body), m.URL) {
					t.Error("the address is missing")
				}
				cut, ok := strings.CutSuffix(body, "…")
				whole := m.Subject + "\n\n" + strings.TrimSpace(plain)
				if kind == "slack" {
					whole = slackText(whole)
				}
				if kind == "pagerduty" || kind == "ntfy" { // which have the subject elsewhere
					whole = strings.TrimSpace(plain)
				}
				if !ok || !strings.HasPrefix(whole, cut) {
					t.Fatalf("it is not cut: %q", body[max(0, len(body)-80):])
				}
				rest := whole[len(cut):]
				if uniseg.GraphemeClusterCount(cut)+uniseg.GraphemeClusterCount(rest) != uniseg.GraphemeClusterCount(whole) {
					t.Errorf("an emoji or a letter is cut: …%q | %q…", cut[max(0, len(cut)-20):], rest[:min(20, len(rest))])
				}
				if last := cut[strings.LastIndexAny(cut, " \n")+1:]; strings.Contains(last, "://") && !strings.HasPrefix(rest, " ") {
					t.Errorf("an address is cut: %q", last[max(0, len(last)-40):])
				}
				if name == "words" && kind != "pagerduty" && units(cut) < 200 {
					t.Errorf("only %d letters are left", units(cut))
				}
			})
		}
	}
}

// TestLongAddress sends an incident whose address is longer than a post: the link leads to all of it.
func TestLongAddress(t *testing.T) {
	address := "https://status.example.org/incidents/2026-05-01-" + strings.Repeat("%E6%95%85", 60) + "/#_update-1"
	for kind, c := range limitCases {
		got := sendTo(t, kind, c, "API errors – Identified", strings.Repeat("We look into it. ", 3000), address)
		text := c.text(t, got)
		if kind == "mastodon" { // where every address counts the same
			text = strings.ReplaceAll(text, address, message().URL)
		}
		if size, most := c.check(t, got, text); size > most {
			t.Errorf("%s: %d is more than the limit %d", kind, size, most)
		}
		if !strings.Contains(string(got.body), address) {
			t.Errorf("%s: the address is missing in %.2000s", kind, got.body)
		}
	}
}

// TestLongTitle sends a title of the largest size.
func TestLongTitle(t *testing.T) {
	for _, title := range []string{strings.Repeat("ошибка ", 140), strings.Repeat("故障", 330)} {
		for kind, c := range limitCases {
			got := sendTo(t, kind, c, title, "We look into it.", message().URL)
			if size, most := c.check(t, got, c.text(t, got)); size > most {
				t.Errorf("%s: %d is more than the limit %d", kind, size, most)
			}
			if v := got.json(t)["title"]; kind == "ntfy" && utf8.RuneCountInString(fmt.Sprint(v)) > 250 {
				t.Errorf("title %v", v)
			}
			if kind == "pagerduty" {
				if summary := field("payload", "summary")(t, got); units(summary) > 1024 {
					t.Errorf("summary of %d letters", units(summary))
				}
			}
		}
	}
}

// TestNtfyTitle checks that the message does not repeat the title, unless there is nothing else.
func TestNtfyTitle(t *testing.T) {
	c := limitCases["ntfy"]
	if text := c.text(t, sendTo(t, "ntfy", c, "API errors – Resolved", "It is over.", message().URL)); text != "It is over." {
		t.Errorf("got %q", text)
	}
	if text := c.text(t, sendTo(t, "ntfy", c, "API errors – Resolved", "", message().URL)); text != "API errors – Resolved" {
		t.Errorf("got %q", text)
	}
}
