package statusapi

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"statuary/internal/importer/exchange"
	"statuary/internal/importer/feeds"
	"statuary/internal/importer/fetch"
	"statuary/internal/incident"
)

// openStatus is the document /feed/json of OpenStatus.
type openStatus struct {
	Title       word   `json:"title"`
	Description word   `json:"description"`
	UpdatedAt   moment `json:"updatedAt"` // when the document was made
	Monitors    []struct {
		ID, Name, Description word
	} `json:"monitors"`
	Components []openStatusComponent `json:"pageComponents"`
	Groups     []struct {
		ID, Name word
	} `json:"pageComponentGroups"`
	Maintenances []struct {
		ID         word               `json:"id"`
		Name       word               `json:"name"`
		Message    word               `json:"message"`
		From       moment             `json:"from"`
		To         moment             `json:"to"`
		UpdatedAt  moment             `json:"updatedAt"`
		Monitors   []word             `json:"monitors"`
		Components []word             `json:"pageComponents"`
		Updates    []openStatusUpdate `json:"maintenanceUpdates"`
	} `json:"maintenances"`
	Reports *[]struct {
		ID         word               `json:"id"`
		Title      word               `json:"title"`
		Status     word               `json:"status"`
		UpdatedAt  moment             `json:"updatedAt"`
		Monitors   []word             `json:"monitors"`
		Components []word             `json:"pageComponents"`
		Updates    []openStatusUpdate `json:"statusReportUpdates"`
	} `json:"statusReports"`
}

type openStatusComponent struct {
	ID          word `json:"id"`
	Name        word `json:"name"`
	Description word `json:"description"`
	MonitorID   word `json:"monitorId"`
	GroupID     word `json:"groupId"`
	Order       int  `json:"order"`
	GroupOrder  int  `json:"groupOrder"`
}

type openStatusUpdate struct {
	Status  word   `json:"status"`
	Message word   `json:"message"`
	Date    moment `json:"date"`
}

// FetchOpenStatus reads a page of OpenStatus over HTTP.
func FetchOpenStatus(ctx context.Context, c *fetch.Client, address string, o exchange.Options, r *exchange.Report) (*exchange.History, error) {
	s, err := newSession(c, address, "json", "rss", "atom", "feed")
	if err != nil {
		return nil, err
	}
	if _, err := s.getOr(ctx, "feed/json", fetch.JSON, "feed/rss", "components, and the times of updates: an incident has one entry", r); err != nil {
		return nil, err
	}
	return s.history(OpenStatus, o, r)
}

// OpenStatus reads documents /feed/json of OpenStatus, or its feed if there is no document.
func OpenStatus(files []exchange.File, o exchange.Options, r *exchange.Report) (*exchange.History, error) {
	if onlyXML(files) {
		return feeds.Read(files, o, r)
	}
	u := newReader(o, r)
	err := u.each(files, func(f exchange.File, src []byte) (bool, error) {
		var d openStatus
		if err := json.Unmarshal(src, &d); err != nil {
			return false, fmt.Errorf("%s: %w", exchange.ErrorPlace(f.Name, src, err), err)
		}
		if d.Reports == nil {
			return false, nil
		}
		u.openStatus(f.Name, &d)
		return true, nil
	})
	if err != nil {
		return nil, err
	}
	if len(u.h.Incidents) > 0 {
		r.Add(exchange.Loss, "", "OpenStatus does not publish the status of components during a report, so no downtime is counted: add it to the files", "")
	}
	return u.history(), nil
}

func (u *reader) openStatus(file string, d *openStatus) {
	u.h.Site.Title = cmp.Or(u.h.Site.Title, string(d.Title))
	u.h.Site.Description = cmp.Or(u.h.Site.Description, string(d.Description))
	groups := map[word]string{}
	for _, g := range d.Groups {
		groups[g.ID] = string(g.Name)
	}
	slices.SortStableFunc(d.Components, func(a, b openStatusComponent) int {
		return cmp.Or(cmp.Compare(a.Order, b.Order), cmp.Compare(a.GroupOrder, b.GroupOrder))
	})
	for _, c := range d.Components {
		u.addComponent("c"+string(c.ID), incident.Component{Name: string(c.Name), Description: string(c.Description), Group: groups[c.GroupID]})
		if c.MonitorID != "" {
			u.ids["m"+string(c.MonitorID)] = u.ids["c"+string(c.ID)]
		}
	}
	for _, m := range d.Monitors {
		u.addComponent("m"+string(m.ID), incident.Component{Name: string(m.Name), Description: string(m.Description)})
	}
	now := u.at(d.UpdatedAt)
	for i, rep := range *d.Reports {
		u.r.Incidents.Read++
		in := &exchange.Incident{ID: "report-" + string(rep.ID), Title: string(rep.Title), Aliases: []string{"/events/report/" + string(rep.ID) + "/"}}
		in.Source.File = fmt.Sprintf("%s: statusReports[%d]", file, i)
		in.Components = u.openStatusComponents(rep.Components, rep.Monitors)
		for _, up := range rep.Updates {
			s, ok := incident.StatusNamed(string(up.Status))
			n := incident.Update{At: u.at(up.Date), Status: s, Message: u.markdown(up.Message, in.Source.File)}
			if !ok {
				n.Label = string(up.Status)
			}
			in.Updates = append(in.Updates, n)
		}
		u.endUnless(in, string(rep.Status), u.at(rep.UpdatedAt))
		u.add(in)
	}
	for i, m := range d.Maintenances {
		u.r.Incidents.Read++
		in := &exchange.Incident{ID: "maintenance-" + string(m.ID), Title: string(m.Name), Aliases: []string{"/events/maintenance/" + string(m.ID) + "/"}}
		in.Source.File = fmt.Sprintf("%s: maintenances[%d]", file, i)
		in.Components = u.openStatusComponents(m.Components, m.Monitors)
		from, to := u.at(m.From), u.at(m.To)
		announced := from
		for _, t := range append([]moment{m.UpdatedAt}, updateDates(m.Updates)...) {
			if at := u.at(t); !at.IsZero() && (announced.IsZero() || at.Before(announced)) {
				announced = at
			}
		}
		if !announced.IsZero() {
			in.Updates = []incident.Update{{At: announced, Status: incident.Scheduled, Message: u.markdown(m.Message, in.Source.File)}}
			u.r.Add(exchange.Guess, in.Source.File, "the time of an announcement is not known: it is that of the oldest change, or the beginning of the window", "%s", in.Title)
		}
		over := !now.IsZero() && !to.IsZero() && !now.Before(to)
		u.window(in, from, to, over, !now.IsZero() && !from.IsZero() && !now.Before(from), maintained(in.Components))
		for _, up := range m.Updates {
			in.Updates = append(in.Updates, incident.Update{At: u.at(up.Date), Status: phase(u.at(up.Date), from, to, over), Message: u.markdown(up.Message, in.Source.File)})
		}
		u.add(in)
	}
}

func updateDates(list []openStatusUpdate) (dates []moment) {
	for _, u := range list {
		dates = append(dates, u.Date)
	}
	return dates
}

// openStatusComponents returns the components with the ids. Old versions name monitors instead.
func (u *reader) openStatusComponents(components, monitors []word) (list []string) {
	for _, id := range components {
		list = append(list, u.component("c"+string(id)))
	}
	if len(list) == 0 {
		for _, id := range monitors {
			list = append(list, u.component("m"+string(id)))
		}
	}
	return list
}
