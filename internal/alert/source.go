package alert

import (
	"errors"
	"fmt"
	"strings"

	"statuary/internal/diag"
)

// Source is a kind of monitor.
type Source struct {
	Name    string // as on the command line
	Title   string
	Example string // a payload with all that is required

	decode func(*decoder, node)
}

// Sources returns the sources, in the order of docs/alerts.md.
func Sources() []Source {
	return []Source{
		{"alertmanager", "Prometheus Alertmanager", `{"alerts": [{"status": "firing", "labels": {"alertname": "HighErrorRate"}, "startsAt": "2026-03-10T12:00:00Z", "fingerprint": "c0ffee"}]}`, (*decoder).alertmanager},
		{"grafana", "Grafana", `{"alerts": [{"status": "firing", "labels": {"alertname": "HighErrorRate"}, "startsAt": "2026-03-10T12:00:00Z", "fingerprint": "c0ffee"}]}`, (*decoder).alertmanager},
		{"gatus", "Gatus", `{"name": "api", "group": "core", "state": "TRIGGERED"}`, (*decoder).gatus},
		{"uptime-kuma", "Uptime Kuma", `{"heartbeat": {"status": 0, "time": "2026-03-10 12:00:00.000"}, "monitor": {"id": 1, "name": "API"}}`, (*decoder).uptimeKuma},
		{"uptimerobot", "UptimeRobot", `{"monitorID": "1", "monitorFriendlyName": "API", "alertType": "1", "alertDateTime": "1773144000"}`, (*decoder).uptimeRobot},
		{"better-stack", "Better Stack", `{"data": {"id": "1", "type": "incident", "attributes": {"name": "API", "started_at": "2026-03-10T12:00:00Z", "resolved_at": null}}}`, (*decoder).betterStack},
		{"healthchecks", "Healthchecks", `{"code": "0c8983c9", "name": "Backup", "status": "down", "now": "2026-03-10T12:00:00Z"}`, (*decoder).healthchecks},
		{"pagerduty", "PagerDuty", `{"event": {"event_type": "incident.triggered", "occurred_at": "2026-03-10T12:00:00Z", "data": {"id": "Q1", "title": "API is down", "status": "triggered"}}}`, (*decoder).pagerDuty},
		{"opsgenie", "Opsgenie", `{"action": "Create", "alert": {"alertId": "1", "message": "API is down", "createdAt": 1773144000000}}`, (*decoder).opsgenie},
		{"cloudevents", "CloudEvents", `{"specversion": "1.0", "id": "1", "source": "/checks/api", "type": "org.example.alert", "time": "2026-03-10T12:00:00Z", "data": {"status": "firing", "title": "API is down"}}`, (*decoder).cloudEvents},
		{GitHub, "a GitHub workflow", `{"client_payload": {"source": "gatus", "alert": {"name": "api", "group": "core", "state": "TRIGGERED"}}}`, (*decoder).github},
	}
}

// GitHub is the source of events that start a GitHub workflow.
const GitHub = "github"

// Names returns the names of all sources.
func Names() (list []string) {
	for _, s := range Sources() {
		list = append(list, s.Name)
	}
	return list
}

// Find returns the source with a name: small and capital letters, spaces, - and _ make no difference.
// The error is a *diag.Error.
func Find(name string) (Source, error) {
	for _, s := range Sources() {
		if bare(s.Name) == bare(name) {
			return s, nil
		}
	}
	hint := "sources are " + strings.Join(Names(), ", ")
	if near, ok := diag.Nearest(name, Names()); ok {
		hint = fmt.Sprintf("did you mean %q?", near)
	}
	return Source{}, &diag.Error{Text: fmt.Sprintf("unknown source %q", name), Hint: hint}
}

func bare(name string) string {
	return strings.NewReplacer("-", "", "_", "", " ", "", ".", "").Replace(strings.ToLower(name))
}

// Decode returns the alerts of a payload. File names the payload in errors, which are of type diag.List.
func Decode(s Source, file string, src []byte) (Result, error) {
	if len(src) > MaxPayload {
		return Result{}, diag.List{{Pos: diag.Pos{File: file}, Text: fmt.Sprintf("the payload has more than %d bytes", MaxPayload), Hint: "send fewer alerts at once"}}
	}
	d := &decoder{file: file, src: src, source: s, result: Result{Source: s.Name}}
	root, err := parse(src)
	if err != nil {
		var bad *badPlace
		if errors.As(err, &bad) {
			d.problem(bad.offset, "%s", bad.text)
		}
		return Result{}, d.problems
	}
	s.decode(d, root)
	if len(d.problems) > 0 {
		return Result{}, d.problems
	}
	return d.result, nil
}
