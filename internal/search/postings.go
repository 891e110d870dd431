package search

import (
	"cmp"
	"crypto/sha256"
	"slices"
)

// Postings are the words of a block of incidents in alphabetical order, each with the incidents
// that contain it. They are immutable.
type Postings struct {
	list   *wordList         // nil if they are in form
	form   string            // binary; empty if they are in list
	digest [sha256.Size]byte // of the binary form; zero if it is not known
}

// wordList is the words of Postings.
type wordList struct {
	words   []string
	ends    []uint32 // for each word, the index in entries after its last one
	entries []uint32
}

// lists returns the words. It decodes them each time, because few are needed twice.
func (p *Postings) lists() *wordList {
	if p.list != nil {
		return p.list
	}
	return decode(p.form)
}

// binary returns the binary form.
func (p *Postings) binary() string {
	if p.list == nil {
		return p.form
	}
	return string(p.list.appendBinary(nil))
}

// Digest returns a digest of the words and incidents.
func (p *Postings) Digest() [sha256.Size]byte {
	if p.list == nil {
		return p.digest
	}
	return sha256.Sum256([]byte(p.binary()))
}

// entry returns the entry of an incident: twice its number, plus one if the word is in its title.
// The entries of a word increase.
func entry(number int) uint32 { return 2 * uint32(number) }

// of returns the entries of the nth word.
func (l *wordList) of(n int) []uint32 {
	from := uint32(0)
	if n > 0 {
		from = l.ends[n-1]
	}
	return l.entries[from:l.ends[n]]
}

// Equal reports whether two lists have the same words and incidents.
func (p *Postings) Equal(q *Postings) bool {
	if p.list == nil && q.list == nil {
		return p.form == q.form
	}
	a, b := p.lists(), q.lists()
	return slices.Equal(a.words, b.words) && slices.Equal(a.ends, b.ends) && slices.Equal(a.entries, b.entries)
}

// Collector collects the words of a block of incidents. The zero Collector is ready to use.
type Collector struct {
	index map[string]uint32
	words []string
	last  []int // for each word, the index in found after its last occurrence
	found []occurrence
}

// An occurrence of a word in an incident.
type occurrence struct{ word, entry uint32 }

// Add adds the words of an incident.
func (c *Collector) Add(number int, t Texts) {
	start, e := len(c.found), entry(number)
	for _, body := range t.Bodies {
		Words(body, func(w []byte) { c.add(w, start, e) })
	}
	Words(t.Title, func(w []byte) { c.add(w, start, e).entry = e + 1 })
}

// Take adds the words of those incidents that keep selects, from an earlier collection.
func (c *Collector) Take(shards map[string]*Postings, keep func(number int) bool) {
	for _, p := range shards {
		l := p.lists()
		for n, w := range l.words {
			for _, e := range l.of(n) {
				if keep(int(e / 2)) {
					c.add([]byte(w), len(c.found), e)
				}
			}
		}
	}
}

// add adds an occurrence of a word, unless the word has one from start on already.
func (c *Collector) add(w []byte, start int, e uint32) *occurrence {
	n, ok := c.index[string(w)]
	if !ok {
		if c.index == nil {
			c.index = map[string]uint32{}
		}
		text := string(w)
		n = uint32(len(c.words))
		c.index[text] = n
		c.words, c.last = append(c.words, text), append(c.last, 0)
	}
	if c.last[n] <= start {
		c.found = append(c.found, occurrence{n, e})
		c.last[n] = len(c.found)
	}
	return &c.found[c.last[n]-1]
}

// Shards returns the words that were added, by shard, and empties the collector.
func (c *Collector) Shards() map[string]*Postings {
	counts := c.last // of the occurrences of each word
	clear(counts)
	for _, o := range c.found {
		counts[o.word]++
	}
	type named struct {
		word  uint32
		shard string
	}
	order := make([]named, len(c.words))
	for n, w := range c.words {
		order[n] = named{uint32(n), ShardOf(w)}
	}
	slices.SortFunc(order, func(a, b named) int {
		return cmp.Or(cmp.Compare(a.shard, b.shard), cmp.Compare(c.words[a.word], c.words[b.word]))
	})
	shards := map[string]*Postings{}
	lists := make([][]uint32, len(c.words)) // for each word, where its entries belong
	for len(order) > 0 {
		name, size, entries := order[0].shard, 0, 0
		for size < len(order) && order[size].shard == name {
			entries += counts[order[size].word]
			size++
		}
		p := &wordList{make([]string, size), make([]uint32, size), make([]uint32, entries)}
		at := 0
		for k, o := range order[:size] {
			p.words[k], lists[o.word] = c.words[o.word], p.entries[at:at]
			at += counts[o.word]
			p.ends[k] = uint32(at)
		}
		shards[name] = &Postings{list: p}
		order = order[size:]
	}
	for _, o := range c.found {
		lists[o.word] = append(lists[o.word], o.entry)
	}
	for _, entries := range lists {
		if !slices.IsSorted(entries) { // Take adds sorted ones
			slices.Sort(entries)
		}
	}
	clear(c.index)
	clear(c.words)
	c.words, c.last, c.found = c.words[:0], c.last[:0], c.found[:0]
	return shards
}
