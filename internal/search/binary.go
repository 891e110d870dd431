package search

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"maps"
	"slices"

	"statuary/internal/varint"
)

// appendBinary appends the words in a form that decode reads. Equal words have equal forms.
func (l *wordList) appendBinary(b []byte) []byte {
	b = binary.AppendUvarint(b, uint64(len(l.words)))
	for n, w := range l.words {
		b = varint.AppendText(b, w)
		list := l.of(n)
		b = binary.AppendUvarint(b, uint64(len(list)))
		last := uint32(0)
		for _, e := range list {
			b = binary.AppendUvarint(b, uint64(e-last))
			last = e
		}
	}
	return b
}

// decode returns what appendBinary wrote. Of other data, it returns what makes sense.
func decode(data string) *wordList {
	d := varint.NewReader(data)
	words := d.Len()
	l := &wordList{words: make([]string, words), ends: make([]uint32, words)}
	for n := range words {
		l.words[n] = d.Text()
		last := uint32(0)
		for range d.Len() {
			last += uint32(d.Uint())
			l.entries = append(l.entries, last)
		}
		l.ends[n] = uint32(len(l.entries))
	}
	return l
}

// AppendShards appends the words of a block in a form that [DecodeShards] reads. It is meant for
// caches, and changes with the program.
func AppendShards(b []byte, shards map[string]*Postings) []byte {
	for _, name := range slices.Sorted(maps.Keys(shards)) {
		form := shards[name].binary()
		sum := sha256.Sum256([]byte(form))
		b = varint.AppendText(b, name)
		b = varint.AppendText(b, string(sum[:]))
		b = varint.AppendText(b, form)
	}
	return b
}

// DecodeShards returns what AppendShards wrote. The words of a shard are decoded when they are needed: after a
// change, a build needs only a few shards.
func DecodeShards(data string) (map[string]*Postings, error) {
	d := varint.NewReader(data)
	shards := map[string]*Postings{}
	for d.More() {
		name, sum, form := d.Text(), d.Text(), d.Text()
		p := &Postings{form: form}
		if copy(p.digest[:], sum) < len(p.digest) || form == "" {
			d.Fail()
		}
		shards[name] = p
	}
	if d.Failed() {
		return nil, errors.New("not a block of words in binary form")
	}
	return shards, nil
}
