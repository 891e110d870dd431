package targets

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"statuary/internal/config"
	"statuary/internal/golden"
)

const docsFile = "../../../docs/publishing.md"

// docs/publishing.md has the forms of all targets, and the keys of their tables.
func TestDocs(t *testing.T) {
	src, err := os.ReadFile(docsFile)
	if err != nil {
		t.Fatal(err)
	}
	text := replacePart(t, string(src), "targets", usages())
	text = replacePart(t, text, "keys", keyTables())
	golden.File(t, docsFile, []byte(text))
}

// replacePart replaces the part of a page between the comments that begin and end it.
func replacePart(t *testing.T, page, name, part string) string {
	t.Helper()
	before, rest, begins := strings.Cut(page, "<!-- "+name+": ")
	comment, rest, _ := strings.Cut(rest, "-->\n")
	_, after, ends := strings.Cut(rest, "<!-- end of "+name+" -->")
	if !begins || !ends {
		t.Fatalf("%s has no part %q", docsFile, name)
	}
	return before + "<!-- " + name + ": " + comment + "-->\n\n" + part + "\n<!-- end of " + name + " -->" + after
}

// usages returns how publish is called with each kind of target.
func usages() string {
	var b strings.Builder
	b.WriteString("```\nstatuary publish              # the only target in config.toml\n")
	b.WriteString("statuary publish NAME         # the target [publish.NAME] in config.toml\n")
	for _, k := range Kinds() {
		b.WriteString("statuary publish " + k.Usage + "\n")
	}
	b.WriteString("```\n")
	return b.String()
}

// keyTables returns a table of the keys of all targets, and one for each kind with keys of its own.
func keyTables() string {
	var b strings.Builder
	for _, s := range config.Settings(Kinds()...) {
		if s.Name == "publish" {
			keyTable(&b, s.Keys, "")
		}
	}
	for _, k := range Kinds() {
		if len(k.Keys) > 0 {
			fmt.Fprintf(&b, "\nOnly for %s:\n\n", k.Plural)
			keyTable(&b, k.Keys, "")
		}
	}
	return b.String()
}

var defaultInAbout = regexp.MustCompile(` \(default: .*\)$`)

// keyTable writes the table of the keys that belong to a kind; "" means to all.
func keyTable(b *strings.Builder, keys []config.Setting, kind string) {
	b.WriteString("| key | default | meaning |\n| --- | --- | --- |\n")
	for _, s := range keys {
		if s.Target != kind {
			continue
		}
		byDefault, about := s.Default, defaultInAbout.ReplaceAllString(s.About, "")
		if s.Required {
			byDefault = "required"
		}
		if s.Words != nil {
			about += ": `\"" + strings.Join(s.Words, "\"`, `\"") + "\"`"
		}
		if s.Flag != "" {
			about += "; also `--" + FlagName(s.Name) + "`"
		}
		fmt.Fprintf(b, "| `%s` | %s | %s |\n", s.Name, byDefault, about)
	}
}
