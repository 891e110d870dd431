package statusapi

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"statuary/internal/importer/exchange"
	"statuary/internal/importer/feeds"
	"statuary/internal/importer/fetch"
	"statuary/internal/incident"
)

// instatus holds the documents /summary.json and /v2/components.json of Instatus. The feed has the
// history; they have the present state.
type instatus struct {
	Page *struct {
		Name word `json:"name"`
		URL  word `json:"url"`
	} `json:"page"`
	Incidents []struct {
		Name    word   `json:"name"`
		Started moment `json:"started"`
		Status  word   `json:"status"`
		Impact  word   `json:"impact"`
		URL     word   `json:"url"`
	} `json:"activeIncidents"`
	Maintenances []struct {
		Name     word   `json:"name"`
		Start    moment `json:"start"`
		Status   word   `json:"status"`
		Duration word   `json:"duration"` // minutes
		URL      word   `json:"url"`
	} `json:"activeMaintenances"`
	Components *[]instatusComponent `json:"components"`
}

type instatusComponent struct {
	ID          word            `json:"id"`
	Name        word            `json:"name"`
	Description word            `json:"description"`
	IsParent    bool            `json:"isParent"`
	Group       json.RawMessage `json:"group"`
}

// instatusImpacts are the impacts of incidents.
var instatusImpacts = map[string]incident.Impact{
	"OPERATIONAL": incident.None, "DEGRADEDPERFORMANCE": incident.Minor, "MINOROUTAGE": incident.Minor, "PARTIALOUTAGE": incident.Major, "MAJOROUTAGE": incident.Critical,
}

// instatusStatuses are the statuses of active incidents and maintenances.
var instatusStatuses = map[string]incident.Status{
	"INVESTIGATING": incident.Investigating, "IDENTIFIED": incident.Identified, "MONITORING": incident.Monitoring, "RESOLVED": incident.Resolved,
	"NOTSTARTEDYET": incident.Scheduled, "INPROGRESS": incident.InProgress, "VERIFYING": incident.Verifying, "COMPLETED": incident.Completed,
}

// FetchInstatus reads a page of Instatus over HTTP. Only the feed must be there.
func FetchInstatus(ctx context.Context, c *fetch.Client, address string, o exchange.Options, r *exchange.Report) (*exchange.History, error) {
	s, err := newSession(c, address, "history.atom", "history.rss", "history", "summary.json")
	if err != nil {
		return nil, err
	}
	if _, err := s.getOr(ctx, "history.atom", fetch.Feed, "history.rss", "what only the Atom feed has", r); err != nil {
		return nil, err
	}
	for _, name := range []string{"summary.json", "v2/components.json"} {
		if _, err := s.get(ctx, name, fetch.JSON); err != nil && ctx.Err() == nil {
			r.Add(exchange.Loss, s.base+"/"+name, "a document could not be fetched", "%v", err)
		} else if err != nil {
			return nil, err
		}
	}
	return s.history(Instatus, o, r)
}

// Instatus reads feeds of Instatus, and the documents with its present state.
func Instatus(files []exchange.File, o exchange.Options, r *exchange.Report) (*exchange.History, error) {
	var atom, documents []exchange.File
	for _, f := range files {
		if strings.HasSuffix(strings.ToLower(f.Name), ".json") {
			documents = append(documents, f)
		} else {
			atom = append(atom, f)
		}
	}
	if len(atom) == 0 {
		return nil, fmt.Errorf("the history of Instatus is in its feed: save /history.atom, and name it")
	}
	h, err := feeds.Read(atom, o, r)
	if err != nil || len(documents) == 0 {
		return h, err
	}
	u := newReader(o, r)
	feed := h.Components
	u.h = h
	var d instatus
	err = u.each(documents, func(f exchange.File, src []byte) (bool, error) {
		var one instatus
		err := json.Unmarshal(src, &one)
		if one.Page != nil {
			d.Page, d.Incidents, d.Maintenances = one.Page, one.Incidents, one.Maintenances
		}
		if one.Components != nil {
			d.Components = one.Components
		}
		return one.Page != nil || one.Components != nil, err
	})
	if err != nil {
		r.Add(exchange.Loss, documents[0].Name, "a document with the present state could not be read", "%v", err)
		return h, nil
	}
	if d.Page != nil {
		h.Site.Title = cmp.Or(string(d.Page.Name), h.Site.Title)
	}
	if d.Components != nil {
		u.instatusComponents(*d.Components, feed)
	}
	u.instatusActive(&d)
	return h, nil
}

