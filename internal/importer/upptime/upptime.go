// Package upptime reads the history of an Upptime page. Its incidents and
// maintenances are GitHub issues, saved with the command gh; its settings are in a
// checkout of the repository. See docs/importing.md.
package upptime

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"statuary/internal/importer/exchange"
	"statuary/internal/incident"
	"statuary/internal/lazyregexp"
)

// person is the name of an author, read from an object as in the output of gh and the
// REST API, or from a string.
type person string

func (p *person) UnmarshalJSON(raw []byte) error {
	var o struct{ Login string }
	var s string
	if json.Unmarshal(raw, &o) == nil {
		s = o.Login
	} else if json.Unmarshal(raw, &s) != nil {
		s = ""
	}
	*p = person(s)
	return nil
}

// label is the name of a label, read from an object or a string.
type label string

func (l *label) UnmarshalJSON(raw []byte) error {
	var o struct{ Name string }
	var s string
	if json.Unmarshal(raw, &o) == nil {
		s = o.Name
	} else if json.Unmarshal(raw, &s) != nil {
		s = ""
	}
	*l = label(s)
	return nil
}

// times are the times of an issue or a comment, under the keys of gh, of the REST API,
// or as only a day.
type times struct {
	Created  string `json:"createdAt"`
	Created2 string `json:"created_at"`
	Day      string `json:"created_on"`
	Closed   string `json:"closedAt"`
	Closed2  string `json:"closed_at"`
}

// created returns the creation time, or zero; day reports whether only the day is
// known.
func (t times) created() (at time.Time, day bool) {
	return parse(cmp.Or(t.Created, t.Created2, t.Day))
}

func (t times) closed() time.Time {
	at, _ := parse(cmp.Or(t.Closed, t.Closed2))
	return at
}

func parse(s string) (at time.Time, day bool) {
	if t, err := time.Parse(time.RFC3339Nano, s); err == nil {
		return t, false
	}
	t, err := time.Parse(time.DateOnly, s)
	return t, err == nil
}

type comment struct {
	times
	Author person `json:"author"`
	User   person `json:"user"`
	Body   string `json:"body"`
}

type issue struct {
	times
	Number   int             `json:"number"`
	Title    string          `json:"title"`
	Body     string          `json:"body"`
	State    string          `json:"state"`
	URL      string          `json:"url"`
	HTMLURL  string          `json:"html_url"`
	Repo     string          `json:"repo"`
	Labels   []label         `json:"labels"`
	Comments json.RawMessage `json:"comments"` // a number in the REST API

	place string
}

func (i *issue) has(name string) bool {
	return slices.ContainsFunc(i.Labels, func(l label) bool { return strings.EqualFold(string(l), name) })
}

func (i *issue) address() string { return cmp.Or(i.HTMLURL, i.URL) }

// repo returns the repository of an issue as OWNER/NAME, or "" if it is unknown.
func (i *issue) repo() string {
	if i.Repo != "" {
		return i.Repo
	}
	if m := repository.FindStringSubmatch(i.address()); m != nil {
		return m[1]
	}
	return ""
}

var repository = lazyregexp.New(`github\.com/(?:repos/)?([^/]+/[^/]+)/issues/`)

// reader reads the issues and settings of one history.
type reader struct {
	r     *exchange.Report
	h     *exchange.History
	sites map[string]string // slug or name → id of the component
	used  map[string]bool   // slugs of files and labels

	summary map[string]string // name → slug, from history/summary.json
	names   map[string]string // slug → name, from there
	now     map[string]state  // slug → its file in history/

	many    bool              // the issues are from several repositories
	listed  bool              // the settings list the sites
	commits int               // links to commits that were left out
	other   map[string]string // id → another address of the site than that of the component, which was reported
}

