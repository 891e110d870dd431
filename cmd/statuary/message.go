package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"statuary/internal/frontmatter"
	"statuary/internal/texteditor"
)

// message returns the text of an entry: the arguments, standard input if they are "-", or
// a text from an editor. It returns an error if no terminal is there for an editor.
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

// editText opens an editor for a text. The file stays until the text is saved to the site
// (see removeText), so that nothing written is lost.
func (a *app) editText(text, about string) (string, error) {
	file, err := texteditor.Create(text, about)
	if err != nil {
		return "", err
	}
	a.keepText(file)
	a.editing.Store(true)
	err = texteditor.Run(file)
	if a.editing.Store(false); err != nil {
		return "", fmt.Errorf("%w; nothing was changed", err)
	}
	written, err := texteditor.Read(file)
	if errors.Is(err, texteditor.ErrEmpty) {
		a.removeText()
	}
	return written, err
}

// keepText notes the file of a text from an editor.
func (a *app) keepText(file string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.text = file
}

// removeText removes the file of a text from an editor.
func (a *app) removeText() {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.text != "" {
		_ = os.Remove(a.text) // it is in the folder for temporary files
		a.text = ""
	}
}

// reportKeptText prints the file of a text from an editor that was not saved to the site.
func (a *app) reportKeptText() {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.text != "" {
		fmt.Fprintf(a.stderr, "statuary: your text is kept in %s\n", a.text)
	}
}
