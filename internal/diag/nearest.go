package diag

import (
	"strings"
	"unicode/utf8"
)

// Nearest returns the known word that was probably meant. Short words may differ by one slip,
// longer ones by up to three; case, "-", "_" and spaces are ignored.
func Nearest(word string, known []string) (string, bool) {
	plain := plainWord(word)
	best, bestDistance := "", 1+slips(plain)
	for _, k := range known {
		d := distance(plain, plainWord(k), bestDistance+1)
		// If two are equally near, prefer the one that completes the word: "app" is "apps", not
		// "api".
		if d < bestDistance || d == bestDistance && best != "" && strings.HasPrefix(plainWord(k), plain) {
			best, bestDistance = k, d
		}
	}
	return best, best != ""
}

// slips returns how many wrong letters still count as the same word.
func slips(word string) int {
	return min(3, 1+utf8.RuneCountInString(word)/5)
}

var plainWords = strings.NewReplacer("-", "", "_", "", " ", "")

func plainWord(s string) string { return plainWords.Replace(strings.ToLower(s)) }

// distance returns the number of letters to insert, delete, change or swap with their neighbour to
// get from a to b (optimal string alignment). It returns limit as soon as the result can't be
// smaller.
func distance(a, b string, limit int) int {
	ra, rb := []rune(a), []rune(b)
	if len(ra)-len(rb) >= limit || len(rb)-len(ra) >= limit {
		return limit
	}
	before, last, next := make([]int, len(rb)+1), make([]int, len(rb)+1), make([]int, len(rb)+1)
	for j := range last {
		last[j] = j
	}
	for i := range ra {
		next[0] = i + 1
		smallest := next[0]
		for j := range rb {
			cost := 1
			if ra[i] == rb[j] {
				cost = 0
			}
			d := min(last[j]+cost, last[j+1]+1, next[j]+1)
			if i > 0 && j > 0 && ra[i] == rb[j-1] && ra[i-1] == rb[j] {
				d = min(d, before[j-1]+1)
			}
			next[j+1] = d
			smallest = min(smallest, d)
		}
		if smallest >= limit {
			return limit
		}
		before, last, next = last, next, before
	}
	return min(last[len(rb)], limit)
}

// Slip reports whether a word differs from a known one by at most a single slip: one letter too
// many, too few or wrong, or two swapped.
func Slip(word, known string) bool {
	return distance(plainWord(word), plainWord(known), 2) <= 1
}