// Read reads issues, and the settings and the history of a checkout if there are any. Without
// issues, the incidents are read from the commits and files of the checkout. It returns an error
// if the files are neither.
func Read(files []exchange.File, o exchange.Options, r *exchange.Report) (*exchange.History, error) {
	u := &reader{
		r: r, h: &exchange.History{}, sites: map[string]string{}, used: map[string]bool{}, summary: map[string]string{}, names: map[string]string{}, now: map[string]state{}, other: map[string]string{},
	}
	if o.Zone != nil {
		u.h.Site.TimeZone = o.Zone.String()
	}
	var issues []*issue
	var log []byte
	found, checkout := false, false
	for _, f := range files {
		switch {
		case path.Base(f.Name) == "summary.json":
			u.readSummary(f)
			checkout = true
		case path.Ext(f.Name) == ".json":
			list, ok, err := u.issues(f)
			if err != nil && len(files) == 1 {
				return nil, err
			}
			found = found || ok
			issues = append(issues, list...)
		case f.Name == GitLog:
			log = f.Data
		case path.Base(path.Dir(f.Name)) == "history" && path.Ext(f.Name) == ".yml":
			u.readState(f)
			checkout = true
		}
	}
	for _, i := range issues {
		for _, l := range i.Labels {
			u.used[string(l)] = true
		}
	}
	for _, f := range files {
		if path.Base(f.Name) == ".upptimerc.yml" {
			u.settings(f)
			checkout = true
		}
	}
	switch {
	case found:
		u.addIssues(issues)
	case checkout:
		u.addHistory(log)
	default:
		return nil, errors.New("no issues and no history found: save the issues with gh issue list --state all --json, as described in docs/importing.md, or name a checkout")
	}
	u.addSince()
	return u.h, nil
}

// addIssues adds the incident of each issue.
func (u *reader) addIssues(issues []*issue) {
	repos := map[string]bool{}
	for _, i := range issues {
		if i.repo() != "" {
			repos[i.repo()] = true
		}
	}
	u.many = len(repos) > 1
	seen := map[string]bool{}
	for _, i := range issues {
		if key := fmt.Sprint(i.repo(), i.Number); seen[key] { // it has both labels, so it is in both files
			u.r.Incidents.Merged++
			continue
		} else {
			seen[key] = true
		}
		if in := u.incident(i); in != nil {
			u.h.Incidents = append(u.h.Incidents, in)
		}
	}
	if u.commits > 0 {
		u.r.Add(exchange.Loss, "", "links to the commits that Upptime made were left out of its texts", "%d links", u.commits)
	}
	if len(u.now) > 0 {
		u.r.Add(exchange.Loss, "history", "measured response times and uptime were left out", "%d sites", len(u.now))
	}
}

// issues decodes the issues in a file. ok is false if it is not a list of issues.
func (u *reader) issues(f exchange.File) (list []*issue, ok bool, err error) {
	var raw []json.RawMessage
	if err := json.Unmarshal(f.Data, &raw); err != nil {
		return nil, false, fmt.Errorf("%s: %w", exchange.ErrorPlace(f.Name, f.Data, err), err)
	}
	for n, v := range raw {
		i := &issue{place: fmt.Sprintf("%s[%d]", f.Name, n)}
		if err := json.Unmarshal(v, i); err != nil || i.Number == 0 || i.Title == "" {
			u.r.Incidents.Read++
			u.r.Add(exchange.Skip, i.place, "not an issue", "%v", err)
			continue
		}
		u.r.Incidents.Read++
		list = append(list, i)
	}
	return list, true, nil
}

// site adds a component unless its slug is known, and returns its id; "" if it has
// neither name nor slug. Without a slug, the name gets the one that files or labels have.
func (u *reader) site(name, slug, description string) string {
	if slug == "" {
		slug = u.summary[name]
	}
	if slug == "" {
		all := slugs(name)
		if i := slices.IndexFunc(all, func(s string) bool { return u.used[s] }); i >= 0 {
			slug = all[i]
		} else if len(all) > 0 {
			slug = all[0]
		}
	}
	if slug == "" {
		return ""
	}
	if id := u.sites[slug]; id != "" {
		return id
	}
	u.sites[slug], u.sites[name] = slug, slug
	u.h.Components = append(u.h.Components, incident.Component{ID: slug, Name: cmp.Or(name, u.names[slug], slug), Description: description})
	return slug
}
