package channels

import (
	"encoding/json"
	"net/url"
	"sort"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/rivo/uniseg"

	"statuary/internal/announce"
)

// limit is the longest text that a service takes, in its own unit. It is a little less than what the
// service documents.
type limit struct {
	most int
	size func(text string) int
}

// Limits of the services.
var (
	discordLimit    = limit{1900, units}
	googleLimit     = limit{4000, units}
	mattermostLimit = limit{4000, units}
	slackLimit      = limit{3000, func(text string) int { return units(slackText(text)) }}
	telegramLimit   = limit{4000, units}
	teamsLimit      = limit{20_000, encoded} // of 28 KB with the rest of the card
	matrixLimit     = limit{30_000, encoded} // of 64 KB with the rest of the event
	ntfyLimit       = limit{3900, func(text string) int { return len(text) }}
	ntfyTitle       = limit{250, utf8.RuneCountInString}
	mastodonLimit   = limit{500, utf8.RuneCountInString}
	blueskyLimit    = limit{300, utf8.RuneCountInString}
	summaryLimit    = limit{1000, units}     // of a change event of PagerDuty
	detailLimit     = limit{30_000, encoded} // of 512 KB with the rest of the event
	responseLimit   = limit{200, utf8.RuneCountInString}
)

// units returns the number of UTF-16 units of a text, which programs in JavaScript and Java count.
func units(text string) (n int) {
	for _, r := range text {
		n += utf16.RuneLen(r)
	}
	return n
}

// encoded returns the number of bytes of a text in JSON.
func encoded(text string) int {
	data, err := json.Marshal(text)
	if err != nil {
		return len(text)
	}
	return len(data)
}

// shorten cuts a text that is too long and adds an ellipsis: between words where it can, never inside of a
// letter with its marks or of an emoji, and never inside of an address.
func (l limit) shorten(text string) string {
	if l.size(text) <= l.most {
		return text
	}
	const ellipsis = "…"
	var ends []int // of graphemes
	for rest, state := text, -1; rest != ""; {
		var one string
		one, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		ends = append(ends, len(text)-len(rest))
		if len(one) > 0 && len(text)-len(rest) > 8*l.most {
			break // even in bytes, nothing behind this fits
		}
	}
	fits := sort.Search(len(ends), func(n int) bool { return l.size(text[:ends[n]]+ellipsis) > l.most })
	if fits == 0 {
		return ellipsis
	}
	cut := text[:ends[fits-1]]
	space := strings.LastIndexAny(cut, " \n")
	inWord := len(cut) < len(text) && text[len(cut)] != ' ' && text[len(cut)] != '\n'
	if inWord && (space > len(cut)*2/3 || strings.Contains(cut[space+1:], "://")) {
		cut = cut[:max(space, 0)]
	}
	return strings.TrimRight(cut, " \n,.;:") + ellipsis
}

// fit returns the text of a message within the limit: if it is too long, the text of the entry is cut, so
// that the address stays.
func (l limit) fit(m *announce.Message) string {
	if l.size(m.Text) <= l.most {
		return m.Text
	}
	end := "\n\n" + m.URL
	rest := limit{l.most - l.size(end), l.size}
	return rest.shorten(strings.TrimSpace(strings.TrimSuffix(m.Text, m.URL))) + end
}

// withoutURL returns the text of a message within the limit, without the address at its end, for services
// that show the address elsewhere.
func (l limit) withoutURL(m *announce.Message) string {
	return l.shorten(strings.TrimSpace(strings.TrimSuffix(m.Text, m.URL)))
}

// body returns the text of a message as withoutURL does, also without the subject at its beginning, for
// services that show it as a title.
func (l limit) body(m *announce.Message) string {
	rest := *m
	if rest.Text = strings.TrimSpace(strings.TrimPrefix(m.Text, m.Subject)); rest.Text == m.URL {
		return l.shorten(m.Subject)
	}
	return l.withoutURL(&rest)
}

// maxShown is the longest address that a post of 300 letters shows.
const maxShown = 100

// shownURL returns how a post shows an address: without the scheme and shortened, if it is long.
func shownURL(address string) string {
	if utf8.RuneCountInString(address) <= maxShown {
		return address
	}
	_, shown, _ := strings.Cut(address, "://")
	if plain, err := url.PathUnescape(shown); err == nil && !strings.ContainsAny(plain, " \n") {
		shown = plain
	}
	return limit{maxShown, utf8.RuneCountInString}.shorten(shown)
}
