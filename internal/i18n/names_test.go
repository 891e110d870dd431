package i18n

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"statuary/internal/golden"
)

func TestOwnNamesFile(t *testing.T) {
	var b strings.Builder
	for _, tag := range display.Self.Supported.Tags() {
		if name := display.Self.Name(tag); name != "" {
			fmt.Fprintf(&b, "%s\t%s\n", tag, name)
		}
	}
	golden.File(t, "names.txt", []byte(b.String()))
}

// Names are those of package display, also of a tag with a region or a script.
func TestOwnNames(t *testing.T) {
	tags := []string{"", "x", "und", "xx", "iw", "no", "zh-Hans-SG", "zh-HK", "zh-Hant-HK", "sr-ME", "sr-Latn", "sr-Cyrl-BA", "ca-valencia", "de-1996", "de-AT-1996", "en-x-sample", "en-u-ca-buddhist", "tlh", "uz-AF", "pa-PK", "az-Cyrl"}
	for _, base := range display.Self.Supported.Tags() {
		for _, region := range []string{"", "-AT", "-BR", "-CN", "-TW", "-US", "-419", "-Latn", "-Cyrl"} {
			tags = append(tags, base.String()+region)
		}
	}
	for _, tag := range tags {
		want := ""
		if parsed, err := language.Parse(tag); err == nil {
			want = display.Self.Name(parsed)
		}
		if got := OwnName(tag); got != want {
			t.Errorf("%s: %q, want %q", tag, got, want)
		}
	}
}
