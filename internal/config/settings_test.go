package config

import (
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

// Every setting has a description, and its form is a regular expression.
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

// docRow matches the start of a row in a table of settings: its keys and its default.
var docRow = regexp.MustCompile("^\\| ((?:`[a-z_]+`(?:, )?)+) \\| (.*?) \\| ")

// docTables are the tables of settings in docs/, by the path of the settings.
var docTables = []struct{ file, heading, path string }{
	{"configuration.md", "# config.toml", ""},
	{"configuration.md", "## [[components]]", "components"},
	{"configuration.md", "## [[metrics]]", "metrics"},
	{"configuration.md", "## [maintenance]", "maintenance"},
	{"configuration.md", "## [markdown]", "markdown"},
	{"configuration.md", "## [feed]", "feed"},
	{"configuration.md", "## [brand]", "brand"},
	{"configuration.md", "## [git]", "git"},
	{"configuration.md", "## [api]", "api"},
	{"configuration.md", "## [outputs]", "outputs"}, // a test of package pages compares its rows
	{"configuration.md", "## [[metrics]]", "metrics"},
	{"configuration.md", "## [check]", "check"},
	{"announcing.md", "## [announce.NAME]", "announce"},
	{"alerts.md", "## [alert.RULE]", "alert"},
}

// docRows returns the rows of a table of settings by key.
func docRows(t *testing.T, file, heading string) map[string]string {
	t.Helper()
	src, err := os.ReadFile("../../docs/" + file)
	if err != nil {
		t.Fatal(err)
	}
	_, section, ok := strings.Cut("\n"+string(src), "\n"+heading+"\n")
	if !ok {
		t.Fatalf("%s has no %q", file, heading)
	}
	section, _, _ = strings.Cut(section, "\n## ")
	rows := map[string]string{}
	for line := range strings.Lines(section) {
		if m := docRow.FindStringSubmatch(line); m != nil {
			for _, key := range strings.Split(m[1], ", ") {
				rows[strings.Trim(key, "`")] = line
			}
		}
	}
	return rows
}

// The tables in docs/ have a row with the default of every setting, and no other rows. The
// row of a table without a section of its own names all keys of that table.
func TestDocumentedSettings(t *testing.T) {
	documented := map[string]bool{"publish": true} // by path: "brand.links.url"
	for _, s := range keysOf(Settings(), "publish") {
		documented["publish."+s.Name] = true // package targets writes the table
	}
	for _, table := range docTables {
		documented[table.path] = true
	}
	for _, table := range docTables {
		rows := docRows(t, table.file, table.heading)
		if len(rows) == 0 {
			t.Errorf("%s, %s: there are no rows", table.file, table.heading)
		}
		settings := Settings()
		if table.path != "" {
			settings = keysOf(settings, table.path)
		}
		for _, s := range settings {
			path := strings.TrimPrefix(table.path+"."+s.Name, ".")
			row, ok := rows[s.Name]
			if !ok {
				continue
			}
			delete(rows, s.Name)
			documented[path] = true
			want := s.Default
			if s.Required {
				want = "required"
			}
			if got := docRow.FindStringSubmatch(row)[2]; got != want {
				t.Errorf("%s, %s: %s has the default %q, want %q", table.file, table.heading, s.Name, got, want)
			}
			for _, key := range s.Keys {
				documented[path+"."+key.Name] = regexp.MustCompile("(`|[{ ])" + key.Name + "(`| =)").MatchString(row)
			}
		}
		if table.path == "outputs" {
			continue
		}
		for key := range rows {
			t.Errorf("%s, %s: there is no setting %s", table.file, table.heading, key)
		}
	}
	var look func(path string, settings []Setting)
	look = func(path string, settings []Setting) {
		for _, s := range settings {
			if !documented[path+s.Name] {
				t.Errorf("no table in docs/ has a row for %s", path+s.Name)
			}
			look(path+s.Name+".", s.Keys)
		}
	}
	look("", Settings())
}

// A setting that is set to its default is the same as a setting that is not set.
func TestWrittenDefaults(t *testing.T) {
	const head = "title = \"x\"\nbase_url = \"https://example.org\"\n"
	tried := 0
	check := func(before, after string, s Setting) {
		value, ok := strings.CutPrefix(s.Default, "`")
		value, rest, closed := strings.Cut(value, "`")
		if !ok || !closed || rest != "" || s.Name == "edit_url" || s.Name == "commit_url" {
			return // the default is a description, not a value
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
		got.Git.At = want.Git.At // position of the key
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s = %s changes the configuration", s.Name, value)
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
