package publish

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// Limits of a manifest. A target may hold anything at its place, and a compressed manifest can become
// a thousand times larger.
const (
	MaxManifest     = 32 << 20 // bytes of JSON
	maxManifestList = 300_000  // files, and digests
)

// ErrManifestTooLarge is the error for a manifest beyond a limit.
var ErrManifestTooLarge = fmt.Errorf("the manifest has more than %d MB or %d files", MaxManifest>>20, maxManifestList)

// ParseManifest is ReadManifest for a manifest in memory.
func ParseManifest(data []byte) (Manifest, error) { return ReadManifest(bytes.NewReader(data)) }

// ReadManifest reads a manifest. It drops paths that no site can have, so nothing is deleted that
// Statuary cannot have written. It keeps no more than the limits allow, however much r returns.
func ReadManifest(r io.Reader) (Manifest, error) {
	// The decoder searches its buffer again after each read, so it gets all at once.
	data, err := io.ReadAll(io.LimitReader(r, MaxManifest+1))
	if err != nil {
		return Manifest{}, err
	}
	if len(data) > MaxManifest {
		return Manifest{}, ErrManifestTooLarge
	}
	m, err := readManifest(json.NewDecoder(bytes.NewReader(data)))
	if err != nil {
		return Manifest{}, err
	}
	if m.Version > 1 {
		return Manifest{}, fmt.Errorf("the manifest has version %d, which needs a newer Statuary", m.Version)
	}
	if len(m.Sums) != len(m.Files) {
		m.Sums = nil
	}
	n := 0
	for i, f := range m.Files {
		if !Publishable(f) {
			continue
		}
		m.Files[n] = f
		if m.Sums != nil {
			m.Sums[n] = m.Sums[i]
		}
		n++
	}
	m.Files = m.Files[:n]
	if m.Sums != nil {
		m.Sums = m.Sums[:n]
	}
	return m, nil
}

func readManifest(d *json.Decoder) (m Manifest, err error) {
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return m, errors.Join(err, errors.New("the manifest is not a JSON object"))
	}
	for d.More() && err == nil {
		var key json.Token
		if key, err = d.Token(); err != nil {
			return m, err
		}
		switch key {
		case "version":
			err = d.Decode(&m.Version)
		case "files":
			m.Files, err = readStrings(d)
		case "sums":
			m.Sums, err = readStrings(d)
		case "also":
			m.Also, err = readStrings(d)
		case "unfinished":
			err = d.Decode(&m.Unfinished)
		default:
			err = skipValue(d)
		}
	}
	if err == nil {
		_, err = d.Token()
	}
	if err == nil {
		if _, more := d.Token(); more != io.EOF {
			err = errors.New("the manifest continues after its end")
		}
	}
	return m, err
}

// readStrings reads a list of strings, or null.
func readStrings(d *json.Decoder) (list []string, err error) {
	t, err := d.Token()
	if err != nil || t == nil {
		return nil, err
	}
	if t != json.Delim('[') {
		return nil, errors.New("the manifest has a value in place of a list")
	}
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return nil, err
		}
		s, ok := t.(string)
		if !ok {
			return nil, errors.New("the manifest has a list of other values than strings")
		}
		if len(list) == maxManifestList {
			return nil, ErrManifestTooLarge
		}
		list = append(list, s)
	}
	_, err = d.Token()
	return list, err
}

// skipValue reads a value without keeping it.
func skipValue(d *json.Decoder) error {
	for depth := 0; ; {
		t, err := d.Token()
		if err != nil {
			return err
		}
		switch t {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth == 0 {
			return nil
		}
	}
}