// instatusComponents replaces the components that the feed names by those of the page, in its order.
// One that only the feed names is no longer part of the page.
func (u *reader) instatusComponents(list []instatusComponent, feed []incident.Component) {
	u.h.Components = nil
	groups := map[word]string{}
	group := func(c instatusComponent) (name string, key word) {
		var o *struct {
			ID   word `json:"id"`
			Name word `json:"name"`
		}
		if json.Unmarshal(c.Group, &o) == nil && o != nil {
			return string(o.Name), o.ID
		}
		_ = json.Unmarshal(c.Group, &key) // the id of the group, as in older documents
		return groups[key], key
	}
	parents := map[word]bool{}
	for _, c := range list {
		groups[c.ID] = string(c.Name)
		if _, key := group(c); key != "" {
			parents[key] = true
		}
	}
	for _, c := range list {
		if !c.IsParent && !parents[c.ID] {
			name, _ := group(c)
			u.addComponent(string(c.ID), incident.Component{Name: string(c.Name), Description: string(c.Description), Group: name})
		}
	}
	for _, c := range feed {
		if !slices.ContainsFunc(u.h.Components, func(o incident.Component) bool { return o.ID == c.ID }) {
			c.Retired = true
			u.h.Components = append(u.h.Components, c)
		}
	}
}

// instatusActive adds the impacts of active incidents and the windows of active maintenances, and adds
// those of both that the feed does not have.
func (u *reader) instatusActive(d *instatus) {
	find := func(link word) *exchange.Incident {
		id := lastPart(link)
		i := slices.IndexFunc(u.h.Incidents, func(in *exchange.Incident) bool { return in.ID == id && id != "" })
		if i < 0 {
			return nil
		}
		return u.h.Incidents[i]
	}
	for i, a := range d.Incidents {
		in := find(a.URL)
		if in == nil {
			in = u.active(lastPart(a.URL), string(a.Name), fmt.Sprintf("summary.json: activeIncidents[%d]", i), u.at(a.Started), string(a.Status), false)
		}
		if impact, ok := instatusImpacts[strings.ToUpper(string(a.Impact))]; ok && in != nil {
			in.Impact = impact
		}
	}
	for i, a := range d.Maintenances {
		in := find(a.URL)
		from := u.at(a.Start)
		if in == nil {
			in = u.active(lastPart(a.URL), string(a.Name), fmt.Sprintf("summary.json: activeMaintenances[%d]", i), from, string(a.Status), true)
		}
		if in == nil {
			continue
		}
		in.Type, in.ScheduledFor = incident.Maintenance, from
		var minutes float64
		if _, err := fmt.Sscan(string(a.Duration), &minutes); err == nil && minutes > 0 && minutes < 1e6 && !from.IsZero() {
			in.ScheduledUntil = from.Add(time.Duration(minutes * float64(time.Minute)))
		}
	}
}

// active adds an active incident or maintenance that the feed does not have. It returns nil if its time
// is not known.
func (u *reader) active(id, title, place string, at time.Time, status string, planned bool) *exchange.Incident {
	u.r.Incidents.Read++
	in := &exchange.Incident{ID: id, Title: title, Aliases: []string{"/incident/" + id + "/"}}
	if planned {
		in.Type, in.Aliases = incident.Maintenance, []string{"/maintenance/" + id + "/"}
	}
	if id == "" {
		in.ID, in.Aliases = exchange.Slug(title), nil
	}
	in.Source.File = place
	if !at.IsZero() {
		in.Updates = []incident.Update{{At: at, Status: instatusStatuses[strings.ToUpper(status)]}}
		u.r.Add(exchange.Loss, place, "the feed does not have an active incident: its updates are missing", "%s", title)
	}
	before := len(u.h.Incidents)
	u.add(in)
	if len(u.h.Incidents) == before {
		return nil
	}
	return in
}

// lastPart returns the last part of the path of a link.
func lastPart(link word) string {
	u, err := url.Parse(string(link))
	if err != nil || strings.Trim(u.Path, "/") == "" {
		return ""
	}
	return path.Base(u.Path)
}
