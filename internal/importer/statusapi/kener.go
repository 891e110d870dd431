package statusapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"statuary/internal/importer/exchange"
	"statuary/internal/importer/feeds"
	"statuary/internal/importer/fetch"
	"statuary/internal/incident"
)

// KenerKey is the environment variable with the API key of Kener.
const KenerKey = "KENER_API_KEY"

// kenerLimit is the number of incidents that the API lists at most.
const kenerLimit = 1000

type kenerMonitor struct {
	Tag    word `json:"monitor_tag"`
	Impact word `json:"impact"`
}

type kenerIncident struct {
	ID       word           `json:"id"`
	Title    word           `json:"title"`
	Start    moment         `json:"start_date_time"`
	End      moment         `json:"end_date_time"`
	State    word           `json:"state"`
	Updated  moment         `json:"updated_at"`
	URL      word           `json:"url"`
	Monitors []kenerMonitor `json:"monitors"`
}

type kenerComment struct {
	ID        word   `json:"id"`
	Incident  word   `json:"incident_id"`
	Comment   word   `json:"comment"`
	Timestamp moment `json:"timestamp"`
	State     word   `json:"state"`
}

type kenerEvent struct {
	ID          word           `json:"event_id"`
	Title       word           `json:"maintenance_title"`
	Description word           `json:"maintenance_description"`
	Start       moment         `json:"event_start_date_time"`
	End         moment         `json:"event_end_date_time"`
	Status      word           `json:"event_status"`
	Monitors    []kenerMonitor `json:"monitors"`
}

// kenerDocument has the keys of the lists of Kener's API.
type kenerDocument struct {
	Incidents *[]kenerIncident `json:"incidents"`
	Comments  *[]kenerComment  `json:"comments"`
	Events    *[]kenerEvent    `json:"events"`
	Monitors  *[]struct {
		Tag         word `json:"tag"`
		Name        word `json:"name"`
		Description word `json:"description"`
		Category    word `json:"category_name"`
		Status      word `json:"status"`
		Hidden      word `json:"is_hidden"`
	} `json:"monitors"`
	Page  int `json:"page"`
	Limit int `json:"limit"`
	Total int `json:"total"`
}

// kenerStates are the impacts on monitors.
var kenerStates = map[string]incident.ComponentStatus{
	"UP": incident.Operational, "DEGRADED": incident.DegradedPerformance, "DOWN": incident.MajorOutage, "MAINTENANCE": incident.UnderMaintenance,
}

// FetchKener reads a page of Kener 4 over HTTP: with a key in the environment through its API,
// otherwise its feed.
func FetchKener(ctx context.Context, c *fetch.Client, address string, o exchange.Options, r *exchange.Report) (*exchange.History, error) {
	s, err := newSession(c, address, "rss.xml", "api/v4", "api")
	if err != nil {
		return nil, err
	}
	key := os.Getenv(KenerKey)
	if key != "" {
		c.Bearer = key
		err = s.kener(ctx, r)
	} else {
		_, err = s.get(ctx, "rss.xml", fetch.Feed)
	}
	if err != nil {
		status := new(fetch.StatusError)
		if errors.As(err, &status) && (status.Code == 401 || status.Code == 403) {
			if key == "" {
				return nil, fmt.Errorf("%w; the page is not public: set %s to the key of its API", err, KenerKey)
			}
			return nil, fmt.Errorf("%w; Kener does not accept the key in %s", err, KenerKey)
		}
		return nil, err
	}
	return s.history(Kener, o, r)
}

