package incident

import "testing"

func TestBlankText(t *testing.T) {
	for text, want := range map[string]bool{
		"":                                    true,
		"\n \n":                               true,
		"## Summary\n\n## Impact\n":           true,
		"Summary\n=======\n\nRest\n---":       true,
		"# A\n\n- [ ] \n- [ ]\n\n* * *":       true,
		"# A\n\n- [ ] \n-\n1.\n\n***":         true,
		"<!-- To fill in: what happened? -->": true,
		"## Summary\n\n<!-- a\nb\n-->\n\n## Impact":               true,
		"<!-- never closed":                                       true,
		"## Summary\n\nTODO\n\n## Impact\n\n_TBD_.":               true,
		"_No response_":                                           true,
		"It began at 2026-03-10 10:00 UTC and lasted 1 h 30 min.": true,
		"- **2026-03-10 10:00 UTC** investigating":                true,
		"- **2026-03-10 10:00 UTC** investigating, then a deploy": false,
		"A disk was full.":                                        false,
		"## Summary\n\nA disk.":                                   false,
		"- [x] Replace the disk":                                  false,
		"![chart](chart.png)":                                     false,
		"<!-- a --> text":                                         false,
		"Todo lists were not saved.":                              false,
		"```\ncode\n```":                                          false,
		"Two lines\nof text\n---":                                 false,
		"#hashtag":                                                false,
		"| a | b |\n|---|---|\n| 1 | 2 |":                         false,
	} {
		if got := BlankText(text); got != want {
			t.Errorf("%q: blank is %v", text, got)
		}
	}
}
