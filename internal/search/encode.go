package search

import (
	"bytes"
	"encoding/json"
	"io"
	"slices"
	"strconv"
)

// Index is the file /search/index.json, which the script on the page reads first.
type Index struct {
	Components []string // names; records refer to them by index
	Stop       []string // words that are not searched for
	Total      int
	Block      int      // records per block file; 0 if all records are in this file
	Shards     []string // names of the shard files that exist; empty if all words are in this file
	Records    []Record
	Words      [][]*Postings // by shard, sorted by name; used only if Block is 0
}

// Encode writes the index as JSON.
func (x Index) Encode(w io.Writer) error {
	doc := struct {
		Components []string `json:"components"`
		Stop       []string `json:"stop"`
		Total      int      `json:"total"`
		Block      int      `json:"block"`
		Shards     []string `json:"shards"`
	}{x.Components, x.Stop, x.Total, x.Block, x.Shards}
	var b bytes.Buffer
	if err := encode(&b, doc); err != nil {
		return err
	}
	if x.Block == 0 {
		// The rest is megabytes, which a json.RawMessage would scan twice.
		b.Truncate(b.Len() - len("}\n"))
		b.WriteString(`,"records":`)
		if err := EncodeRecords(&b, x.Records); err != nil {
			return err
		}
		b.Truncate(b.Len() - len("\n"))
		b.WriteString(`,"words":{`)
		for n, parts := range x.Words {
			if n > 0 {
				b.WriteByte(',')
			}
			encodeShard(&b, parts)
		}
		b.WriteString("}}\n")
	}
	_, err := w.Write(b.Bytes())
	return err
}

// EncodeRecords writes a block of records. Each is a list of its fields in order, which takes half
// the space of an object.
func EncodeRecords(w io.Writer, list []Record) error {
	rows := make([][]any, len(list))
	for n, r := range list {
		components := r.Components
		if components == nil {
			components = []int{}
		}
		rows[n] = []any{r.Title, r.Path, r.Start, r.Kind, r.Status, components, r.Postmortem}
		if len(r.Tags) > 0 {
			rows[n] = append(rows[n], r.Tags)
		}
	}
	return encode(w, rows)
}

// EncodeWords writes a shard: each word with its entries, the first as a number and each other one
// as the difference to the one before. The parts are of the same shard, and their numbers increase.
func EncodeWords(w io.Writer, parts []*Postings) error {
	var b bytes.Buffer
	b.WriteByte('{')
	encodeShard(&b, parts)
	b.WriteString("}\n")
	_, err := w.Write(b.Bytes())
	return err
}

// encodeShard writes the words of a shard without the braces around them. Words contain only
// letters, digits and marks, so nothing needs escaping.
func encodeShard(b *bytes.Buffer, blocks []*Postings) {
	parts := make([]*wordList, len(blocks))
	var words []string
	for n, p := range blocks {
		parts[n] = p.lists()
		words = append(words, parts[n].words...)
	}
	slices.Sort(words)
	next := make([]int, len(parts)) // for each part, the index of its first word that is not written
	for n, word := range slices.Compact(words) {
		if n > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('"')
		b.WriteString(word)
		b.WriteString(`":`)
		sep, last := byte('['), 0
		for k, p := range parts {
			if next[k] == len(p.words) || p.words[next[k]] != word {
				continue
			}
			for _, e := range p.of(next[k]) {
				b.WriteByte(sep)
				b.Write(strconv.AppendInt(b.AvailableBuffer(), int64(e)-int64(last), 10))
				sep, last = ',', int(e)
			}
			next[k]++
		}
		b.WriteByte(']')
	}
}

func encode(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}
