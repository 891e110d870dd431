package clienttest

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// jing checks files against the grammar of Atom and returns its errors by file name. It
// stops at the first file that is not well-formed.
func jing(t *testing.T, files []string) map[string]string {
	t.Helper()
	out, err := run(t, t.TempDir(), nil, program(t, "jing", "jing"), append([]string{"-c", "testdata/atom.rnc"}, files...)...)
	complaints := map[string]string{}
	for line := range strings.Lines(string(out)) {
		if m := regexp.MustCompile(`^(.*):\d+:\d+: (?:error|fatal): (.*)`).FindStringSubmatch(line); m != nil {
			name := filepath.Base(m[1])
			complaints[name] += m[2] + "\n"
		}
	}
	if (err == nil) != (len(complaints) == 0) {
		t.Fatalf("jing: %v\n%s", err, out)
	}
	return complaints
}

// Every kind of Atom feed is valid by RFC 4287.
func TestAtomSchema(t *testing.T) {
	t.Parallel()
	program(t, "jing", "jing")
	s := newSite(t)
	files := s.download(
		"history.atom", "history/archive/1.atom", "history/archive/2.atom",
		"components/api/history.atom", "components/quiet/history.atom",
		"incidents/open/history.atom", "incidents/postmortem/history.atom", "incidents/upcoming/history.atom",
	)
	for name, complaint := range jing(t, files) {
		t.Errorf("%s: %s", name, complaint)
	}
}

// The grammar finds errors in invalid feeds.
func TestAtomSchemaFinds(t *testing.T) {
	t.Parallel()
	program(t, "jing", "jing")
	s := newSite(t)
	good := s.download("history/archive/2.atom")[0]
	data, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	const inEntry = `(?s)(<entry>.*?)`
	dir := t.TempDir()
	var files []string
	for name, c := range map[string]struct{ from, to string }{
		"no-id":             {inEntry + `<id>.*?</id>`, "$1"},
		"no-id-of-feed":     {`<id>.*?</id>`, ""},
		"two-ids":           {inEntry + `(<id>.*?</id>)`, "$1$2$2"},
		"relative-id":       {`<id>tag:[^<]*`, "<id>open"},
		"no-title":          {`<title>.*?</title>`, ""},
		"no-updated":        {inEntry + `<updated>.*?</updated>`, "$1"},
		"no-zone":           {`(<updated>[^<]*)-\d\d:\d\d`, "$1"},
		"date-of-rss":       {`(<updated>)[^<]*`, "${1}Tue, 10 Mar 2026 07:00:00 -0400"},
		"no-author":         {`(?s)<author>.*?</author>`, ""},
		"nameless-author":   {`<name>.*?</name>`, ""},
		"two-selves":        {`(<link [^>]*rel="self"[^>]*></link>)`, "$1$1"},
		"no-self":           {`<link [^>]*rel="self"[^>]*></link>`, ""},
		"no-content":        {inEntry + `<link .*?<content .*?</content>`, "$1"},
		"unknown-element":   {`<entry>`, "<entry><pubDate>2026</pubDate>"},
		"unknown-attribute": {`<entry>`, `<entry id="x">`},
		"unknown-type":      {`type="html"`, `type="HTML"`},
		"not-escaped":       {`(<content [^>]*>)`, "$1<a:p xmlns:a='http://www.w3.org/2005/Atom'/>"},
	} {
		re := regexp.MustCompile(c.from)
		at := re.FindSubmatchIndex(data)
		if at == nil {
			t.Errorf("%s: nothing to break", name)
			continue
		}
		broken := append([]byte{}, data[:at[0]]...)
		broken = append(re.Expand(broken, []byte(c.to), data, at), data[at[1]:]...)
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, broken, 0o644); err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	complaints := jing(t, append(files, good))
	for _, file := range files {
		if complaints[filepath.Base(file)] == "" {
			t.Errorf("%s is taken for a feed", filepath.Base(file))
		}
	}
	if c := complaints[filepath.Base(good)]; c != "" {
		t.Error("what was not broken is:", c)
	}
}
