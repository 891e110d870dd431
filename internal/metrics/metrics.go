// Package metrics reads measurements: times with values, as CSV or as JSON.
package metrics

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"statuary/internal/diag"
)

// Limits of a file. A year of measurements every five minutes has 105,120.
const (
	MaxSize = 8 << 20 // bytes
	MaxRows = 200_000
)

// Point is a measurement.
type Point struct {
	At    time.Time
	Value float64
}

// Parse returns the measurements of a file in the order of time. The format follows from its name,
// which ends in .csv or .json:
//
//	time,value                                   a row of names, which may be missing
//	2026-11-28T03:00:00Z,131
//
//	[{"time": "2026-11-28T03:00:00Z", "value": 131}]
//
// A time is a timestamp as in RFC 3339, or Unix time in seconds. A row without a value is a gap. Of two
// measurements of one time, the later one in the file counts.
func Parse(file string, data []byte) ([]Point, diag.List) {
	p := &parser{file: file, data: data}
	switch {
	case len(data) > MaxSize:
		p.problem(1, 1, "remove old measurements; pages show the last 30 days", "the file has more than %d MB", MaxSize>>20)
	case strings.HasSuffix(strings.ToLower(file), ".json"):
		p.json()
	default:
		p.csv()
	}
	if p.problems != nil {
		return nil, p.problems
	}
	slices.SortStableFunc(p.points, func(a, b Point) int { return a.At.Compare(b.At) })
	var list []Point
	for _, point := range p.points {
		if last := len(list) - 1; last >= 0 && list[last].At.Equal(point.At) {
			list[last] = point
		} else {
			list = append(list, point)
		}
	}
	return list, nil
}

type parser struct {
	file     string
	data     []byte
	points   []Point
	problems diag.List
}

// mostProblems is the number of problems that are reported of a file.
const mostProblems = 5

// problem reports a problem. It returns false once there are enough of them.
func (p *parser) problem(line, col int, hint, format string, args ...any) bool {
	p.problems = append(p.problems, diag.Diagnostic{
		Pos: diag.Pos{File: p.file, Line: line, Col: col}, Text: fmt.Sprintf(format, args...), Hint: hint, Source: diag.Line(p.data, line),
	})
	return len(p.problems) < mostProblems
}

const timeHint = "write it as 2026-11-28T03:00:00Z, or as Unix time in seconds"

func (p *parser) csv() {
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(p.data, []byte("\ufeff"))))
	r.FieldsPerRecord, r.TrimLeadingSpace, r.Comment, r.ReuseRecord = -1, true, '#', true
	for n := 0; ; n++ {
		row, err := r.Read()
		if err == io.EOF {
			return
		}
		var syntax *csv.ParseError
		if errors.As(err, &syntax) {
			p.problem(syntax.Line, syntax.Column, "write rows such as 2026-11-28T03:00:00Z,131", "the row is not CSV: %v", syntax.Err)
			return
		}
		line, col := r.FieldPos(0)
		if len(p.points) >= MaxRows {
			p.problem(line, col, "remove old measurements; pages show the last 30 days", "more than %d measurements", MaxRows)
			return
		}
		if len(row) < 2 {
			if !p.problem(line, col, "write rows such as 2026-11-28T03:00:00Z,131", "the row has no value") {
				return
			}
			continue
		}
		at, ok := parseTime(row[0])
		if !ok {
			if n == 0 {
				if _, err := strconv.ParseFloat(strings.TrimSpace(row[1]), 64); err != nil {
					continue // the names of the columns
				}
			}
			if !p.problem(line, col, timeHint, "%q is not a time", row[0]) {
				return
			}
			continue
		}
		text := strings.TrimSpace(row[1])
		if text == "" {
			continue
		}
		value, err := strconv.ParseFloat(text, 64)
		if err != nil || !valid(value) {
			line, col := r.FieldPos(1)
			if !p.problem(line, col, "write a number with a decimal point, such as 131.5", "%q is not a number", text) {
				return
			}
			continue
		}
		p.points = append(p.points, Point{at, value})
	}
}

func (p *parser) json() {
	d := json.NewDecoder(bytes.NewReader(p.data))
	fail := func(format string, args ...any) bool {
		line, col := p.position(d.InputOffset())
		return p.problem(line, col, `write [{"time": "2026-11-28T03:00:00Z", "value": 131}]`, format, args...)
	}
	if t, err := d.Token(); err != nil || t != json.Delim('[') {
		fail("the file is not a list of measurements")
		return
	}
	for n := 0; d.More(); n++ {
		if n >= MaxRows {
			fail("more than %d measurements", MaxRows)
			return
		}
		var row struct {
			Time  json.RawMessage
			Value *float64
		}
		if err := d.Decode(&row); err != nil {
			var wrong *json.UnmarshalTypeError
			if !errors.As(err, &wrong) {
				fail("the file is not JSON: %v", err)
				return
			}
			if !fail("a measurement has a time and a number") {
				return
			}
			continue
		}
		text := string(row.Time)
		if unquoted := ""; json.Unmarshal(row.Time, &unquoted) == nil {
			text = unquoted
		}
		at, ok := parseTime(text)
		switch {
		case !ok:
			if !fail("%q is not a time", text) {
				return
			}
		case row.Value != nil && valid(*row.Value):
			p.points = append(p.points, Point{at, *row.Value})
		}
	}
	if _, err := d.Token(); err != nil {
		fail("the file ends before the list does")
	}
}

// position returns the line and the column of an offset.
func (p *parser) position(offset int64) (line, col int) {
	before := p.data[:min(int64(len(p.data)), offset)]
	start := bytes.LastIndexByte(before, '\n') + 1
	return 1 + bytes.Count(before, []byte("\n")), 1 + len([]rune(string(before[start:])))
}

// parseTime reads a timestamp or Unix time from 1970 to 9999.
func parseTime(s string) (time.Time, bool) {
	s = strings.TrimSpace(s)
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t, t.Year() >= 1970
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 || n > 253402300799 {
		return time.Time{}, false
	}
	return time.Unix(n, 0).UTC(), true
}

// valid reports whether a value can be drawn.
func valid(v float64) bool { return !math.IsNaN(v) && math.Abs(v) < 1e15 }
