package api

import (
	"strings"
	"time"

	"statuary/internal/civil"
	"statuary/internal/history"
	"statuary/internal/incident"
	"statuary/internal/timefmt"
)

// PerPage is the number of months on a page of the history and of the uptime.
const PerPage = 3

// FirstHistory returns /history.json: the newest three months, and the components with
// their present statuses.
func (s *Site) FirstHistory(h *history.History) History {
	d := s.History(h.Months[:min(PerPage, len(h.Months))])
	for _, c := range s.components(h) {
		d.Components = append(d.Components, HistoryComponent{
			Status: c.Status, Name: c.Name, CreatedAt: c.CreatedAt, UpdatedAt: c.UpdatedAt, Position: c.Position, Description: c.Description,
			Showcase: c.Showcase, StartDate: startTime(c), ID: c.ID, GroupID: c.GroupID, PageID: c.PageID, Group: c.Group,
		})
	}
	return d
}

// History returns a page of the history from its months, newest first. If there are
// fewer than three, empty months before them are added.
func (s *Site) History(months []*history.Month) History {
	d := History{Components: []HistoryComponent{}, ShowUptimeCalendar: len(s.Components) > 0}
	d.PageStatus.Page = HistoryPage{Name: s.Title, Domain: domain(s.URL), URL: s.URL, TimeZone: s.zoneName(), ID: s.PageID}
	for _, m := range months {
		d.Months = append(d.Months, s.historyMonth(m.Year, m.Month, m.Incidents))
	}
	oldest := months[len(months)-1]
	year, month := oldest.Year, oldest.Month
	for len(d.Months) < PerPage {
		if month--; month == 0 {
			year, month = year-1, time.December
		}
		d.Months = append(d.Months, s.historyMonth(year, month, nil))
	}
	first := civil.Month{Year: year, Month: month}.First().Start(s.Zone)
	last := months[0].Civil().Last().End(s.Zone).Add(-time.Second)
	d.StartTime, d.EndTime = first.Format("2006-01-02T15:04:05-07:00"), last.Format("2006-01-02T15:04:05-07:00")
	return d
}

func (s *Site) historyMonth(year int, month time.Month, list []*history.Incident) HistoryMonth {
	c := civil.Month{Year: year, Month: month}
	m := HistoryMonth{
		Name: month.String(), Year: year, StartsOn: int(c.First().Weekday()), Days: c.Len(), Incidents: []HistoryRow{},
	}
	for _, i := range list {
		m.Incidents = append(m.Incidents, HistoryRow{
			Code: s.IncidentID(i), Name: i.Title, Message: s.Message(i), Impact: i.Impact.String(), Timestamp: timestamp(i),
		})
	}
	return m
}

// Message returns the newest update of an incident as HTML. It is cached, so that a caller can ask for
// it while the text is cached that [Options.HTML] renders, before many others are.
func (s *Site) Message(i *history.Incident) string {
	text, known := s.messages.Get(i)
	if !known {
		text = strings.TrimSpace(s.HTML(i, body(i, i.Newest())))
		s.messages.Add(i, text)
	}
	return text
}

// domain returns the host of an address.
func domain(url string) string {
	_, rest, _ := strings.Cut(url, "://")
	host, _, _ := strings.Cut(rest, "/")
	return host
}

// timestamp formats when an incident began and ended, as Statuspage's HTML does, without
// a year.
func timestamp(i *history.Incident) string {
	from, end := i.Started, i.Ended
	if i.Cancelled {
		from, end = i.ScheduledFor, i.ScheduledUntil
	}
	date := func(t time.Time) string {
		return t.Format("Jan") + " <var data-var='date'>" + t.Format("_2") + "</var>"
	}
	clock := func(t time.Time) string { return "<var data-var='time'>" + t.Format("15:04") + "</var>" }
	text := date(from) + ", " + clock(from)
	if end.IsZero() {
		end = from
	} else {
		text += " - "
		if from.Year() != end.Year() || from.YearDay() != end.YearDay() {
			text += date(end) + ", "
		}
		text += clock(end)
	}
	return text + " " + timefmt.Zone(end)
}

// Uptime returns the uptime of a component in the given months, newest first.
func (s *Site) Uptime(h *history.History, component string, months []*history.Month) Uptime {
	d := Uptime{Months: make([]UptimeMonth, 0, len(months))}
	for _, m := range months {
		u := UptimeMonth{Name: m.Month.String(), Year: m.Year, Days: make([]UptimeDay, 0, len(m.Days))}
		if up := h.MonthUptime(component, m.Civil()); up.Known {
			u.UptimePercentage = &up.Share
		}
		for _, day := range m.Days {
			d := UptimeDay{Date: s.dayTime(day.Day), Events: []UptimeEvent{}}
			if on := h.Day(component, day.Day); on != nil {
				d.P = int64(on.In[incident.PartialOutage].Round(time.Second).Seconds())
				d.M = int64(on.In[incident.MajorOutage].Round(time.Second).Seconds())
				for _, i := range on.Incidents {
					d.Events = append(d.Events, UptimeEvent{i.Title, s.IncidentID(i)})
				}
			}
			u.Days = append(u.Days, d)
		}
		d.Months = append(d.Months, u)
	}
	return d
}

// dayTime returns the beginning of a day. It is cached, because the documents of all components have
// the same days.
func (s *Site) dayTime(day civil.Day) string {
	if text, ok := s.days.Load(day); ok {
		return text.(string)
	}
	text := s.time(day.Start(s.Zone))
	s.days.Store(day, text)
	return text
}
