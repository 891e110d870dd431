package api

// The structs below are the documents, with their keys in Statuspage's order.
// docs/schema/api has a JSON Schema of each, generated from them.

// Page describes the page in every document.
type Page struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	URL       string `json:"url"` // without a slash at its end
	TimeZone  string `json:"time_zone"`
	UpdatedAt string `json:"updated_at"`
}

// Component is a component, or a group of them.
type Component struct {
	ID                 string   `json:"id"`
	Name               string   `json:"name"`
	Status             string   `json:"status"`
	CreatedAt          string   `json:"created_at"` // the start date; 1970 where there is none
	UpdatedAt          string   `json:"updated_at"` // of the last change of the status
	Position           int      `json:"position"`   // within the group, from 1
	Description        *string  `json:"description"`
	Showcase           bool     `json:"showcase"`
	StartDate          *string  `json:"start_date"`
	GroupID            *string  `json:"group_id"`
	PageID             string   `json:"page_id"`
	Group              bool     `json:"group"`
	OnlyShowIfDegraded bool     `json:"only_show_if_degraded"`
	Components         []string `json:"components,omitempty"` // of groups alone
}

// Incident is an incident.
type Incident struct {
	incidentKeys
	ReminderIntervals *string `json:"reminder_intervals"` // always null
}

// Maintenance is a scheduled maintenance.
type Maintenance struct {
	incidentKeys
	ScheduledFor   *string `json:"scheduled_for"`
	ScheduledUntil *string `json:"scheduled_until"`
}

type incidentKeys struct {
	ID              string      `json:"id"`
	Name            string      `json:"name"`
	Status          string      `json:"status"`
	CreatedAt       string      `json:"created_at"`
	UpdatedAt       string      `json:"updated_at"`
	MonitoringAt    *string     `json:"monitoring_at"`
	ResolvedAt      *string     `json:"resolved_at"`
	Impact          string      `json:"impact"`
	Shortlink       string      `json:"shortlink"` // the page of the incident
	StartedAt       string      `json:"started_at"`
	PageID          string      `json:"page_id"`
	IncidentUpdates []Update    `json:"incident_updates"` // newest first
	Components      []Component `json:"components"`
}

// Update is an entry of the timeline.
type Update struct {
	ID                   string     `json:"id"`
	Status               string     `json:"status"`
	Body                 string     `json:"body"` // Markdown
	IncidentID           string     `json:"incident_id"`
	CreatedAt            string     `json:"created_at"`
	UpdatedAt            string     `json:"updated_at"`
	DisplayAt            string     `json:"display_at"`
	AffectedComponents   []Affected `json:"affected_components"` // null if there is none
	DeliverNotifications bool       `json:"deliver_notifications"`
	CustomTweet          *string    `json:"custom_tweet"`
	TweetID              *string    `json:"tweet_id"`
}

// Affected is a component of an update, even if its status does not change.
type Affected struct {
	Code      string `json:"code"`
	Name      string `json:"name"` // "Group - Component"
	OldStatus string `json:"old_status"`
	NewStatus string `json:"new_status"`
}

// Status is the status of the page.
type Status struct {
	Indicator   string `json:"indicator"`
	Description string `json:"description"`
}

// Summary is /api/v2/summary.json.
type Summary struct {
	Page                  Page          `json:"page"`
	Components            []Component   `json:"components"`
	Incidents             []Incident    `json:"incidents"`              // unresolved
	ScheduledMaintenances []Maintenance `json:"scheduled_maintenances"` // upcoming and active
	Status                Status        `json:"status"`
}

// StatusDocument is /api/v2/status.json.
type StatusDocument struct {
	Page   Page   `json:"page"`
	Status Status `json:"status"`
}

// Components is /api/v2/components.json.
type Components struct {
	Page       Page        `json:"page"`
	Components []Component `json:"components"`
}

// Incidents is /api/v2/incidents.json and incidents/unresolved.json.
type Incidents struct {
	Page      Page       `json:"page"`
	Incidents []Incident `json:"incidents"`
}

// Maintenances is /api/v2/scheduled-maintenances.json and the documents below it.
type Maintenances struct {
	Page                  Page          `json:"page"`
	ScheduledMaintenances []Maintenance `json:"scheduled_maintenances"`
}

// IncidentDocument is /api/v2/incidents/ID.json. It contains an Incident or a
// Maintenance.
type IncidentDocument struct {
	Page     Page `json:"page"`
	Incident any  `json:"incident"`
}

// Year is /api/v2/incidents/all/YEAR.json: all that was announced in the year. Statuspage
// has no such document.
type Year struct {
	Page                  Page          `json:"page"`
	Incidents             []Incident    `json:"incidents"`
	ScheduledMaintenances []Maintenance `json:"scheduled_maintenances"`
}

// Index is /api/v2/index.json: the list of documents.
type Index struct {
	Page      Page       `json:"page"`
	Documents []Document `json:"documents"`
}

// Document is an entry of an Index.
type Document struct {
	URL   string `json:"url"`
	About string `json:"about"`
}

