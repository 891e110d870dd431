package edit

import (
	"testing"

	"statuary/internal/diag"
)

func TestFix(t *testing.T) {
	fix := func(line, col int, was, now string) diag.Diagnostic {
		return diag.Diagnostic{Pos: diag.Pos{Line: line, Col: col}, Fix: &diag.Fix{Old: was, New: now}}
	}
	for _, c := range []struct {
		src      string
		problems diag.List
		want     string
	}{
		{"\ufeff---\r\ntitel: x \r\n", diag.List{fix(2, 1, "titel", "title")}, "\ufeff---\r\ntitle: x \r\n"},
		{"é {statu: 'resolvd', statu: x}", diag.List{fix(1, 4, "statu", "status"), fix(1, 11, "resolvd", "resolved")}, "é {status: 'resolved', statu: x}"},
		{"a: resolvd_x", diag.List{fix(1, 4, "resolvd", "resolved")}, ""},
		{`a: "resol\x76d"`, diag.List{fix(1, 4, "resolvd", "resolved")}, ""},
		{"a", diag.List{fix(9, 1, "a", "b"), fix(1, 99, "a", "b"), {Pos: diag.Pos{Line: 1, Col: 1}}}, ""},
	} {
		out, changed := Fix([]byte(c.src), c.problems)
		if changed != (c.want != "") || changed && string(out) != c.want {
			t.Errorf("%q: %v, got %q, want %q", c.src, changed, out, c.want)
		}
	}
}
