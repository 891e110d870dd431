// Package search builds the index of the incident search. A script on the page reads the parts of
// it that a query needs, so no server and no third party sees the query.
//
// Incidents are numbered from the oldest, in the order of their announcement, so a new one does not
// change the numbers of others. The index lists for each word the incidents that contain it. The
// words are divided into shards by their first letters; a query needs only the shards of its words.
// What a list of results shows of an incident is in records, which are stored in blocks.
package search

import "fmt"

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
	Tags       []string // their slugs
}

// Texts are the texts in which an incident is searched.
type Texts struct {
	Title  string
	Bodies []string
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
