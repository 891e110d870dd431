package internal

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
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
