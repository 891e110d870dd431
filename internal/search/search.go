// Package search makes an index of a history, which a script in the page reads
// piece by piece: no server answers a query, and no third party sees it.
//
// Incidents are numbered from the oldest, in the order of their announcement, so
// that a new one leaves the numbers of all others as they are. For each word, the
// index says in which incidents it is. The words are cut into shards by how they
// begin, and a query needs the shards of its words alone. What a list of results
// shows of an incident is in records, which come in blocks.
package search

import (
	"fmt"
	"strings"
	"unique"
)

const (
	// Whole is how many incidents are in one file together with their words.
	Whole = 1000
	// Block is how many records are in a file of a bigger history.
	Block = 250
)

// Record is what a list of results shows of an incident.
type Record struct {
	Title      string
	Path       string // below the site's root
	Start      int64  // Unix time
	Kind       string // impact: "none" … "critical", or "maintenance"
	Status     string // "resolved"
	Components []int  // by their place in the list of the site's
	Postmortem bool
}

// Texts is what an incident is found by.
type Texts struct {
	Title  string
	Bodies []string
}

// Terms are the words of one incident: each once, in any order, with a mark behind
// those that are in the title.
type Terms []string

const inTitle = "*"

// TermsOf finds the words of an incident.
func TermsOf(t Texts) Terms {
	set := map[string]bool{}
	for _, body := range t.Bodies {
		Words(body, func(w []byte) {
			if _, ok := set[string(w)]; !ok {
				set[string(w)] = false
			}
		})
	}
	Words(t.Title, func(w []byte) { set[string(w)] = true })
	terms := make(Terms, 0, len(set))
	for w, title := range set {
		if title {
			w += inTitle
		}
		// Most words are those of other incidents as well: they share one string.
		terms = append(terms, unique.Make(w).Value())
	}
	return terms
}

// ShardOf names the shard of a word: its first two letters, or the number of its
// first letter where they are not of the Latin alphabet.
func ShardOf(word string) string {
	simple := func(c byte) bool { return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' }
	if len(word) > 1 && simple(word[0]) && simple(word[1]) {
		return word[:2]
	}
	for _, r := range word {
		return fmt.Sprintf("_%x", r>>4)
	}
	return "_0"
}

// Postings are, for each word, the numbers of the incidents in which it is, in
// rising order: twice the number, and one more where it is in the title.
type Postings map[string][]int

// Add adds the words of the incident with a number, which must be higher than
// those before.
func (p Postings) Add(number int, terms Terms) {
	for _, w := range terms {
		n := 2 * number
		if word, ok := strings.CutSuffix(w, inTitle); ok {
			w, n = word, n+1
		}
		p[w] = append(p[w], n)
	}
}

// Shards cuts the postings by the shards of their words.
func (p Postings) Shards() map[string]Postings {
	shards := map[string]Postings{}
	for w, list := range p {
		name := ShardOf(w)
		if shards[name] == nil {
			shards[name] = Postings{}
		}
		shards[name][w] = list
	}
	return shards
}
