package api

import (
	"encoding/json"
	"strconv"
)

// appender is a document that encodes itself. encoding/json writes the same bytes, but
// takes longer, and there are three such documents for each incident. Those of uptime have a row
// for each day and component.
type appender interface {
	// appendTo appends the document to b, without a line break.
	appendTo(b object) object
}

// object is JSON that is written key by key.
type object []byte

// key appends a key, with the comma before it unless it is the first.
func (o object) key(name string) object {
	if last := o[len(o)-1]; last != '{' {
		o = append(o, ',')
	}
	o = append(o, '"')
	o = append(o, name...)
	return append(o, '"', ':')
}

func (o object) text(key, value string) object { return appendString(o.key(key), value) }

// textOrNull appends null if there is no value.
func (o object) textOrNull(key string, value *string) object {
	if value == nil {
		return append(o.key(key), "null"...)
	}
	return o.text(key, *value)
}

func (o object) flag(key string, value bool) object { return strconv.AppendBool(o.key(key), value) }

func (o object) number(key string, value int64) object {
	return strconv.AppendInt(o.key(key), value, 10)
}

// appendList appends a list. It is null if the list is nil.
func appendList[T appender](o object, key string, list []T) object {
	if o = o.key(key); list == nil {
		return append(o, "null"...)
	}
	o = append(o, '[')
	for n, v := range list {
		if n > 0 {
			o = append(o, ',')
		}
		o = v.appendTo(o)
	}
	return append(o, ']')
}

func (p Page) appendTo(o object) object {
	o = append(o, '{')
	o = o.text("id", p.ID).text("name", p.Name).text("url", p.URL).text("time_zone", p.TimeZone).text("updated_at", p.UpdatedAt)
	return append(o, '}')
}

func (d IncidentDocument) appendTo(o object) object {
	o = d.Page.appendTo(append(o, '{').key("page"))
	o = d.Incident.(appender).appendTo(o.key("incident"))
	return append(o, '}')
}

func (i Incident) appendTo(o object) object {
	o = i.incidentKeys.appendKeys(append(o, '{'))
	return append(o.textOrNull("reminder_intervals", i.ReminderIntervals), '}')
}

func (m Maintenance) appendTo(o object) object {
	o = m.incidentKeys.appendKeys(append(o, '{'))
	return append(o.textOrNull("scheduled_for", m.ScheduledFor).textOrNull("scheduled_until", m.ScheduledUntil), '}')
}

func (k *incidentKeys) appendKeys(o object) object {
	o = o.text("id", k.ID).text("name", k.Name).text("status", k.Status).text("created_at", k.CreatedAt).text("updated_at", k.UpdatedAt)
	o = o.textOrNull("monitoring_at", k.MonitoringAt).textOrNull("resolved_at", k.ResolvedAt).text("impact", k.Impact)
	o = o.text("shortlink", k.Shortlink).text("started_at", k.StartedAt).text("page_id", k.PageID)
	o = appendList(o, "incident_updates", k.IncidentUpdates)
	return appendList(o, "components", k.Components)
}

func (u Update) appendTo(o object) object {
	o = append(o, '{').text("id", u.ID).text("status", u.Status).text("body", u.Body).text("incident_id", u.IncidentID)
	o = o.text("created_at", u.CreatedAt).text("updated_at", u.UpdatedAt).text("display_at", u.DisplayAt)
	o = appendList(o, "affected_components", u.AffectedComponents).flag("deliver_notifications", u.DeliverNotifications)
	return append(o.textOrNull("custom_tweet", u.CustomTweet).textOrNull("tweet_id", u.TweetID), '}')
}

func (a Affected) appendTo(o object) object {
	o = append(o, '{').text("code", a.Code).text("name", a.Name).text("old_status", a.OldStatus).text("new_status", a.NewStatus)
	return append(o, '}')
}

