package markdown

import (
	"fmt"
	"strings"
	"testing"
)

func TestLooseEnds(t *testing.T) {
	for source, want := range map[string]string{
		"```\na\n```\n":                        "",
		"```\na\n":                             "0 ``` 0",
		"x\n\n~~~ sh\na\n```\n":                "0 ~~~ sh 3",
		"````\n```\n```\n":                     "0 ```` 0",
		"```\na\n```\n\n```":                   "0 ``` 11",
		"```\n```":                             "",
		"```sh":                                "0 ```sh 0",
		"- a\n\n  ```\n  b\n  ```\n- c":        "",
		"- a\n\n  ```\n  b\n- c":               "0 ``` 7",
		"> ```\n> a\n> ```\n":                  "",
		"> ```\n> a\n\nb":                      "0 ``` 2",
		"1. a\n   ```\n   b\n\n   ```\n":       "",
		"    ```\n    a\n":                     "",
		"a ``` b":                              "",
		"[a][b]":                               "1 [a][b] 0",
		"[a][b]\n\n[B]: /x":                    "",
		"[a][] and [a]\n\n[a]: /x":             "",
		"[a][]":                                "1 [a][] 0",
		"[a]":                                  "",
		"![pic][b]":                            "1 [pic][b] 1",
		"m[0][1] `[a][b]` \\[a][b]":            "",
		"[12:30][INFO] done":                   "",
		"a[^1]\n\n[^1]: b":                     "",
		"a[^1]":                                "2 [^1] 1",
		"[^1]: b c":                            "3 [^1]: 0",
		"a[^1] [^1]\n\n[^1]: b[^2]\n[^2]: c d": "",
		"`[^1]` \\[^1]":                        "",
		"<!-- [^1] [a][b] -->":                 "",
		"a\n\n  ```":                           "0 ``` 5",
		"पृष्ठ[^टि]\n\n[^टि]: पाठ": "",
	} {
		var got []string
		for _, l := range LooseEnds(source) {
			got = append(got, fmt.Sprint(l.Kind, " ", l.Text, " ", l.At))
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%q: %q, want %q", source, got, want)
		}
	}
	if n := len(LooseEnds(strings.Repeat("[^a] [b][c] ", 1000) + strings.Repeat("x [d][e]", 10_000))); n != maxLooseEnds {
		t.Errorf("%d loose ends", n)
	}
}

func FuzzLooseEnds(f *testing.F) {
	f.Add("```\na[^1] [b][c]\n> ~~~\n[^1]: x\n")
	f.Fuzz(func(t *testing.T, source string) {
		for _, l := range LooseEnds(source) {
			if l.At < 0 || l.At > len(source) || !strings.HasPrefix(source[l.At:], l.Text) {
				t.Errorf("%+v of %q", l, source)
			}
		}
	})
}
