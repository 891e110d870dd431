package alert

import "strings"

// pagerDuty decodes version 3 of PagerDuty's webhooks:
// https://developer.pagerduty.com/docs/webhooks-overview
func (d *decoder) pagerDuty(root node) {
	event := root.field("event")
	if !d.need(root, object) || !d.need(event, object) {
		return
	}
	kind := d.word(event.field("event_type"))
	n := event.field("data")
	if kind != "" && (!strings.HasPrefix(kind, "incident.") || n.kind == object && n.field("status").kind == missing) {
		d.note("the event %q neither begins nor ends an incident", Line(kind))
		return
	}
	if !d.need(n, object) {
		return
	}
	state, ok := d.state(n.field("status"), "triggered acknowledged", "resolved", "")
	if !ok {
		return
	}
	a := Alert{State: state, Key: d.word(n.field("id")), Title: n.field("title").text, URL: n.field("html_url").text}
	if a.At = d.time(n.field("created_at")); state == Resolved || a.At.IsZero() || kind == "incident.reopened" {
		a.At = d.time(event.field("occurred_at"))
	}
	a.Labels = map[string]string{"name": a.Title, "service": n.at("service", "summary").text, "urgency": n.field("urgency").text, "priority": n.at("priority", "summary").text}
	d.add(n, a)
}

// opsgenie decodes the webhook about actions on alerts:
// https://support.atlassian.com/opsgenie/docs/opsgenie-edge-connector-alert-action-data/
func (d *decoder) opsgenie(root node) {
	n := root.field("alert")
	if !d.need(root, object) {
		return
	}
	state, ok := d.state(root.field("action"), "create", "close delete", "*")
	if !ok || !d.need(n, object) {
		return
	}
	a := Alert{State: state, Key: first(n.field("alias").text, d.word(n.field("alertId"))), Title: n.field("message").text, Text: n.field("description").text}
	if a.At = d.time(n.field("createdAt")); state == Resolved {
		a.At = d.time(n.field("updatedAt"))
	}
	a.Labels = texts(n.field("details"))
	for _, name := range []string{"entity", "priority", "team"} {
		if v := n.field(name); v.kind == scalar {
			a.Labels[name] = v.text
		}
	}
	var tags []string
	for _, tag := range n.field("tags").items {
		tags = append(tags, tag.text)
	}
	a.Labels["name"], a.Labels["tags"] = a.Title, strings.Join(tags, ",")
	d.add(n, a)
}
