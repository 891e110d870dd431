package alert

import (
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/tools/txtar"

	"statuary/internal/chars"
	"statuary/internal/diag"
	"statuary/internal/golden"
)

// The payloads in testdata become the alerts, notes and errors at the end of their files.
func TestDecode(t *testing.T) {
	for _, file := range []string{"testdata/payloads.txtar", "testdata/variants.txtar"} {
		t.Run(file, func(t *testing.T) { checkPayloads(t, file) })
	}
}

func checkPayloads(t *testing.T, file string) {
	t.Helper()
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	used := map[string]bool{}
	for n, f := range archive.Files {
		if f.Name == "want.txt" {
			archive.Files = archive.Files[:n]
			break
		}
		s, err := Find(path.Dir(f.Name))
		if err != nil {
			t.Fatal(err)
		}
		used[s.Name] = true
		fmt.Fprintf(&b, "%s\n", f.Name)
		r, err := Decode(s, f.Name, f.Data)
		var list diag.List
		if errors.As(err, &list) {
			_ = diag.Print(&b, list, false)
		}
		for _, note := range r.Notes {
			fmt.Fprintf(&b, "  note: %s\n", note)
		}
		for _, a := range r.Alerts {
			labels, _ := json.Marshal(a.Labels)
			fmt.Fprintf(&b, "  %s %q %s at %s, %q, %q, %q, %s\n", a.Source, a.Key, a.State, a.At.Format("2006-01-02T15:04:05Z07:00"), a.Title, a.Text, a.URL, labels)
		}
	}
	for _, s := range Sources() {
		if !used[s.Name] {
			t.Errorf("no payload of %s was tried", s.Name)
		}
	}
	archive.Files = append(archive.Files, txtar.File{Name: "want.txt", Data: []byte(b.String())})
	golden.File(t, file, txtar.Format(archive))
}

// The example of each source, which errors show, is a payload of it.
func TestExamples(t *testing.T) {
	for _, s := range Sources() {
		r, err := Decode(s, "example", []byte(s.Example))
		if err != nil || len(r.Alerts) != 1 || r.Alerts[0].State != Firing {
			t.Errorf("%s: %+v, %v", s.Name, r, err)
		}
	}
}

func TestFind(t *testing.T) {
	for _, name := range []string{"uptime-kuma", "UptimeKuma", "uptime_kuma", "Uptime Kuma"} {
		if s, err := Find(name); err != nil || s.Name != "uptime-kuma" {
			t.Errorf("%s: %v, %v", name, s.Name, err)
		}
	}
	if _, err := Find("graphana"); err == nil || diag.HintOf(err) != `did you mean "grafana"?` {
		t.Errorf("%v: %s", err, diag.HintOf(err))
	}
}

// Payloads that are too large, too deep or too many are errors, found in little time.
func TestLimits(t *testing.T) {
	s, _ := Find("alertmanager")
	one := `{"status": "firing", "labels": {"alertname": "x"}}`
	for name, src := range map[string]string{
		"large": `{"x": "` + strings.Repeat("x", MaxPayload) + `"}`,
		"deep":  strings.Repeat("[", 100_000),
		"nodes": `{"x": [` + strings.Repeat("0,", 200_000) + `0]}`,
		"many":  `{"alerts": [` + strings.Repeat(one+",", 1000) + one + `]}`,
	} {
		if _, err := Decode(s, name, []byte(src)); err == nil || len(err.Error()) > 1000 {
			t.Errorf("%s: %v", name, err)
		}
	}
	long := strings.Repeat("ä ", 10_000)
	r, err := Decode(s, "long", []byte(`{"alerts": [{"status": "firing", "labels": {"alertname": "`+long+`"}, "annotations": {"description": "`+long+`"}}]}`))
	if err != nil || len(r.Alerts[0].Title) > maxTitle || len(r.Alerts[0].Text) > maxText || len(r.Alerts[0].Key) > maxTitle {
		t.Errorf("%v", err)
	}
}

// Whatever is sent, Decode returns an error with a place, or alerts whose texts are clean.
func FuzzDecode(f *testing.F) {
	archive, err := txtar.ParseFile("testdata/payloads.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for n, file := range archive.Files {
		f.Add(uint8(n), file.Data)
	}
	f.Fuzz(func(t *testing.T, n uint8, data []byte) {
		s := Sources()[int(n)%len(Sources())]
		r, err := Decode(s, "x", data)
		var list diag.List
		if err != nil && (!errors.As(err, &list) || len(list) != 1 || list[0].Line < 1 || list[0].Col < 1 || list[0].Hint == "") && len(data) <= MaxPayload {
			t.Fatalf("%v", err)
		}
		for _, a := range r.Alerts {
			all := []string{a.Key, a.Title}
			for name, value := range a.Labels {
				all = append(all, name, value)
			}
			for _, text := range all {
				if !chars.IsClean(text) || strings.ContainsAny(text, "\r\n\t") || len(text) > maxTitle || !utf8.ValidString(text) {
					t.Fatalf("%q", text)
				}
			}
			if !chars.IsClean(a.Text) || len(a.Text) > maxText || a.Key == "" || a.State != Firing && a.State != Resolved {
				t.Fatalf("%+v", a)
			}
		}
	})
}
