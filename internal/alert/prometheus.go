package alert

// alertmanager decodes the groups of alerts that Alertmanager and Grafana send:
// https://prometheus.io/docs/alerting/latest/configuration/#webhook_config,
// https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/
func (d *decoder) alertmanager(root node) {
	list := root.field("alerts")
	if !d.need(root, object) || !d.need(list, array) {
		return
	}
	if len(list.items) == 0 {
		d.note("the payload has no alerts")
	}
	for _, n := range list.items {
		if !d.need(n, object) {
			return
		}
		state, ok := d.state(n.field("status"), "firing", "resolved", "")
		if !ok {
			return
		}
		a := Alert{State: state, Labels: texts(n.field("labels"))}
		about := texts(n.field("annotations"))
		a.Title = first(about["summary"], about["title"], a.Labels["alertname"])
		a.Text = first(about["description"], about["message"])
		a.URL = n.field("generatorURL").text
		a.At = d.time(n.field("startsAt"))
		if state == Resolved {
			a.At = d.time(n.field("endsAt"))
		}
		if a.Key = n.field("fingerprint").text; a.Key == "" {
			for _, name := range sortedKeys(a.Labels) {
				a.Key += name + "=" + a.Labels[name] + ","
			}
		}
		d.add(n, a)
	}
}

// first returns the first text that is not empty.
func first(texts ...string) string {
	for _, s := range texts {
		if s != "" {
			return s
		}
	}
	return ""
}
