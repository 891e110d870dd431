package pages

import (
	"slices"
	"time"

	"statuary/internal/buildcache"
	"statuary/internal/content"
	"statuary/internal/history"
	"statuary/internal/incident"
	"statuary/internal/search"
	"statuary/internal/socialcard"
)

// Planner plans a site, any number of times. It remembers its last plan, so that equal
// pages have equal keys. It is not safe for use by several goroutines.
type Planner struct {
	base      *base
	titles    titles
	layout    layout
	sets      map[setName]*incidentSet
	finder    *finder
	incidents map[*history.Incident]*incidentFiles
}

// plan is one run of [Planner.Plan].
type plan struct {
	*base
	last         *Planner // what the run before planned
	outputs      []Output
	history      *history.History
	content      *content.Content
	theme        Theme
	edits        map[string]*Edits
	cache        *buildcache.Cache
	metricsShown []Metric
	others       []ThirdParty // components of other services
	titles       *titles
	layout       layout
	lastLayout   layout // of the last plan if it was completed
	same         same
	feedsFrom    time.Time                           // the oldest last entry with which an incident that is over has a feed of its own; zero: any
	changed      time.Time                           // when the history last changed; zero if it is empty
	siteFiles    map[string]bool                     // paths of files of content/, which replace pages
	cards        [incident.Planned + 1]sharedPicture // of incidents without a picture of their own, by impact

	sets      map[setName]*incidentSet
	finder    *finder
	incidents map[*history.Incident]*incidentFiles
	tags      []tag // sorted by name

	mapped     []Mapped // the pages of the sitemap, so far
	monthPages []Mapped
}

// incidentSet is a list of incidents. The planner returns the same pointer for a name
// while the list is the same, so that it can be part of a page's key.
type incidentSet struct {
	number    int
	incidents []*history.Incident
}

// incidentSet returns the set of a name: that of the last plan if it is the same.
func (p *plan) incidentSet(what string, number int, list []*history.Incident) *incidentSet {
	name := setName{what, number}
	s := p.sets[name] // several pages have the same
	if s == nil {
		s = p.last.sets[name]
	}
	if s == nil || !slices.Equal(s.incidents, list) {
		s = &incidentSet{number, list}
	}
	p.sets[name] = s
	return s
}

type setName struct {
	what   string
	number int
}

// setKey is all that a page about a set of incidents depends on.
type setKey struct {
	*base
	*incidentSet
}

// page returns a page of HTML that is listed in the sitemap. The path is that of its
// folder, below the site's root.
func (p *plan) page(path, template string, changed time.Time, key any, view func() any) Page {
	return Page{Path: path + "index.html", Key: key, View: view, Renderer: p.theme(template), listed: true, changed: changed}
}

// sharedPicture is a picture that several incidents have.
type sharedPicture struct {
	path    string // empty if no incident has it
	card    socialcard.Card
	preview preview
}

// incidentFiles are the files of one incident, without its picture. The planner
// returns the same while they are equal: most of what it plans.
type incidentFiles struct {
	key      incidentKey
	renderer Renderer // of the page
	page     Page
	others   []Page // of other outputs
}

// layout is what the files of all incidents depend on beside the incident, its neighbours and its title. Where that is
// the same as in the last plan, the files are too, and the plan does not look at the incident: after an edit, a
// preview would spend a fifth of its time on the other incidents.
type layout struct {
	base      *base
	renderer  Renderer
	feedsFrom time.Time
	cards     [incident.Planned + 1]preview
	siteFiles map[string]bool
	entries   []*history.Incident
	files     []*incidentFiles // of entries; nil if they also depend on edits or translations
}

// same is what a plan has in common with the last one: incidents with the same files.
type same struct {
	last       *layout
	head, tail int // how many incidents at the beginning and at the end
	moved      int // by how much the ones at the end have moved
	changed    []string
}

// incidentKey is all that the page of an incident depends on.
type incidentKey struct {
	*base
	incident       *history.Incident
	earlier, later neighbour
	picture        preview
	languages      string // that it is translated into
	edits          *Edits // according to git; nil if there are none
	feed           bool   // it has a feed of its own
	dated          bool   // another incident has the same title, as windows of a series do
	timed          bool   // another also has the same day
}

// neighbour is what the page of an incident shows of the one before or after it. It is empty if there is none.
type neighbour struct{ id, title string }

// segment is a block of incidents with its words, by shard.
type segment struct {
	incidents []segmentIncident
	whole     bool // all words count, not those of the beginnings alone
	records   []search.Record
	shards    map[string]*search.Postings
}

// segmentIncident is all that the words and the record of an incident depend on.
type segmentIncident struct {
	*incident.Incident
	updates int // that readers may see
	status  incident.Status
}

// shard is a file of words. The planner returns the same pointer while its parts are the
// same.
type shard struct{ parts []*search.Postings }

// finder is the part of the index that the planner remembers.
type finder struct {
	base     *base
	segments []*segment
	shards   map[string]*shard
}

// Output is a kind of file that a site consists of.
type Output struct {
	Name  string // its key in [outputs]; empty if it can't be turned off
	Paths string // its addresses, for the documentation
	About string // what it is, for the documentation and for editors

	// How it is planned: one of these, or several. The sitemap is planned last, from
	// the other pages.
	plan     func(p *plan, yield func(Page) bool) bool // files of the whole site
	incident func(p *plan, i *history.Incident) []Page // files of each incident
	batches  func(p *plan) batchFunc                   // files that hold the texts of several incidents
}

// batchFunc plans those files of an output whose incidents are among the first n that
// have been planned, and that it has not planned yet. It reports whether to continue.
type batchFunc func(n int, yield func(Page) bool) bool