func (c Component) appendTo(o object) object {
	o = append(o, '{').text("id", c.ID).text("name", c.Name).text("status", c.Status).text("created_at", c.CreatedAt).text("updated_at", c.UpdatedAt)
	o = o.number("position", int64(c.Position)).textOrNull("description", c.Description).flag("showcase", c.Showcase)
	o = o.textOrNull("start_date", c.StartDate).textOrNull("group_id", c.GroupID).text("page_id", c.PageID)
	o = o.flag("group", c.Group).flag("only_show_if_degraded", c.OnlyShowIfDegraded)
	for n, id := range c.Components {
		if n == 0 {
			o = append(o.key("components"), '[')
		} else {
			o = append(o, ',')
		}
		o = appendString(o, id)
		if n == len(c.Components)-1 {
			o = append(o, ']')
		}
	}
	return append(o, '}')
}

func (r Record) appendTo(o object) object {
	o = append(o, '{').text("name", r.Name).text("status", r.Status).text("created_at", r.CreatedAt).text("updated_at", r.UpdatedAt)
	o = o.textOrNull("monitoring_at", r.MonitoringAt).textOrNull("resolved_at", r.ResolvedAt).text("impact", r.Impact)
	o = o.text("shortlink", r.Shortlink).textOrNull("scheduled_for", r.ScheduledFor).textOrNull("scheduled_until", r.ScheduledUntil)
	o = o.flag("scheduled_remind_prior", r.ScheduledRemindPrior).textOrNull("scheduled_reminded_at", r.ScheduledRemindedAt)
	o = o.textOrNull("impact_override", r.ImpactOverride)
	o = o.flag("scheduled_auto_in_progress", r.AutoInProgress).flag("scheduled_auto_completed", r.AutoCompleted)
	o = append(o.key("metadata"), "{}"...) // always empty
	o = o.text("started_at", r.StartedAt).textOrNull("reminder_intervals", r.ReminderIntervals).text("id", r.ID).text("page_id", r.PageID)
	o = appendList(o, "incident_updates", r.IncidentUpdates)
	o = o.textOrNull("postmortem_body", r.PostmortemBody).textOrNull("postmortem_body_last_updated_at", r.PostmortemUpdatedAt)
	o = o.flag("postmortem_ignored", r.PostmortemIgnored).textOrNull("postmortem_published_at", r.PostmortemPublishedAt)
	o = o.flag("postmortem_notified_subscribers", r.PostmortemNotified).flag("postmortem_notified_twitter", r.PostmortemNotifiedToot)
	return append(appendList(o, "components", r.Components), '}')
}

func (u RecordUpdate) appendTo(o object) object {
	o = append(o, '{').text("status", u.Status).text("body", u.Body).text("created_at", u.CreatedAt)
	o = o.flag("wants_twitter_update", u.WantsTwitterUpdate).textOrNull("twitter_updated_at", u.TwitterUpdatedAt)
	o = o.text("updated_at", u.UpdatedAt).text("display_at", u.DisplayAt).flag("deliver_notifications", u.DeliverNotifications)
	o = o.textOrNull("tweet_id", u.TweetID).text("id", u.ID).text("incident_id", u.IncidentID).textOrNull("custom_tweet", u.CustomTweet)
	return append(appendList(o, "affected_components", u.AffectedComponents), '}')
}

func (c RecordComponent) appendTo(o object) object {
	o = append(o, '{').text("status", c.Status).text("name", c.Name).text("created_at", c.CreatedAt).text("updated_at", c.UpdatedAt)
	o = o.number("position", int64(c.Position)).textOrNull("description", c.Description).flag("showcase", c.Showcase)
	o = o.textOrNull("start_date", c.StartDate).text("id", c.ID).text("page_id", c.PageID).textOrNull("group_id", c.GroupID)
	return append(o, '}')
}

func (u Uptime) appendTo(o object) object {
	return append(appendList(append(o, '{'), "months", u.Months), '}')
}

func (m UptimeMonth) appendTo(o object) object {
	o = append(o, '{').text("name", m.Name).number("year", int64(m.Year)).key("uptime_percentage")
	share, err := json.Marshal(m.UptimePercentage)
	if err != nil {
		panic("api: the share of the uptime is not a number")
	}
	return append(appendList(append(o, share...), "days", m.Days), '}')
}

func (d UptimeDay) appendTo(o object) object {
	o = append(o, '{').text("date", d.Date).number("p", d.P).number("m", d.M)
	return append(appendList(o, "events", d.Events), '}')
}

func (e UptimeEvent) appendTo(o object) object {
	return append(append(o, '{').text("name", e.Name).text("code", e.Code), '}')
}
