package diag

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

func TestPrint(t *testing.T) {
	at := func(line, col int) Pos { return Pos{"content/x.md", line, col} }
	for _, c := range []struct {
		name string
		d    Diagnostic
		want string
	}{
		{"place, line, caret and hint",
			Diagnostic{Pos: at(3, 13), Text: `unknown status "resolvd"`, Hint: `did you mean "resolved"?`, Source: "    status: resolvd"},
			"content/x.md:3:13: unknown status \"resolvd\"\n     3 |     status: resolvd\n       |             ^\n  hint: did you mean \"resolved\"?\n"},
		{"a warning says so", Diagnostic{Pos: at(1, 0), Text: "odd", Warning: true}, "content/x.md:1: warning: odd\n"},
		{"no place", Diagnostic{Text: "all is lost"}, "all is lost\n"},
		{"the caret stands under a character, not a byte", Diagnostic{Pos: at(1, 6), Text: "x", Source: "äöü: @"},
			"content/x.md:1:6: x\n     1 | äöü: @\n       |      ^\n"},
		{"wide characters take two cells", Diagnostic{Pos: at(1, 4), Text: "x", Source: "日本 @"},
			"content/x.md:1:4: x\n     1 | 日本 @\n       |      ^\n"},
		{"tabs are as wide as they are", Diagnostic{Pos: at(1, 2), Text: "x", Source: "\tfoo"},
			"content/x.md:1:2: x\n     1 | \tfoo\n       | \t^\n"},
		{"a file can't steer the terminal", Diagnostic{Pos: at(1, 1), Text: "bad \x1b[31m", Source: "\x1b]0;pwned\x07"},
			"content/x.md:1:1: bad ·[31m\n     1 | ·]0;pwned·\n       | ^\n"},
		{"a long line is cut around the place", Diagnostic{Pos: at(1, 300), Text: "x", Source: strings.Repeat("a", 299) + "@" + strings.Repeat("b", 300)},
			"content/x.md:1:300: x\n     1 | …" + strings.Repeat("a", 60) + "@" + strings.Repeat("b", 39) + "…\n       | " + strings.Repeat(" ", 61) + "^\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var b bytes.Buffer
			if err := Print(&b, List{c.d}, false); err != nil {
				t.Fatal(err)
			}
			if b.String() != c.want {
				t.Errorf("got\n%s\nwant\n%s", b.String(), c.want)
			}
		})
	}
}

func TestPrintGitHub(t *testing.T) {
	var b bytes.Buffer
	err := PrintGitHub(&b, List{
		{Pos: Pos{"a,b:c.md", 3, 5}, Text: "50% gone", Hint: "wait"},
		{Text: "no place", Warning: true},
	})
	want := "::error file=a%2Cb%3Ac.md,line=3,col=5::50%25 gone%0Ahint: wait\n::warning::no place\n"
	if err != nil || b.String() != want {
		t.Errorf("got %q, %v; want %q", b.String(), err, want)
	}
}

func TestJSON(t *testing.T) {
	got, err := json.Marshal(Diagnostic{Pos: Pos{"x.md", 3, 5}, Text: "odd", Source: "a\xffb", Warning: true})
	want := `{"file":"x.md","line":3,"column":5,"severity":"warning","message":"odd","source":"a�b"}`
	if err != nil || string(got) != want {
		t.Errorf("got %s, %v; want %s", got, err, want)
	}
}

func TestNearest(t *testing.T) {
	known := []string{"investigating", "identified", "monitoring", "resolved", "api", "web"}
	for word, want := range map[string]string{
		"resolvd": "resolved", "Resolved": "resolved", "monitorring": "monitoring", "moniotring": "monitoring",
		"indentified": "identified", "investigation": "investigating", "ap": "api", "ipa": "", "down": "", "": "",
		"completelydifferent": "",
	} {
		if got, ok := Nearest(word, known); got != want || ok != (want != "") {
			t.Errorf("Nearest(%q) = %q, %v; want %q", word, got, ok, want)
		}
	}
}

func TestSortAndCount(t *testing.T) {
	l := List{{Pos: Pos{"b", 1, 1}}, {Pos: Pos{"a", 2, 1}, Warning: true}, {Pos: Pos{"a", 1, 9}}, {Pos: Pos{"a", 1, 2}}}
	l.Sort()
	var order []string
	for _, d := range l {
		order = append(order, d.Pos.String())
	}
	if got := strings.Join(order, " "); got != "a:1:2 a:1:9 a:2:1 b:1:1" {
		t.Error("order:", got)
	}
	if e, w := l.Count(); e != 3 || w != 1 || !l.HasErrors() || l[2:3].HasErrors() {
		t.Error("counts:", e, w)
	}
}

func TestLine(t *testing.T) {
	src := []byte("one\r\ntwo\n\nfour")
	for n, want := range map[int]string{0: "", 1: "one", 2: "two", 3: "", 4: "four", 5: ""} {
		if got := Line(src, n); got != want {
			t.Errorf("Line(%d) = %q, want %q", n, got, want)
		}
	}
}
