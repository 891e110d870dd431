package publish

import (
	"cmp"
	"fmt"
	"slices"
	"statuary/internal/diag"
	"strconv"
	"strings"
)

// Plan is what a Sync does to a target. Its lists are sorted by path.
type Plan struct {
	Add    []Entry `json:"add"`    // files that were not there, or not ours
	Change []Entry `json:"change"` // files of ours whose content, or what is sent with it, differs
	Keep   []Entry `json:"keep"`   // files that are there already
	Delete []Entry `json:"delete"` // files that are not part of the site any more; their sizes are not known
}

// Entry is one file of a plan.
type Entry struct {
	Path  string `json:"path"`
	Bytes int64  `json:"bytes"`
}

// Report says what a Sync did.
type Report struct {
	Written   int   `json:"written"`   // files that are new or differ
	Unchanged int   `json:"unchanged"` // files that were there already
	Deleted   int   `json:"deleted"`   // files that are not part of the site any more
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

// finish sorts the plan, and finds what is not part of the site any more among
// the files that were there.
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

// All gives the paths of the whole site, sorted.
func (p *Plan) All() []string {
	all := make([]string, 0, len(p.Add)+len(p.Change)+len(p.Keep))
	for _, list := range [][]Entry{p.Add, p.Change, p.Keep} {
		all = append(all, Paths(list)...)
	}
	slices.Sort(all)
	return all
}

// Nothing is true if there is nothing to do.
func (p *Plan) Nothing() bool { return len(p.Add)+len(p.Change)+len(p.Delete) == 0 }

// Report counts. It may be asked of no plan.
func (p *Plan) Report() Report {
	if p == nil {
		return Report{}
	}
	return Report{
		Written: len(p.Add) + len(p.Change), Unchanged: len(p.Keep), Deleted: len(p.Delete),
		Bytes: Size(p.Add) + Size(p.Change) + Size(p.Keep),
	}
}

// Sent returns the size of the files that are sent, in bytes. It may be asked of no
// plan.
func (p *Plan) Sent() int64 {
	if p == nil {
		return 0
	}
	return Size(p.Add) + Size(p.Change)
}

// Paths gives the paths of entries.
func Paths(list []Entry) []string {
	paths := make([]string, len(list))
	for i, e := range list {
		paths[i] = e.Path
	}
	return paths
}

// Size adds up entries, in bytes.
func Size(list []Entry) int64 {
	var n int64
	for _, e := range list {
		n += e.Bytes
	}
	return n
}

// Limit is how many files a Sync may delete: a number, or a part of the files
// that were there.
type Limit struct {
	Count   int // used if Percent is negative
	Percent float64
}

// DefaultLimit lets a fifth of the files go.
var DefaultLimit = Limit{Percent: 20}

// ParseLimit reads "20%", "150" or "0".
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
	return Limit{}, fmt.Errorf("%q is not a number of files, such as 100, or a part of them, such as 20%%", s)
}

// Check refuses a plan that deletes more. Then something is wrong more often
// than not: a wrong folder, a checkout without its content, another site's
// bucket.
func (l Limit) Check(p *Plan) error {
	there := len(p.Change) + len(p.Keep) + len(p.Delete)
	allowed, said := l.Count, strconv.Itoa(l.Count)
	if l.Percent >= 0 {
		allowed = int(float64(there) * l.Percent / 100)
		said = strconv.FormatFloat(l.Percent, 'f', -1, 64) + "%"
	}
	if len(p.Delete) <= allowed {
		return nil
	}
	return &diag.Error{
		Text: fmt.Sprintf("this would delete %d of the %d files that are there, which is more than %s", len(p.Delete), there, said),
		Hint: fmt.Sprintf("see which with --dry-run; if it is right, publish with --max-deletes %d", len(p.Delete)),
	}
}
