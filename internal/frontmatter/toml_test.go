package frontmatter

import "testing"

// TestTOMLLineBreaks reads the same text from files with line breaks of Unix and Windows.
func TestTOMLLineBreaks(t *testing.T) {
	for _, src := range []string{"a = \"\"\"\nx\ny\n\"\"\"\n", "a = \"\"\"\r\nx\r\ny\r\n\"\"\"\r\n", "a = '''\r\nx\r\ny\r\n'''\r\n"} {
		v, problems := ParseTOML("config.toml", []byte(src))
		if len(problems) > 0 || v.Map[0].Value.Text != "x\ny\n" {
			t.Errorf("%q: %+v %v", src, v, problems)
		}
	}
	if _, problems := ParseTOML("config.toml", []byte("a = \"x\\ry\"\n")); !problems.HasErrors() {
		t.Error("a carriage return within a line is not reported")
	}
}
