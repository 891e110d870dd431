package metrics

import (
	"fmt"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	const want = "2026-11-28T03:00:00Z=1.5 2026-11-28T03:05:00Z=2"
	for name, src := range map[string]string{
		"a.csv":    "time,value\n2026-11-28T03:00:00Z,1.5\n2026-11-28T03:05:00Z,2\n",
		"rows.csv": "2026-11-28T03:00:00Z, 1.5\r\n2026-11-28T03:05:00Z, 2\r\n",
		"unix.csv": "\ufeff1795834800,1.5\n1795835100,2,more\n",
		"back.csv": "# newest first\n2026-11-28T04:05:00+01:00,2\n2026-11-28T03:04:00Z,\n2026-11-28T03:00:00Z,9\n2026-11-28T03:00:00Z,1.5\n",
		"a.json":   `[{"time": "2026-11-28T03:00:00Z", "value": 1.5}, {"time": 1795835100, "value": 2, "more": 1}, {"time": 1795835101, "value": null}]`,
	} {
		points, problems := Parse(name, []byte(src))
		var got []string
		for _, p := range points {
			got = append(got, fmt.Sprintf("%s=%v", p.At.UTC().Format("2006-01-02T15:04:05Z"), p.Value))
		}
		if problems != nil || strings.Join(got, " ") != want {
			t.Errorf("%s: %v %v", name, got, problems)
		}
	}
	for name, src := range map[string]string{"empty.csv": "", "names.csv": "time,value\n", "empty.json": "[]"} {
		if points, problems := Parse(name, []byte(src)); points != nil || problems != nil {
			t.Errorf("%s: %v %v", name, points, problems)
		}
	}
}

func TestProblems(t *testing.T) {
	for _, c := range []struct{ name, src, want string }{
		{"a.csv", "time,value\nyesterday,1\n", `a.csv:2:1: "yesterday" is not a time`},
		{"a.csv", "yesterday,1\n", `a.csv:1:1: "yesterday" is not a time`},
		{"a.csv", "1795834800,fast\n", `a.csv:1:12: "fast" is not a number`},
		{"a.csv", "1795834800,NaN\n", `a.csv:1:12: "NaN" is not a number`},
		{"a.csv", "1795834800,1e99\n", `a.csv:1:12: "1e99" is not a number`},
		{"a.csv", "1795834800,1\n1795834801\n", `a.csv:2:1: the row has no value`},
		{"a.csv", "1795834800,1\n\"x,1\n", `a.csv:2:`},
		{"a.csv", "1,1\n-1,1\n", `a.csv:2:1: "-1" is not a time`},
		{"a.csv", "1795834800,1\n" + strings.Repeat("1795834800,1\n", MaxRows), `more than 200000 measurements`},
		{"a.csv", strings.Repeat(" ", MaxSize+1), `a.csv:1:1: the file has more than 8 MB`},
		{"a.json", `{"time": 1}`, `a.json:1:2: the file is not a list of measurements`},
		{"a.json", "[\n{\"time\": \"x\", \"value\": 1}]", `a.json:2:26: "x" is not a time`},
		{"a.json", "[{\"time\": 1, \"value\": \"2\"}]", `a measurement has a time and a number`},
		{"a.json", "[{\"time\": 1, \"value\": 2}", `the file ends before the list does`},
		{"a.json", "[nonsense]", `the file is not JSON`},
	} {
		points, problems := Parse(c.name, []byte(c.src))
		if points != nil || len(problems) == 0 || !strings.Contains(problems[0].String(), c.want) {
			t.Errorf("%.40q: %v instead of %s", c.src, problems, c.want)
		}
	}
}
