package search

import (
	"encoding/binary"
	"errors"
	"maps"
	"slices"

	"statuary/internal/varint"
)

// AppendBinary appends the words in a form that [DecodeShards] reads.
func (p *Postings) AppendBinary(b []byte) []byte {
	b = binary.AppendUvarint(b, uint64(len(p.words)))
	for n, w := range p.words {
		b = varint.AppendText(b, w)
		list := p.of(n)
		b = binary.AppendUvarint(b, uint64(len(list)))
		last := uint32(0)
		for _, e := range list {
			b = binary.AppendUvarint(b, uint64(e-last))
			last = e
		}
	}
	return b
}

// AppendShards appends the words of a block in a form that [DecodeShards] reads. It is meant for
// caches, and changes with the program.
func AppendShards(b []byte, shards map[string]*Postings) []byte {
	for _, name := range slices.Sorted(maps.Keys(shards)) {
		b = varint.AppendText(b, name)
		b = shards[name].AppendBinary(b)
	}
	return b
}

// DecodeShards returns what AppendShards wrote.
func DecodeShards(data string) (map[string]*Postings, error) {
	d := varint.NewReader(data)
	shards := map[string]*Postings{}
	for d.More() {
		name := d.Text()
		words := d.Len()
		p := &Postings{words: make([]string, words), ends: make([]uint32, words)}
		for n := range words {
			p.words[n] = d.Text()
			last := uint32(0)
			for range d.Len() {
				last += uint32(d.Uint())
				p.entries = append(p.entries, last)
			}
			p.ends[n] = uint32(len(p.entries))
		}
		shards[name] = p
	}
	if d.Failed() {
		return nil, errors.New("not a block of words in binary form")
	}
	return shards, nil
}
