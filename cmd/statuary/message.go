package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"

	"statuary/internal/frontmatter"
)

// scissors begins the line below which nothing of what an editor leaves is
// taken. It is an HTML comment, which editors of Markdown show as one.
const scissors = "<!-- >8"

// message gets the text of an entry: as it was given, from standard input where
// that is "-", or from an editor. Nothing is asked for where nobody can answer.
func (a *app) message(given []string, useEditor bool, about string) (string, error) {
	text := strings.Join(given, " ")
	switch {
	case len(given) == 1 && text == "-":
		data, err := io.ReadAll(io.LimitReader(os.Stdin, frontmatter.MaxFile+1))
		if err != nil {
			return "", err
		}
		if len(data) > frontmatter.MaxFile {
			return "", errors.New("the message is longer than the maximum size of a file")
		}
		if text = string(data); strings.TrimSpace(text) == "" {
			return "", hinted("standard input is empty", `for an entry without a message, write ""`)
		}
		if !useEditor {
			return text, nil
		}
	case len(given) > 0 && !useEditor:
		if text != "" && strings.TrimSpace(text) == "" {
			return "", hinted("the message has only white space", `for an entry without a message, write ""`)
		}
		return text, nil
	case !useEditor && !a.isInteractive():
		return "", hinted("missing message", `write one, or - for standard input, --edit for an editor, or "" for an entry without a message`)
	}
	return a.editText(text, about)
}

// edited lets a person write a text in an editor. The file stays until the text
// is saved to its place (see dropText), so that nothing written is ever lost.
func (a *app) editText(text, about string) (string, error) {
	f, err := os.CreateTemp("", "statuary-*.md")
	if err != nil {
		return "", err
	}
	a.text = f.Name()
	_, err = fmt.Fprintf(f, "%s\n\n%s Write the message above, in Markdown. This line and everything below it are ignored;\n     an empty message cancels.\n\n%s\n-->\n", text, scissors, about)
	if err := errors.Join(err, f.Close()); err != nil {
		return "", err
	}
	cmd := editorCommand(f.Name())
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stderr, os.Stderr
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("the editor %s: %w; nothing was changed", strings.Join(cmd.Args, " "), err)
	}
	data, err := os.ReadFile(f.Name())
	if err != nil {
		return "", err
	}
	written := strings.ReplaceAll(strings.TrimPrefix(string(data), "\ufeff"), "\r\n", "\n")
	if i := strings.Index("\n"+written, "\n"+scissors); i >= 0 {
		written = written[:i]
	}
	if strings.TrimSpace(written) == "" {
		a.removeText()
		return "", errors.New("the message is empty; nothing was changed")
	}
	return written, nil
}

// dropText removes the file of a text that was written in an editor.
func (a *app) removeText() {
	if a.text != "" {
		_ = os.Remove(a.text) // it is in the folder for such files
		a.text = ""
	}
}

// keepText names the file of a text that was written in an editor and has not
// been saved to its place.
func (a *app) reportKeptText() {
	if a.text != "" {
		fmt.Fprintf(a.stderr, "statuary: your text is kept in %s\n", a.text)
	}
}

// editorOf is the command that edits a file: $VISUAL, $EDITOR, or what the system
// is sure to have. As in git, the shell splits what the variable holds.
func editorCommand(file string) *exec.Cmd {
	command := os.Getenv("VISUAL")
	if command == "" {
		command = os.Getenv("EDITOR")
	}
	if runtime.GOOS == "windows" {
		if command == "" {
			command = "notepad"
		}
		words := strings.Fields(command)
		return exec.Command(words[0], append(words[1:], file)...)
	}
	if command == "" {
		command = "vi"
	}
	return exec.Command("sh", "-c", command+` "$@"`, command, file)
}
