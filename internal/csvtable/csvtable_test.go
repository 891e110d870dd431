package csvtable

import (
	"encoding/csv"
	"strings"
	"testing"
)

// TestCell has texts that spreadsheets take for formulas, and texts that they do not.
func TestCell(t *testing.T) {
	for text, want := range map[string]string{
		"=cmd|' /C calc'!A0": "'=cmd|' /C calc'!A0",
		"+1+1":               "'+1+1",
		"-1+1":               "'-1+1",
		"@SUM(A1)":           "'@SUM(A1)",
		"\t=1":               "'\t=1",
		"\r=1":               "'\r=1",
		" =1":                "' =1",
		"\n@a":               "'\n@a",
		"\u200b=1":           "'\u200b=1",
		"＝1":                 "'＝1",
		"－1":                 "'－1",
		"-":                  "'-",
		"-1":                 "-1",
		"+1.5":               "+1.5",
		"-.5":                "-.5",
		"a=b":                "a=b",
		"API":                "API",
		"":                   "",
		"2026-08-01":         "2026-08-01",
	} {
		if got := Cell(text); got != want {
			t.Errorf("%q becomes %q; want %q", text, got, want)
		}
	}
}

// FuzzRows writes texts and reads them back: no cell begins like a formula, and nothing else changes.
func FuzzRows(f *testing.F) {
	f.Add("=1", "a,b")
	f.Add("\r\n=", `"`)
	f.Fuzz(func(t *testing.T, a, b string) {
		got, err := csv.NewReader(strings.NewReader(Rows([]string{"x", a, b}))).ReadAll()
		if err != nil || len(got) != 1 || len(got[0]) != 3 {
			t.Fatalf("%q: %v", got, err)
		}
		for i, want := range []string{a, b} {
			want = strings.ReplaceAll(Cell(want), "\r\n", "\n") // the reader joins them
			if got[0][i+1] != want {
				t.Errorf("%q becomes %q", want, got[0][i+1])
			}
			if trimmed := strings.TrimSpace(got[0][i+1]); trimmed != "" && strings.ContainsAny(trimmed[:1], "=@") {
				t.Errorf("%q is a formula", got[0][i+1])
			}
		}
	})
}
