package publish

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"statuary/internal/diag"
)

// Plan lists what a Sync does to a target. Its lists are sorted by path.
type Plan struct {
	Add    []Entry `json:"add"`    // files that did not exist or were not ours
	Change []Entry `json:"change"` // files of ours whose content or headers differ
	Keep   []Entry `json:"keep"`   // unchanged files
	Delete []Entry `json:"delete"` // files that are no longer part of the site; their sizes are unknown
}

// Entry is one file of a plan.
type Entry struct {
	Path  string `json:"path"`
	Bytes int64  `json:"bytes"`
}

// Report counts what a Sync did.
type Report struct {
	Written   int   `json:"written"`   // files that are new or differ
	Unchanged int   `json:"unchanged"` // files that stay the same
	Deleted   int   `json:"deleted"`   // files that are no longer part of the site
	Bytes     int64 `json:"bytes"`     // size of the whole site
}

func (p *Plan) add(e Entry, known, changed bool) {
	switch {
	case !changed:
		p.Keep = append(p.Keep, e)
	case known:
		p.Change = append(p.Change, e)
	default:
		p.Add = append(p.Add, e)
	}
}

// finish sorts the plan, and adds the files of ours that are no longer part of the site to Delete.
func (p *Plan) finish(ours []string) {
	for _, list := range [][]Entry{p.Add, p.Change, p.Keep} {
		slices.SortFunc(list, byPath)
	}
	all := p.All()
	for _, path := range ours {
		if _, ok := slices.BinarySearch(all, path); !ok {
			p.Delete = append(p.Delete, Entry{Path: path})
		}
	}
}

func byPath(a, b Entry) int { return cmp.Compare(a.Path, b.Path) }

// All returns the paths of all files of the site, sorted.
func (p *Plan) All() []string {
	all := make([]string, 0, len(p.Add)+len(p.Change)+len(p.Keep))
	for _, list := range [][]Entry{p.Add, p.Change, p.Keep} {
		all = append(all, Paths(list)...)
	}
	slices.Sort(all)
	return all
}

// Nothing reports whether the plan changes nothing.
func (p *Plan) Nothing() bool { return len(p.Add)+len(p.Change)+len(p.Delete) == 0 }

// Report returns the counts of the plan. p may be nil.
func (p *Plan) Report() Report {
	if p == nil {
		return Report{}
	}
	return Report{
		Written: len(p.Add) + len(p.Change), Unchanged: len(p.Keep), Deleted: len(p.Delete),
		Bytes: Size(p.Add) + Size(p.Change) + Size(p.Keep),
	}
}

// Sent returns the size of the files to send, in bytes. p may be nil.
func (p *Plan) Sent() int64 {
	if p == nil {
		return 0
	}
	return Size(p.Add) + Size(p.Change)
}

// Paths returns the paths of entries.
func Paths(list []Entry) []string {
	paths := make([]string, len(list))
	for i, e := range list {
		paths[i] = e.Path
	}
	return paths
}

// Size returns the total size of entries, in bytes.
func Size(list []Entry) int64 {
	var n int64
	for _, e := range list {
		n += e.Bytes
	}
	return n
}

// Limit is the largest number of files that a Sync may delete, as a number or as a percentage of
// the published files.
type Limit struct {
	Count   int // used if Percent is negative
	Percent float64
}

// DefaultLimit is a fifth of the files.
var DefaultLimit = Limit{Percent: 20}

// ParseLimit parses a limit such as "20%", "150" or "0".
func ParseLimit(s string) (Limit, error) {
	s = strings.TrimSpace(s)
	if number, ok := strings.CutSuffix(s, "%"); ok {
		p, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
		if err == nil && p >= 0 && p <= 100 {
			return Limit{Percent: p}, nil
		}
	} else if n, err := strconv.Atoi(s); err == nil && n >= 0 {
		return Limit{Count: n, Percent: -1}, nil
	}
	return Limit{}, fmt.Errorf("%q is neither a number of files, such as 100, nor a percentage, such as 20%%", s)
}

// Check returns an error if a plan deletes more files than the limit. Usually
// something is wrong then: the wrong folder, a checkout without its content, or the bucket of
// another site.
func (l Limit) Check(p *Plan) error {
	there := len(p.Change) + len(p.Keep) + len(p.Delete)
	allowed, limit := l.Count, strconv.Itoa(l.Count)
	if l.Percent >= 0 {
		allowed = int(float64(there) * l.Percent / 100)
		limit = strconv.FormatFloat(l.Percent, 'f', -1, 64) + "%"
	}
	if len(p.Delete) <= allowed {
		return nil
	}
	return &diag.Error{
		Text: fmt.Sprintf("this would delete %d of %d published files; the limit is %s", len(p.Delete), there, limit),
		Hint: fmt.Sprintf("list them with --dry-run; if they should go, publish with --max-deletes %d", len(p.Delete)),
	}
}
