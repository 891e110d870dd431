package internal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestTroubleshootingMessages checks that the messages in docs/troubleshooting.md occur in the
// sources. In the document, … replaces the variable parts of a message.
func TestTroubleshootingMessages(t *testing.T) {
	var sources strings.Builder
	for _, root := range []string{"../cmd", "."} {
		err := filepath.WalkDir(root, func(name string, _ fs.DirEntry, err error) error {
			if err != nil || filepath.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
				return err
			}
			text, err := os.ReadFile(name)
			sources.WriteString(strings.ReplaceAll(string(text), `\"`, `"`))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	all := sources.String()
	doc, err := os.ReadFile("../docs/troubleshooting.md")
	if err != nil {
		t.Fatal(err)
	}
	var messages []string
	for _, block := range regexp.MustCompile("(?s)```text\n(.*?)```").FindAllSubmatch(doc, -1) {
		messages = append(messages, strings.Split(strings.TrimSpace(string(block[1])), "\n")...)
	}
	_, importing, _ := strings.Cut(string(doc), "### The bucket refuses access")
	for _, row := range regexp.MustCompile("(?m)^\\| (`.*?`) \\|").FindAllStringSubmatch(importing, -1) {
		messages = append(messages, strings.Split(strings.Trim(row[1], "`"), "`, `")...)
	}
	if len(messages) < 40 {
		t.Errorf("only %d messages were found", len(messages))
	}
	for _, message := range messages {
		for _, prefix := range []string{"statuary: ", "config.toml: ", "warning: "} {
			message = strings.TrimPrefix(message, prefix)
		}
		message, _, _ = strings.Cut(message, " [") // the rule of a warning
		for _, part := range strings.Split(message, "…") {
			if part = strings.Trim(part, " ;:,"); len(part) > 5 && !strings.Contains(all, part) {
				t.Errorf("no source contains %q of the message %q", part, message)
			}
		}
	}
}

var (
	docBlock    = regexp.MustCompile("(?s)\n```.*?\n```")
	docCode     = regexp.MustCompile("``[^`].*?``|`[^`\n]*`")
	docConflict = regexp.MustCompile(`(?m)^(<<<<<<<|>>>>>>>)( |$)`)
	docLink     = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	docHeading  = regexp.MustCompile(`(?m)^#+ (.+)$`)
	notInSlug   = regexp.MustCompile(`[^\p{L}\p{N}_ -]`)
)

// headingIDs returns the ids that GitHub generates for the headings of a page.
func headingIDs(page string) map[string]bool {
	ids := map[string]bool{}
	for _, m := range docHeading.FindAllStringSubmatch(docBlock.ReplaceAllString(page, ""), -1) {
		id := strings.ReplaceAll(notInSlug.ReplaceAllString(strings.ToLower(m[1]), ""), " ", "-")
		for n, base := 1, id; ids[id]; n++ {
			id = fmt.Sprintf("%s-%d", base, n)
		}
		ids[id] = true
	}
	return ids
}

// docPages returns all pages of the documentation.
func docPages() ([]string, error) {
	pages, err := filepath.Glob("../docs/*.md")
	channels, cerr := filepath.Glob("../docs/channels/*.md")
	return append(pages, channels...), errors.Join(err, cerr)
}

// TestDocLinks checks that links between the pages of the documentation lead to files and headings
// that exist, that docs/README.md links to every page, and that no page has the marks of a conflict.
func TestDocLinks(t *testing.T) {
	pages, err := docPages()
	if err != nil || len(pages) < 12 {
		t.Fatal(pages, err)
	}
	more, err := filepath.Glob("../docs/*/*.md")
	if err != nil {
		t.Fatal(err)
	}
	links, indexed := 0, map[string]bool{}
	for _, name := range slices.Concat(pages, more, []string{"../README.md", "../.github/CONTRIBUTING.md"}) {
		page, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if docConflict.Match(page) {
			t.Errorf("%s has an unresolved conflict of a merge", name)
		}
		text := docCode.ReplaceAllString(docBlock.ReplaceAllString(string(page), ""), "")
		for _, m := range docLink.FindAllStringSubmatch(text, -1) {
			file, id, _ := strings.Cut(m[1], "#")
			if strings.Contains(file, ":") {
				continue // another site
			}
			links++
			to := name
			if file != "" {
				to = filepath.Join(filepath.Dir(name), file)
			}
			target, err := os.ReadFile(to)
			switch info, _ := os.Stat(to); {
			case err != nil && (info == nil || !info.IsDir()):
				t.Errorf("%s links to %s, which does not exist", name, m[1])
			case id != "" && !headingIDs(string(target))[id]:
				t.Errorf("%s links to %s, which has no such heading", name, m[1])
			}
			if name == filepath.FromSlash("../docs/README.md") {
				indexed[filepath.Base(to)] = true
			}
		}
	}
	for _, name := range pages {
		if base := filepath.Base(name); base != "README.md" && !indexed[base] {
			t.Errorf("docs/README.md does not link to %s", base)
		}
	}
	if links < 100 {
		t.Errorf("only %d links were found", links)
	}
}
