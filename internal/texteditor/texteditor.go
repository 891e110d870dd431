// Package texteditor lets the user write a text in an editor.
package texteditor

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
)

// scissors begins the line from which on the text is ignored. It is an HTML comment, which
// Markdown editors show as one.
const scissors = "<!-- >8"

// ErrEmpty is returned by [Read] for an empty text.
var ErrEmpty = errors.New("the message is empty; nothing was changed")

// Create creates a temporary file with a text to edit, and notes below it that [Read] ignores.
func Create(text, notes string) (file string, err error) {
	f, err := os.CreateTemp("", "statuary-*.md")
	if err != nil {
		return "", err
	}
	_, err = fmt.Fprintf(f, "%s\n\n%s Write the message above, in Markdown. This line and everything below it are ignored;\n     an empty message cancels.\n\n%s\n-->\n", text, scissors, notes)
	return f.Name(), errors.Join(err, f.Close())
}

// Read reads the text of a file that [Create] created.
func Read(file string) (string, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	text := strings.ReplaceAll(strings.TrimPrefix(string(data), "\ufeff"), "\r\n", "\n")
	if i := strings.Index("\n"+text, "\n"+scissors); i >= 0 {
		text = text[:i]
	}
	if strings.TrimSpace(text) == "" {
		return "", ErrEmpty
	}
	return text, nil
}

// Run opens a file in the user's editor and returns when the editor ends. The error names the
// command.
func Run(file string) error {
	cmd := command(file)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stderr, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("the editor %s: %w", strings.Join(cmd.Args, " "), err)
	}
	return nil
}

// command returns the command that edits a file: $VISUAL, $EDITOR, or vi or notepad.
// As in git, the shell splits the value of the variable.
func command(file string) *exec.Cmd {
	editor := os.Getenv("VISUAL")
	if editor == "" {
		editor = os.Getenv("EDITOR")
	}
	if runtime.GOOS == "windows" {
		if editor == "" {
			editor = "notepad"
		}
		words := strings.Fields(editor)
		return exec.Command(words[0], append(words[1:], file)...)
	}
	if editor == "" {
		editor = "vi"
	}
	return exec.Command("sh", "-c", editor+` "$@"`, editor, file)
}
