package texteditor

import (
	"errors"
	"os"
	"testing"
)

// What stands above the notes is the text, whatever the editor did to line breaks.
func TestRead(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	file, err := Create("First *line*", "API down (api-down)")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := Read(file); err != nil || got != "First *line*\n\n" {
		t.Errorf("%q, %v", got, err)
	}
	for text, want := range map[string]string{
		"\ufeffOne\r\nTwo\r\n<!-- >8 notes\r\n-->": "One\nTwo\n",
		"no notes":               "no notes",
		"inline <!-- >8 is text": "inline <!-- >8 is text",
	} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := Read(file); err != nil || got != want {
			t.Errorf("%q: got %q, %v; want %q", text, got, err, want)
		}
	}
	if err := os.WriteFile(file, []byte(" \n<!-- >8 notes -->"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(file); !errors.Is(err, ErrEmpty) {
		t.Errorf("an empty text: %v", err)
	}
}
