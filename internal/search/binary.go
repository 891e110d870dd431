package search

import (
	"encoding/binary"
	"errors"
	"maps"
	"slices"
)

// AppendBinary appends the words in a form that [DecodeShards] reads.
func (p *Postings) AppendBinary(b []byte) []byte {
	b = binary.AppendUvarint(b, uint64(len(p.words)))
	for n, w := range p.words {
		b = append(binary.AppendUvarint(b, uint64(len(w))), w...)
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
		b = append(binary.AppendUvarint(b, uint64(len(name))), name...)
		b = shards[name].AppendBinary(b)
	}
	return b
}

// DecodeShards returns what AppendShards wrote.
func DecodeShards(data string) (map[string]*Postings, error) {
	d := &decoder{rest: data}
	shards := map[string]*Postings{}
	for d.rest != "" && !d.failed {
		name := d.text()
		words := d.length()
		p := &Postings{words: make([]string, words), ends: make([]uint32, words)}
		for n := range words {
			p.words[n] = d.text()
			last := uint32(0)
			for range d.length() {
				last += uint32(d.number())
				p.entries = append(p.entries, last)
			}
			p.ends[n] = uint32(len(p.entries))
		}
		shards[name] = p
	}
	if d.failed {
		return nil, errors.New("not a block of words in binary form")
	}
	return shards, nil
}

// decoder reads numbers and texts. After an error, all are zero.
type decoder struct {
	rest   string
	failed bool
}

func (d *decoder) number() uint64 {
	var head [binary.MaxVarintLen64]byte
	n, used := binary.Uvarint(head[:copy(head[:], d.rest)])
	if used <= 0 {
		d.failed, d.rest = true, ""
		return 0
	}
	d.rest = d.rest[used:]
	return n
}

// length returns the number of bytes or elements that follow. There are no more elements than bytes.
func (d *decoder) length() int {
	n := d.number()
	if n > uint64(len(d.rest)) {
		d.failed, d.rest = true, ""
		return 0
	}
	return int(n)
}

func (d *decoder) text() string {
	n := d.length()
	s := d.rest[:n]
	d.rest = d.rest[n:]
	return s
}
