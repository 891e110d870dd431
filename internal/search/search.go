// Package search builds the index of the incident search. A script on the page reads the parts of
// it that a query needs, so no server and no third party sees the query.
//
// Incidents are numbered from the oldest, in the order of their announcement, so a new one does not
// change the numbers of others. The index lists for each word the incidents that contain it. The
// words are divided into shards by their first letters; a query needs only the shards of its words.
// What a list of results shows of an incident is in records, which are stored in blocks.
package search

import (
	"fmt"
	"strings"
	"unique"
)

const (
	// Whole is the largest number of incidents for which all records and words are in one file.
	Whole = 1000
	// Block is the number of records per file of a larger history.
	Block = 250
)

// Record is what a list of results shows of an incident.
type Record struct {
	Title      string
	Path       string // below the root of the site
	Start      int64  // Unix time
	Kind       string // impact: "none" … "critical", or "maintenance"
	Status     string // "resolved"
	Components []int  // indexes in Index.Components
	Postmortem bool
}

// Texts are the texts in which an incident is searched.
type Texts struct {
	Title  string
	Bodies []string
}

// Terms are the words of one incident, each once, in any order. Those of the title end in inTitle.
type Terms []string

const inTitle = "*" // no word contains it

// TermsOf returns the words of an incident.
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
		// Most words also occur in other incidents; unique.Make lets them share one string.
		terms = append(terms, unique.Make(w).Value())
	}
	return terms
}

// ShardOf returns the name of a word's shard: the first two letters or digits of the Latin
// alphabet, otherwise a number made from the first character.
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

// Postings are, for each word, the incidents that contain it in increasing order: twice the number
// of the incident, plus one if the word is in its title.
type Postings map[string][]int

// Add adds the words of an incident. Its number must be higher than those added before.
func (p Postings) Add(number int, terms Terms) {
	for _, w := range terms {
		n := 2 * number
		if word, ok := strings.CutSuffix(w, inTitle); ok {
			w, n = word, n+1
		}
		p[w] = append(p[w], n)
	}
}

// Shards divides the postings into shards.
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