// kener fetches the lists of the API, and the comments of each incident. Kener 3 does not have them:
// then it fetches the feed.
func (s *session) kener(ctx context.Context, r *exchange.Report) error {
	feed, err := s.getOr(ctx, "api/v4/monitors", fetch.JSON, "rss.xml", "components, older incidents, and all comments but the newest", r)
	if err != nil || feed {
		return err
	}
	data, err := s.get(ctx, "api/v4/incidents", fetch.JSON)
	if err != nil {
		return err
	}
	var d kenerDocument
	if err := json.Unmarshal(data, &d); err != nil || d.Incidents == nil {
		return fmt.Errorf("%s/api/v4/incidents: not a list of incidents", s.base)
	}
	if len(*d.Incidents) >= kenerLimit {
		r.Add(exchange.Loss, s.base+"/api/v4/incidents", "the API lists at most 1,000 incidents: older ones are missing", "")
	}
	comments := make([][]byte, len(*d.Incidents))
	g, inner := errgroup.WithContext(ctx)
	g.SetLimit(2 * fetch.AtOnce) // the client limits the requests at a time
	for i, in := range *d.Incidents {
		g.Go(func() (err error) {
			comments[i], err = s.Get(inner, fmt.Sprintf("%s/api/v4/incidents/%s/comments", s.base, in.ID), fetch.JSON)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	for i, in := range *d.Incidents {
		s.files = append(s.files, exchange.File{Name: fmt.Sprintf("api/v4/incidents/%s/comments", in.ID), Data: comments[i]})
	}
	return s.pages(ctx, "api/v4/maintenances/events?event_start_date_time=1&limit=100", func(data []byte) (bool, error) {
		var d kenerDocument
		if err := json.Unmarshal(data, &d); err != nil || d.Events == nil {
			return false, errors.New("the document is not a list of maintenances")
		}
		return d.Page*max(d.Limit, 1) < d.Total && len(*d.Events) > 0, nil
	})
}

// Kener reads documents of Kener's API, or its feed.
func Kener(files []exchange.File, o exchange.Options, r *exchange.Report) (*exchange.History, error) {
	if !slices.ContainsFunc(files, func(f exchange.File) bool { return json.Valid(f.Data) }) {
		h, err := feeds.Read(files, o, r)
		if err == nil {
			what := "the feed of Kener has the last 90 days, and only the newest comment of an incident"
			if os.Getenv(KenerKey) == "" { // with a key, its API was tried
				what += "; Kener 4 has the rest in its API: name the address of the page, and set " + KenerKey
			}
			r.Add(exchange.Loss, "", what, "")
		}
		return h, err
	}
	u := newReader(o, r)
	var all kenerDocument
	var incidents []kenerIncident
	var events []kenerEvent
	places := map[word]string{}
	comments := map[word][]kenerComment{}
	err := u.each(files, func(f exchange.File, src []byte) (bool, error) {
		var d kenerDocument
		if err := json.Unmarshal(src, &d); err != nil {
			return false, fmt.Errorf("%s: %w", exchange.ErrorPlace(f.Name, src, err), err)
		}
		if d.Monitors != nil {
			all.Monitors = d.Monitors
		}
		if d.Incidents != nil {
			for i, in := range *d.Incidents {
				places["i"+in.ID] = fmt.Sprintf("%s: incidents[%d]", f.Name, i)
			}
			incidents = append(incidents, *d.Incidents...)
		}
		if d.Events != nil {
			for i, e := range *d.Events {
				places["e"+e.ID] = fmt.Sprintf("%s: events[%d]", f.Name, i)
			}
			events = append(events, *d.Events...)
		}
		if d.Comments != nil {
			for _, c := range *d.Comments {
				comments[c.Incident] = append(comments[c.Incident], c)
			}
		}
		return d.Monitors != nil || d.Incidents != nil || d.Events != nil || d.Comments != nil, nil
	})
	if err != nil {
		return nil, err
	}
	if all.Monitors != nil {
		for _, m := range *all.Monitors {
			if m.Hidden != "YES" {
				u.addComponent(string(m.Tag), incident.Component{Name: string(m.Name), Description: u.html(m.Description, ""), Group: group(string(m.Category)), Retired: m.Status == "INACTIVE"})
			}
		}
	}
	seen := map[word]bool{}
	for _, in := range incidents {
		u.r.Incidents.Read++
		if seen["i"+in.ID] {
			u.r.Incidents.Merged++
			continue
		}
		seen["i"+in.ID] = true
		u.kenerIncident(in, comments[in.ID], places["i"+in.ID])
	}
	for _, e := range events {
		u.r.Incidents.Read++
		if seen["e"+e.ID] {
			u.r.Incidents.Merged++
			continue
		}
		seen["e"+e.ID] = true
		u.kenerEvent(e, places["e"+e.ID])
	}
	return u.history(), nil
}

// group returns the group of a category. Kener's first category is the page itself.
func group(category string) string {
	if category == "Home" {
		return ""
	}
	return category
}

// affected returns the components of monitors, and their states.
func (u *reader) affected(list []kenerMonitor, place string) (ids []string, states []incident.ComponentState) {
	for _, m := range list {
		id := u.component(string(m.Tag))
		if u.ids[string(m.Tag)] == "" {
			id = string(m.Tag)
		}
		if slices.Contains(ids, id) {
			continue
		}
		ids = append(ids, id)
		if s, ok := kenerStates[strings.ToUpper(string(m.Impact))]; ok {
			states = append(states, incident.ComponentState{ID: id, Status: s})
		} else {
			u.r.Add(exchange.Loss, place, "a component status that could not be read was left out", "%s: %s", m.Tag, m.Impact)
		}
	}
	return ids, states
}

// kenerIncident adds an incident. Its monitors are affected from its beginning to its end.
func (u *reader) kenerIncident(k kenerIncident, comments []kenerComment, place string) {
	in := &exchange.Incident{ID: string(k.ID), Title: string(k.Title)}
	in.Source.File = place
	var states []incident.ComponentState
	in.Components, states = u.affected(k.Monitors, place)
	for _, c := range comments {
		s, ok := incident.StatusNamed(string(c.State))
		n := incident.Update{At: u.at(c.Timestamp), Status: s, Message: u.markdown(c.Comment, place)}
		if !ok {
			n.Label = string(c.State)
		}
		in.Updates = append(in.Updates, n)
	}
	slices.SortStableFunc(in.Updates, func(a, b incident.Update) int { return a.At.Compare(b.At) })
	start, end := u.at(k.Start), u.at(k.End)
	if len(in.Updates) == 0 || !start.IsZero() && start.Before(in.Updates[0].At) {
		if !start.IsZero() {
			in.Updates = append([]incident.Update{{At: start, Status: incident.Investigating}}, in.Updates...)
		}
	}
	if len(in.Updates) > 0 {
		in.Updates[0].Components = states
	}
	over := slices.ContainsFunc(in.Updates, func(up incident.Update) bool { return up.Status.Over() })
	if !over && !end.IsZero() && k.State == "RESOLVED" {
		in.Updates = append(in.Updates, incident.Update{At: end, Status: incident.Resolved})
	} else if !over {
		u.endUnless(in, string(k.State), u.at(k.Updated))
	}
	u.add(in)
}

// kenerEvent adds a maintenance: one window of it.
func (u *reader) kenerEvent(e kenerEvent, place string) {
	in := &exchange.Incident{ID: "maintenance-" + string(e.ID), Title: string(e.Title), Type: incident.Maintenance, Aliases: []string{"/maintenances/" + string(e.ID) + "/"}}
	in.Source.File = place
	var states []incident.ComponentState
	in.Components, states = u.affected(e.Monitors, place)
	from, to := u.at(e.Start), u.at(e.End)
	if from.IsZero() {
		u.add(in)
		return
	}
	first := incident.Update{
		At: exchange.Announced(from, e.Status == "SCHEDULED" || e.Status == "READY"), Status: incident.Scheduled, Message: u.markdown(e.Description, place),
	}
	u.r.Add(exchange.Guess, place, exchange.UnknownAnnouncement, "%s", in.Title)
	in.Updates = []incident.Update{first}
	if e.Status == "CANCELLED" {
		in.ScheduledFor, in.ScheduledUntil = from, to
		in.Updates = append(in.Updates, incident.Update{At: from, Status: incident.Cancelled})
		u.add(in)
		return
	}
	u.window(in, from, to, e.Status == "COMPLETED", e.Status == "ONGOING", states)
	u.add(in)
}