// Record is /incidents/ID.json, which Statuspage does not document: an incident with its
// postmortem.
type Record struct {
	Name                   string            `json:"name"`
	Status                 string            `json:"status"`
	CreatedAt              string            `json:"created_at"`
	UpdatedAt              string            `json:"updated_at"`
	MonitoringAt           *string           `json:"monitoring_at"`
	ResolvedAt             *string           `json:"resolved_at"`
	Impact                 string            `json:"impact"`
	Shortlink              string            `json:"shortlink"`
	ScheduledFor           *string           `json:"scheduled_for"`
	ScheduledUntil         *string           `json:"scheduled_until"`
	ScheduledRemindPrior   bool              `json:"scheduled_remind_prior"`
	ScheduledRemindedAt    *string           `json:"scheduled_reminded_at"`
	ImpactOverride         *string           `json:"impact_override"`
	AutoInProgress         bool              `json:"scheduled_auto_in_progress"`
	AutoCompleted          bool              `json:"scheduled_auto_completed"`
	Metadata               map[string]string `json:"metadata"`
	StartedAt              string            `json:"started_at"`
	ReminderIntervals      *string           `json:"reminder_intervals"`
	ID                     string            `json:"id"`
	PageID                 string            `json:"page_id"`
	IncidentUpdates        []RecordUpdate    `json:"incident_updates"`
	PostmortemBody         *string           `json:"postmortem_body"` // Markdown
	PostmortemUpdatedAt    *string           `json:"postmortem_body_last_updated_at"`
	PostmortemIgnored      bool              `json:"postmortem_ignored"`
	PostmortemPublishedAt  *string           `json:"postmortem_published_at"`
	PostmortemNotified     bool              `json:"postmortem_notified_subscribers"`
	PostmortemNotifiedToot bool              `json:"postmortem_notified_twitter"`
	Components             []RecordComponent `json:"components"`
}

// RecordUpdate is an Update in a Record.
type RecordUpdate struct {
	Status               string     `json:"status"`
	Body                 string     `json:"body"`
	CreatedAt            string     `json:"created_at"`
	WantsTwitterUpdate   bool       `json:"wants_twitter_update"`
	TwitterUpdatedAt     *string    `json:"twitter_updated_at"`
	UpdatedAt            string     `json:"updated_at"`
	DisplayAt            string     `json:"display_at"`
	DeliverNotifications bool       `json:"deliver_notifications"`
	TweetID              *string    `json:"tweet_id"`
	ID                   string     `json:"id"`
	IncidentID           string     `json:"incident_id"`
	CustomTweet          *string    `json:"custom_tweet"`
	AffectedComponents   []Affected `json:"affected_components"`
}

// RecordComponent is a Component in a Record.
type RecordComponent struct {
	Status      string  `json:"status"`
	Name        string  `json:"name"`
	CreatedAt   string  `json:"created_at"`
	UpdatedAt   string  `json:"updated_at"`
	Position    int     `json:"position"`
	Description *string `json:"description"`
	Showcase    bool    `json:"showcase"`
	StartDate   *string `json:"start_date"` // with a time, unlike a Component's
	ID          string  `json:"id"`
	PageID      string  `json:"page_id"`
	GroupID     *string `json:"group_id"`
}

// History is /history.json and /history/page/N.json: three months.
type History struct {
	PageStatus struct {
		Page HistoryPage `json:"page"`
	} `json:"page_status"`
	Components          []HistoryComponent `json:"components"` // on the first page; empty on those that do not change
	Months              []HistoryMonth     `json:"months"`     // newest first
	ShowComponentFilter bool               `json:"show_component_filter"`
	ShowUptimeCalendar  bool               `json:"show_uptime_calendar"`
	ComponentFilter     []string           `json:"component_filter"` // always null
	StartTime           string             `json:"start_time"`
	EndTime             string             `json:"end_time"`
}

// HistoryComponent is a Component in a History: its keys are in the order of a Record's,
// except the ids.
type HistoryComponent struct {
	Status             string  `json:"status"`
	Name               string  `json:"name"`
	CreatedAt          string  `json:"created_at"`
	UpdatedAt          string  `json:"updated_at"`
	Position           int     `json:"position"`
	Description        *string `json:"description"`
	Showcase           bool    `json:"showcase"`
	StartDate          *string `json:"start_date"` // with a time, unlike a Component's
	ID                 string  `json:"id"`
	GroupID            *string `json:"group_id"`
	PageID             string  `json:"page_id"`
	Group              bool    `json:"group"`
	OnlyShowIfDegraded bool    `json:"only_show_if_degraded"`
}

// HistoryPage is the page in a History. Statuspage's has 54 keys, most of them settings
// of the service.
type HistoryPage struct {
	Name     string `json:"name"`
	Domain   string `json:"domain"`
	URL      string `json:"url"`
	TimeZone string `json:"time_zone"`
	ID       string `json:"id"`
}

// HistoryMonth is a month in a History.
type HistoryMonth struct {
	Name      string       `json:"name"` // "February"
	Year      int          `json:"year"`
	StartsOn  int          `json:"starts_on"` // 0 is a Sunday
	Days      int          `json:"days"`
	Incidents []HistoryRow `json:"incidents"` // newest first
}

// HistoryRow is an incident of a HistoryMonth.
type HistoryRow struct {
	Code      string `json:"code"`
	Name      string `json:"name"`
	Message   string `json:"message"` // HTML of the newest update
	Impact    string `json:"impact"`
	Timestamp string `json:"timestamp"` // HTML, without a year
}

// Uptime is /uptime/ID.json, the newest three months, and /uptime/ID/all.json.
type Uptime struct {
	Months []UptimeMonth `json:"months"` // newest first
}

// UptimeMonth is a month of an Uptime.
type UptimeMonth struct {
	Name             string      `json:"name"`
	Year             int         `json:"year"`
	UptimePercentage *float64    `json:"uptime_percentage"` // 0 to 1; null before the start date
	Days             []UptimeDay `json:"days"`
}

// UptimeDay is a day of an UptimeMonth: seconds in a partial and in a major
// outage.
type UptimeDay struct {
	Date   string        `json:"date"`
	P      int64         `json:"p"`
	M      int64         `json:"m"`
	Events []UptimeEvent `json:"events"`
}

// UptimeEvent is an incident of an UptimeDay.
type UptimeEvent struct {
	Name string `json:"name"`
	Code string `json:"code"`
}
