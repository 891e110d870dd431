package diag

import (
	"errors"
	"fmt"
	"io/fs"
	"testing"
)

func TestHintOf(t *testing.T) {
	hinted := &Error{Text: "no site", Hint: "name one", Err: fs.ErrNotExist}
	for _, c := range []struct {
		err  error
		want string
	}{
		{nil, ""},
		{fs.ErrNotExist, ""},
		{&Error{Text: "no site"}, ""},
		{hinted, "name one"},
		{fmt.Errorf("--site: %w", hinted), "name one"},
		{errors.Join(fs.ErrExist, hinted), "name one"},
		{&Error{Text: "outer", Err: hinted}, "name one"},
		{&Error{Text: "outer", Hint: "do this", Err: hinted}, "do this"},
	} {
		if got := HintOf(c.err); got != c.want {
			t.Errorf("HintOf(%v) = %q, want %q", c.err, got, c.want)
		}
	}
	if !errors.Is(hinted, fs.ErrNotExist) {
		t.Error("an Error does not unwrap to its cause")
	}
}
