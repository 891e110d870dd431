package config

import (
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Every setting is described, and has a form that is a regular expression.
func TestSettingsAreComplete(t *testing.T) {
	var look func(path string, settings []Setting)
	look = func(path string, settings []Setting) {
		for _, s := range settings {
			name := path + s.Name
			if s.About == "" {
				t.Errorf("%s has no description", name)
			}
			if _, err := regexp.Compile(s.Form); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			look(name+".", s.Keys)
		}
	}
	look("", Settings())
}

// docRow is the start of a row in a table of settings: its keys and its default.
var docRow = regexp.MustCompile("^\\| ((?:`[a-z_]+`(?:, )?)+) \\| (.*?) \\| ")

// The tables in docs/ have the keys and the defaults of the settings.
func TestDocumentedSettings(t *testing.T) {
	for _, table := range []struct{ file, heading, path string }{
		{"configuration.md", "# config.toml", ""},
		{"configuration.md", "## [[components]]", "components"},
		{"configuration.md", "## [maintenance]", "maintenance"},
		{"configuration.md", "## [markdown]", "markdown"},
		{"configuration.md", "## [feed]", "feed"},
		{"configuration.md", "## [brand]", "brand"},
		{"configuration.md", "## [git]", "git"},
		{"configuration.md", "## [api]", "api"},
		{"configuration.md", "## [check]", "check"},
		{"publishing.md", "## [publish.NAME]", "publish"},
	} {
		src, err := os.ReadFile("../../docs/" + table.file)
		if err != nil {
			t.Fatal(err)
		}
		_, section, ok := strings.Cut("\n"+string(src), "\n"+table.heading+"\n")
		if !ok {
			t.Errorf("%s has no %q", table.file, table.heading)
			continue
		}
		section, _, _ = strings.Cut(section, "\n## ")
		got := map[string]string{}
		for line := range strings.Lines(section) {
			if m := docRow.FindStringSubmatch(line); m != nil {
				for _, key := range strings.Split(m[1], ", ") {
					got[strings.Trim(key, "`")] = m[2]
				}
			}
		}
		settings := Settings()
		if table.path != "" {
			settings = keysOf(settings, table.path)
		} else { // tables have headings of their own
			settings = slices.DeleteFunc(settings, func(s Setting) bool { return s.Default == "" && !s.Required })
		}
		want := map[string]string{}
		for _, s := range settings {
			want[s.Name] = s.Default
			if s.Required {
				want[s.Name] = "required"
			}
		}
		for key, value := range want {
			if got[key] != value {
				t.Errorf("%s, %s: %s has the default %q, want %q", table.file, table.heading, key, got[key], value)
			}
		}
		for key := range got {
			if _, ok := want[key]; !ok {
				t.Errorf("%s, %s: there is no setting %s", table.file, table.heading, key)
			}
		}
	}
}

// A setting with its default as the value is the same as none.
func TestWrittenDefaults(t *testing.T) {
	const head = "title = \"x\"\nbase_url = \"https://example.org\"\n"
	tried := 0
	check := func(before, after string, s Setting) {
		value, ok := strings.CutPrefix(s.Default, "`")
		value, rest, closed := strings.Cut(value, "`")
		if !ok || !closed || rest != "" || s.Name == "edit_url" || s.Name == "commit_url" {
			return // it is described, not written as a value
		}
		tried++
		want, problems := load(before+after, Overrides{})
		if problems != "" {
			t.Fatal(problems)
		}
		got, problems := load(before+after+s.Name+" = "+value+"\n", Overrides{})
		if problems != "" {
			t.Errorf("%s: %s", s.Name, problems)
			return
		}
		got.Git.At = want.Git.At // where the key is in the file
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s = %s is another configuration than none", s.Name, value)
		}
	}
	for _, s := range Settings() {
		if s.Default != "" {
			check(head, "", s)
		}
		for _, key := range s.Keys {
			switch {
			case s.Name == "components":
				check(head, "[[components]]\nid = \"x\"\n", key)
			case s.Type == Table:
				check(head, "["+s.Name+"]\n", key)
			}
		}
	}
	if tried < 10 {
		t.Errorf("only %d defaults were tried", tried)
	}
}
