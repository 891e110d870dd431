package alert

import "strings"

// gatus decodes the body of a custom alert, as docs/alerts.md writes it:
// https://github.com/TwiN/gatus#configuring-custom-alerts
func (d *decoder) gatus(n node) {
	if !d.need(n, object) {
		return
	}
	name, group := d.word(n.field("name")), n.field("group").text
	state, ok := d.state(n.field("state"), "triggered", "resolved", "")
	if !ok {
		return
	}
	d.add(n, Alert{
		State: state, Key: strings.Trim(group+"/"+name, "/"), Title: name, Text: first(n.field("description").text, n.field("errors").text), URL: n.field("url").text,
		Labels: map[string]string{"name": name, "group": group}, At: d.time(n.field("time")),
	})
}

// uptimeKuma decodes the JSON that the notification "Webhook" of Uptime Kuma sends.
func (d *decoder) uptimeKuma(n node) {
	monitor, beat := n.field("monitor"), n.field("heartbeat")
	if n.kind == object && beat.kind == missing && n.field("msg").kind == scalar {
		d.note("the payload has no heartbeat: it is a test, or a certificate is about to expire")
		return
	}
	if !d.need(n, object) || !d.need(beat, object) || !d.need(monitor, object) {
		return
	}
	state, ok := d.state(beat.field("status"), "0 down", "1 up", "2 3 pending maintenance")
	if !ok {
		return
	}
	name := d.word(monitor.field("name"))
	labels := map[string]string{"name": name, "type": monitor.field("type").text}
	for _, tag := range monitor.field("tags").items {
		if s := tag.field("name").text; s != "" {
			labels[s] = tag.field("value").text
		}
	}
	id := first(monitor.field("id").text, beat.field("monitorID").text)
	d.add(n, Alert{State: state, Key: id, Title: name, Text: beat.field("msg").text, URL: monitor.field("url").text, Labels: labels, At: d.time(beat.field("time"))})
}

// uptimeRobot decodes the JSON that UptimeRobot makes of its variables:
// https://help.uptimerobot.com/en/articles/14498593-webhook-integration
func (d *decoder) uptimeRobot(n node) {
	if !d.need(n, object) {
		return
	}
	kind := n.any("alertType", "alertTypeFriendlyName")
	if strings.Contains(kind.text, "*") {
		d.problem(kind.offset, "%s is %q, which UptimeRobot has not filled in", kind.path, Line(kind.text))
		return
	}
	state, ok := d.state(kind, "1 down", "2 up", "*")
	if !ok {
		return
	}
	name := d.word(n.field("monitorFriendlyName"))
	d.add(n, Alert{
		State: state, Key: n.field("monitorID").text, Title: name, Text: n.field("alertDetails").text, URL: n.field("monitorURL").text,
		Labels: map[string]string{"name": name}, At: d.time(n.field("alertDateTime")),
	})
}

// betterStack decodes the webhook about incidents: https://betterstack.com/docs/uptime/webhooks/
func (d *decoder) betterStack(root node) {
	n := root.field("data")
	if !d.need(root, object) || !d.need(n, object) {
		return
	}
	if t := d.word(n.field("type")); t != "incident" && t != "" {
		d.note("data.type is %q, not incident", Line(t))
		return
	}
	about := n.field("attributes")
	if !d.need(about, object) {
		return
	}
	a := Alert{State: Firing, Key: d.word(n.field("id")), Title: about.field("name").text, Text: about.field("cause").text, URL: about.field("url").text, At: d.time(about.field("started_at"))}
	if strings.EqualFold(about.field("status").text, "resolved") || about.field("resolved_at").text != "" {
		a.State, a.At = Resolved, d.time(about.field("resolved_at"))
	}
	a.Labels = map[string]string{"name": a.Title, "team": about.field("team_name").text}
	d.add(n, a)
}

// healthchecks decodes the body that docs/alerts.md makes of placeholders:
// https://healthchecks.io/docs/configuring_notifications/
func (d *decoder) healthchecks(n node) {
	if !d.need(n, object) {
		return
	}
	state, ok := d.state(n.field("status"), "down", "up", "")
	if !ok {
		return
	}
	name := d.word(n.field("name"))
	labels := map[string]string{"name": name, "tags": n.field("tags").text}
	d.add(n, Alert{State: state, Key: n.any("code", "name").text, Title: name, Labels: labels, At: d.time(n.field("now"))})
}
